using System.Globalization;
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

    /// <summary>Cases, to one decimal place.</summary>
    Cases,

    /// <summary>Days, to one decimal place.</summary>
    Days,

    /// <summary>Months, to one decimal place.</summary>
    Months,
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
    Func<Figures, decimal?> Value,
    Func<Figures, IReadOnlyList<int>> Counts);

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
    public string Words() => Suppressed ? "not shown" : Value is { } value ? Unit.Words(value) : "not computable";
}

/// <summary>How values of each unit are written.</summary>
public static class MeasureUnits
{
    /// <summary>A value as people read it.</summary>
    public static string Words(this MeasureUnit unit, decimal value) => unit switch
    {
        MeasureUnit.Count => value.ToString("#,##0", CultureInfo.InvariantCulture),
        MeasureUnit.Percent => value.ToString("0.0", CultureInfo.InvariantCulture) + "%",
        MeasureUnit.Pence => Money.Format((long)value),
        MeasureUnit.Days => value.ToString("#,##0.0", CultureInfo.InvariantCulture) + " days",
        MeasureUnit.Months => value.ToString("#,##0.0", CultureInfo.InvariantCulture) + " months",
        _ => value.ToString("#,##0.0", CultureInfo.InvariantCulture),
    };
}

/// <summary>All measures, in the order of the report.</summary>
public static class Measures
{
    internal const string Workforce = "Workforce";
    internal const string Vacancies = "Vacancies and agency work";
    internal const string Turnover = "Turnover and stability";
    internal const string Survival = "How long people stay";
    internal const string Caseload = "Caseload and absence";
    private const string Churn = "Changes of agency workers";
    private const string Payments = "Retention payments";
    private const string Cost = "Cost and saving";
    internal const string Pipeline = "Recruitment";

    // Of whom nothing is known, for the words that stand with the figures.
    private static readonly Figures Nobody = Figures.Of(Facts.None, Period.YearTo(new(2026, 1, 1)));

