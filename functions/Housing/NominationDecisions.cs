using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>What may happen to a request for a home. <c>by</c> is the actor; every date is a London calendar day.</summary>
public static class NominationDecisions
{
    /// <summary>Puts an eligible person on the list; otherwise refuses (<c>not-eligible</c>), naming every reason.</summary>
    public static Decision<NominationEvent> Request(
        string nominationId, string personId, string? employmentId, string band, HousingApplicant applicant, HousingRules rules, DateOnly today)
    {
        if (!rules.Bands.Contains(band))
        {
            return Refusal.Of([new("band", $"one of {string.Join(", ", rules.Bands)}")])!;
        }

        if (applicant.HouseholdIncomePence < 0)
        {
            return Refusal.Of([new("householdIncomePence", "0 or more")])!;
        }

        var against = HousingEligibility.ReasonsAgainst(rules, applicant, today);
        return against.Count > 0
            ? Refusal.Rule("not-eligible", $"Not eligible for a key-worker home: {string.Join(", ", against)}.")
            : new HousingRequested(nominationId, personId, employmentId, band, today);
    }

    /// <summary>A named person nominates somebody on the list to a home; the provider's answer is due by the deadline.</summary>
    public static Decision<NominationEvent> Nominate(
        Nomination nomination, string propertyId, LettingKind letting, HousingRules rules, string by, DateOnly today) =>
        (Refuse(nomination, NominationStep.Nominate) ?? Actor.RequirePerson(by)) is { } refusal ? refusal
        : string.IsNullOrWhiteSpace(propertyId) ? Refusal.Of([new("propertyId", "not empty")])!
        : new KeyWorkerNominated(propertyId, NominationDeadline.AnswerBy(rules, letting, today));

    /// <summary>The provider accepts in time. <paramref name="attempt"/> names the nomination answered: an answer to an earlier one is refused.</summary>
    public static Decision<NominationEvent> Accept(Nomination nomination, int attempt, DateOnly today) =>
        RefuseAnswer(nomination, NominationStep.Accept, attempt, today) is { } refusal ? refusal : new NominationAccepted();

    /// <summary>The provider rejects in time, and must say why.</summary>
    public static Decision<NominationEvent> Reject(Nomination nomination, int attempt, string? reason, DateOnly today) =>
        (RefuseAnswer(nomination, NominationStep.Reject, attempt, today) ?? Actor.RequireReason(reason)) is { } refusal
            ? refusal
            : new NominationRejected(reason!);

    /// <summary>Lapses a nomination after its deadline. Refused before (<c>nomination-still-open</c>).</summary>
    public static Decision<NominationEvent> Lapse(Nomination nomination, DateOnly today) =>
        Refuse(nomination, NominationStep.Lapse) is { } refusal ? refusal
        : today <= nomination.DeadlineOn
            ? Refusal.Rule("nomination-still-open", $"The provider has until {UkCalendar.Words(nomination.DeadlineOn.Value)}.")
        : new NominationLapsed();

    /// <summary>Records the first day of the tenancy.</summary>
    public static Decision<NominationEvent> StartTenancy(Nomination nomination, DateOnly on, DateOnly today) =>
        Refuse(nomination, NominationStep.StartTenancy) is { } refusal ? refusal
        : on > today ? Refusal.Of([new("on", "today or earlier")])!
        : new TenancyStarted(on);

    /// <summary>Gives the request up before a tenancy, for a stated reason.</summary>
    public static Decision<NominationEvent> Withdraw(Nomination nomination, string? reason) =>
        (Refuse(nomination, NominationStep.Withdraw) ?? Actor.RequireReason(reason)) is { } refusal ? refusal : new NominationWithdrawn(reason!);

    /// <summary>
    /// The employment has ended: a tenant's provider is told and decides what follows; a request without a tenancy is withdrawn. One already
    /// closed is left alone.
    /// </summary>
    public static Decision<NominationEvent> EndEmployment(Nomination nomination, DateOnly lastDayOn) =>
        Nomination.Machine.Allows(nomination.State, NominationStep.NotifyEmploymentEnd) ? new EmploymentEndNotified(lastDayOn)
        : Nomination.Machine.Allows(nomination.State, NominationStep.Withdraw) ? new NominationWithdrawn("employment-ended")
        : Array.Empty<NominationEvent>();

    private static Refusal? Refuse(Nomination nomination, NominationStep step) => Nomination.Machine.Refuse(nomination.State, step);

    private static Refusal? RefuseAnswer(Nomination nomination, NominationStep step, int attempt, DateOnly today) =>
        Refuse(nomination, step)
        ?? (attempt != nomination.Attempt ? Refusal.Rule("stale-answer", "The answer is to an earlier nomination.")
            : today > nomination.DeadlineOn ? Refusal.Rule("nomination-lapsed", $"The answer was due by {UkCalendar.Words(nomination.DeadlineOn.Value)}.")
            : null);
}
