using System.Globalization;
using CsvHelper;

namespace RecruitRetain.Shared;

/// <summary>
/// Writes a comma-separated file (RFC 4180, UTF-8). A cell that a spreadsheet would take for a formula gets an apostrophe in front, so that whoever
/// opens the file runs nothing.
/// </summary>
public sealed class CsvText : IDisposable
{
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape };

    private readonly StringWriter _text = new(CultureInfo.InvariantCulture);
    private readonly CsvWriter _writer;

    /// <summary>Begins a file with its header row.</summary>
    public CsvText(params ReadOnlySpan<string?> columns)
    {
        _writer = CsvWriter.Create(_text, Options);
        Row(columns);
    }

    /// <summary>Adds a row; a cell that is null is empty.</summary>
    public void Row(params ReadOnlySpan<string?> cells) => _writer.WriteRecord(cells);

    /// <summary>A day as cells have it: 2026-03-31.</summary>
    public static string Cell(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Pence as pounds, as cells have them: 1234.50.</summary>
    public static string Pounds(long pence) => (pence / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>The file so far.</summary>
    public override string ToString()
    {
        _writer.Flush();
        return _text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
