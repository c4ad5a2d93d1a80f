using RecruitRetain.Retention;

namespace RecruitRetain.Reporting;

/// <summary>Somebody with warnings of their own.</summary>
internal sealed record PersonAtRisk(string PersonId, string Team, IReadOnlyList<Warning> Warnings);

/// <summary>Which people meet a rule of the <see cref="EarlyWarnings"/>, and since when.</summary>
internal static class PeopleAtRisk
{
    /// <summary>Everybody in post who has a warning and is not under notice, their warnings in the order in which they began.</summary>
    public static IEnumerable<PersonAtRisk> Of(Facts facts, DateOnly today, WarningRules rules)
    {
        var same = facts.SamePeople();
        var plans = facts.Plans.ToDictionary(plan => plan.Id);
        var snapshots = facts.Caseloads.Where(snapshot => snapshot.On <= today).OrderByDescending(snapshot => snapshot.On)
            .Select(snapshot => new Snapshot(facts, snapshot, rules)).ToList();
        return
            from employment in facts.Employments
            where employment.InPostOn(today) && !(employment.NoticeGivenOn <= today)
            group employment by same.KeptFor(employment.PersonId) into person
            let warnings = person.SelectMany(employment => WarningsOf(employment, plans.GetValueOrDefault(employment.Id), snapshots, today, rules))
                .OrderBy(warning => warning.Since).DistinctBy(warning => warning.Rule).ToList()
            where warnings.Count > 0
            select new PersonAtRisk(person.Key, person.Select(employment => employment.PositionOn(today)!).MaxBy(position => position.Fte)!.Team, warnings);
    }

    private static IEnumerable<Warning> WarningsOf(EmploymentFact employment, PlanFact? plan, List<Snapshot> snapshots, DateOnly today, WarningRules rules)
    {
        var free = plan?.Payments.Where(payment => payment.State is not (PaymentState.NotPayable or PaymentState.Voided)).Select(payment => payment.FreeFrom).Max();
        if (Soon(EarlyWarnings.PaymentsEnd, employment, free, rules.PaymentsEndDays, today) is { } paymentsEnd)
        {
            yield return paymentsEnd;
        }

        if (Soon(EarlyWarnings.NewlyQualifiedYearEnds, employment, employment.NewlyQualifiedUntil, rules.NewlyQualifiedDays, today) is { } yearEnds)
        {
            yield return yearEnds;
        }

        if (snapshots.TakeWhile(snapshot => snapshot.IsTooMuchFor(employment.Id)).LastOrDefault() is { } first)
        {
            yield return new(EarlyWarnings.Caseload, first.On, snapshots[0].NumbersOf(employment.Id));
        }
    }

    private static Warning? Soon(string rule, EmploymentFact employment, DateOnly? endsOn, int days, DateOnly today)
    {
        if (endsOn is not { } on || on < today || on > today.AddDays(days))
        {
            return null;
        }

        var since = on.AddDays(-days);
        return new(rule, since < employment.StartedOn ? employment.StartedOn : since, [new("days-left", on.DayNumber - today.DayNumber)]);
    }

    /// <summary>The cases of one day, for a full week each, beside those of the team.</summary>
    private sealed class Snapshot
    {
        private readonly Dictionary<string, (string Team, int Cases, decimal Fte)> _held;
        private readonly Dictionary<string, decimal> _medians;
        private readonly WarningRules _rules;

        public Snapshot(Facts facts, CaseloadFact snapshot, WarningRules rules)
        {
            On = snapshot.On;
            _rules = rules;
            var cases = snapshot.Holders.Where(holder => holder.Cases > 0).ToDictionary(holder => holder.HolderId, holder => holder.Cases);
            _held = facts.Employments.Where(employment => cases.ContainsKey(employment.Id)).Select(employment => (employment.Id, Position: employment.PositionOn(On)))
                .Where(holder => holder.Position is not null)
                .Select(holder => (holder.Id, holder.Position!.Team, holder.Position.Fte))
                .Concat(facts.Stints.Where(stint => cases.ContainsKey(stint.Id)).Select(stint => (stint.Id, stint.Team, stint.Fte)))
                .ToDictionary(holder => holder.Id, holder => (holder.Team, cases[holder.Id], holder.Fte));
            _medians = _held.Values.GroupBy(holder => holder.Team).ToDictionary(team => team.Key, team => Median([.. team.Select(holder => holder.Cases / holder.Fte).Order()]));
        }

        public DateOnly On { get; }

        public bool IsTooMuchFor(string employmentId) =>
            _held.TryGetValue(employmentId, out var held)
            && held.Cases / held.Fte is var forFullTime
            && (forFullTime > _rules.CaseloadTarget || forFullTime * 100 > _medians[held.Team] * (100 + _rules.CaseloadAboveTeamPercent));

        public IReadOnlyList<WarningNumber> NumbersOf(string employmentId)
        {
            var (team, cases, fte) = _held[employmentId];
            return [new("cases", cases), new("fte", fte), new("team-median", decimal.Round(_medians[team], 1, MidpointRounding.AwayFromZero)), new("target", _rules.CaseloadTarget)];
        }

        private static decimal Median(List<decimal> ordered) => (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
    }
}
