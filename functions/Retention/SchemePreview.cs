using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>Somebody made up, to see what a scheme would do for them.</summary>
/// <param name="StartedOn">The first day.</param>
/// <param name="Role">The role's key.</param>
/// <param name="Team">The team's key.</param>
/// <param name="Grade">The pay grade.</param>
/// <param name="Contract">On what footing; not agency.</param>
/// <param name="Fte">Full-time equivalent, above 0 and at most 1, two decimal places.</param>
/// <param name="Hours">The contracted hours, where the full-time equivalent is not exact.</param>
/// <param name="EnrolledOn">The day of the enrolment; null for the first day.</param>
/// <param name="Background">What else is known of them.</param>
public sealed record PreviewWorker(
    DateOnly StartedOn,
    string Role,
    string Team,
    string Grade,
    ContractKind Contract,
    decimal Fte,
    ContractedHours? Hours = null,
    DateOnly? EnrolledOn = null,
    Background? Background = null);

/// <summary>A payment that would be made to somebody who stays in the same position.</summary>
/// <param name="DueOn">The day it would fall due.</param>
/// <param name="AmountPence">Gross, in pence, for their hours.</param>
/// <param name="FullTimePence">The same for full time.</param>
/// <param name="TieInMonths">How many months it would be tied to.</param>
/// <param name="FreeFrom">The first day on which it would no longer bind, if paid on its day.</param>
public sealed record PreviewPayment(DateOnly DueOn, long AmountPence, long FullTimePence, int TieInMonths, DateOnly FreeFrom);

/// <summary>What would be owed back of all payments made by then, by somebody who resigns.</summary>
/// <param name="LastDayFrom">With this last day or a later one, up to the next line.</param>
/// <param name="PaidPence">What would have been paid.</param>
/// <param name="OwedPence">What of it would be owed back.</param>
public sealed record PreviewRepayment(DateOnly LastDayFrom, long PaidPence, long OwedPence);

/// <summary>What a scheme would do for somebody; nothing is kept.</summary>
/// <param name="Eligible">Whether they could be enrolled.</param>
/// <param name="Reasons">Every reason why not.</param>
/// <param name="AnchorOn">The day from which months would be counted.</param>
/// <param name="Payments">The payments that would fall due, eligible or not.</param>
/// <param name="TotalPence">What they add up to.</param>
/// <param name="Gates">What must hold on each of their days.</param>
/// <param name="Repayments">What leaving would cost, by last day, as if each payment were made on its day.</param>
public sealed record SchemePreview(
    bool Eligible,
    IReadOnlyList<Ineligibility> Reasons,
    DateOnly AnchorOn,
    IReadOnlyList<PreviewPayment> Payments,
    long TotalPence,
    IReadOnlyList<Gate> Gates,
    IReadOnlyList<PreviewRepayment> Repayments)
{
    /// <summary>Works it out.</summary>
    public static SchemePreview Of(PaymentScheme scheme, Employment worker, DateOnly enrolledOn, Background background)
    {
        var position = worker.PositionOn(enrolledOn)!;
        List<Ineligibility> reasons = [.. scheme.WhyNot(new(worker.StartedOn, enrolledOn, position, worker.Contract, background))];
        if (!scheme.IsInEffectOn(enrolledOn))
        {
            reasons.Add(new("scheme-not-in-effect", $"The scheme does not take anybody on {UkCalendar.Words(enrolledOn)}."));
        }

        var enrolment = SchemeEnrolment.Of(scheme, worker, enrolledOn, background, null, "");
        var milestones = enrolment.Milestones();
        if (milestones.Count == 0)
        {
            reasons.Add(new("nothing-to-pay", "No payment lies ahead, or none for their experience."));
        }

        List<(Milestone Milestone, long Pence)> payments =
            [.. milestones.Select(milestone => (milestone, ProRata.AmountPence(scheme.Schedule.ProRata, milestone, worker.Positions)))];
        return new(
            reasons.Count == 0,
            reasons,
            enrolment.AnchorOn,
            [
                .. payments.Select(payment => new PreviewPayment(
                    payment.Milestone.DueOn,
                    payment.Pence,
                    payment.Milestone.AmountPence,
                    payment.Milestone.TieInMonths,
                    TieIn.FreeFrom(scheme.Recovery, payment.Milestone.TieInMonths, enrolment.AnchorOn, payment.Milestone.DueOn))),
            ],
            payments.Sum(payment => payment.Pence),
            scheme.Gates,
            Repay(enrolment, payments));
    }

    // Only on the day of a payment, and on the last day of a full month of a tie-in, can the amount change.
    private static List<PreviewRepayment> Repay(SchemeEnrolment enrolment, IReadOnlyList<(Milestone Milestone, long Pence)> payments)
    {
        SortedSet<DateOnly> days = [];
        foreach (var (milestone, _) in payments)
        {
            days.Add(milestone.DueOn);
            var from = TieIn.RunsFrom(enrolment.Scheme.Recovery, enrolment.AnchorOn, milestone.DueOn);
            days.UnionWith(Enumerable.Range(1, milestone.TieInMonths).Select(months => UkCalendar.AddMonths(from, months).AddDays(-1)).Where(on => on > milestone.DueOn));
        }

        List<PreviewRepayment> lines = [];
        foreach (var day in days)
        {
            var paid = payments.Where(payment => payment.Milestone.DueOn <= day).ToList();
            var line = new PreviewRepayment(
                day,
                paid.Sum(payment => payment.Pence),
                paid.Sum(payment => RecoveryWorking.Of(
                    enrolment, payment.Milestone, payment.Pence, payment.Milestone.DueOn, day, LeavingReason.Resignation).OwedPence));
            if (lines.Count == 0 || (lines[^1].PaidPence, lines[^1].OwedPence) != (line.PaidPence, line.OwedPence))
            {
                lines.Add(line);
            }
        }

        return lines;
    }
}
