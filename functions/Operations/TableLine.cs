using System.Globalization;
using System.Text.Json.Nodes;
using Azure.Data.Tables;

namespace RecruitRetain.Operations;

/// <summary>A row of a table as a line of JSON: keys as text, every other value beside the name of its type. <c>infra/scripts/tables.cs</c> reads and writes the same.</summary>
internal static class TableLine
{
    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal) { "PartitionKey", "RowKey", "Timestamp", "odata.etag" };

    public static string Of(TableEntity row)
    {
        JsonObject line = new() { ["PartitionKey"] = row.PartitionKey, ["RowKey"] = row.RowKey };
        foreach (var (name, value) in row.Where(property => !Kept.Contains(property.Key) && property.Value is not null))
        {
            line[name] = new JsonArray(value!.GetType().Name, value switch
            {
                byte[] bytes => Convert.ToBase64String(bytes),
                BinaryData bytes => Convert.ToBase64String(bytes),
                DateTimeOffset instant => instant.ToString("O", CultureInfo.InvariantCulture),
                DateTime instant => instant.ToString("O", CultureInfo.InvariantCulture),
                double number => number.ToString("R", CultureInfo.InvariantCulture),
                IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
                _ => value.ToString(),
            });
        }

        return line.ToJsonString();
    }
}
