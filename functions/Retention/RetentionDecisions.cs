using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>How somebody joins a scheme.</summary>
/// <param name="On">From which day; not before the first day of the employment.</param>
/// <param name="Background">What is known of the worker.</param>
/// <param name="Friend">The employment of the friend, where the scheme pays for referring somebody.</param>
public sealed record Joining(DateOnly On, Background Background, Employment? Friend = null);

/// <summary>What may happen in a retention ledger. <c>by</c> is the actor; every date is a London calendar day; money is gross pence.</summary>
public static class RetentionDecisions
{
    /// <summary>
    /// Enrols an employment in a scheme version, the first or one more. The version must be in effect on the day, and every condition met: by the
    /// worker or, where the scheme pays a colleague for referring somebody, by the friend.
    /// </summary>
    /// <param name="ledger">What they are in already; null for nothing.</param>
    /// <param name="employment">Who is to be paid.</param>
    /// <param name="scheme">The version.</param>
    /// <param name="joining">From when, and what is known.</param>
    /// <param name="by">Who enrols them.</param>
    public static Decision<RetentionEvent> Enrol(RetentionLedger? ledger, Employment employment, PaymentScheme scheme, Joining joining, string by)
    {
        var refers = scheme.PaidTo == Beneficiary.Referrer;
        var worker = refers ? joining.Friend : employment;
        List<FieldError> errors = [];
        if (worker is null || (!refers && joining.Friend is not null) || (refers && worker.PersonId == employment.PersonId))
        {
            errors.Add(new("friendEmploymentId", refers ? "the employment of the friend referred" : "null: the scheme pays the worker"));
        }

        if (joining.On < employment.StartedOn || joining.On < worker?.StartedOn)
        {
            errors.Add(new("enrolledOn", "the first day or later"));
        }

        if (joining.Background.SalaryPence <= 0)
        {
            errors.Add(new("background.salaryPence", "more than 0"));
        }

        if (Refusal.Of(errors) is { } refusal)
        {
            return refusal;
        }

        if (employment.PositionOn(joining.On) is not { } paidPosition || worker!.PositionOn(joining.On) is not { } position)
        {
            return Refusal.Rule("employment-ended", "The employment has ended.");
        }

        if (ledger?.Enrolments.Any(one => one.Scheme.Id == scheme.Id && one.FriendEmploymentId == joining.Friend?.Id) == true)
        {
            return Refusal.Rule("already-enrolled", "This employment is in the scheme already.");
        }

        if (!scheme.IsInEffectOn(joining.On))
        {
            return Refusal.Rule("scheme-not-in-effect", $"The scheme does not take anybody on {UkCalendar.Words(joining.On)}.");
        }

        var background = joining.Background with { LastPaymentOn = Later(joining.Background.LastPaymentOn, ledger?.Payments.Max(payment => payment.PaidOn)) };
        List<Ineligibility> reasons = [.. scheme.WhyNot(new(worker.StartedOn, joining.On, position, worker.Contract, background))];
        if (refers && !scheme.Eligibility.OfType<OnContracts>().All(condition => condition.Holds(paidPosition, employment.Contract)))
        {
            reasons.Add(new("referrer-contract-not-eligible", "The scheme does not pay colleagues on this kind of contract."));
        }

        if (reasons.Count > 0)
        {
            return Refusal.Rule(reasons[0].Code, string.Join(' ', reasons.Select(reason => reason.Message)));
        }

        var enrolment = SchemeEnrolment.Of(scheme, worker, joining.On, background, joining.Friend?.Id, by);
        var before = ledger?.Payments.Count ?? 0;
        Milestone[] milestones = [.. enrolment.Milestones().Select(milestone => milestone with { Number = milestone.Number + before })];
        return milestones.Length == 0
            ? Refusal.Rule("nothing-to-pay", "The scheme would pay this person nothing: no payment lies ahead, or none for their experience.")
            : Joined(new(employment.Id, employment.PersonId, enrolment, milestones));

        Decision<RetentionEvent> Joined(EnrolledInScheme joined)
        {
            var after = RetentionLedger.Apply(ledger, joined);
            var revised = ScheduleRevision.Of(after, _ => worker).Where(payment => payment.Number > before).ToList();
            return revised.Count == 0 ? joined : new RetentionEvent[] { joined, new ScheduleRevised(revised, OnJoining: true) };
        }
    }

