using System.Text.Json.Serialization;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Reporting;

/// <summary>The days that a report tells of: flows are those of all its days, stocks those at the end of the last.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
public sealed record Period(DateOnly From, DateOnly To)
{
    /// <summary>The day before the first: what was there then was there at the start.</summary>
    [JsonIgnore]
    public DateOnly Before => From.AddDays(-1);

    /// <summary>How much of a year it is: 1 for the year up to its last day.</summary>
    [JsonIgnore]
    public decimal Years => (decimal)(To.DayNumber - Before.DayNumber) / (To.DayNumber - To.AddYears(-1).DayNumber);

    /// <summary>The year up to and including a day.</summary>
    public static Period YearTo(DateOnly day) => new(day.AddYears(-1).AddDays(1), day);

    /// <summary>Whether a day lies in it.</summary>
    public bool Covers(DateOnly date) => From <= date && date <= To;
}

/// <summary>Of whom a report tells; null for everybody.</summary>
/// <param name="Team">Those in this team.</param>
/// <param name="Role">Those in this role.</param>
public sealed record WorkforceFilter(string? Team, string? Role)
{
    /// <summary>Whether a place in the structure is meant.</summary>
    public bool Covers(string role, string team) => (Team is null || Team == team) && (Role is null || Role == role);
}

/// <summary>What the council holds a measure against.</summary>
/// <param name="CaseloadTarget">The most cases that somebody should hold.</param>
public sealed record ReportRules(int CaseloadTarget)
{
    /// <summary>Shipped: 15 cases (Audit Committee, July 2019).</summary>
    public static ReportRules Default { get; } = new(15);

    /// <summary>By what agency work and permanent workers are reckoned in money.</summary>
    public CostRules Costs { get; init; } = CostRules.Default;
}

/// <summary>A rate beside what it is made from.</summary>
/// <param name="Part">What is divided.</param>
/// <param name="Whole">By what.</param>
/// <param name="Value">The rate to one decimal place, half up; null where there is nothing to divide by.</param>
public sealed record Rate(decimal Part, decimal Whole, decimal? Value)
{
    /// <summary>A part as a percentage of the whole.</summary>
    public static Rate Percent(decimal part, decimal whole) => new(part, whole, Percentage.Of(part, whole));
}

/// <summary>How many people are there, came and went.</summary>
/// <param name="Headcount">People in post at the end; one with two posts counts once.</param>
/// <param name="Fte">Their full-time equivalent.</param>
/// <param name="HeadcountAtStart">People in post at the start: on the day before the first.</param>
/// <param name="FteAtStart">Their full-time equivalent.</param>
/// <param name="StillThere">Of those, how many are in post at the end.</param>
/// <param name="Joiners">People who started in the period and were not in post at the start.</param>
/// <param name="Leavers">People whose last day has passed in the period and who are not in post at the end.</param>
/// <param name="LeaversFte">Their full-time equivalent on that last day.</param>
/// <param name="VoluntaryLeavers">Those of them who resigned.</param>
/// <param name="MovedIn">With a filter: people in post throughout who came under it.</param>
/// <param name="MovedOut">With a filter: people in post throughout who came out of it.</param>
/// <param name="Vacancies">Posts that no employee fills.</param>
/// <param name="VacancyFte">The same in full-time equivalents.</param>
/// <param name="AgencyWorkers">Agency workers on duty at the end; each counts once.</param>
/// <param name="AgencyFte">Their full-time equivalent.</param>
/// <param name="AgencyCovering">Those of them who cover a vacancy.</param>
/// <param name="AgencyCoverFte">Their full-time equivalent.</param>
public sealed record WorkforceFigures(
    int Headcount,
    decimal Fte,
    int HeadcountAtStart,
    decimal FteAtStart,
    int StillThere,
    int Joiners,
    int Leavers,
    decimal LeaversFte,
    int VoluntaryLeavers,
    int MovedIn,
    int MovedOut,
    int Vacancies,
    decimal VacancyFte,
    int AgencyWorkers,
    decimal AgencyFte,
    int AgencyCovering,
    decimal AgencyCoverFte);

