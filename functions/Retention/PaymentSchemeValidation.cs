using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>What a scheme must satisfy before it is saved.</summary>
public static class PaymentSchemeValidation
{
    private const long MostPence = 100_000_000;

    private const int MostMonths = 120;

    private const int MostMilestones = 24;

    /// <summary>Everything that is wrong, field by field; empty when the scheme can be saved.</summary>
    public static IReadOnlyList<FieldError> Validate(PaymentScheme scheme)
    {
        var faults = new Faults();
        faults.Expect(!string.IsNullOrWhiteSpace(scheme.Id), "id", "not empty");
        faults.Expect(!string.IsNullOrWhiteSpace(scheme.Name), "name", "not empty");
        faults.Expect(scheme.Version >= 1, "version", "at least 1");
        faults.Expect(!(scheme.EffectiveTo < scheme.EffectiveFrom), "effectiveTo", "effectiveFrom or later");
        ValidateEligibility(scheme, faults);
        ValidateSchedule(scheme, faults);
        faults.Expect(scheme.Gates.Distinct().Count() == scheme.Gates.Count, "gates", "each once");
        ValidateRecovery(scheme, faults);
        ValidateGovernance(scheme, faults);
        return faults.All;
    }

    private static void ValidateEligibility(PaymentScheme scheme, Faults faults)
    {
        for (var i = 0; i < scheme.Eligibility.Count; i++)
        {
            var (condition, field) = (scheme.Eligibility[i], $"eligibility[{i}]");
            faults.Expect(scheme.Eligibility.Take(i).All(other => other.GetType() != condition.GetType()), field, "each kind of condition once");
            switch (condition)
            {
                case InRoles { OneOf: var words }:
                    ExpectWords(words, field);
                    break;
                case InTeams { OneOf: var words }:
                    ExpectWords(words, field);
                    break;
                case InGrades { OneOf: var words }:
                    ExpectWords(words, field);
                    break;
                case OnContracts { OneOf: var contracts }:
                    faults.Expect(contracts.Count > 0, $"{field}.oneOf", "at least one");
                    faults.Expect(!contracts.Contains(ContractKind.Agency), $"{field}.oneOf", "no agency workers: the council does not employ them");
                    break;
                case FromOrigins { OneOf: var origins }:
                    faults.Expect(origins.Count > 0, $"{field}.oneOf", "at least one");
                    break;
                case NotRejoining { WithinMonths: var months }:
                    ExpectMonths(months, $"{field}.withinMonths");
                    break;
                case NoEarlierPayment { WithinMonths: var months }:
                    ExpectMonths(months, $"{field}.withinMonths");
                    break;
                case InService { Months: var months }:
                    ExpectMonths(months, $"{field}.months");
                    break;
                case Experienced { Years: var years }:
                    faults.Expect(years is >= 1 and <= 40, $"{field}.years", "1 to 40");
                    break;
            }
        }

        faults.Expect(scheme.Eligibility.OfType<OnContracts>().Any(), "eligibility", "a condition of kind contracts, among others");

        void ExpectWords(IReadOnlyList<string> words, string field) =>
            faults.Expect(words.Count > 0 && words.All(word => !string.IsNullOrWhiteSpace(word)), $"{field}.oneOf", "at least one, none empty");

        void ExpectMonths(int months, string field) => faults.Expect(months is >= 1 and <= MostMonths, field, $"1 to {MostMonths}");
    }

    private static void ValidateSchedule(PaymentScheme scheme, Faults faults)
    {
        var schedule = scheme.Schedule;
        faults.Expect(schedule.Milestones.Count is >= 1 and <= MostMilestones, "schedule.milestones", $"1 to {MostMilestones}");
        faults.Expect(schedule.MaximumPence is > 0 and <= MostPence, "schedule.maximumPence", $"1 to {MostPence}");
        faults.Expect(!(schedule.Until < scheme.EffectiveFrom), "schedule.until", "effectiveFrom or later");
        faults.Expect(
            schedule.Until is not null || !schedule.Milestones.Any(milestone => milestone.Due is YearlyOn),
            "schedule.until",
            "the last day on which a yearly payment falls due");
        int? after = null;
        for (var i = 0; i < schedule.Milestones.Count; i++)
        {
            var (milestone, field) = (schedule.Milestones[i], $"schedule.milestones[{i}]");
            switch (milestone.Due)
            {
                case AfterMonths { Months: var months }:
                    var least = after + 1 ?? 0;
                    faults.Expect(months >= least && months <= MostMonths, $"{field}.due.months", $"{least} to {MostMonths}");
                    after = months;
                    break;
                case YearlyOn yearly:
                    faults.Expect(yearly.Month is >= 1 and <= 12, $"{field}.due.month", "1 to 12");
                    faults.Expect(
                        yearly.Month is < 1 or > 12 || (yearly.Day >= 1 && yearly.Day <= DateTime.DaysInMonth(2024, yearly.Month)),
                        $"{field}.due.day",
                        "a day of that month");
                    faults.Expect(yearly.ServiceMonths is >= 0 and <= MostMonths, $"{field}.due.serviceMonths", $"0 to {MostMonths}");
                    break;
            }

            ValidateAmount(milestone.Amount, $"{field}.amount", faults);
            faults.Expect(milestone.TieInMonths is >= 0 and <= MostMonths, $"{field}.tieInMonths", $"0 to {MostMonths}");
        }

        ValidateShares(schedule, faults);
        if (faults.All.Count == 0)
        {
            faults.Expect(
                Promises(scheme) <= schedule.MaximumPence,
                "schedule.maximumPence",
                "at least what the milestones add up to: the scheme must not promise more than its cap");
        }
    }