    /// <summary>Answers what has changed in the employment, for payments still to come; nothing where all is as it was.</summary>
    /// <param name="ledger">The plan.</param>
    /// <param name="workerOf">The employment whose days and gates count for a payment: for a referral the friend's.</param>
    public static Decision<RetentionEvent> Revise(RetentionLedger ledger, Func<Payment, Employment> workerOf) =>
        ScheduleRevision.Of(ledger, workerOf) is { Count: > 0 } revised ? new ScheduleRevised(revised) : Array.Empty<RetentionEvent>();

    /// <summary>Records that the agreement to repay on leaving was signed, for every scheme joined so far; once for each.</summary>
    public static Decision<RetentionEvent> SignAgreement(RetentionLedger ledger, DateOnly on, DateOnly today) =>
        ledger.Enrolments.All(enrolment => enrolment.AgreementSignedOn is not null)
            ? Refusal.Rule("agreement-already-signed", "The agreement is already signed.")
        : on > today ? Refusal.Of([new("on", "today or earlier")])!
        : new AgreementSigned(on);

    /// <summary>
    /// Judges a payment whose day has come. <paramref name="judgedOn"/> is the due date at first, and the present day when a held payment is judged
    /// again; <paramref name="by"/> counts as the preparer. <paramref name="employment"/> is that of the worker whose days and gates count: for a
    /// referral the friend's. On its day a claim lapses by the published terms, and is marked so; after it, one that the terms would end is held until a named
    /// person declines it.
    /// </summary>
    public static Decision<RetentionEvent> Judge(RetentionLedger ledger, int number, Employment employment, DateOnly judgedOn, string by)
    {
        if (ledger.Find(number) is not { } payment)
        {
            return NoSuchPayment(number);
        }

        if (judgedOn < payment.Milestone.DueOn)
        {
            return Refusal.Rule("not-due", $"The payment falls due on {UkCalendar.Words(payment.Milestone.DueOn)}.");
        }

        if (payment.WithheldBy is not null)
        {
            return Array.Empty<RetentionEvent>();
        }

        List<RetentionEvent> happened = [];
        var state = payment.State;
        if (state == PaymentState.Scheduled)
        {
            happened.Add(new PaymentFellDue(number));
            state = PaymentState.Due;
        }

        if (Payment.Machine.Refuse(state, PaymentStep.Hold) is { } refusal)
        {
            return refusal;
        }

        var enrolment = ledger.EnrolmentOf(payment);
        var scheme = enrolment.Scheme;
        var result = MilestoneGate.Evaluate(scheme, GateFacts.On(scheme, employment, enrolment.AgreementSignedOn, judgedOn));
        var pence = ScheduleRevision.AmountPence(scheme, payment.Milestone, employment);
        if (result.Verdict == GateVerdict.Payable && pence == 0)
        {
            result = new(GateVerdict.NotPayable, ["no-service"]);
        }

        RetentionEvent judged = result.Verdict switch
        {
            GateVerdict.Payable => new PaymentPrepared(number, pence, by),
            GateVerdict.NotPayable when judgedOn == payment.Milestone.DueOn => new PaymentDisallowed(number, result.Reasons, TermsOf(scheme)),
            _ => new PaymentHeld(number, result.Reasons, ClaimEnded: result.Verdict == GateVerdict.NotPayable),
        };
        if (judged is PaymentHeld held && state == PaymentState.Held && held.ClaimEnded == payment.ClaimEnded && held.Reasons.SequenceEqual(payment.Reasons))
        {
            return happened;
        }

        happened.Add(judged);
        return happened;
    }