/// <summary>The rates of the Department for Education; see <see cref="DfeMeasures"/>.</summary>
/// <param name="Turnover">Leavers over people in post at the end.</param>
/// <param name="TurnoverFte">The same in full-time equivalents.</param>
/// <param name="AgencyRate">Agency workers over all workers.</param>
/// <param name="AgencyRateFte">The same in full-time equivalents.</param>
/// <param name="VacancyRate">Vacancies over all posts, in full-time equivalents.</param>
/// <param name="AgencyCoverRate">Agency work that covers vacancies over all agency work, in full-time equivalents.</param>
/// <param name="VacanciesCovered">Agency work that covers vacancies over vacancies, in full-time equivalents.</param>
/// <param name="Absence">Days lost to sickness over working days; its whole are these.</param>
/// <param name="AbsentPeople">How many people lost any.</param>
public sealed record DfeFigures(
    Rate Turnover,
    Rate TurnoverFte,
    Rate AgencyRate,
    Rate AgencyRateFte,
    Rate VacancyRate,
    Rate AgencyCoverRate,
    Rate VacanciesCovered,
    Rate Absence,
    int AbsentPeople);

/// <summary>The share of starters who stay longer than a number of months.</summary>
/// <param name="Months">The time.</param>
/// <param name="Percent">Per cent to one decimal place; null where nobody has been followed so long.</param>
/// <param name="LowerPercent">The lower end of the 95% interval.</param>
/// <param name="UpperPercent">The upper end.</param>
/// <param name="AtRisk">How many were followed so long.</param>
/// <param name="Left">How many had left by then.</param>
public sealed record SurvivalFigure(int Months, decimal? Percent, decimal? LowerPercent, decimal? UpperPercent, int AtRisk, int Left);

/// <summary>A step of the survival curve.</summary>
/// <param name="Months">Months after the start, to one decimal place.</param>
/// <param name="AtRisk">How many were still followed just before it.</param>
/// <param name="Leavers">How many left just then.</param>
/// <param name="Share">The share that stays longer, 0 to 1.</param>
/// <param name="StandardError">Greenwood's; null when nobody is left.</param>
/// <param name="Lower">The lower end of the 95% interval, on the log scale.</param>
/// <param name="Upper">The upper end.</param>
public sealed record CurvePoint(double Months, int AtRisk, int Leavers, double Share, double? StandardError, double? Lower, double? Upper);

/// <summary>How many were still followed after a number of months.</summary>
/// <param name="Months">The months after the first day.</param>
/// <param name="People">How many were still followed then.</param>
public sealed record AtRiskFigure(int Months, int People);

/// <summary>How long people stay.</summary>
/// <param name="Stability">Of those in post at the start, how many still are.</param>
/// <param name="LeaverRate">Leavers over the mean of people in post at start and end.</param>
/// <param name="VoluntaryRate">Those who resigned over the same.</param>
/// <param name="People">How many employments the curve follows.</param>
/// <param name="Left">How many of them it saw end.</param>
/// <param name="At">The curve at 3, 6, 12, 18, 24 and 36 months.</param>
/// <param name="MedianMonths">By when half have left, to one decimal place; null while more stay.</param>
/// <param name="YearTwo">Of those who stay 12 months, the percentage that stays 24; null where nobody has been followed so long.</param>
/// <param name="Curve">The steps, ten a month at most, up to ten years.</param>
/// <param name="FollowedMonths">The longest time for which anybody has been followed; the curve says nothing beyond it.</param>
/// <param name="AtRisk">How many were followed for 0, 6, 12, … months, up to ten years.</param>
public sealed record StayFigures(
    Rate Stability,
    Rate LeaverRate,
    Rate VoluntaryRate,
    int People,
    int Left,
    IReadOnlyList<SurvivalFigure> At,
    double? MedianMonths,
    decimal? YearTwo,
    IReadOnlyList<CurvePoint> Curve,
    double FollowedMonths,
    IReadOnlyList<AtRiskFigure> AtRisk)
{
    /// <summary>
    /// The year of the first leaving on record, or of the report where there is none yet, where people had started more than a year before it: of
    /// those years only who was still there seems to be on record, and the shares that stay may be too high. Null where there is no reason to think so.
    /// </summary>
    public int? LeaversSince { get; init; }
}

