using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>What may happen to a request for a home. <c>by</c> is the actor; every date is a London calendar day.</summary>
public static class HousingDecisions
{
    /// <summary>The reason with which the end of the employment, or of the application, withdraws a request.</summary>
    public const string EmploymentEnded = "employment-ended";

    /// <summary>Asks somebody whether they want to register.</summary>
    public static Decision<HousingEvent> Invite(HousingRequest? request, string requestId, KeyWorker worker, DateOnly today) =>
        RefuseRegistration(request, worker) is { } refusal ? refusal : new HousingInvited(requestId, worker.PersonId, worker.SubjectId, today);

    /// <summary>
    /// Puts somebody on the list who could be nominated under at least one agreement, in the lowest band where none is given; otherwise refuses
    /// (<c>not-eligible</c>), naming every reason under the agreement that comes nearest.
    /// </summary>
    public static Decision<HousingEvent> Request(
        HousingRequest? request, string requestId, KeyWorker worker, HousingNeed need, string? band, IReadOnlyList<HousingAgreement> agreements, DateOnly today)
    {
        List<FieldError> errors = [.. need.Validate()];
        List<string> bands = [.. agreements.SelectMany(agreement => agreement.Bands).Distinct()];
        if (band is not null && !bands.Contains(band))
        {
            errors.Add(new("band", $"one of {string.Join(", ", bands)}"));
        }

        return (RefuseRegistration(request, worker) ?? Refusal.Of(errors)
            ?? NotEligible([.. agreements.Select(agreement => HousingEligibility.ReasonsAgainst(agreement, worker, need, today)).MinBy(against => against.Count) ?? []])) is { } refusal
            ? refusal
            : new HousingRequested(requestId, worker.PersonId, worker.SubjectId, need, band ?? bands[^1], today);
    }

    /// <summary>A named person records what they saw.</summary>
    public static Decision<HousingEvent> RecordEvidence(HousingRequest request, EvidenceKind kind, DateOnly seenOn, string by, DateOnly today) =>
        (Refuse(request, HousingStep.RecordEvidence) ?? Actor.RequirePerson(by)) is { } refusal ? refusal
        : seenOn > today ? Refusal.Of([new("seenOn", "today or earlier")])!
        : new EvidenceSeen(new(kind, seenOn, by));

    /// <summary>
    /// A named person nominates somebody who can be nominated to a home that fits, and says why where others come first; the provider's decision
    /// is due by the deadline.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="home">The home.</param>
    /// <param name="agreement">The agreement with its provider.</param>
    /// <param name="list">The home's list, as it stands.</param>
    /// <param name="reason">Why not the first.</param>
    /// <param name="by">Who nominates.</param>
    /// <param name="today">The day.</param>
    public static Decision<HousingEvent> Nominate(
        HousingRequest request, Home home, HousingAgreement agreement, IReadOnlyList<ListedApplicant> list, string? reason, string by, DateOnly today)
    {
        var facts = home.Current.Facts;
        if ((RefuseNomination(request) ?? Actor.RequirePerson(by) ?? Home.Machine.Refuse(home.Current.State, HomeStep.ClaimHome)) is { } refusal)
        {
            return refusal;
        }

        if (home.Current.State == HomeState.NominationDue && today > home.Current.AnswerBy)
        {
            return Refusal.Rule("home-deadline-passed", $"The nomination was due by {UkCalendar.Words(home.Current.AnswerBy)}.");
        }

        var listed = list.FirstOrDefault(one => one.RequestId == request.Id);
        if (NotEligible(listed?.Against ?? ["not-on-the-list"]) is { } not)
        {
            return not;
        }

        if (listed!.Place > 1 && string.IsNullOrWhiteSpace(reason))
        {
            return Refusal.Meaning("reason-required", $"{list[0].RequestId} comes first. Say why not; the reason is kept.", new FieldError("reason", "a sentence of at least one word"));
        }

        return new KeyWorkerNominated(
            home.Id,
            facts,
            agreement.Version,
            today,
            UkCalendar.AddWorkingDays(today, agreement.ProviderDecides.For(facts.Letting)),
            listed.Place > 1 ? reason : null);
    }

    /// <summary>The provider accepts in time somebody who is still employed, or will be.</summary>
    /// <param name="request">The request.</param>
    /// <param name="attempt">Which nomination is answered: an answer to an earlier one is refused.</param>
    /// <param name="worker">What makes the person a key worker, as it stands.</param>
    /// <param name="on">The day on which the provider says to have decided.</param>
    /// <param name="today">The day on which the answer came.</param>
    public static Decision<HousingEvent> Accept(HousingRequest request, int attempt, KeyWorker worker, DateOnly on, DateOnly today) =>
        (RefuseAnswer(request, HousingStep.Accept, attempt, on, today) ?? RefuseLeaver(worker)) is { } refusal ? refusal : new NominationAccepted(on);

