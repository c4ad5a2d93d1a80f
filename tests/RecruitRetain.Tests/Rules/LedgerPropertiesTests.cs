using FsCheck;
using FsCheck.Fluent;
using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Rules;

/// <summary>
/// Somebody is paid, leaves, and owes back. What people and payroll do comes in any order that the rules allow; payroll's messages come again at any
/// time. Whatever the order, the ledger ends the same.
/// </summary>
public class LedgerPropertiesTests
{
    private const string Characters = "01hq0000000000000000000001";
    private const string Id = $"emp_{Characters}";

    private static readonly DateOnly Start = new(2024, 3, 4);

    private static readonly Gen<Course> AnyCourse =
        from mode in Gen.Elements<RecoveryMode>(new NoRecovery(), new FullUntilDate(), new LinearByFullMonth(), new RecoverySteps([new(6, 100), new(12, 30)]))
        from measured in Gen.Elements(TieInStart.Payment, TieInStart.Start)
        from reason in Gen.Elements(LeavingReason.Resignation, LeavingReason.Dismissal, LeavingReason.Redundancy)
        from stay in Gen.Choose(200, 1_000)
        from ends in Gen.Choose(0, 3).ArrayOf(4)
        from rejected in Gen.Elements(false, true).ArrayOf(4)
        from delays in Gen.Choose(0, 60).ArrayOf(4)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select new Course(
            DefaultSchemes.Retention with { Gates = [], Recovery = new(mode, [LeavingReason.Redundancy], measured) }, Start.AddDays(stay), reason, ends, rejected, delays, seed);

