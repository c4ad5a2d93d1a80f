using System.Globalization;
using Microsoft.AspNetCore.Http;
using RecruitRetain.Local.Demo;
using static RecruitRetain.Local.PortalPage;

namespace RecruitRetain.Local;

/// <summary><c>/local/tables</c>: the tables and their entities.</summary>
internal static class TablePages
{
    private const string Path = "/local/tables";

    public static PortalPage List(TableStore tables) => new("Tables", Table(
        "Tables, by name",
        ["Table", "#Entities"],
        tables.ListTables().Select(Html[] (table) => [Link(table.Name, $"{Path}/{table.Name}"), Text(table.Rows)])));

    public static PortalPage Show(TableStore tables, string table, IQueryCollection query)
    {
        var (filter, after) = (query["filter"].ToString(), query["after"].ToString());
        var (rows, next) = tables.Page(table, filter.Length == 0 ? null : filter, after.Length == 0 ? null : after, Rows);
        var address = $"{Path}/{Uri.EscapeDataString(table)}";
        return new PortalPage(table, Html.Of($"""
            <form class="row" method="get" action="{address}" role="search">{Field("OData filter, like Status eq 'Open'", "filter", filter)}<button>Filter</button></form>
            {Table("Entities, by partition and row key", ["Partition key", "Row key", "Properties", "Written"], rows.Select(Html[] (row) =>
            [
                Text(row.PartitionKey),
                Link(row.RowKey.Length == 0 ? "(empty)" : row.RowKey, $"{address}/entity", ("pk", row.PartitionKey), ("rk", row.RowKey)),
                Text(Excerpt.Of(string.Join(", ", row.Properties.Select(property => $"{property.Key}: {Show(property.Value)}")), 200)),
                When(row.Timestamp),
            ]))}
            {(next is null ? Html.None : Next(address, ("filter", filter), ("after", next)))}
            """));
    }

    public static PortalPage ShowEntity(TableStore tables, string table, IQueryCollection query)
    {
        var (partition, row) = (query["pk"].ToString(), query["rk"].ToString());
        return tables.Find(table, partition, row) is { } entity
            ? new PortalPage($"{partition} / {row}", Html.Of($"""
                <p>In the table {Link(table, $"{Path}/{Uri.EscapeDataString(table)}")}.</p>
                {Facts(("Partition key", Text(partition)), ("Row key", Text(row)), ("Written", When(entity.Timestamp)), ("ETag", Text(entity.ETag)))}
                {Table("Properties", ["Name", "Type", "Value"], entity.Properties.OrderBy(property => property.Key, StringComparer.Ordinal).Select(Html[] (property) =>
                    [Text(property.Key), Text(property.Value is byte[]? "Binary" : property.Value.GetType().Name), Code(Show(property.Value))]))}
                """))
            : Problem(StatusCodes.Status404NotFound, $"The table {table} has no entity of the keys '{partition}' and '{row}'.");
    }

    private static string Show(object value) => value switch
    {
        byte[] bytes => $"{bytes.Length} bytes: {Convert.ToBase64String(bytes.AsSpan(0, Math.Min(bytes.Length, 300)))}",
        BinaryData data => Show(data.ToArray()),
        DateTimeOffset at => at.ToString("O", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