    /// <summary>The table.</summary>
    public static IReadOnlyList<Measure> All { get; } =
    [
        new("headcount", Workforce, "People in post", "People employed on the day; somebody with two posts counts once.", MeasureUnit.Count, f => f.Workforce.Headcount, f => [f.Workforce.Headcount]),
        new("fte", Workforce, "Full-time equivalent in post", "The sum of the contracted shares of full time of those in post on the day.", MeasureUnit.Fte, f => f.Workforce.Fte, f => [f.Workforce.Headcount]),
        new("joiners", Workforce, "Joiners", "People who started in the period and were not in post before it.", MeasureUnit.Count, f => f.Workforce.Joiners, f => [f.Workforce.Joiners]),
        new("leavers", Workforce, "Leavers", "People whose last day has passed in the period and who are not in post at its end, for whatever reason; somebody whose last day is the last of the period is still in post.", MeasureUnit.Count, f => f.Workforce.Leavers, f => [f.Workforce.Leavers]),
        new("leavers-fte", Workforce, "Leavers, full-time equivalent", "The contracted shares of full time of the same people on their last day.", MeasureUnit.Fte, f => f.Workforce.LeaversFte, f => [f.Workforce.Leavers]),
        new("voluntary-leavers", Workforce, "Leavers who resigned", "Those of the leavers who chose to leave; dismissal, redundancy, retirement, ill health, death, the end of a fixed term and moves within the council are not counted.", MeasureUnit.Count, f => f.Workforce.VoluntaryLeavers, f => [f.Workforce.VoluntaryLeavers, f.Workforce.Leavers - f.Workforce.VoluntaryLeavers]),

        new("vacancies", Vacancies, "Vacancies", "Posts of the establishment on the day that no employee fills, role by role; posts above establishment are left out. Where no posts are entered: people still wanted under live vacancies.", MeasureUnit.Count, f => f.Workforce.Vacancies, f => [f.Workforce.Vacancies]),
        new("vacancy-fte", Vacancies, "Vacancies, full-time equivalent", "The same in full-time equivalents; more than the number of posts where people who work part time fill whole posts.", MeasureUnit.Fte, f => f.Workforce.VacancyFte, f => [f.Workforce.Vacancies]),
        new("vacancy-rate", Vacancies, "Vacancy rate", "Vacant full-time equivalents as a share of vacant and filled ones together (Department for Education).", MeasureUnit.Percent, f => f.Dfe.VacancyRate.Value, f => [f.Workforce.Vacancies]),
        new("agency-workers", Vacancies, "Agency workers", "Agency workers on duty on the day; each counts once.", MeasureUnit.Count, f => f.Workforce.AgencyWorkers, f => [f.Workforce.AgencyWorkers]),
        new("agency-fte", Vacancies, "Agency workers, full-time equivalent", "The same in full-time equivalents.", MeasureUnit.Fte, f => f.Workforce.AgencyFte, f => [f.Workforce.AgencyWorkers]),
        new("agency-worker-rate", Vacancies, "Agency worker rate", "Agency workers as a share of agency workers and people in post together, by heads (Department for Education).", MeasureUnit.Percent, f => f.Dfe.AgencyRate.Value, f => [f.Workforce.AgencyWorkers]),
        new("agency-worker-rate-fte", Vacancies, "Agency worker rate, full-time equivalent", "The same in full-time equivalents (Department for Education).", MeasureUnit.Percent, f => f.Dfe.AgencyRateFte.Value, f => [f.Workforce.AgencyWorkers]),
        new("agency-cover-rate", Vacancies, "Agency work that covers vacancies", "Full-time equivalents of agency workers who cover a vacancy as a share of those of all agency workers (Department for Education).", MeasureUnit.Percent, f => f.Dfe.AgencyCoverRate.Value, f => [f.Workforce.AgencyCovering, f.Workforce.AgencyWorkers - f.Workforce.AgencyCovering]),
        new("vacancies-covered", Vacancies, "Vacancies covered by agency work", "Full-time equivalents of agency workers who cover a vacancy as a share of vacant ones; more than 100% where more are engaged than posts are vacant (Department for Education).", MeasureUnit.Percent, f => f.Dfe.VacanciesCovered.Value, f => [f.Workforce.AgencyCovering, f.Workforce.Vacancies]),

        new("agency-people", Churn, "Agency workers in the period", "Agency workers at work on any day of the period; each counts once.", MeasureUnit.Count, f => f.Agency.Workers, f => [f.Agency.Workers]),
        new("agency-begun", Churn, "Agency stints begun", "Stints of agency work whose first day lies in the period.", MeasureUnit.Count, f => f.Agency.Begun, f => [f.Agency.Begun]),
        new("agency-ended", Churn, "Agency stints ended", "Stints of agency work whose first day without work lies in the period.", MeasureUnit.Count, f => f.Agency.Ended, f => [f.Agency.Ended]),
        new("agency-churn", Churn, "Agency churn", "Stints ended in the period for every hundred on duty on its average day: above 100% everybody changed more than once in it. The Department's turnover leaves agency workers out.", MeasureUnit.Percent, f => f.Agency.Churn.Value, f => [f.Agency.Ended]),
        new("agency-stint-median", Churn, "Length of an agency stint, median", "Half of the stints that ended in the period were no longer, in days from the first to the last.", MeasureUnit.Days, f => f.Agency.MedianDays, f => [f.Agency.Ended]),
        new("agency-stint-mean", Churn, "Length of an agency stint, mean", "The mean length of the same.", MeasureUnit.Days, f => f.Agency.MeanDays, f => [f.Agency.Ended]),
        new("agency-posts", Churn, "Posts covered by agency workers", "Posts at which an agency worker was on any day of the period, as far as the post is known.", MeasureUnit.Count, f => f.Agency.PostsCovered, f => [f.Agency.PostsCovered]),
        new("agency-posts-six-months", Churn, "Posts covered for more than six months", "Posts that an agency worker covers on the last day and has covered, one after another, for more than six months, with no break of more than three days.", MeasureUnit.Count, f => f.Agency.PostsOverSixMonths, f => [f.Agency.PostsOverSixMonths]),
        new("agency-posts-twelve-months", Churn, "Posts covered for more than twelve months", "The same for more than twelve months.", MeasureUnit.Count, f => f.Agency.PostsOverTwelveMonths, f => [f.Agency.PostsOverTwelveMonths]),

        new("turnover-dfe", Turnover, "Turnover, as the Department for Education counts it", "Leavers of the period as a share of the people in post at its end.", MeasureUnit.Percent, f => f.Dfe.Turnover.Value, f => [f.Workforce.Leavers]),
        new("turnover-dfe-fte", Turnover, "Turnover, as the Department for Education counts it, full-time equivalent", "The same in full-time equivalents.", MeasureUnit.Percent, f => f.Dfe.TurnoverFte.Value, f => [f.Workforce.Leavers]),
        new("turnover-average", Turnover, "Turnover, over the average", "Leavers of the period as a share of the mean of the people in post at its start and at its end.", MeasureUnit.Percent, f => f.Stay.LeaverRate.Value, f => [f.Workforce.Leavers]),
        new("turnover-voluntary", Turnover, "Voluntary turnover, over the average", "Leavers of the period who resigned as a share of the same mean.", MeasureUnit.Percent, f => f.Stay.VoluntaryRate.Value, f => [f.Workforce.VoluntaryLeavers, f.Workforce.Leavers - f.Workforce.VoluntaryLeavers]),
        new("stability-index", Turnover, "Stability index", "Of the people in post at the start of the period, the share that is still in post at its end; joiners count in neither.", MeasureUnit.Percent, f => f.Stay.Stability.Value, f => [f.Workforce.HeadcountAtStart - f.Workforce.StillThere]),

        .. new[] { 3, 6, 12, 18, 24, 36 }.Select(SurvivalAt),
        new("median-stay", Survival, "Median stay", "The time by which half of the starters have left (Kaplan and Meier); not computable while more stay.", MeasureUnit.Months, f => (decimal?)f.Stay.MedianMonths, f => [f.Stay.Left]),
        new("year-two-retention", Survival, "Year-two retention", "Of the starters who stay 12 months, the share that stays 24 (Kaplan and Meier).", MeasureUnit.Percent, f => f.Stay.YearTwo, f => [AtRisk(f, 24), LeftBy(f, 24)]),

        new("caseload-average", Caseload, "Average caseload", "Cases held, when they were last counted, over the full-time equivalents of those who held at least one, agency workers included (Department for Education).", MeasureUnit.Cases, f => f.Caseload.Average.Value, f => [f.Caseload.Holders]),
        new("caseload-lower-quartile", Caseload, "Caseload, lower quartile", "A quarter of those who hold cases hold no more, interpolated between the ranks (R's type 7).", MeasureUnit.Cases, f => f.Caseload.LowerQuartile, f => [f.Caseload.Holders]),
        new("caseload-median", Caseload, "Caseload, median", "Half of those who hold cases hold no more.", MeasureUnit.Cases, f => f.Caseload.Median, f => [f.Caseload.Holders]),
        new("caseload-upper-quartile", Caseload, "Caseload, upper quartile", "Three quarters of those who hold cases hold no more, interpolated in the same way.", MeasureUnit.Cases, f => f.Caseload.UpperQuartile, f => [f.Caseload.Holders]),
        new("caseload-highest", Caseload, "Caseload, highest", "The most cases that one person holds.", MeasureUnit.Count, f => f.Caseload.Highest, f => f.Caseload.Holders == 0 ? [] : [1]),
        new("caseload-above-target", Caseload, "People above the caseload target", "People who hold more cases than the council's target, whatever their hours.", MeasureUnit.Count, f => f.Caseload.AboveTarget, f => [f.Caseload.AboveTarget]),
        new("caseload-above-target-for-hours", Caseload, "People above the caseload target for their hours", "People who hold more cases than the target's share for their contracted share of full time.", MeasureUnit.Count, f => f.Caseload.AboveTargetForHours, f => [f.Caseload.AboveTargetForHours]),
        new("days-lost", Caseload, "Working days lost to sickness", "Working days lost in the months that ended in the period by those who are counted here.", MeasureUnit.Days, f => f.Dfe.Absence.Part, f => [f.Dfe.AbsentPeople]),
        new("absence-rate", Caseload, "Absence rate", "The same as a share of 253 working days a year for each full-time equivalent in post at the end (Department for Education).", MeasureUnit.Percent, f => f.Dfe.Absence.Value, f => [f.Dfe.AbsentPeople]),

        .. PaymentsOf("due", "Due", "Payments that have fallen due and are on their way to payroll", f => f.Payments.Due),
        .. PaymentsOf("held", "Held", "Payments that a condition holds up", f => f.Payments.Held),
        .. PaymentsOf("paid", "Paid", "Payments made, at any time", f => f.Payments.Paid),
        .. PaymentsOf("recovered", "Recovered", "Payments recovered from people who left early, at any time", f => f.Payments.Recovered),

        new("locum-spend", Cost, "Spent on agency workers", "What agencies charged in the period: the rate of each day for a full week's hours and the weeks of a year for which a locum is paid, in proportion to full time; a whole month is a twelfth of the year.", MeasureUnit.Pence, f => f.Money.Locums.Pence, f => [f.Money.Locums.Workers]),
        .. RangeOf("locum-premium", "Premium for agency workers", "How much more the agency workers who covered vacancies cost than permanent workers with on-costs for the same time", f => f.Money.CoveringVacancies.PremiumPence, f => [f.Money.CoveringVacancies.Workers]),
        new("conversions", Cost, "Agency workers who became permanent", "People in post in the period who came from an agency stint with the council.", MeasureUnit.Count, f => f.Money.Conversions.Count, f => [f.Money.Conversions.Count]),
        .. RangeOf("conversions-saved", "Saved by these", "What the agency last charged less a permanent worker, for the time in which they were in post in the period; a part of the cashable saving, not more", f => f.Money.SavedByConversionsPence, f => [f.Money.Conversions.Count]),
        .. RangeOf("cashable", "Cashable saving", "The premium for as many years of agency workers on vacancies as there were fewer than in the same period a year before: spending falls by it", f => f.Money.Fewer.CashablePence, f => [f.Money.CoveringVacancies.Workers]),
        new("paid-in-period", Cost, "Retention payments of the period, gross", "What was paid in the period.", MeasureUnit.Pence, f => f.Money.Payments.PaidPence, f => [f.Money.Payments.People]),
        new("recovered-in-period", Cost, "Recovered in the period, gross", "What came back in the period from people who left early.", MeasureUnit.Pence, f => f.Money.Payments.RecoveredPence, f => [f.Money.Payments.RecoveredFrom]),
        new("kept-fte-years", Cost, "Years kept, full-time equivalent", "Full-time years worked in the period by people whom a retention scheme holds: from the day of joining it to the end of the last tie-in.", MeasureUnit.Fte, f => f.Money.Kept.FteYears, f => [f.Money.Kept.People]),
        new("kept-year-cost", Cost, "Cost of a kept year", "All retention payments so far less all that came back, for each such year so far; not computable where there is none.", MeasureUnit.Pence, f => f.Money.Kept.PencePerYear, f => [f.Money.Kept.People]),
        .. RangeOf("avoided", "Avoided cost", "What agency workers in the place of these people would have cost more than permanent ones. No budget falls by it, and it is not added to the cashable saving", f => f.Money.Kept.AvoidedPence, f => [f.Money.Kept.People]),

        .. Enum.GetValues<ApplicationState>().Select(PipelineAt),
        DaysOf("time-to-hire", "Time to hire, median", f => f.Recruitment.Numbers.TimeToHire),
        DaysOf("time-to-fill", "Time to fill, median", f => f.Recruitment.Numbers.TimeToFill),
        DaysOf("time-to-start", "Time to start, median", f => f.Recruitment.Numbers.TimeToStart),
        new("offers-accepted", Pipeline, "Offers accepted", "Of the applications of the period that were made an offer and have decided, the share that accepted.", MeasureUnit.Percent, f => f.Recruitment.Numbers.Offers.AcceptedOfDecided, f => [f.Recruitment.Numbers.Offers.Made, f.Recruitment.Numbers.Offers.Accepted, f.Recruitment.Numbers.Offers.Made - f.Recruitment.Numbers.Offers.Accepted]),
    ];

