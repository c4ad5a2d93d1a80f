using CsvHelper;

namespace RecruitRetain.Shared;

/// <summary>A comma-separated file with a header row.</summary>
internal static class CsvFile
{
    /// <summary>Reads the rows whose shape is right, by column; names what is wrong with the others by line.</summary>
    /// <param name="text">The file.</param>
    /// <param name="columns">Every column that may be there.</param>
    /// <param name="needed">Those that must be.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static IEnumerable<(int Number, CsvFields Fields)> Lines(
        string text, IReadOnlyList<string> columns, IReadOnlyList<string> needed, List<FieldError> errors)
    {
        var broken = false;
        using var reader = CsvReader.FromText(
            text,
            new CsvReaderOptions
            {
                Separator = ',',
                HasHeader = false,
                TrackLineNumbers = true,
                TrimWhitespace = true,
                OnMalformedRecord = _ => broken = true,
            });
        if (!reader.Read())
        {
            errors.Add(new("line 1", "a header row"));
            yield break;
        }

        var header = reader.Current.ToArray();
        foreach (var column in header.Where(column => !columns.Contains(column)))
        {
            errors.Add(new($"line 1, {column}", $"one of the columns {string.Join(", ", columns)}"));
        }

        foreach (var column in needed.Except(header).Concat(header.CountBy(column => column).Where(count => count.Value > 1).Select(count => count.Key)))
        {
            errors.Add(new($"line 1, {column}", "this column, once"));
        }

        if (errors.Count > 0)
        {
            yield break;
        }

        var places = header.Index().ToDictionary(column => column.Item, column => column.Index);
        while (reader.Read())
        {
            var number = (int)reader.LineNumber;
            var record = reader.Current.ToArray();
            if (broken)
            {
                errors.Add(new($"line {number}", "well-formed CSV: quotes doubled within quotes"));
                broken = false;
            }
            else if (record.Length != header.Length)
            {
                errors.Add(new($"line {number}", $"{header.Length} fields, as in the header; there are {record.Length}"));
            }
            else
            {
                yield return (number, new(places, record));
            }
        }
    }
}

/// <summary>The fields of a row, by column; empty for a column that the file does not have.</summary>
internal sealed class CsvFields(Dictionary<string, int> places, string[] record)
{
    /// <summary>What stands in a column.</summary>
    public string this[string column] => places.TryGetValue(column, out var place) ? record[place] : "";
}
