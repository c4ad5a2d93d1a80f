using System.Globalization;
using System.Text.Json;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>In what a measure counts.</summary>
public enum MeasureUnit
{
    /// <summary>A number of people, payments or applications.</summary>
    Count,

    /// <summary>Full-time equivalents.</summary>
    Fte,

    /// <summary>Per cent, to one decimal place.</summary>
    Percent,

    /// <summary>Gross amounts in pence.</summary>
    Pence,
}

/// <summary>A measure of the report: what it is called, what it means, and how it is read off the figures.</summary>
/// <param name="Name">Its stable name.</param>
/// <param name="Section">Under which heading it stands.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Definition">What it means, in words.</param>
/// <param name="Unit">In what it counts.</param>
/// <param name="Value">Reads it; null where there is nothing to divide by.</param>
/// <param name="Counts">The counts of people that it gives away: where one is small, the measure is not shown to everybody.</param>
public sealed record Measure(
    string Name,
    string Section,
    string Title,
    string Definition,
    MeasureUnit Unit,
    Func<RetentionFigures, decimal?> Value,
    Func<RetentionFigures, IReadOnlyList<int>> Counts);

/// <summary>A measure's value, as everybody reads it.</summary>
/// <param name="Name">The measure's stable name.</param>
/// <param name="Section">Under which heading it stands.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Definition">What it means, in words.</param>
/// <param name="Unit">In what it counts.</param>
/// <param name="Value">Its value; null where there is nothing to divide by, or where it is suppressed.</param>
/// <param name="Suppressed">Whether it is left out because it would speak of one to five people.</param>
public sealed record MeasureView(string Name, string Section, string Title, string Definition, MeasureUnit Unit, decimal? Value, bool Suppressed)
{
    /// <summary>The value as people read it.</summary>
    public string Words() => Suppressed ? "1 to 5, not shown" : Value is not { } value ? "not computable" : Unit switch
    {
        MeasureUnit.Count => value.ToString("#,##0", CultureInfo.InvariantCulture),
        MeasureUnit.Fte => value.ToString("#,##0.00", CultureInfo.InvariantCulture),
        MeasureUnit.Percent => value.ToString("0.0", CultureInfo.InvariantCulture) + "%",
        _ => Money.Format((long)value),
    };
}

/// <summary>All measures, in the order of the report.</summary>
public static class Measures
{
    private const string Workforce = "Workforce";
    private const string Vacancies = "Vacancies and agency work";
    private const string Turnover = "Turnover and stability";
    internal const string Survival = "How long people stay";
    private const string Payments = "Retention payments";
    private const string Pipeline = "Recruitment";

