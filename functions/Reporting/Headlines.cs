using System.Globalization;

namespace RecruitRetain.Reporting;

/// <summary>What a report says first, in words for people who read no statistics.</summary>
public static class Headlines
{
    /// <summary>The measures by which one report is held against the one before.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["headcount", "fte", "leavers", "vacancies", "vacancy-rate", "agency-workers", "agency-worker-rate", "turnover-dfe", "stability-index", "survival-12", "year-two-retention", "caseload-median", "caseload-above-target"];

    /// <summary>Four numbers to remember, each with its words and the measure that it comes from.</summary>
    public static IReadOnlyList<(string Measure, string Number, string Words)> Tiles(Figures figures)
    {
        var workforce = figures.Workforce;
        return
        [
            ("headcount", $"{workforce.Headcount}", "in post"),
            ("stability-index", $"{workforce.StillThere} of {workforce.HeadcountAtStart}", $"who were in post {Start(figures)} still are"),
            ("agency-workers", $"{workforce.AgencyWorkers}", Plural(workforce.AgencyWorkers, "agency worker", "agency workers")),
            ("vacancies", $"{workforce.Vacancies}", Plural(workforce.Vacancies, "vacant post", "vacant posts")),
        ];
    }

    /// <summary>The same and what lies behind it, a sentence each.</summary>
    public static IReadOnlyList<string> Sentences(Figures figures)
    {
        var (workforce, stay, caseload) = (figures.Workforce, figures.Stay, figures.Caseload);
        List<string> sentences = [];
        if (workforce.HeadcountAtStart > 0)
        {
            sentences.Add($"Of {People(workforce.HeadcountAtStart)} in post {Start(figures)}, {workforce.StillThere} still {(workforce.StillThere == 1 ? "is" : "are")}{Share(stay.Stability.Value)}.{(stay.LeaversSince > figures.Period.From.Year ? $" Nobody is on record who left before {stay.LeaversSince}, though some may have." : "")}");
        }

        sentences.Add($"{People(workforce.Headcount)} {(workforce.Headcount == 1 ? "is" : "are")} in post today, working as many hours as {Number(workforce.Fte)} full-time workers; {workforce.Joiners} joined and {workforce.Leavers} left in {Span(figures)}{(workforce.Leavers > 0 ? $", {workforce.VoluntaryLeavers} of them by choice" : "")}.");
        if (workforce.AgencyWorkers > 0)
        {
            sentences.Add($"Agency workers are {workforce.AgencyWorkers} of the {workforce.AgencyWorkers + workforce.Headcount} at work{Share(figures.Dfe.AgencyRate.Value)}.");
        }

        if (stay.At.FirstOrDefault(at => at.Months == 12)?.Percent is { } year)
        {
            sentences.Add($"Of people who start, {Percent(year)} stay longer than a year{(stay.At.FirstOrDefault(at => at.Months == 24)?.Percent is { } two ? $" and {Percent(two)} longer than two" : "")}.{(stay.LeaversSince is { } since ? $" That may be too high: nobody is on record who left before {since}." : "")}");
        }

        if (caseload.Median is { } median && caseload.Highest is { } highest)
        {
            sentences.Add($"Half of those who hold cases hold {Number(median)} or fewer; the most that one person holds is {highest}. {People(caseload.AboveTarget)} {(caseload.AboveTarget == 1 ? "holds" : "hold")} more than the target of {caseload.Target}.");
        }

        var money = figures.Money;
        if (money.Locums.Pence > 0)
        {
            sentences.Add($"Agency work cost {Pounds(money.Locums.Pence)} in {Span(figures)}{(money.Conversions.Count > 0 ? $"; {People(money.Conversions.Count)} who came through an agency {(money.Conversions.Count == 1 ? "is" : "are")} permanent now" : "")}.");
        }

        if (money.Payments.PaidPence > 0 || money.Payments.RecoveredPence > 0)
        {
            sentences.Add($"Retention payments came to {Pounds(money.Payments.PaidPence)} in {Span(figures)}{(money.Payments.RecoveredPence > 0 ? $", and leavers paid {Pounds(money.Payments.RecoveredPence)} back" : "")}.");
        }

        return sentences;
    }

    /// <summary>What stands with shares that stay where only those still there were taken over; nothing elsewhere.</summary>
    public static string Flattering(StayFigures stay) => stay.LeaversSince is { } since
        ? $" Nobody is on record who left before {since}. Whoever started earlier is counted only because they were still there then, so the shares that stay may be too high."
        : "";

    /// <summary>A key of a team, a role or a scheme as people read it.</summary>
    public static string Plain(string key) => key.Length == 0 ? key : char.ToUpperInvariant(key[0]) + key[1..].Replace('-', ' ');

    /// <summary>What happened between two reports, in a sentence.</summary>
    public static string Changes(ReportComparison since)
    {
        var changes = since.Changes.CountBy(change => change.Kind).ToDictionary();
        string[] words =
        [
            .. from kind in Enum.GetValues<WorkforceChangeKind>()
               let count = changes.GetValueOrDefault(kind)
               where count > 0
               select $"{count} {Word(kind)}",
        ];
        var records = since.Corrections.DistinctBy(correction => (correction.What, correction.Id)).CountBy(correction => correction.IsNoLongerKept).ToDictionary();
        return (words.Length == 0 ? "nobody came, went or moved." : $"{string.Join(", ", words)}.")
            + Records(false, "was corrected", "were corrected") + Records(true, "is no longer kept", "are no longer kept");

        string Records(bool gone, string one, string many) => records.GetValueOrDefault(gone) switch
        {
            0 => "",
            1 => $" One record about the time before {one}.",
            var count => $" {count} records about the time before {many}.",
        };
    }

    /// <summary>How much more there is than before; of per cent, in points.</summary>
    public static string Difference(MeasureUnit unit, decimal difference) =>
        (difference > 0 ? "+" : difference < 0 ? "−" : "")
        + (unit == MeasureUnit.Percent ? Math.Abs(difference).ToString("0.0", CultureInfo.InvariantCulture) + " points" : unit.Words(Math.Abs(difference)));

    /// <summary>What somebody did.</summary>
    public static string Word(WorkforceChangeKind kind) => kind switch
    {
        WorkforceChangeKind.Joined => "joined",
        WorkforceChangeKind.Left => "left",
        WorkforceChangeKind.Moved => "moved",
        WorkforceChangeKind.AgencyWorkBegan => "began agency work",
        _ => "ended agency work",
    };

    private static bool IsYear(Figures figures) => figures.Period == Period.YearTo(figures.Period.To);

    private static string Start(Figures figures) => IsYear(figures) ? "a year ago" : $"on {Shared.UkCalendar.Words(figures.Period.Before)}";

    private static string Span(Figures figures) => IsYear(figures) ? "the past year" : "the period";

    private static string Share(decimal? percent) => percent is { } known ? $" ({Percent(known)})" : "";

    private static string People(int count) => count == 1 ? "1 person" : string.Create(CultureInfo.InvariantCulture, $"{count:#,##0} people");

    private static string Plural(int count, string one, string many) => count == 1 ? one : many;

    private static string Percent(decimal value) => MeasureUnit.Percent.Words(value);

    private static string Pounds(long pence) => string.Create(CultureInfo.InvariantCulture, $"£{Math.Round(pence / 100m, MidpointRounding.AwayFromZero):#,##0}");

    private static string Number(decimal value) => value.ToString("#,##0.#", CultureInfo.InvariantCulture);
}
