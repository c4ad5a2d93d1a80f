using RecruitRetain.Recruitment;
using RecruitRetain.Retention;
using RecruitRetain.Workforce;

namespace RecruitRetain.Reporting;

/// <summary>What the report is made from: every aggregate as it stands.</summary>
public sealed record RetentionFacts(
    IReadOnlyList<Post> Posts,
    IReadOnlyList<Employment> Employments,
    IReadOnlyList<AgencyStint> AgencyStints,
    IReadOnlyList<Vacancy> Vacancies,
    IReadOnlyList<JobApplication> Applications,
    IReadOnlyList<RetentionLedger> Ledgers);

/// <summary>The share of starters who stay longer than a number of months.</summary>
/// <param name="Months">The time.</param>
/// <param name="Percent">Per cent to one decimal place; null where nobody has been followed so long.</param>
/// <param name="AtRisk">How many were followed so long.</param>
public sealed record SurvivalFigure(int Months, decimal? Percent, int AtRisk);

/// <summary>A step of the survival curve.</summary>
/// <param name="Months">Months after the start.</param>
/// <param name="Share">The share that stays longer, 0 to 1.</param>
/// <param name="Leavers">How many left just then.</param>
public sealed record CurvePoint(double Months, double Share, int Leavers);

/// <summary>A number of payments and their sum, gross in pence.</summary>
public sealed record PaymentFigure(int Count, long Pence);

/// <summary>How many applications stand at a stage.</summary>
public sealed record PipelineFigure(ApplicationState State, int Count);

/// <summary>The weekly retention report. Rates are per cent to one decimal place, null where there is nothing to divide by.</summary>
/// <param name="AsAt">The day it tells of; flows are those of the year up to and including it.</param>
/// <param name="Headcount">People in post; one with two posts counts once.</param>
/// <param name="Fte">Their full-time equivalent, to two decimal places.</param>
/// <param name="Vacancies">People still wanted.</param>
/// <param name="VacancyFte">The same in full-time equivalents.</param>
/// <param name="VacancyRate">As the Department computes it.</param>
/// <param name="AgencyWorkers">Agency workers on duty.</param>
/// <param name="AgencyFte">Their full-time equivalent.</param>
/// <param name="AgencyWorkerRate">As the Department computes it, by heads.</param>
/// <param name="Joiners">People who joined in the year and were not in post before it.</param>
/// <param name="Leavers">People who left in the year and are not in post now.</param>
/// <param name="TurnoverDfe">Leavers over headcount at the end, as the Department computes it.</param>
/// <param name="TurnoverAverage">Leavers over the mean of headcount at start and end.</param>
/// <param name="StabilityIndex">Of those in post a year ago, how many still are.</param>
/// <param name="Survival">At 6, 12, 18 and 24 months.</param>
/// <param name="YearTwoRetention">Of those who stayed 12 months, how many stay 24.</param>
/// <param name="Curve">The survival curve behind it, a point for each time at which somebody left.</param>
/// <param name="FollowedMonths">The longest time for which anybody has been followed; the curve says nothing beyond it.</param>
/// <param name="PaymentsDue">Fallen due and on the way to payroll.</param>
/// <param name="PaymentsHeld">Held by a gate.</param>
/// <param name="PaymentsPaid">Paid, at any time.</param>
/// <param name="PaymentsRecovered">Recovered from leavers, at any time.</param>
/// <param name="Pipeline">Applications at each stage.</param>
public sealed record RetentionFigures(
    DateOnly AsAt,
    int Headcount,
    decimal Fte,
    int Vacancies,
    decimal VacancyFte,
    decimal? VacancyRate,
    int AgencyWorkers,
    decimal AgencyFte,
    decimal? AgencyWorkerRate,
    int Joiners,
    int Leavers,
    decimal? TurnoverDfe,
    decimal? TurnoverAverage,
    decimal? StabilityIndex,
    IReadOnlyList<SurvivalFigure> Survival,
    decimal? YearTwoRetention,
    IReadOnlyList<CurvePoint> Curve,
    double FollowedMonths,
    PaymentFigure PaymentsDue,
    PaymentFigure PaymentsHeld,
    PaymentFigure PaymentsPaid,
    PaymentFigure PaymentsRecovered,
    IReadOnlyList<PipelineFigure> Pipeline);

/// <summary>Computes the weekly report. Workforce figures are those of the day asked for; vacancies, pipeline and payments are as they stand.</summary>
public static class RetentionReport
{
    private static readonly int[] SurvivalMonths = [6, 12, 18, 24];