    /// <summary>Every measure's value.</summary>
    public static IReadOnlyList<MeasureView> Of(Figures figures) =>
        [.. All.Select(measure => new MeasureView(measure.Name, measure.Section, measure.Title, measure.Definition, measure.Unit, measure.Value(figures), false))];

    private static Measure SurvivalAt(int months) => new(
        $"survival-{months}",
        Survival,
        $"Stay {months} months",
        $"The share of starters who stay longer than {months} months, of people seen for different lengths of time (Kaplan and Meier); moves within the council are not counted as leaving.",
        MeasureUnit.Percent,
        f => f.Stay.At.FirstOrDefault(survival => survival.Months == months)?.Percent,
        f => [AtRisk(f, months), LeftBy(f, months)]);

    private static Measure PipelineAt(ApplicationState state)
    {
        var word = Json.Word(state);
        return new(
            $"applications-{word}",
            Pipeline,
            $"Applications: {word.Replace('-', ' ')}",
            $"Applications that stand at '{word}' at the end of the day.",
            MeasureUnit.Count,
            f => Applications(f, state),
            f => [Applications(f, state)]);
    }

    private static IEnumerable<Measure> PaymentsOf(string name, string title, string definition, Func<Figures, PaymentFigure> figure) =>
    [
        new($"payments-{name}", Payments, $"{title}, number", $"{definition}, as they stand when the report is made.", MeasureUnit.Count, f => figure(f).Count, f => [figure(f).Count]),
        new($"payments-{name}-pence", Payments, $"{title}, gross", $"The gross sum of the same.", MeasureUnit.Pence, f => figure(f).Pence, f => [figure(f).Count]),
    ];