/// <summary>Whether something is known.</summary>
public enum Knowledge
{
    /// <summary>It is.</summary>
    Known,

    /// <summary>The last of the cohort have not been followed for so long yet.</summary>
    NotYetKnown,

    /// <summary>Nobody is in the cohort.</summary>
    NotComputable,
}

/// <summary>How many of a cohort stayed.</summary>
/// <param name="Months">How long.</param>
/// <param name="Knowledge">Whether it is known.</param>
/// <param name="Stayed">How many stayed longer than that; 0 where it is not known.</param>
/// <param name="Percent">As a percentage of the cohort; null where it is not known.</param>
public sealed record RetainedFigure(int Months, Knowledge Knowledge, int Stayed, decimal? Percent);

/// <summary>Those who started in a calendar year.</summary>
/// <param name="Year">The year.</param>
/// <param name="Hired">How many started in it.</param>
/// <param name="Retained">How many of them stayed 3, 6, 12, 18, 24 and 36 months.</param>
public sealed record CohortFigures(int Year, int Hired, IReadOnlyList<RetainedFigure> Retained);

/// <summary>A test of whether groups stay equally long.</summary>
/// <param name="ChiSquare">The log-rank statistic, to two decimal places.</param>
/// <param name="DegreesOfFreedom">One less than the groups.</param>
/// <param name="P">How often so great a difference would come by chance if there were none, to four decimal places.</param>
public sealed record TestFigure(double ChiSquare, int DegreesOfFreedom, double P);

/// <summary>How long the people of a group stay.</summary>
/// <param name="Key">Which group.</param>
/// <param name="People">How many employments.</param>
/// <param name="Left">How many have ended.</param>
/// <param name="Expected">How many would have, if all groups stayed equally long; to two decimal places.</param>
/// <param name="At">The curve at 12 and 24 months.</param>
/// <param name="Curve">The steps, ten a month at most, up to ten years.</param>
/// <param name="FollowedMonths">The longest time for which anybody of it has been followed.</param>
/// <param name="AtRisk">How many were followed for 0, 6, 12, … months.</param>
public sealed record GroupFigures(
    string Key,
    int People,
    int Left,
    double Expected,
    IReadOnlyList<SurvivalFigure> At,
    IReadOnlyList<CurvePoint> Curve,
    double FollowedMonths,
    IReadOnlyList<AtRiskFigure> AtRisk);

/// <summary>A way of telling people apart.</summary>
/// <param name="By">Its stable name.</param>
/// <param name="Definition">What it means, in words.</param>
/// <param name="Test">Whether the groups differ; null where there is nothing to compare.</param>
/// <param name="Groups">The groups, in the order of their keys.</param>
public sealed record GroupingFigures(string By, string Definition, TestFigure? Test, IReadOnlyList<GroupFigures> Groups);

/// <summary>Why people left in the period.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Voluntary">Whether it was their choice: a resignation.</param>
/// <param name="Leavers">How many.</param>
public sealed record ReasonFigure(LeavingReason Reason, bool Voluntary, int Leavers);

/// <summary>How many people hold so many cases.</summary>
/// <param name="From">At least.</param>
/// <param name="To">At most.</param>
/// <param name="Holders">How many people.</param>
public sealed record CaseloadBand(int From, int To, int Holders);