    /// <summary>The table.</summary>
    public static IReadOnlyList<Measure> All { get; } =
    [
        new("headcount", Workforce, "People in post", "People employed on the day; somebody with two posts counts once.", MeasureUnit.Count, f => f.Headcount, f => [f.Headcount]),
        new("fte", Workforce, "Full-time equivalent in post", "The sum of the contracted shares of full time of those in post on the day.", MeasureUnit.Fte, f => f.Fte, f => [f.Headcount]),
        new("joiners", Workforce, "Joiners in the year", "People who started in the year up to the day and were not in post before it.", MeasureUnit.Count, f => f.Joiners, f => [f.Joiners]),
        new("leavers", Workforce, "Leavers in the year", "People whose last day lay in the year up to the day and who are not in post now, for whatever reason.", MeasureUnit.Count, f => f.Leavers, f => [f.Leavers]),

        new("vacancies", Vacancies, "Vacancies", "Posts of the establishment that no employee fills, role by role; posts above establishment are left out. Where no posts are entered: people still wanted under live vacancies.", MeasureUnit.Count, f => f.Vacancies, f => [f.Vacancies]),
        new("vacancy-fte", Vacancies, "Vacancies, full-time equivalent", "The same in full-time equivalents.", MeasureUnit.Fte, f => f.VacancyFte, f => [f.Vacancies]),
        new("vacancy-rate", Vacancies, "Vacancy rate", "Vacant full-time equivalents as a share of vacant and filled ones together (Department for Education).", MeasureUnit.Percent, f => f.VacancyRate, f => [f.Vacancies]),
        new("agency-workers", Vacancies, "Agency workers", "Agency workers on duty on the day; each counts once.", MeasureUnit.Count, f => f.AgencyWorkers, f => [f.AgencyWorkers]),
        new("agency-fte", Vacancies, "Agency workers, full-time equivalent", "The same in full-time equivalents.", MeasureUnit.Fte, f => f.AgencyFte, f => [f.AgencyWorkers]),
        new("agency-worker-rate", Vacancies, "Agency worker rate", "Agency workers as a share of agency workers and people in post together, by heads (Department for Education).", MeasureUnit.Percent, f => f.AgencyWorkerRate, f => [f.AgencyWorkers]),

        new("turnover-dfe", Turnover, "Turnover, as the Department for Education counts it", "Leavers in the year as a share of the people in post at its end.", MeasureUnit.Percent, f => f.TurnoverDfe, f => [f.Leavers]),
        new("turnover-average", Turnover, "Turnover, over the average", "Leavers in the year as a share of the mean of the people in post at its start and at its end.", MeasureUnit.Percent, f => f.TurnoverAverage, f => [f.Leavers]),
        new("stability-index", Turnover, "Stability index", "Of the people in post a year ago, the share that is still in post; joiners count in neither.", MeasureUnit.Percent, f => f.StabilityIndex, f => [f.Leavers]),

        .. new[] { 6, 12, 18, 24 }.Select(SurvivalAt),
        new("year-two-retention", Survival, "Year-two retention", "Of the starters who stay 12 months, the share that stays 24 (Kaplan and Meier).", MeasureUnit.Percent, f => f.YearTwoRetention, f => [AtRisk(f, 24), LeftBy(f, 24)]),

        .. PaymentsOf("due", "Due", "Payments that have fallen due and are on their way to payroll", f => f.PaymentsDue),
        .. PaymentsOf("held", "Held", "Payments that a condition holds up", f => f.PaymentsHeld),
        .. PaymentsOf("paid", "Paid", "Payments made, at any time", f => f.PaymentsPaid),
        .. PaymentsOf("recovered", "Recovered", "Payments recovered from people who left early, at any time", f => f.PaymentsRecovered),

        .. Enum.GetValues<ApplicationState>().Select(PipelineAt),
    ];

    /// <summary>Every measure's value.</summary>
    /// <param name="figures">What they are read off.</param>
    /// <param name="suppress">Whether to leave out what would speak of one to five people.</param>
    public static IReadOnlyList<MeasureView> Of(RetentionFigures figures, bool suppress) =>
    [
        .. All.Select(measure =>
        {
            var suppressed = suppress && measure.Counts(figures).Any(count => count is >= 1 and <= 5);
            return new MeasureView(
                measure.Name, measure.Section, measure.Title, measure.Definition, measure.Unit, suppressed ? null : measure.Value(figures), suppressed);
        }),
    ];

    private static Measure SurvivalAt(int months) => new(
        $"survival-{months}",
        Survival,
        $"Stay {months} months",
        $"The share of starters who stay longer than {months} months, of people seen for different lengths of time (Kaplan and Meier); moves within the council are not counted as leaving.",
        MeasureUnit.Percent,
        f => f.Survival.FirstOrDefault(survival => survival.Months == months)?.Percent,
        f => [AtRisk(f, months), LeftBy(f, months)]);

    private static Measure PipelineAt(ApplicationState state)
    {
        var word = JsonNamingPolicy.KebabCaseLower.ConvertName(state.ToString());
        return new(
            $"applications-{word}",
            Pipeline,
            $"Applications: {word.Replace('-', ' ')}",
            $"Applications that stand at '{word}' when the report is made.",
            MeasureUnit.Count,
            f => Applications(f, state),
            f => [Applications(f, state)]);
    }

    private static IEnumerable<Measure> PaymentsOf(string name, string title, string definition, Func<RetentionFigures, PaymentFigure> figure) =>
    [
        new($"payments-{name}", Payments, $"{title}, number", $"{definition}, as they stand when the report is made.", MeasureUnit.Count, f => figure(f).Count, f => [figure(f).Count]),
        new($"payments-{name}-pence", Payments, $"{title}, gross", $"The gross sum of the same.", MeasureUnit.Pence, f => figure(f).Pence, f => [figure(f).Count]),
    ];

    private static int Applications(RetentionFigures figures, ApplicationState state) => figures.Pipeline.FirstOrDefault(stage => stage.State == state)?.Count ?? 0;

    private static int AtRisk(RetentionFigures figures, int months) => figures.Survival.FirstOrDefault(survival => survival.Months == months)?.AtRisk ?? 0;

    private static int LeftBy(RetentionFigures figures, int months) => figures.Curve.Where(point => point.Months <= months).Sum(point => point.Leavers);
}
