using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>Where a request for a key-worker home stands.</summary>
public enum HousingState
{
    /// <summary>On the list.</summary>
    Requested,

    /// <summary>Nominated to a provider's home; the answer is awaited.</summary>
    Nominated,

    /// <summary>The provider accepted.</summary>
    Accepted,

    /// <summary>The provider did not, for a stated reason; back on the list.</summary>
    Rejected,

    /// <summary>The provider did not answer in time; back on the list.</summary>
    Lapsed,

    /// <summary>Housed.</summary>
    TenancyStarted,

    /// <summary>No longer wanted.</summary>
    Withdrawn,

    /// <summary>The provider has been told that the employment ended. What follows is the provider's to decide.</summary>
    EmploymentEndNotified,
}

/// <summary>What can be done with a request.</summary>
public enum HousingStep
{
    /// <summary>Nominate to a home.</summary>
    Nominate,

    /// <summary>The provider accepts.</summary>
    Accept,

    /// <summary>The provider rejects.</summary>
    Reject,

    /// <summary>The deadline passes.</summary>
    Lapse,

    /// <summary>The tenancy starts.</summary>
    StartTenancy,

    /// <summary>Give the request up.</summary>
    Withdraw,

    /// <summary>Tell the provider that the employment ended.</summary>
    NotifyEmploymentEnd,
}

/// <summary>What a household needs, as the applicant said.</summary>
/// <param name="HouseholdSize">How many will live there.</param>
/// <param name="Bedrooms">How many bedrooms they need.</param>
/// <param name="IncomePence">What the household earns a year, gross, in pence.</param>
/// <param name="OwnsHome">Whether they own a home.</param>
/// <param name="Areas">Where they would live, by the areas' keys; none for anywhere.</param>
public sealed record HousingNeed(int HouseholdSize, int Bedrooms, long IncomePence, bool OwnsHome, IReadOnlyList<string> Areas);

/// <summary>A home that a provider offers to key workers.</summary>
/// <param name="ProviderId">The housing association.</param>
/// <param name="Reference">The home, as the provider calls it.</param>
/// <param name="Letting">Whether it is new.</param>
/// <param name="Bedrooms">How many bedrooms it has.</param>
public sealed record Home(string ProviderId, string Reference, LettingKind Letting, int Bedrooms);

/// <summary>How a nomination stands.</summary>
public enum NominationOutcome
{
    /// <summary>The provider's answer is awaited.</summary>
    Open,

    /// <summary>The provider accepted.</summary>
    Accepted,

    /// <summary>The provider did not.</summary>
    Rejected,

    /// <summary>The provider did not answer in time.</summary>
    Lapsed,

    /// <summary>Given up before a tenancy.</summary>
    Withdrawn,
}

/// <summary>One nomination to one home.</summary>
/// <param name="Attempt">Which of the request's nominations, from 1.</param>
/// <param name="Home">To which home.</param>
/// <param name="NominatedOn">The day of it.</param>
/// <param name="DecideBy">The last day, in London, for the provider's answer.</param>
/// <param name="Outcome">How it stands.</param>
/// <param name="DecidedOn">The day on which the provider decided, as the provider says.</param>
/// <param name="Reason">Why the provider rejected.</param>
public sealed record Nomination(
    int Attempt, Home Home, DateOnly NominatedOn, DateOnly DecideBy, NominationOutcome Outcome, DateOnly? DecidedOn, string? Reason);

