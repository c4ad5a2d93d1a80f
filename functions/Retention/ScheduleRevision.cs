using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>
/// What payments still to come look like by what is known of the employment. An unpaid career break moves payments for service, and the service
/// that they reward, by its days; days of the calendar stay where they are. Maternity and adoption leave change nothing. A change of hours changes
/// amounts; a move out of the scheme, notice, and a probation that goes on past the day stand in the way until they are undone.
/// </summary>
public static class ScheduleRevision
{
    /// <summary>The payments still to come whose day, amount or obstacles are not as the ledger has them.</summary>
    /// <param name="ledger">The plan.</param>
    /// <param name="workerOf">The employment whose days and gates count for a payment: for a referral the friend's.</param>
    public static IReadOnlyList<RevisedPayment> Of(RetentionLedger ledger, Func<Payment, Employment> workerOf) =>
    [
        .. ledger.Payments.Where(payment => payment.State == PaymentState.Scheduled)
            .GroupBy(payment => payment.Enrolment)
            .SelectMany(group => Of(ledger, group, workerOf)),
    ];

    /// <summary>What a payment comes to, gross in pence, by the hours worked; days of a career break do not count.</summary>
    public static long AmountPence(PaymentScheme scheme, Milestone milestone, Employment worker) =>
        ProRata.AmountPence(scheme.Schedule.ProRata, milestone, worker.Positions, worker.CareerBreaks());

    private static IEnumerable<RevisedPayment> Of(RetentionLedger ledger, IEnumerable<Payment> payments, Func<Payment, Employment> workerOf)
    {
        foreach (var payment in payments)
        {
            var enrolment = ledger.EnrolmentOf(payment);
            var first = ledger.Payments.First(one => one.Enrolment == payment.Enrolment).Milestone.Number;
            var promised = enrolment.Milestones()[payment.Milestone.Number - first];
            var worker = workerOf(payment);
            var milestone = promised.Months is null ? payment.Milestone : payment.Milestone with
            {
                QualifyingFrom = Shift(promised.QualifyingFrom, enrolment.AnchorOn, worker),
                DueOn = Shift(promised.DueOn, enrolment.AnchorOn, worker),
            };
            var revised = new RevisedPayment(
                milestone.Number,
                milestone.QualifyingFrom,
                milestone.DueOn,
                AmountPence(enrolment.Scheme, milestone, worker),
                [.. InTheWay(enrolment.Scheme, milestone.DueOn, worker)]);
            if ((revised.DueOn, revised.QualifyingFrom, revised.AmountPence) != (payment.Milestone.DueOn, payment.Milestone.QualifyingFrom, payment.AmountPence)
                || !revised.Reasons.SequenceEqual(payment.Reasons))
            {
                yield return revised;
            }
        }
    }

    // A break that begins on the day itself comes too late to move it.
    private static DateOnly Shift(DateOnly day, DateOnly anchorOn, Employment worker)
    {
        foreach (var absence in worker.CareerBreaks().Where(absence => absence.EndsOn >= anchorOn))
        {
            if (absence.StartsOn < day)
            {
                day = day.AddDays((absence.StartsOn < anchorOn ? absence with { StartsOn = anchorOn } : absence).Days);
            }
        }

        return day;
    }

    private static IEnumerable<string> InTheWay(PaymentScheme scheme, DateOnly dueOn, Employment worker)
    {
        if (scheme.OnMove != MoveRule.Keeps && worker.PositionOn(dueOn) is { } position && !scheme.IsFor(position, worker.Contract))
        {
            yield return "position-not-eligible";
        }

        if (scheme.Gates.Contains(Gate.NoNotice) && worker.NoticeGivenBy(dueOn))
        {
            yield return "notice-given";
        }

        if (scheme.Gates.Contains(Gate.ProbationPassed) && worker.Probation?.EndsOn > dueOn && !worker.ProbationPassedBy(dueOn))
        {
            yield return "probation-not-passed";
        }
    }
}