    /// <summary>The figures as at the end of a day.</summary>
    public static RetentionFigures Compute(RetentionFacts facts, DateOnly asAt)
    {
        var yearAgo = asAt.AddYears(-1);
        var inPost = PeopleInPost(facts, asAt);
        var before = PeopleInPost(facts, yearAgo);
        var joiners = People(facts.Employments.Where(employment => employment.StartedOn > yearAgo && employment.StartedOn <= asAt));
        joiners.ExceptWith(before);
        var leavers = People(facts.Employments.Where(employment => LeftBetween(employment, yearAgo, asAt)));
        leavers.ExceptWith(inPost);

        var fte = facts.Employments.Sum(employment => employment.PositionOn(asAt)?.Fte ?? 0);
        var agency = facts.AgencyStints.Where(stint => stint.OnDutyOn(asAt)).ToList();
        var agencyWorkers = agency.Select(stint => stint.WorkerId).Distinct().Count();
        var (vacancies, vacancyFte) = VacanciesOn(facts, asAt);
        var curve = KaplanMeier.Of(Stays(facts.Employments, asAt));
        var payments = facts.Ledgers.SelectMany(ledger => ledger.Payments).ToList();

        return new(
            asAt,
            inPost.Count,
            fte,
            vacancies,
            vacancyFte,
            DfeMeasures.VacancyRate(vacancyFte, fte),
            agencyWorkers,
            agency.Sum(stint => stint.Fte),
            DfeMeasures.AgencyWorkerRate(agencyWorkers, inPost.Count),
            joiners.Count,
            leavers.Count,
            DfeMeasures.Turnover(leavers.Count, inPost.Count),
            Stability.TurnoverAverage(leavers.Count, before.Count, inPost.Count),
            Stability.Index(before.Count, before.Count(inPost.Contains)),
            [.. SurvivalMonths.Select(months => new SurvivalFigure(months, Percent(curve?.At(months)), curve?.AtRisk(months) ?? 0))],
            Percent(curve?.Conditional(12, 24)),
            [.. (curve?.Points ?? []).Select(point => new CurvePoint(Math.Round(point.Months, 2), Math.Round(point.Survival, 4), point.Leavers))],
            Math.Round(curve?.LongestMonths ?? 0, 2),
            Sum(payments, payment => payment.State is PaymentState.Due or PaymentState.Eligible or PaymentState.Approved or PaymentState.Instructed),
            Sum(payments, payment => payment.State == PaymentState.Held),
            Sum(payments, payment => payment.State == PaymentState.Paid),
            Recovered(payments),
            [
                .. Enum.GetValues<ApplicationState>().Select(state =>
                    new PipelineFigure(state, facts.Applications.Count(application => application.State == state))),
            ]);
    }

    /// <summary>
    /// What of the establishment nobody employed fills, role by role; posts above establishment are no vacancies. A council that has not entered
    /// its posts sees the people it still wants to recruit.
    /// </summary>
    private static (int Heads, decimal Fte) VacanciesOn(RetentionFacts facts, DateOnly date)
    {
        if (facts.Posts.Count == 0)
        {
            var wanted = facts.Vacancies
                .Where(vacancy => vacancy.State is VacancyState.Approved or VacancyState.Open or VacancyState.Closed)
                .Select(vacancy => (Heads: vacancy.Terms.HiresWanted - vacancy.HiredApplicationIds.Count, vacancy.Terms.Fte)).ToList();
            return (wanted.Sum(vacancy => vacancy.Heads), wanted.Sum(vacancy => vacancy.Heads * vacancy.Fte));
        }

        var filled = facts.Employments.Select(employment => employment.PositionOn(date)).OfType<Position>().ToLookup(position => position.Role);
        var roles = facts.Posts.Where(post => !post.OverEstablished).GroupBy(post => post.Role).ToList();
        return (
            roles.Sum(posts => Math.Max(0, posts.Count() - filled[posts.Key].Count())),
            roles.Sum(posts => Math.Max(0, posts.Sum(post => post.Fte) - filled[posts.Key].Sum(position => position.Fte))));
    }

    private static HashSet<string> PeopleInPost(RetentionFacts facts, DateOnly date) =>
        People(facts.Employments.Where(employment => employment.InPostOn(date)));

    private static HashSet<string> People(IEnumerable<Employment> employments) => [.. employments.Select(employment => employment.PersonId)];

    // Gone on a day of the year: the last day lies before it.
    private static bool LeftBetween(Employment employment, DateOnly yearAgo, DateOnly asAt) =>
        employment.Leaving is { } leaving && leaving.LastDayOn >= yearAgo && leaving.LastDayOn < asAt;

    /// <summary>How long people were seen to stay. A transfer leaves the service, not the council: followed until then, not counted as leaving.</summary>
    internal static List<Stay> Stays(IReadOnlyList<Employment> employments, DateOnly asAt) =>
    [
        .. employments.Where(employment => employment.StartedOn <= asAt).Select(employment =>
            employment.Leaving is { } leaving && leaving.LastDayOn < asAt
                ? new Stay(ServiceLength.Months(employment.StartedOn, leaving.LastDayOn), leaving.Reason != LeavingReason.InternalTransfer)
                : new Stay(ServiceLength.Months(employment.StartedOn, asAt), false)),
    ];

    private static decimal? Percent(double? share) => share is { } known ? Percentage.Of((decimal)known, 1) : null;

    private static PaymentFigure Sum(IReadOnlyList<Payment> payments, Func<Payment, bool> counts)
    {
        var counted = payments.Where(counts).ToList();
        return new(counted.Count, counted.Sum(payment => payment.AmountPence));
    }

    private static PaymentFigure Recovered(IReadOnlyList<Payment> payments)
    {
        var recovered = payments.Where(payment => payment.Recovery.RecoveredPence > 0).ToList();
        return new(recovered.Count, recovered.Sum(payment => payment.Recovery.RecoveredPence));
    }
}