/// <summary>How cases are spread over those who hold any, agency workers included.</summary>
/// <param name="On">The day of the count: the last up to the report's day; null where there was none.</param>
/// <param name="Holders">People who held at least one case.</param>
/// <param name="HolderFte">Their full-time equivalent.</param>
/// <param name="Cases">The cases they held.</param>
/// <param name="Average">Cases over full-time equivalent, as the Department computes it.</param>
/// <param name="LowerQuartile">A quarter holds no more.</param>
/// <param name="Median">Half hold no more.</param>
/// <param name="UpperQuartile">Three quarters hold no more. Quartiles are interpolated between the ranks as R (type 7) and spreadsheets do it.</param>
/// <param name="Highest">The most that anybody holds.</param>
/// <param name="Target">The most that anybody should hold.</param>
/// <param name="AboveTarget">How many hold more.</param>
/// <param name="AboveTargetForHours">How many hold more than the target's share for their hours.</param>
/// <param name="Bands">How many hold 1 to 5 cases, 6 to 10, and so on.</param>
public sealed record CaseloadFigures(
    DateOnly? On,
    int Holders,
    decimal HolderFte,
    int Cases,
    Rate Average,
    decimal? LowerQuartile,
    decimal? Median,
    decimal? UpperQuartile,
    int? Highest,
    int Target,
    int AboveTarget,
    int AboveTargetForHours,
    IReadOnlyList<CaseloadBand> Bands);

/// <summary>A month of the report.</summary>
/// <param name="Month">Like 2026-09.</param>
/// <param name="Joiners">People who started in it.</param>
/// <param name="Leavers">People who were gone by its end.</param>
/// <param name="Headcount">People in post at its end, or on the report's day.</param>
/// <param name="AgencyWorkers">Agency workers on duty then.</param>
/// <param name="AgencyRate">Agency workers over all workers.</param>
public sealed record MonthFigures(string Month, int Joiners, int Leavers, int Headcount, int AgencyWorkers, Rate AgencyRate);

/// <summary>A team.</summary>
/// <param name="Team">Its key.</param>
/// <param name="Headcount">People in post in it.</param>
/// <param name="Fte">Their full-time equivalent.</param>
/// <param name="Vacancies">Its posts that no employee fills.</param>
/// <param name="VacancyFte">The same in full-time equivalents.</param>
/// <param name="AgencyWorkers">Agency workers on duty in it.</param>
/// <param name="AgencyRate">Agency workers over all workers.</param>
/// <param name="Leavers">People who left the council from it in the period.</param>
/// <param name="Turnover">Those over people in post in it at the end.</param>
/// <param name="CaseHolders">People in it who hold cases.</param>
/// <param name="MedianCaseload">Half of them hold no more.</param>
/// <param name="HighestCaseload">The most that one of them holds.</param>
/// <param name="AboveTarget">How many of them hold more than they should.</param>
public sealed record TeamFigures(
    string Team,
    int Headcount,
    decimal Fte,
    int Vacancies,
    decimal VacancyFte,
    int AgencyWorkers,
    Rate AgencyRate,
    int Leavers,
    Rate Turnover,
    int CaseHolders,
    decimal? MedianCaseload,
    int? HighestCaseload,
    int AboveTarget);

/// <summary>A number of payments and their sum, gross in pence.</summary>
/// <param name="Count">How many.</param>
/// <param name="Pence">Their sum, gross in pence.</param>
public sealed record PaymentFigure(int Count, long Pence)
{
    /// <summary>To how many people they go, or from how many they came.</summary>
    public int People { get; init; }
}

/// <summary>Retention payments as they are known to stand.</summary>
/// <param name="Due">Fallen due and on the way to payroll.</param>
/// <param name="Held">Held by a gate.</param>
/// <param name="Paid">Paid, at any time up to the day.</param>
/// <param name="Recovered">Recovered from leavers.</param>
public sealed record PaymentFigures(PaymentFigure Due, PaymentFigure Held, PaymentFigure Paid, PaymentFigure Recovered);

/// <summary>How many applications stand at a stage.</summary>
/// <param name="State">The stage.</param>
/// <param name="Count">How many applications stand there.</param>
public sealed record PipelineFigure(ApplicationState State, int Count);

/// <summary>How recruiting goes.</summary>
/// <param name="Pipeline">Applications at each stage at the end.</param>
/// <param name="Numbers">Those received in the period, and what has become of them.</param>
public sealed record RecruitmentFigures(IReadOnlyList<PipelineFigure> Pipeline, RecruitmentNumbers Numbers);