    // What a permanent worker costs lies between two amounts.
    private static IEnumerable<Measure> RangeOf(string name, string title, string definition, Func<Figures, PenceRange> range, Func<Figures, IReadOnlyList<int>> counts) =>
    [
        new($"{name}-from", Cost, $"{title}, at least", $"{definition}. Reckoned with the most that a permanent worker costs a year.", MeasureUnit.Pence, f => range(f).FromPence, counts),
        new($"{name}-to", Cost, $"{title}, at most", "The same, reckoned with the least.", MeasureUnit.Pence, f => range(f).ToPence, counts),
    ];

    private static Measure DaysOf(string name, string title, Func<Figures, Duration> duration) => new(
        name,
        Pipeline,
        title,
        "The median, for applications received in the period. " + duration(Nobody).Definition,
        MeasureUnit.Days,
        f => duration(f).MedianDays,
        f => [duration(f).Count]);

    private static int Applications(Figures figures, ApplicationState state) => figures.Recruitment.Pipeline.FirstOrDefault(stage => stage.State == state)?.Count ?? 0;

    private static int AtRisk(Figures figures, int months) => figures.Stay.At.FirstOrDefault(survival => survival.Months == months)?.AtRisk ?? 0;

    private static int LeftBy(Figures figures, int months) => figures.Stay.At.FirstOrDefault(survival => survival.Months == months)?.Left ?? 0;
}