/// <summary>A request for a key-worker home, and its nominations one after another.</summary>
/// <param name="Id">The request's id, <c>hou_…</c>.</param>
/// <param name="PersonId">Who wants a home.</param>
/// <param name="EmploymentId">The employment that makes them a key worker.</param>
/// <param name="Need">What they need.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Band">The priority band, A before B.</param>
/// <param name="PriorityOn">The day from which priority counts; a rejection or lapse does not change it.</param>
/// <param name="Nominations">In order; only the last can be live.</param>
/// <param name="TenancyStartedOn">The first day of the tenancy.</param>
public sealed record HousingRequest(
    string Id,
    string PersonId,
    string EmploymentId,
    HousingNeed Need,
    HousingState State,
    string Band,
    DateOnly PriorityOn,
    IReadOnlyList<Nomination> Nominations,
    DateOnly? TenancyStartedOn)
{
    /// <summary>The state machine.</summary>
    public static readonly Transitions<HousingState, HousingStep> Machine = new(
        HousingState.Requested,
        (HousingState.Requested, HousingStep.Nominate, HousingState.Nominated),
        (HousingState.Requested, HousingStep.Withdraw, HousingState.Withdrawn),
        (HousingState.Nominated, HousingStep.Accept, HousingState.Accepted),
        (HousingState.Nominated, HousingStep.Reject, HousingState.Rejected),
        (HousingState.Nominated, HousingStep.Lapse, HousingState.Lapsed),
        (HousingState.Nominated, HousingStep.Withdraw, HousingState.Withdrawn),
        (HousingState.Accepted, HousingStep.StartTenancy, HousingState.TenancyStarted),
        (HousingState.Accepted, HousingStep.Withdraw, HousingState.Withdrawn),
        (HousingState.Rejected, HousingStep.Nominate, HousingState.Nominated),
        (HousingState.Rejected, HousingStep.Withdraw, HousingState.Withdrawn),
        (HousingState.Lapsed, HousingStep.Nominate, HousingState.Nominated),
        (HousingState.Lapsed, HousingStep.Withdraw, HousingState.Withdrawn),
        (HousingState.TenancyStarted, HousingStep.NotifyEmploymentEnd, HousingState.EmploymentEndNotified));

    /// <summary>The latest nomination; null before the first.</summary>
    public Nomination? Latest => Nominations.Count == 0 ? null : Nominations[^1];

    /// <summary>Whether the person still waits for a home under it.</summary>
    public bool IsOpen => Machine.Allows(State, HousingStep.Withdraw);

    /// <summary>The request after an event; null stands for before the first.</summary>
    public static HousingRequest Apply(HousingRequest? request, HousingEvent happened) => happened switch
    {
        HousingRequested e => new(e.RequestId, e.PersonId, e.EmploymentId, e.Need, Machine.Initial, e.Band, e.PriorityOn, [], null),
        _ when request is null => throw new InvalidOperationException($"{happened.GetType().Name} before the request."),
        KeyWorkerNominated e => request.After(HousingStep.Nominate) with
        {
            Nominations = [.. request.Nominations, new(request.Nominations.Count + 1, e.Home, e.On, e.DecideBy, NominationOutcome.Open, null, null)],
        },
        NominationAccepted e => request.After(HousingStep.Accept).Decided(NominationOutcome.Accepted, e.On, null),
        NominationRejected e => request.After(HousingStep.Reject).Decided(NominationOutcome.Rejected, e.On, e.Reason),
        NominationLapsed => request.After(HousingStep.Lapse).Decided(NominationOutcome.Lapsed, null, null),
        TenancyStarted e => request.After(HousingStep.StartTenancy) with { TenancyStartedOn = e.On },
        NominationWithdrawn when request.Latest is { Outcome: NominationOutcome.Open or NominationOutcome.Accepted } latest =>
            request.After(HousingStep.Withdraw).Decided(NominationOutcome.Withdrawn, latest.DecidedOn, null),
        NominationWithdrawn => request.After(HousingStep.Withdraw),
        EmploymentEndNotified => request.After(HousingStep.NotifyEmploymentEnd),
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    private HousingRequest After(HousingStep step) => this with { State = Machine.Next(State, step) };

    private HousingRequest Decided(NominationOutcome outcome, DateOnly? on, string? reason) =>
        this with { Nominations = [.. Nominations.SkipLast(1), Nominations[^1] with { Outcome = outcome, DecidedOn = on, Reason = reason }] };
}
