using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>A payment that payroll was told to make and has not answered.</summary>
/// <param name="InstructionId">The key to confirm it by.</param>
/// <param name="PaymentId">The payment.</param>
/// <param name="EmploymentId">Whose.</param>
/// <param name="GrossPence">How much, gross, in pence.</param>
/// <param name="PayRunId">The pay run with which it went out, if it did.</param>
/// <param name="InstructedOn">The day payroll was told.</param>
/// <param name="AnswerBy">The day by which payroll should have answered: a month later.</param>
/// <param name="Late">Whether that day has passed.</param>
public sealed record OpenInstruction(
    string InstructionId, string PaymentId, string EmploymentId, long GrossPence, string? PayRunId, DateOnly InstructedOn, DateOnly AnswerBy, bool Late);

/// <summary>What payroll was told and has not answered, so that nothing is forgotten between the two.</summary>
public sealed class OpenInstructions(Lists lists, TimeProvider clock)
{
    private const int MonthsToAnswer = 1;

    /// <summary>Lists payments that payroll has neither made nor rejected; with <c>?late=true</c> those that have waited for more than a month.</summary>
    [Function(nameof(ListOpenInstructions))]
    [Allow(Role.Hr, Role.Payroll, Role.Auditor)]
    [Operation("List payments that payroll has not answered", Answers = typeof(ListPage<OpenInstruction>))]
    [Query("late", typeof(bool), "Only those that have waited for more than a month.")]
    public Task<IResult> ListOpenInstructions([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "open-instructions")] HttpRequest request)
    {
        var (onlyLate, today) = (request.ReadFlag("late"), clock.Today());
        return lists.PageOfManyAsync(
            request,
            RetentionPlans.Kind,
            $"{RetentionPlans.PaymentColumn(PaymentState.Instructed)} eq true",
            (plan, _) => plan.State.Payments.Where(payment => payment.State == PaymentState.Instructed).Select(payment => View(plan.State, payment, today))
                .Where(open => open.Late || !onlyLate));
    }

    private static OpenInstruction View(RetentionLedger ledger, Payment payment, DateOnly today)
    {
        var answerBy = UkCalendar.AddMonths(payment.InstructedOn!.Value, MonthsToAnswer);
        return new(
            RetentionDecisions.PaymentKey(ledger, payment),
            PaymentIds.Of(PaymentIds.Payment, ledger.EmploymentId, payment.Milestone.Number),
            ledger.EmploymentId,
            payment.AmountPence,
            payment.PayRunId,
            payment.InstructedOn.Value,
            answerBy,
            today > answerBy);
    }
}