    /// <summary>The provider rejects in time, and must say why.</summary>
    public static Decision<HousingEvent> Reject(HousingRequest request, int attempt, string? reason, DateOnly on, DateOnly today) =>
        (RefuseAnswer(request, HousingStep.Reject, attempt, on, today) ?? Actor.RequireReason(reason)) is { } refusal
            ? refusal
            : new NominationRejected(reason!, on);

    /// <summary>The provider offers the home. The applicant has at least the agreement's hours, elapsed, whatever the clocks do; more where the provider says so.</summary>
    public static Decision<HousingEvent> Offer(
        HousingRequest request, int attempt, KeyWorker worker, HousingAgreement agreement, DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        var today = UkCalendar.DateOf(now);
        var least = now.AddHours(agreement.OfferHours);
        return (RefuseAnswer(request, HousingStep.OfferHome, attempt, today, today) ?? RefuseLeaver(worker)) is { } refusal ? refusal
            : expiresAt < least || expiresAt > now.AddDays(60) ? Refusal.Of([new("expiresAt", $"at least {agreement.OfferHours} hours and at most 60 days from now")])!
            : new HomeOffered(now, (expiresAt ?? least).ToUniversalTime());
    }

    /// <summary>The applicant takes the home in time.</summary>
    public static Decision<HousingEvent> AcceptHome(HousingRequest request, KeyWorker worker, DateTimeOffset now) =>
        (RefuseHomeAnswer(request, HousingStep.AcceptHome, now) ?? RefuseLeaver(worker)) is { } refusal ? refusal : new HomeAccepted(UkCalendar.DateOf(now));

    /// <summary>The applicant refuses the home in time.</summary>
    public static Decision<HousingEvent> RefuseHome(HousingRequest request, RefusalReason reason, DateTimeOffset now) =>
        RefuseHomeAnswer(request, HousingStep.RefuseHome, now) is { } refusal ? refusal : new HomeRefused(reason, UkCalendar.DateOf(now));

    /// <summary>The council takes a nomination back, for a stated reason; the applicant stays on the list.</summary>
    public static Decision<HousingEvent> TakeBack(HousingRequest request, string? reason) =>
        (Refuse(request, HousingStep.TakeBack) ?? Actor.RequireReason(reason)) is { } refusal ? refusal : new NominationTakenBack(reason!);

    /// <summary>Records the first day of the tenancy of somebody who is still employed, or will be.</summary>
    public static Decision<HousingEvent> StartTenancy(HousingRequest request, KeyWorker worker, DateOnly startedOn, DateOnly today) =>
        (Refuse(request, HousingStep.StartTenancy) ?? RefuseLeaver(worker)) is { } refusal ? refusal
        : startedOn > today || startedOn < request.Latest!.NominatedOn
            ? Refusal.Of([new("startedOn", "from the nomination to today")])!
        : new TenancyStarted(startedOn);

    /// <summary>Records the last day of a tenancy, which its provider decided.</summary>
    public static Decision<HousingEvent> EndTenancy(HousingRequest request, int attempt, DateOnly endedOn, DateOnly today) =>
        attempt < request.Nominations.Count ? Stale()
        : Refuse(request, HousingStep.EndTenancy) is { } refusal ? refusal
        : endedOn < request.Latest!.TenancyStartedOn || endedOn > today ? Refusal.Of([new("endedOn", "from the start of the tenancy to today")])!
        : new TenancyEnded(endedOn);

    /// <summary>Gives the request up before a tenancy, for a stated reason.</summary>
    public static Decision<HousingEvent> Withdraw(HousingRequest request, string? reason) =>
        (Refuse(request, HousingStep.Withdraw) ?? Actor.RequireReason(reason)) is { } refusal ? refusal : new NominationWithdrawn(reason!);