    /// <summary>Prepares again a payment that payroll could not make: a new attempt, to be approved anew.</summary>
    public static Decision<RetentionEvent> PrepareAgain(RetentionLedger ledger, int number, string by) =>
        ledger.Find(number) is not { } payment ? NoSuchPayment(number)
        : payment.State != PaymentState.Rejected ? Payment.Machine.Refuse(payment.State, PaymentStep.Prepare)
            ?? Refusal.Rule("not-judged", "The payment has not been judged by its gates.")
        : new PaymentPrepared(number, payment.AmountPence, by);

    /// <summary>A second person approves. See <see cref="SecondPerson"/>.</summary>
    public static Decision<RetentionEvent> Approve(RetentionLedger ledger, int number, string by, string? approverPersonId) =>
        ledger.Find(number) is not { } payment ? NoSuchPayment(number)
        : (Payment.Machine.Refuse(payment.State, PaymentStep.Approve)
            ?? SecondPerson.Refuse(by, approverPersonId, payment.PreparedBy, ledger.PersonId)) is { } refusal ? refusal
        : new PaymentApproved(number, by);

    /// <summary>A named person takes an approval back that payroll has not been told of, and says why; it can be approved again.</summary>
    public static Decision<RetentionEvent> WithdrawApproval(RetentionLedger ledger, int number, string? reason, string by) =>
        ledger.Find(number) is not { } payment ? NoSuchPayment(number)
        : (Payment.Machine.Refuse(payment.State, PaymentStep.WithdrawApproval) ?? Actor.RequirePerson(by) ?? Actor.RequireReason(reason)) is { } refusal ? refusal
        : new PaymentApprovalWithdrawn(number, reason!, by);

    /// <summary>Records that payroll has been told, under <see cref="PaymentKey"/>.</summary>
    public static Decision<RetentionEvent> Instruct(RetentionLedger ledger, int number, DateOnly today) =>
        ledger.Find(number) is not { } payment ? NoSuchPayment(number)
        : Payment.Machine.Refuse(payment.State, PaymentStep.Instruct) is { } refusal ? refusal
        : new PaymentInstructed(number, PaymentKey(ledger, payment), today);

    /// <summary>
    /// A payment goes out with its pay run: approved by whoever approved the run, and instructed, at once. What was done with it since the run was
    /// prepared leaves it out of the run; what has gone out with the run already is left as it is.
    /// </summary>
    /// <param name="ledger">The plan.</param>
    /// <param name="number">The payment.</param>
    /// <param name="amountPence">What the run says it comes to.</param>
    /// <param name="approvedBy">Who approved the run.</param>
    /// <param name="payRunId">The run.</param>
    /// <param name="today">Today in London.</param>
    public static Decision<RetentionEvent> GoOut(RetentionLedger ledger, int number, long amountPence, string approvedBy, string payRunId, DateOnly today) =>
        ledger.Find(number) is not { } payment ? NoSuchPayment(number)
        : payment.PayRunId == payRunId ? Array.Empty<RetentionEvent>()
        : (Payment.Machine.Refuse(payment.State, PaymentStep.Approve) ?? SecondPerson.Refuse(approvedBy, null, payment.PreparedBy, ledger.PersonId)) is { } refusal
            ? refusal
        : payment.AmountPence != amountPence ? Refusal.Rule("amount-changed", $"It comes to {Money.Format(payment.AmountPence)} now.")
        : new RetentionEvent[] { new PaymentApproved(number, approvedBy, payRunId), new PaymentInstructed(number, PaymentKey(ledger, payment), today) };

    /// <summary>Payroll says it has paid. If the person has left meanwhile, what they owe back is proposed at once.</summary>
    public static Decision<RetentionEvent> ConfirmPaid(RetentionLedger ledger, int number, DateOnly paidOn)
    {
        if (ledger.Find(number) is not { } payment)
        {
            return NoSuchPayment(number);
        }

        if (Payment.Machine.Refuse(payment.State, PaymentStep.ConfirmPaid) is { } refusal)
        {
            return refusal;
        }

        List<RetentionEvent> happened = [new PaymentPaid(number, paidOn)];
        if (ledger.Leaving is { } leaving)
        {
            happened.AddRange(RecoveryDecisions.Propose(ledger, payment with { PaidOn = paidOn }, leaving, Actor.Timer));
        }

        return happened;
    }

