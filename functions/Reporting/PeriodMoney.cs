using RecruitRetain.Privacy;
using RecruitRetain.Retention;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>By what locums and permanent workers are reckoned in money.</summary>
/// <param name="Locums">The usual rate, and what a permanent worker costs.</param>
/// <param name="HoursPerWeek">A full week.</param>
/// <param name="LocumWeeksPerYear">The weeks a year for which a locum is paid.</param>
public sealed record CostRules(LocumRules Locums, decimal HoursPerWeek, decimal LocumWeeksPerYear)
{
    /// <summary>Shipped.</summary>
    public static CostRules Default { get; } = new(LocumRules.Default, 35, 48);

    /// <summary>What locums cost more for so many full-time years than permanent workers: at least and at most, in pence; negative where they cost less.</summary>
    public PenceRange Premium(decimal locumPence, decimal fteYears) =>
        new(Whole(locumPence - (Locums.PermanentToPence * fteYears)), Whole(locumPence - (Locums.PermanentFromPence * fteYears)));

    /// <summary>What so many full-time years at one rate cost more than permanent workers.</summary>
    public PenceRange PremiumAt(decimal hourlyPence, decimal fteYears) => Premium(hourlyPence * HoursPerWeek * LocumWeeksPerYear * fteYears, fteYears);

    /// <summary>Pence to a whole number, half away from zero.</summary>
    public static long Whole(decimal pence) => (long)Math.Round(pence, MidpointRounding.AwayFromZero);
}

/// <summary>Agency work in money: time and what the agencies charged for it.</summary>
/// <param name="Workers">How many worked.</param>
/// <param name="FteYears">Full-time years of work, to two decimal places.</param>
/// <param name="Pence">What it cost, in pence.</param>
/// <param name="PremiumPence">How much more that is than permanent workers for the same time.</param>
public sealed record LocumSpend(int Workers, decimal FteYears, long Pence, PenceRange PremiumPence);

/// <summary>A team's agency work.</summary>
/// <param name="Team">The team.</param>
/// <param name="Workers">How many worked.</param>
/// <param name="Pence">What it cost, in pence.</param>
public sealed record TeamSpend(string Team, int Workers, long Pence);

/// <summary>An agency worker who became permanent.</summary>
/// <param name="EmploymentId">The employment.</param>
/// <param name="StintId">The stint before it.</param>
/// <param name="Team">The team in which they began.</param>
/// <param name="StartedOn">Since when they are employed.</param>
/// <param name="SavedYearPence">What the agency charged at last for a year at these hours, less a permanent worker: at least and at most.</param>
/// <param name="SavedPence">Of that, what falls into the period while they are in post.</param>
public sealed record Conversion(string EmploymentId, string StintId, string Team, DateOnly StartedOn, PenceRange SavedYearPence, PenceRange SavedPence);

/// <summary>Retention payments of a period, gross, in pence.</summary>
/// <param name="Paid">How many were paid.</param>
/// <param name="People">To how many people.</param>
/// <param name="PaidPence">Their sum.</param>
/// <param name="RecoveredFrom">From how many people money came back.</param>
/// <param name="RecoveredPence">How much came back.</param>
/// <param name="NetPence">Paid less come back; negative where more came back.</param>
public sealed record PaymentsOfPeriod(int Paid, int People, long PaidPence, int RecoveredFrom, long RecoveredPence, long NetPence);

/// <summary>Years kept: those that people work while a retention scheme holds them, from the day of joining it to the end of the last tie-in.</summary>
/// <param name="People">People who worked such time in the period.</param>
/// <param name="FteYears">How much of it, in full-time years, to two decimal places.</param>
/// <param name="AvoidedPence">What locums in their place would have cost more than permanent workers in the period. No budget falls by it.</param>
/// <param name="NetPence">All retention payments up to the end of the period less all that came back, in pence.</param>
/// <param name="FteYearsSoFar">All such years up to the end of the period.</param>
/// <param name="PencePerYear">The one for each of the other, in pence; null where there was no such time.</param>
public sealed record KeptYears(int People, decimal FteYears, PenceRange AvoidedPence, long NetPence, decimal FteYearsSoFar, long? PencePerYear);

/// <summary>Fewer locums than a year before, in money: this lowers what is spent.</summary>
/// <param name="FteYearsBefore">Full-time years of locums who covered vacancies in the same period a year earlier, to two decimal places.</param>
/// <param name="FteYears">The same in this period.</param>
/// <param name="CashablePence">The premium for as many as there were fewer; 0 where there were not.</param>
public sealed record FewerLocums(decimal FteYearsBefore, decimal FteYears, PenceRange CashablePence);

