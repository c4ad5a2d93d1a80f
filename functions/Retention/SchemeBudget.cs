using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>
/// What a scheme's enrolments promise together, against its budget. Promised is the full-time amount of all that is paid or may still be. The
/// budget is a limit for the people who enrol, not for payments: what was promised is paid.
/// </summary>
public sealed class SchemeBudget(Journal journal)
{
    /// <summary>What all versions of a scheme promise, gross, in pence.</summary>
    public async Task<long> PromisedPenceAsync(string schemeId)
    {
        var promised = 0L;
        await foreach (var plan in journal.AllAsync(RetentionPlans.Kind, $"{RetentionPlans.SchemeColumn(schemeId)} eq true"))
        {
            promised += plan.State.Payments
                .Where(payment => plan.State.EnrolmentOf(payment).Scheme.Id == schemeId && payment.State is not (PaymentState.Voided or PaymentState.NotPayable))
                .Sum(payment => payment.State is PaymentState.Scheduled or PaymentState.Due or PaymentState.Held
                    ? payment.Milestone.AmountPence
                    : payment.AmountPence);
        }

        return promised;
    }

    /// <summary>What is left of the budget, in pence; null where the scheme has none.</summary>
    public async Task<long?> LeftPenceAsync(PaymentScheme scheme) =>
        scheme.Governance.BudgetPence is { } budget ? budget - await PromisedPenceAsync(scheme.Id) : null;

    /// <summary>Refuses an enrolment that would promise more than is left; null where it fits, or is refused by the rules anyway.</summary>
    public async Task<Refusal?> RefuseAsync(PaymentScheme scheme, Decision<RetentionEvent> enrolment) =>
        scheme.Governance.BudgetPence is null || enrolment.Refusal is not null ? null
        : Refuse(await LeftPenceAsync(scheme), enrolment.Events.OfType<EnrolledInScheme>().Sum(one => one.Milestones.Sum(milestone => milestone.AmountPence)));

    /// <summary>Refuses what would cost more than is left.</summary>
    public static Refusal? Refuse(long? leftPence, long costPence) => costPence > leftPence
        ? Refusal.Rule("budget-exceeded", $"This would promise {Money.Format(costPence)}, and {Money.Format(Math.Max(0, leftPence.Value))} of the scheme's budget is left.")
        : null;
}