    /// <summary>Payroll says it cannot pay, and why.</summary>
    public static Decision<RetentionEvent> ConfirmRejected(RetentionLedger ledger, int number, string? reason) =>
        ledger.Find(number) is not { } payment ? NoSuchPayment(number)
        : (Payment.Machine.Refuse(payment.State, PaymentStep.ConfirmRejected) ?? Actor.RequireReason(reason)) is { } refusal ? refusal
        : new PaymentRejected(number, reason!);

    /// <summary>A named person withdraws a payment that payroll has not been told of, and says why.</summary>
    public static Decision<RetentionEvent> Void(RetentionLedger ledger, int number, string? reason, string by, string? toldStarter = null) =>
        ledger.Find(number) is not { } payment ? NoSuchPayment(number)
        : (Payment.Machine.Refuse(payment.State, PaymentStep.Void) ?? Actor.RequirePerson(by) ?? Actor.RequireReason(reason)) is { } refusal ? refusal
        : new PaymentVoided(number, reason!, toldStarter);

    /// <summary>A named person holds a payment back that awaits approval, and says why; only a person releases it.</summary>
    public static Decision<RetentionEvent> Withhold(RetentionLedger ledger, int number, string? reason, string by, string? toldStarter = null) =>
        ledger.Find(number) is not { } payment ? NoSuchPayment(number)
        : (Payment.Machine.Refuse(payment.State, PaymentStep.Withhold) ?? Actor.RequirePerson(by) ?? Actor.RequireReason(reason)) is { } refusal ? refusal
        : new PaymentWithheld(number, reason!, by, toldStarter);

    /// <summary>A named person ends the holding back; the payment is judged again as of the present day.</summary>
    public static Decision<RetentionEvent> Release(RetentionLedger ledger, int number, string by) =>
        ledger.Find(number) is not { } payment ? NoSuchPayment(number)
        : (Payment.Machine.Refuse(payment.State, PaymentStep.Release) ?? Actor.RequirePerson(by)) is { } refusal ? refusal
        : payment.WithheldBy is null ? Refusal.Rule("not-withheld", "No person holds the payment back; it is released when its gates open.")
        : new PaymentReleased(number, by);

    /// <summary>
    /// The employment has ended: what would have fallen due after the last day lapses by the published terms, and for each payment made what is owed back is proposed.
    /// What fell due by the last day is still judged and paid. Recorded once; a repeat changes nothing.
    /// </summary>
    public static Decision<RetentionEvent> RecordLeaver(RetentionLedger ledger, DateOnly lastDayOn, LeavingReason reason, string by)
    {
        if (ledger.Leaving is not null)
        {
            return Array.Empty<RetentionEvent>();
        }

        var leaving = new Leaving(lastDayOn, reason);
        List<RetentionEvent> happened = [new LeaverRecorded(lastDayOn, reason)];
        foreach (var payment in ledger.Payments)
        {
            if (payment.Milestone.DueOn > lastDayOn && Payment.Machine.Allows(payment.State, PaymentStep.Void))
            {
                happened.Add(new PaymentVoided(payment.Milestone.Number, "left-before-due", LapsedUnder: TermsOf(ledger.EnrolmentOf(payment).Scheme)));
            }

            happened.AddRange(RecoveryDecisions.Propose(ledger, payment, leaving, by));
        }

        return happened;
    }

    /// <summary>The stable key of a payment's instruction: <c>{employment}/{number}/pay/{attempt}</c>.</summary>
    public static string PaymentKey(RetentionLedger ledger, Payment payment) =>
        $"{ledger.EmploymentId}/{payment.Milestone.Number}/pay/{payment.Attempt}";

    private static PublishedTerms TermsOf(PaymentScheme scheme) => new(scheme.Id, scheme.Version);

    private static DateOnly? Later(DateOnly? one, DateOnly? other) => one is null || other > one ? other ?? one : one;

    internal static Refusal NoSuchPayment(int number) => Refusal.NotFound($"There is no payment {number} in this plan.");
}