    private static void ValidateAmount(Amount amount, string field, Faults faults)
    {
        switch (amount)
        {
            case FixedAmount { Pence: var pence }:
                faults.Expect(pence is > 0 and <= MostPence, $"{field}.pence", $"1 to {MostPence}");
                break;
            case SalaryPercentage { Percent: var percent }:
                faults.Expect(percent is > 0 and <= 100, $"{field}.percent", "more than 0, at most 100");
                break;
            case AwardShare { Percent: var percent }:
                faults.Expect(percent is > 0 and <= 100, $"{field}.percent", "more than 0, at most 100");
                break;
            case ByExperience { Bands: var bands }:
                faults.Expect(bands.Count > 0, $"{field}.bands", "at least one");
                for (var i = 0; i < bands.Count; i++)
                {
                    var least = i == 0 ? 0 : bands[i - 1].FromYears + 1;
                    faults.Expect(bands[i].FromYears >= least, $"{field}.bands[{i}].fromYears", $"{least} or more");
                    faults.Expect(bands[i].Pence is > 0 and <= MostPence, $"{field}.bands[{i}].pence", $"1 to {MostPence}");
                }

                break;
        }
    }

    private static void ValidateShares(Schedule schedule, Faults faults)
    {
        List<AwardShare> shares = [.. schedule.Milestones.Select(milestone => milestone.Amount).OfType<AwardShare>()];
        if (schedule.Award is { } award)
        {
            faults.Expect(award is not AwardShare, "schedule.award", "an amount, not a share of one");
            ValidateAmount(award, "schedule.award", faults);
            faults.Expect(shares.Sum(share => share.Percent) == 100, "schedule.milestones", "shares of the award that add up to 100 percent");
        }
        else
        {
            faults.Expect(shares.Count == 0, "schedule.award", "what the milestones share");
        }
    }

    // The most that the terms alone promise one person; percentages of a salary are unknown here and are cut at the cap.
    private static long Promises(PaymentScheme scheme)
    {
        var schedule = scheme.Schedule;
        var sum = 0L;
        for (var i = 0; i < schedule.Milestones.Count; i++)
        {
            var milestone = schedule.Milestones[i];
            var pence = milestone.Amount is AwardShare share
                ? Money.ProRata(schedule.Award!.MostPence ?? 0, share.Percent, 100)
                : milestone.Amount.MostPence ?? 0;
            var times = milestone.Due is YearlyOn yearly ? Times(yearly, scheme.EffectiveFrom, schedule.Until!.Value) : 1;
            sum += pence * times;
        }

        return sum;
    }

    private static int Times(YearlyOn yearly, DateOnly from, DateOnly until) => MilestoneSchedule.Of(
        new(Anchor.Start, [new(yearly with { ServiceMonths = 0 }, new FixedAmount(1), 0)], ProRataMode.None, long.MaxValue, null, until),
        from,
        from,
        Background.Unknown).Count;

    private static void ValidateRecovery(PaymentScheme scheme, Faults faults)
    {
        var milestones = scheme.Schedule.Milestones;
        faults.Expect(
            scheme.Recovery.TieInMeasuredFrom is not null || milestones.All(milestone => milestone.TieInMonths == 0),
            "recovery.tieInMeasuredFrom",
            "payment or start; there is no default");
        faults.Expect(!scheme.Recovery.NetOff || scheme.Recovery.Mode is not NoRecovery, "recovery.netOff", "false where nothing is recovered");
        if (scheme.Recovery.Mode is not RecoverySteps { Steps: var steps })
        {
            return;
        }

        faults.Expect(steps.Count > 0, "recovery.mode.steps", "at least one");
        for (var i = 0; i < steps.Count; i++)
        {
            var (months, percent) = i == 0 ? (0, 101) : (steps[i - 1].UntilMonths, steps[i - 1].Percent);
            faults.Expect(steps[i].UntilMonths > months, $"recovery.mode.steps[{i}].untilMonths", $"more than {months}");
            faults.Expect(steps[i].Percent > 0 && steps[i].Percent < percent, $"recovery.mode.steps[{i}].percent", $"1 to {percent - 1}");
        }

        for (var i = 0; i < milestones.Count && steps.Count > 0; i++)
        {
            faults.Expect(
                milestones[i].TieInMonths == 0 || milestones[i].TieInMonths == steps[^1].UntilMonths,
                $"schedule.milestones[{i}].tieInMonths",
                $"{steps[^1].UntilMonths}, where the last step ends, or 0");
        }
    }

    private static void ValidateGovernance(PaymentScheme scheme, Faults faults)
    {
        var governance = scheme.Governance;
        faults.Expect(!string.IsNullOrWhiteSpace(governance.ApprovedBy), "governance.approvedBy", "the officer or committee that approved the scheme");
        faults.Expect(!(governance.ReviewOn < scheme.EffectiveFrom), "governance.reviewOn", "effectiveFrom or later");
        faults.Expect(governance.BudgetPence is null or > 0, "governance.budgetPence", "more than 0");
        faults.Expect(
            governance.Memorandum is not ExceedsMemorandum { ExemptionReference: var reference } || !string.IsNullOrWhiteSpace(reference),
            "governance.memorandum.exemptionReference",
            "under which the region granted the exemption");
    }

    private sealed class Faults
    {
        public List<FieldError> All { get; } = [];

        public void Expect(bool holds, string field, string expected)
        {
            if (!holds)
            {
                All.Add(new(field, expected));
            }
        }
    }
}