/// <summary>
/// What agency work cost in a period, and what keeping people cost and saved. An agency worker is paid by the hour: the rate of the day, for a full
/// week's hours and the weeks of a year that the council reckons with, in proportion to full time; a whole month is a twelfth of the year.
/// Cashable savings lower what is spent; avoided cost is what would have been spent otherwise. The two are never added up, and what conversions
/// save is a part of the cashable, not more.
/// </summary>
/// <param name="Locums">All agency work.</param>
/// <param name="CoveringVacancies">That of it which covers vacancies; only for this is a premium reckoned, for otherwise somebody permanent is paid too.</param>
/// <param name="Teams">All agency work team by team, each rounded to a penny for itself.</param>
/// <param name="Conversions">Agency workers who became permanent and were in post in the period.</param>
/// <param name="SavedByConversionsPence">What they save in the period.</param>
/// <param name="Payments">Retention payments.</param>
/// <param name="Kept">What they kept.</param>
/// <param name="Fewer">What is saved by fewer locums.</param>
/// <param name="Rules">By what it is reckoned.</param>
public sealed record PeriodMoney(
    LocumSpend Locums,
    LocumSpend CoveringVacancies,
    IReadOnlyList<TeamSpend> Teams,
    IReadOnlyList<Conversion> Conversions,
    PenceRange SavedByConversionsPence,
    PaymentsOfPeriod Payments,
    KeptYears Kept,
    FewerLocums Fewer,
    CostRules Rules)
{
    /// <summary>The money of a period.</summary>
    /// <param name="facts">What is known.</param>
    /// <param name="period">The period.</param>
    /// <param name="rules">By what it is reckoned.</param>
    /// <param name="filter">Only stints in this part of the structure, and those employed there at the end or last; null for all.</param>
    public static PeriodMoney Of(Facts facts, Period period, CostRules rules, WorkforceFilter? filter = null)
    {
        facts = filter is null ? facts : facts.Only(filter, period.To);
        var same = facts.SamePeople();
        List<Work> work = [.. facts.Stints.Select(stint => Work.Of(stint, period)).Where(one => one.Units > 0)];
        List<Work> covering = [.. work.Where(one => one.Stint.CoversVacancy)];
        List<TeamSpend> teams =
        [
            .. work.GroupBy(one => one.Stint.Team).OrderBy(team => team.Key, StringComparer.Ordinal)
                .Select(team => new TeamSpend(team.Key, Workers(team, same), CostRules.Whole(Pence(team, rules)))),
        ];
        List<Conversion> conversions = [.. ConversionsOf(facts, period, rules)];
        var paying = facts.Plans.Select(plan => plan.Id).ToHashSet();
        var employments = facts.Employments.Where(employment => paying.Contains(employment.Id)).ToDictionary(employment => employment.Id);
        var payments = PaymentsOf(facts, period, employments, same);
        return new(
            Spend(work, rules, same),
            Spend(covering, rules, same),
            teams,
            conversions,
            new(conversions.Sum(one => one.SavedPence.FromPence), conversions.Sum(one => one.SavedPence.ToPence)),
            payments,
            KeptOf(facts, period, employments, covering, rules, same),
            FewerOf(facts, period, covering, rules),
            rules);
    }

    private static LocumSpend Spend(IReadOnlyCollection<Work> work, CostRules rules, SamePeople same)
    {
        var (fteYears, pence) = (FteYears(work), Pence(work, rules));
        return new(Workers(work, same), Rounded(fteYears), CostRules.Whole(pence), rules.Premium(pence, fteYears));
    }

    private static int Workers(IEnumerable<Work> work, SamePeople same) => work.Select(one => same.KeptFor(one.Stint.WorkerId)).Distinct().Count();

    private static decimal FteYears(IEnumerable<Work> work) => work.Sum(one => one.Stint.Fte * one.Units) / YearShare.UnitsInYear;

    private static decimal Pence(IEnumerable<Work> work, CostRules rules) =>
        work.Sum(one => one.Stint.Fte * one.PenceUnits) * rules.HoursPerWeek * rules.LocumWeeksPerYear / YearShare.UnitsInYear;

    private static IEnumerable<Conversion> ConversionsOf(Facts facts, Period period, CostRules rules)
    {
        var stints = facts.Stints.ToDictionary(stint => stint.Id);
        foreach (var employment in facts.Employments.Where(employment => employment.ConvertedFromStintId is not null).OrderBy(employment => employment.StartedOn))
        {
            var from = UkCalendar.Later(employment.StartedOn, period.From);
            if (YearShare.Units(from, UkCalendar.Earlier(employment.LastDayOn, period.To)) is > 0 and var units && stints.TryGetValue(employment.ConvertedFromStintId!, out var stint))
            {
                var position = employment.Positions.MinBy(position => position.From)!;
                var hourly = stint.Rates.MaxBy(rate => rate.From)!.HourlyPence;
                yield return new(
                    employment.Id,
                    stint.Id,
                    position.Team,
                    employment.StartedOn,
                    rules.PremiumAt(hourly, position.Fte),
                    rules.PremiumAt(hourly, position.Fte * units / YearShare.UnitsInYear));
            }
        }
    }

    private static PaymentsOfPeriod PaymentsOf(Facts facts, Period period, Dictionary<string, EmploymentFact> employments, SamePeople same)
    {
        var paid = (
            from plan in facts.Plans
            from payment in plan.Payments
            where payment.PaidOn >= period.From && payment.PaidOn <= period.To
            select (Person: same.KeptFor(employments[plan.Id].PersonId), payment.AmountPence)).ToList();
        var back = (
            from plan in facts.Plans
            from payment in plan.Payments
            from receipt in payment.Recovered
            where receipt.On >= period.From && receipt.On <= period.To
            select (Person: same.KeptFor(employments[plan.Id].PersonId), receipt.Pence)).ToList();
        var (paidPence, backPence) = (paid.Sum(one => one.AmountPence), back.Sum(one => one.Pence));
        return new(
            paid.Count,
            paid.Select(one => one.Person).Distinct().Count(),
            paidPence,
            back.Select(one => one.Person).Distinct().Count(),
            backPence,
            paidPence - backPence);
    }

    private static KeptYears KeptOf(
        Facts facts, Period period, Dictionary<string, EmploymentFact> employments, List<Work> covering, CostRules rules, SamePeople same)
    {
        HashSet<string> people = [];
        var (fteUnits, soFar, net) = (0m, 0m, 0L);
        foreach (var plan in facts.Plans)
        {
            var employment = employments[plan.Id];
            List<PaymentFact> live = [.. plan.Payments.Where(payment => payment.State is not (PaymentState.NotPayable or PaymentState.Voided))];
            if (live.Count > 0 && plan.Enrolments.Count > 0)
            {
                var from = UkCalendar.Later(plan.Enrolments.Min(enrolment => enrolment.EnrolledOn), employment.StartedOn);
                var until = UkCalendar.Earlier(live.Max(payment => payment.FreeFrom).AddDays(-1), period.To);
                soFar += FteUnits(employment, from, until);
                if (FteUnits(employment, UkCalendar.Later(from, period.From), until) is > 0 and var units)
                {
                    people.Add(same.KeptFor(employment.PersonId));
                    fteUnits += units;
                }
            }

            net += plan.Payments.Where(payment => payment.PaidOn <= period.To).Sum(payment => payment.AmountPence)
                - plan.Payments.SelectMany(payment => payment.Recovered).Where(receipt => receipt.On <= period.To).Sum(receipt => receipt.Pence);
        }

        var (years, yearsSoFar) = (fteUnits / YearShare.UnitsInYear, soFar / YearShare.UnitsInYear);
        return new(
            people.Count,
            Rounded(years),
            Premium(years, FteYears(covering), Pence(covering, rules), rules),
            net,
            Rounded(yearsSoFar),
            yearsSoFar == 0 ? null : CostRules.Whole(net / yearsSoFar));
    }

    private static FewerLocums FewerOf(Facts facts, Period period, List<Work> covering, CostRules rules)
    {
        Period before = new(period.From.AddYears(-1), period.To.AddYears(-1));
        var yearsBefore = FteYears(facts.Stints.Where(stint => stint.CoversVacancy).Select(stint => Work.Of(stint, before)));
        var years = FteYears(covering);
        return new(Rounded(yearsBefore), Rounded(years), Premium(Math.Max(0, yearsBefore - years), years, Pence(covering, rules), rules));
    }

    // For as many years, what the locums of the period cost on average; where there was none, what they usually cost.
    private static PenceRange Premium(decimal years, decimal locumYears, decimal locumPence, CostRules rules) =>
        locumYears == 0 ? rules.PremiumAt(rules.Locums.HourlyPence, years) : rules.Premium(locumPence * years / locumYears, years);

    private static decimal FteUnits(EmploymentFact employment, DateOnly from, DateOnly to)
    {
        var units = 0m;
        var until = UkCalendar.Earlier(employment.LastDayOn, to);
        foreach (var position in employment.Positions.OrderByDescending(position => position.From))
        {
            units += position.Fte * YearShare.Units(UkCalendar.Later(position.From, from), until);
            until = UkCalendar.Earlier(position.From.AddDays(-1), until);
        }

        return units;
    }

    private static decimal Rounded(decimal years) => Math.Round(years, 2, MidpointRounding.AwayFromZero);

    // What a stint comes to in a period: time, and time multiplied with the rate of each day.
    private sealed record Work(StintFact Stint, long Units, decimal PenceUnits)
    {
        public static Work Of(StintFact stint, Period period)
        {
            var (from, until) = (UkCalendar.Later(stint.StartedOn, period.From), UkCalendar.Earlier(stint.LastDayOn, period.To));
            var units = YearShare.Units(from, until);
            var penceUnits = 0m;
            var rates = stint.Rates.OrderByDescending(rate => rate.From).ToList();
            for (var i = 0; i < rates.Count; i++)
            {
                // The first rate known holds from the beginning.
                var since = i == rates.Count - 1 ? from : UkCalendar.Later(rates[i].From, from);
                penceUnits += (decimal)rates[i].HourlyPence * YearShare.Units(since, until);
                until = UkCalendar.Earlier(since.AddDays(-1), until);
            }

            return new(stint, units, penceUnits);
        }
    }
}
