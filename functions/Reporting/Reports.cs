using System.Globalization;
using Azure.Data.Tables;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>A report as it was made; it never changes.</summary>
/// <param name="Id">Its id: of its period, or <c>rep_…</c> of one on demand.</param>
/// <param name="Kind">Why it was made.</param>
/// <param name="From">The first day of its period.</param>
/// <param name="AsAt">The last, of which it tells.</param>
/// <param name="MadeAt">When it was made (UTC).</param>
/// <param name="Late">Whether it was due earlier.</param>
/// <param name="Inputs">The fingerprint of what it was made from.</param>
/// <param name="Figures">What it says.</param>
public sealed record Report(
    string Id, ReportKind Kind, DateOnly From, DateOnly AsAt, DateTimeOffset MadeAt, bool Late, string Inputs, Figures Figures)
{
    /// <summary>By which rules its figures were reckoned.</summary>
    public ReportRules Rules { get; init; } = ReportRules.Default;

    /// <summary>The report in a list.</summary>
    public ReportLine Line => new(Id, Kind, From, AsAt, MadeAt, Late, Inputs);

    /// <summary>Its period.</summary>
    public ReportPeriod Period => new(Kind, From, AsAt);
}

/// <summary>A report in a list.</summary>
/// <param name="Id">Its id: of its period, or <c>rep_…</c> of one on demand.</param>
/// <param name="Kind">Why it was made.</param>
/// <param name="From">The first day of its period.</param>
/// <param name="AsAt">The last, of which it tells.</param>
/// <param name="MadeAt">When it was made (UTC).</param>
/// <param name="Late">Whether it was due earlier.</param>
/// <param name="Inputs">The fingerprint of what it was made from.</param>
public sealed record ReportLine(string Id, ReportKind Kind, DateOnly From, DateOnly AsAt, DateTimeOffset MadeAt, bool Late, string Inputs);

/// <summary>
/// Where reports are kept. Each is a row that is never written again, and in the same transaction a line in the list of all and in the list of its
/// kind, whose keys put the newest first. The facts that it was made from are kept by their fingerprint, so that it can be reckoned again and
/// explained; reports that were made from the same facts share them.
/// </summary>
public sealed class Reports(TableServiceClient tables)
{
    internal const string TableName = "reports";
    internal const string FactsTableName = "reportfacts";

    private const string Partition = "report";
    private const string OfAll = "all";
    private const string Whole = "whole";

    // The end of the year 9999, in milliseconds since 1970.
    private const long LastInstant = 253_402_300_799_999;

    /// <summary>Keeps a report, unless there is one of that id.</summary>
    /// <param name="report">The report.</param>
    /// <param name="facts">What it was made from.</param>
    /// <returns>The report that is kept.</returns>
    public async Task<Report> KeepAsync(Report report, Facts facts)
    {
        await KeepFactsAsync(report.Inputs, facts);
        var line = Json.Write(report.Line);
        var row = Packed.Rows(Partition, Packed.Of(report.Figures)).Single();
        row.RowKey = RowOf(report.Id);
        row["Line"] = line;
        row["Rules"] = Json.Write(report.Rules);
        try
        {
            await Table.SubmitTransactionAsync(
            [
                new(TableTransactionActionType.Add, row),
                .. new[] { OfAll, Word(report.Kind) }.Select(list =>
                    new TableTransactionAction(TableTransactionActionType.Add, new TableEntity(Partition, PlaceOf(list, report.Line)) { ["Line"] = line })),
            ]);
            return report;
        }
        catch (TableTransactionFailedException e) when (e.Status == 409)
        {
            return (await FindAsync(report.Id))!;
        }
    }

    /// <summary>The report of that id; null if there is none.</summary>
    public async Task<Report?> FindAsync(string id, CancellationToken cancellationToken = default)
    {
        if (!id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            return null;
        }

        var found = await Table.GetEntityIfExistsAsync<TableEntity>(Partition, RowOf(id), cancellationToken: cancellationToken);
        if (found is not { HasValue: true, Value: { } row })
        {
            return null;
        }

        var line = LineOf(row);
        return new(line.Id, line.Kind, line.From, line.AsAt, line.MadeAt, line.Late, line.Inputs, Packed.Read<Figures>(Packed.Join([row])))
        {
            Rules = Json.Read<ReportRules>(row.GetString("Rules")!),
        };
    }