    [Fact]
    public void The_same_events_in_any_legal_order_end_in_the_same_ledger() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(400),
        Prop.ForAll(AnyCourse.ToArbitrary(), course =>
        {
            var inOrder = Json.Write(Run(course, null).Ledger);
            return inOrder == Json.Write(Run(course, new(course.Seed)).Ledger) && inOrder == Json.Write(Run(course, new(course.Seed + 1)).Ledger);
        }));

    [Fact]
    public void Every_key_has_one_entry_and_the_entries_reconcile_with_the_plan() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(400),
        Prop.ForAll(AnyCourse.ToArbitrary(), course =>
        {
            var (ledger, happened) = Run(course, new(course.Seed));
            var entries = LedgerEntry.Of(Id, happened, Employment(course).Positions);
            return entries.DistinctBy(entry => entry.Key).Count() == entries.Count
                && ReconciledLedger.Of(entries, [ledger]) is { DifferencePence: 0, Differences.Count: 0 }
                && ledger.Payments.All(payment =>
                    payment.Recovery.RecoveredPence <= payment.Recovery.OwedPence
                    && payment.Recovery.OwedPence <= payment.AmountPence
                    && payment.Recovery.RecoveredPence + payment.Recovery.WaivedPence + payment.Recovery.LeftPence == payment.Recovery.OwedPence);
        }));

    // Takes the steps queue by queue, or in an order made by chance with one message in three delivered again later.
    private static (RetentionLedger Ledger, IReadOnlyList<RetentionEvent> Happened) Run(Course course, Random? chance)
    {
        List<RetentionEvent> happened = [.. RetentionDecisions.Enrol(null, Employment(course), course.Scheme, new(Start, Background.Unknown), "usr_hr").Events];
        var ledger = RetentionLedger.Apply(null, happened[0]);
        List<Queue<Step>> waiting = [.. Queues(course, ledger)];
        List<Step> delivered = [];
        while (waiting.Count > 0)
        {
            var order = chance is null ? waiting.ToArray() : [.. waiting.OrderBy(_ => chance.Next())];
            var next = order.First(queue => queue.Peek().Decide(ledger).Refusal is null);
            var step = next.Dequeue();
            Take(step.Decide(ledger));
            if (next.Count == 0)
            {
                waiting.Remove(next);
            }

            if (chance is not null && step.IsMessage && chance.Next(3) == 0)
            {
                delivered.Add(step);
            }

            foreach (var again in delivered.Where(_ => chance!.Next(2) == 0))
            {
                Assert.Empty(again.Decide(ledger) is { Refusal: null } decision ? decision.Events : []);
            }
        }

        return (ledger, happened);

        void Take(Decision<RetentionEvent> decision)
        {
            happened.AddRange(decision.Events);
            ledger = decision.Events.Aggregate(ledger, RetentionLedger.Apply);
        }
    }

    private static IEnumerable<Queue<Step>> Queues(Course course, RetentionLedger enrolled)
    {
        yield return new([new(ledger => RetentionDecisions.SignAgreement(ledger, Start, Start))]);
        yield return new([new(ledger => RetentionDecisions.RecordLeaver(ledger, course.LastDayOn, course.Reason, Actor.Timer))]);
        foreach (var payment in enrolled.Payments.Where(payment => payment.Milestone.DueOn <= course.LastDayOn))
        {
            yield return new(StepsOf(course, enrolled, payment));
        }
    }

    private static IEnumerable<Step> StepsOf(Course course, RetentionLedger enrolled, Payment payment)
    {
        var number = payment.Milestone.Number;
        var (dueOn, i) = (payment.Milestone.DueOn, number - 1);
        var paidOn = dueOn.AddDays(course.Delays[i]);
        var attempt = 1;
        yield return new(ledger => RetentionDecisions.Judge(ledger, number, Employment(course), dueOn, Actor.Timer));
        yield return new(ledger => RetentionDecisions.Approve(ledger, number, "usr_a", null));
        yield return new(ledger => RetentionDecisions.Instruct(ledger, number, dueOn));
        if (course.Rejected[i])
        {
            yield return Message("pay", attempt, false, paidOn);
            yield return new(ledger => RetentionDecisions.PrepareAgain(ledger, number, "usr_b"));
            yield return new(ledger => RetentionDecisions.Approve(ledger, number, "usr_a", null));
            yield return new(ledger => RetentionDecisions.Instruct(ledger, number, dueOn));
            attempt = 2;
        }

        yield return Message("pay", attempt, true, paidOn);
        var owed = RecoveryWorking.Of(enrolled.EnrolmentOf(payment), payment.Milestone, payment.AmountPence, paidOn, course.LastDayOn, course.Reason).OwedPence;
        if (owed == 0)
        {
            yield break;
        }

        var after = course.LastDayOn.AddDays(70);
        if (course.Ends[i] == 0)
        {
            yield return new(ledger => RecoveryDecisions.Waive(ledger, number, "hardship", "usr_a", null));
            yield break;
        }

        yield return new(ledger => RecoveryDecisions.Approve(ledger, number, "usr_a", null));
        yield return new(ledger => RecoveryDecisions.Instruct(ledger, number));
        switch (course.Ends[i])
        {
            case 1:
                yield return Message("recover", 1, true, after);
                break;
            case 2:
                yield return Message("recover", 1, false, after);
                yield return new(ledger => RecoveryDecisions.Approve(ledger, number, "usr_a", null));
                yield return new(ledger => RecoveryDecisions.Instruct(ledger, number));
                yield return Message("recover", 2, true, after);
                break;
            default:
                yield return Message("recover", 1, true, after, owed / 3);
                yield return new(ledger => RecoveryDecisions.Plan(ledger, number, [new(after, owed - (owed / 3))], after, "usr_a", null));
                yield return new(ledger => RecoveryDecisions.Repay(ledger, number, after, 1_000, after, "usr_a", null));
                yield return new(ledger => RecoveryDecisions.Repay(ledger, number, after, owed - (owed / 3) - 1_000, after, "usr_a", null));
                break;
        }

        Step Message(string kind, int attempt, bool confirmed, DateOnly on, long? pence = null) => new(
            ledger => Confirming.Decide(ledger, number, kind == "recover", new($"{Id}/{number}/{kind}/{attempt}", confirmed, on, confirmed ? null : "not possible", pence)), true);
    }

    private static Employment Employment(Course course) => Life.Of($"{Start:yyyy-MM-dd}", id: Characters).With(new EmploymentLeft(course.LastDayOn, course.Reason)).Employment;

    private sealed record Step(Func<RetentionLedger, Decision<RetentionEvent>> Decide, bool IsMessage = false);

    private sealed record Course(
        PaymentScheme Scheme, DateOnly LastDayOn, LeavingReason Reason, int[] Ends, bool[] Rejected, int[] Delays, int Seed);
}
