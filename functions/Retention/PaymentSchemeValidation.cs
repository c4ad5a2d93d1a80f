using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>What a scheme must satisfy before it is saved.</summary>
public static class PaymentSchemeValidation
{
    /// <summary>Everything that is wrong, field by field; empty when the scheme can be saved.</summary>
    public static IReadOnlyList<FieldError> Validate(PaymentScheme scheme)
    {
        List<FieldError> errors = [];
        void Expect(bool holds, string field, string expected)
        {
            if (!holds)
            {
                errors.Add(new(field, expected));
            }
        }

        Expect(!string.IsNullOrWhiteSpace(scheme.Id), "id", "not empty");
        Expect(!string.IsNullOrWhiteSpace(scheme.Name), "name", "not empty");
        Expect(scheme.Version >= 1, "version", "at least 1");
        Expect(scheme.EffectiveTo is null || scheme.EffectiveTo >= scheme.EffectiveFrom, "effectiveTo", "effectiveFrom or later");
        Expect(scheme.EligibleContracts.Count > 0, "eligibleContracts", "at least one");
        Expect(!scheme.EligibleContracts.Contains(ContractKind.Agency), "eligibleContracts", "no agency workers: the council does not employ them");
        Expect(scheme.TieInMeasuredFrom is not null, "tieInMeasuredFrom", "payment or start; there is no default");
        Expect(scheme.Milestones.Count > 0, "milestones", "at least one");
        for (var i = 0; i < scheme.Milestones.Count; i++)
        {
            var milestone = scheme.Milestones[i];
            var after = i == 0 ? -1 : scheme.Milestones[i - 1].Months;
            Expect(milestone.Months > after, $"milestones[{i}].months", i == 0 ? "0 or more" : $"more than {after}");
            Expect(milestone.AmountPence > 0, $"milestones[{i}].amountPence", "more than 0");
            Expect(milestone.TieInMonths >= 0, $"milestones[{i}].tieInMonths", "0 or more");
        }

        Expect(
            scheme.MaximumPence >= scheme.Milestones.Sum(milestone => milestone.AmountPence),
            "maximumPence",
            "at least the sum of the milestones: the scheme must not promise more");
        ValidateSteps(scheme, Expect);
        return errors;
    }

    private static void ValidateSteps(PaymentScheme scheme, Action<bool, string, string> expect)
    {
        var steps = scheme.Recovery.Steps;
        if (scheme.Recovery.Mode != RecoveryMode.Steps)
        {
            expect(steps.Count == 0, "recovery.steps", "none, unless the mode is steps");
            return;
        }

        expect(steps.Count > 0, "recovery.steps", "at least one");
        for (var i = 0; i < steps.Count; i++)
        {
            var (months, percent) = i == 0 ? (0, 101) : (steps[i - 1].UntilMonths, steps[i - 1].Percent);
            expect(steps[i].UntilMonths > months, $"recovery.steps[{i}].untilMonths", $"more than {months}");
            expect(steps[i].Percent > 0 && steps[i].Percent < percent, $"recovery.steps[{i}].percent", $"1 to {percent - 1}");
        }

        for (var i = 0; i < scheme.Milestones.Count && steps.Count > 0; i++)
        {
            expect(
                scheme.Milestones[i].TieInMonths == 0 || scheme.Milestones[i].TieInMonths == steps[^1].UntilMonths,
                $"milestones[{i}].tieInMonths",
                $"{steps[^1].UntilMonths}, where the last step ends, or 0");
        }
    }
}