    /// <summary>The facts that a report was made from.</summary>
    public async Task<Facts> FactsOfAsync(Report report, CancellationToken cancellationToken = default)
    {
        List<TableEntity> rows = [];
        await foreach (var row in FactsTable.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {report.Inputs} and RowKey lt {Whole}"), cancellationToken: cancellationToken))
        {
            rows.Add(row);
        }

        return Packed.Read<Facts>(Packed.Join(rows));
    }

    /// <summary>What changed since the report of the same kind that was made before this one, and why; null where it is the first.</summary>
    public async Task<ReportComparison?> SinceLastAsync(Report report, CancellationToken cancellationToken = default)
    {
        if (await BeforeAsync(report, cancellationToken) is not { } before)
        {
            return null;
        }

        var facts = await FactsOfAsync(report, cancellationToken);
        return ReportComparison.Of((before, before.Inputs == report.Inputs ? facts : await FactsOfAsync(before, cancellationToken)), (report, facts));
    }

    /// <summary>The newest report of a kind; null where none is kept.</summary>
    public async Task<ReportLine?> NewestAsync(ReportKind kind, CancellationToken cancellationToken = default) =>
        (await PageAsync(kind, null, 1, cancellationToken)).Lines is [var newest] ? newest : null;

    /// <summary>The report of the same kind that was made before this one; null where it is the first.</summary>
    public async Task<Report?> BeforeAsync(Report report, CancellationToken cancellationToken = default)
    {
        var list = Word(report.Kind);
        await foreach (var row in Table.QueryAsync<TableEntity>(Within(list, PlaceOf(list, report.Line)), 1, cancellationToken: cancellationToken))
        {
            return await FindAsync(LineOf(row).Id, cancellationToken);
        }

        return null;
    }

    /// <summary>Reads a page of a list, the newest first.</summary>
    /// <param name="kind">Of one kind; null for all.</param>
    /// <param name="cursor">Where the page before ended, or null for the first.</param>
    /// <param name="size">How many.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<(IReadOnlyList<ReportLine> Lines, string? Next)> PageAsync(ReportKind? kind, string? cursor, int size, CancellationToken cancellationToken)
    {
        var list = kind is { } one ? Word(one) : OfAll;
        var (rows, next) = await Table.QueryAsync<TableEntity>(Within(list, $"{list}|"), size, cancellationToken: cancellationToken).PageAsync(cursor, size);
        return ([.. rows.Select(LineOf)], next);
    }

    private TableClient Table => tables.GetTableClient(TableName);

    private TableClient FactsTable => tables.GetTableClient(FactsTableName);

    // In one order, so that whoever else keeps the same facts writes the same rows; the last says that all are there.
    private async Task KeepFactsAsync(string fingerprint, Facts facts)
    {
        if ((await FactsTable.GetEntityIfExistsAsync<TableEntity>(fingerprint, Whole)).HasValue)
        {
            return;
        }

        foreach (var row in Packed.Rows(fingerprint, Packed.Of(facts.InOrder())).Append(new(fingerprint, Whole)))
        {
            await FactsTable.UpsertEntityAsync(row, TableUpdateMode.Replace);
        }
    }

    private static string Word(ReportKind kind) => Json.Word(kind);

    private static string RowOf(string id) => $"id|{id}";

    private static string PlaceOf(string list, ReportLine line) => string.Create(
        CultureInfo.InvariantCulture,
        $"{list}|{LastInstant - line.MadeAt.ToUnixTimeMilliseconds():D15}|{DateOnly.MaxValue.DayNumber - line.AsAt.DayNumber:D7}|{line.Id}");

    private static string Within(string list, string after) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {Partition} and RowKey gt {after} and RowKey lt {list + "}"}");

    private static ReportLine LineOf(TableEntity row) => Json.Read<ReportLine>(row.GetString("Line")!);
}
