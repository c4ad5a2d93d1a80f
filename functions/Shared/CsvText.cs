using System.Globalization;
using System.Text;

namespace RecruitRetain.Shared;

/// <summary>
/// Writes a comma-separated file (RFC 4180, UTF-8). A cell that a spreadsheet would take for a formula gets an apostrophe in front, so that whoever
/// opens the file runs nothing.
/// </summary>
public sealed class CsvText
{
    private readonly StringBuilder _text = new();

    /// <summary>Begins a file with its header row.</summary>
    public CsvText(params ReadOnlySpan<string> columns) => Row(columns);

    /// <summary>Adds a row.</summary>
    public void Row(params ReadOnlySpan<string> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            _text.Append(i == 0 ? "" : ",").Append(Cell(cells[i]));
        }

        _text.Append("\r\n");
    }

    /// <summary>A day as cells have it: 2026-03-31.</summary>
    public static string Cell(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Pence as pounds, as cells have them: 1234.50.</summary>
    public static string Pounds(long pence) => (pence / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>The file.</summary>
    public override string ToString() => _text.ToString();

    private static string Cell(string text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] ? $"'{text}" : text;
        return safe.AsSpan().ContainsAny(',', '"', '\n') || safe.Contains('\r', StringComparison.Ordinal) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