    /// <summary>What time, the end of the employment, or the loss of the home has decided by now; nothing where that is so already.</summary>
    /// <param name="request">The request.</param>
    /// <param name="worker">What makes the person a key worker, as it stands.</param>
    /// <param name="hasHome">Whether the latest nomination still has its home.</param>
    /// <param name="now">The instant (UTC).</param>
    public static Decision<HousingEvent> Settle(HousingRequest request, KeyWorker worker, bool hasHome, DateTimeOffset now)
    {
        List<HousingEvent> happened = [];
        if (worker.SubjectId != request.SubjectId && HousingRequest.Machine.Allows(request.State, HousingStep.FollowEmployment))
        {
            happened.Add(new EmploymentFollowed(worker.SubjectId));
        }

        if (worker.EndedOn is { } endedOn)
        {
            happened.AddRange(EndEmployment(request, endedOn).Events);
        }
        else if (request.Latest is { IsLive: true } nomination && !hasHome)
        {
            happened.Add(new HomeLost());
        }
        else if (request is { State: HousingState.Nominated, Latest: { } asked })
        {
            if (NominationDeadline.LapsesAt(asked.DecideBy) <= now)
            {
                happened.Add(new NominationLapsed());
            }
            else if (!asked.Reminded && NominationDeadline.RemindAt(asked.DecideBy) <= now)
            {
                happened.Add(new ProviderReminded());
            }
        }
        else if (request is { State: HousingState.Offered, Latest.OfferExpiresAt: { } expiresAt } && expiresAt <= now)
        {
            happened.Add(new HomeOfferLapsed());
        }

        return happened;
    }

    /// <summary>When time alone next decides something (UTC); null for never.</summary>
    public static DateTimeOffset? LookAgainAt(HousingRequest request) => request switch
    {
        { State: HousingState.Nominated, Latest: { Reminded: false } asked } => NominationDeadline.RemindAt(asked.DecideBy),
        { State: HousingState.Nominated, Latest: { } asked } => NominationDeadline.LapsesAt(asked.DecideBy),
        { State: HousingState.Offered, Latest: { } offered } => offered.OfferExpiresAt,
        _ => null,
    };

    /// <summary>Ends what the employment carried: a tenancy's provider is to be told, anything before it is withdrawn. Nothing where that is so already.</summary>
    public static Decision<HousingEvent> EndEmployment(HousingRequest request, DateOnly lastDayOn) =>
        HousingRequest.Machine.Allows(request.State, HousingStep.NotifyEmploymentEnd) ? new EmploymentEndNotified(lastDayOn)
        : request.IsOpen ? new NominationWithdrawn(EmploymentEnded)
        : Array.Empty<HousingEvent>();

    private static Refusal? Refuse(HousingRequest request, HousingStep step) => HousingRequest.Machine.Refuse(request.State, step);

    private static Refusal? RefuseRegistration(HousingRequest? request, KeyWorker worker) =>
        request is { State: not HousingState.Invited, IsOpen: true } ? Refusal.Rule("request-open", "They are waiting for a home already.")
        : request is { State: HousingState.TenancyStarted or HousingState.EmploymentEndNotified } ? Refusal.Rule("housed", "They have a key-worker home already.")
        : RefuseLeaver(worker);

    private static Refusal? RefuseNomination(HousingRequest request) => request.Latest is { IsLive: true } live
        ? Refusal.Rule("nomination-live", $"There is a live nomination already, to {live.Home.Reference}.")
        : Refuse(request, HousingStep.Nominate);

    private static Refusal? NotEligible(IReadOnlyList<string> against) => against.Count == 0
        ? null
        : Refusal.Rule("not-eligible", $"Not eligible for a key-worker home: {string.Join(", ", against)}.");

    private static Refusal? RefuseLeaver(KeyWorker worker) => worker.EndedOn is not null
        ? Refusal.Rule(EmploymentEnded, "What made them a key worker has ended.")
        : null;

    private static Refusal? RefuseAnswer(HousingRequest request, HousingStep step, int attempt, DateOnly on, DateOnly today) =>
        attempt < request.Nominations.Count ? Stale()
        : Refuse(request, step)
        ?? (request.State == HousingState.Nominated && today > request.Latest!.DecideBy
            ? Refusal.Rule("nomination-lapsed", $"The decision was due by {UkCalendar.Words(request.Latest.DecideBy)}.")
            : on < request.Latest!.NominatedOn || on > today ? Refusal.Of([new("on", "from the nomination to today")])
            : null);

    private static Refusal? RefuseHomeAnswer(HousingRequest request, HousingStep step, DateTimeOffset now) =>
        request is { State: HousingState.Offered, Latest.OfferExpiresAt: { } expiresAt } && now >= expiresAt || request.State == HousingState.OfferLapsed
            ? Refusal.Rule("offer-expired", "The time for an answer is over. Please talk to your housing officer.")
            : Refuse(request, step);

    private static Refusal Stale() => Refusal.Rule("stale-answer", "The answer is to an earlier nomination.");
}