/// <summary>What a report says. Rates are to one decimal place, half up, and null where there is nothing to divide by.</summary>
/// <param name="Period">The days that it tells of.</param>
/// <param name="Filter">Of whom it tells; null for everybody.</param>
/// <param name="Workforce">Who is there, came and went.</param>
/// <param name="Dfe">The Department's rates.</param>
/// <param name="Stay">How long people stay.</param>
/// <param name="Cohorts">How many stayed, by the year of their start; the years from the first start on, ten at most.</param>
/// <param name="Groups">Who stays longer.</param>
/// <param name="Reasons">Why people left.</param>
/// <param name="Caseload">How cases are spread.</param>
/// <param name="Months">The last 24 months, the report's own the last.</param>
/// <param name="Teams">The teams, in the order of their keys.</param>
/// <param name="Payments">Retention payments.</param>
/// <param name="Agency">How often agency workers change.</param>
/// <param name="Money">What agency work costs, and what keeping people costs and saves.</param>
/// <param name="Recruitment">How recruiting goes.</param>
public sealed record Figures(
    Period Period,
    WorkforceFilter? Filter,
    WorkforceFigures Workforce,
    DfeFigures Dfe,
    StayFigures Stay,
    IReadOnlyList<CohortFigures> Cohorts,
    IReadOnlyList<GroupingFigures> Groups,
    IReadOnlyList<ReasonFigure> Reasons,
    CaseloadFigures Caseload,
    IReadOnlyList<MonthFigures> Months,
    IReadOnlyList<TeamFigures> Teams,
    PaymentFigures Payments,
    AgencyChurn Agency,
    PeriodMoney Money,
    RecruitmentFigures Recruitment)
{
    /// <summary>The day that it tells of.</summary>
    [JsonIgnore]
    public DateOnly AsAt => Period.To;

    /// <summary>Reckons the figures.</summary>
    /// <param name="facts">From what.</param>
    /// <param name="period">For which days.</param>
    /// <param name="filter">Of whom; null for everybody.</param>
    /// <param name="rules">What the council holds its measures against; null for the shipped rules.</param>
    public static Figures Of(Facts facts, Period period, WorkforceFilter? filter = null, ReportRules? rules = null)
    {
        rules ??= ReportRules.Default;

        // What shares nothing with the rest is reckoned beside it: a large council waits half as long.
        var apart = Task.Run(() => (Agency: AgencyChurn.Of(facts, period, filter), Money: PeriodMoney.Of(facts, period, rules.Costs, filter), Recruitment: RecruitmentOf(facts, period, filter)));
        Staffing people = new(facts, period, filter);
        Caseloads caseload = new(facts, people, period.To, rules);
        var places = Task.Run(() => (Months: people.Months(), Teams: people.Teams(caseload), Payments: PaymentsOf(facts, people, period.To)));
        var workforce = people.Workforce();
        Stays stays = new(facts, people, period.To);
        return new(
            period,
            filter,
            workforce,
            DfeOf(facts, people, workforce, period),
            stays.Figures(workforce),
            stays.Cohorts(),
            stays.Groups(),
            people.Reasons(),
            caseload.Figures(),
            places.Result.Months,
            places.Result.Teams,
            places.Result.Payments,
            apart.Result.Agency,
            apart.Result.Money,
            apart.Result.Recruitment);
    }

    private static DfeFigures DfeOf(Facts facts, Staffing people, WorkforceFigures workforce, Period period)
    {
        var lost = facts.Sickness
            .Where(month => period.Covers(month.MonthStartsOn.AddMonths(1).AddDays(-1)))
            .SelectMany(month => month.Days).Where(days => days.Days > 0 && people.Covers(days.EmploymentId)).ToList();
        return new(
            new(workforce.Leavers, workforce.Headcount, DfeMeasures.Turnover(workforce.Leavers, workforce.Headcount)),
            new(workforce.LeaversFte, workforce.Fte, DfeMeasures.Turnover(workforce.LeaversFte, workforce.Fte)),
            new(workforce.AgencyWorkers, workforce.AgencyWorkers + workforce.Headcount, DfeMeasures.AgencyWorkerRate(workforce.AgencyWorkers, workforce.Headcount)),
            new(workforce.AgencyFte, workforce.AgencyFte + workforce.Fte, DfeMeasures.AgencyWorkerRate(workforce.AgencyFte, workforce.Fte)),
            new(workforce.VacancyFte, workforce.VacancyFte + workforce.Fte, DfeMeasures.VacancyRate(workforce.VacancyFte, workforce.Fte)),
            new(workforce.AgencyCoverFte, workforce.AgencyFte, DfeMeasures.AgencyCoverRate(workforce.AgencyCoverFte, workforce.AgencyFte)),
            new(workforce.AgencyCoverFte, workforce.VacancyFte, DfeMeasures.VacanciesCoveredByAgency(workforce.AgencyCoverFte, workforce.VacancyFte)),
            DfeMeasures.Absence(lost.Sum(days => days.Days), workforce.Fte, period.Years),
            lost.Select(days => people.OfEmployment(days.EmploymentId)).Distinct().Count());
    }

    private static PaymentFigures PaymentsOf(Facts facts, Staffing people, DateOnly asAt)
    {
        var payments = facts.Plans.Where(plan => people.Covers(plan.Id))
            .SelectMany(plan => plan.Payments, (plan, payment) => (Payment: payment, Person: people.OfEmployment(plan.Id))).ToList();
        return new(
            Sum(payment => payment.State is Retention.PaymentState.Due or Retention.PaymentState.Eligible or Retention.PaymentState.Approved or Retention.PaymentState.Instructed),
            Sum(payment => payment.State == Retention.PaymentState.Held),
            Sum(payment => payment.State == Retention.PaymentState.Paid && !(payment.PaidOn > asAt)),
            SumOf(payment => payment.RecoveredPence > 0, payment => payment.RecoveredPence));

        PaymentFigure Sum(Func<PaymentFact, bool> counts) => SumOf(counts, payment => payment.AmountPence);

        PaymentFigure SumOf(Func<PaymentFact, bool> counts, Func<PaymentFact, long> pence)
        {
            var counted = payments.Where(one => counts(one.Payment)).ToList();
            return new(counted.Count, counted.Sum(one => pence(one.Payment))) { People = counted.Select(one => one.Person).Distinct().Count() };
        }
    }

    private static RecruitmentFigures RecruitmentOf(Facts facts, Period period, WorkforceFilter? filter)
    {
        var vacancies = facts.Vacancies.Where(vacancy => filter?.Covers(vacancy.Role, vacancy.Team) ?? true).ToDictionary(vacancy => vacancy.Id);
        Dictionary<string, int> pipeline = [];
        List<ApplicationCourse> received = [];
        foreach (var application in facts.Applications)
        {
            if (filter is not null && !vacancies.ContainsKey(application.VacancyId))
            {
                continue;
            }

            var standing = application.Course.LastOrDefault(reached => UkCalendar.DateOf(reached.At) <= period.To);
            if (standing is not null)
            {
                pipeline[standing.Stage] = pipeline.GetValueOrDefault(standing.Stage) + 1;
                if (period.Covers(UkCalendar.DateOf(application.Course[0].At)))
                {
                    received.Add(new(
                        application.VacancyId,
                        application.Source,
                        [.. application.Course.Where(reached => UkCalendar.DateOf(reached.At) <= period.To)],
                        application.StartedOn <= period.To ? application.StartedOn : null));
                }
            }
        }

        return new(
            [.. Enum.GetValues<ApplicationState>().Select(state => new PipelineFigure(state, pipeline.GetValueOrDefault(state.ToString())))],
            RecruitmentNumbers.Of(
                received,
                vacancies.Values.Where(vacancy => vacancy.ApprovedOn is not null).ToDictionary(vacancy => vacancy.Id, vacancy => vacancy.ApprovedOn!.Value)));
    }
}
