using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>Where a request for a key-worker home stands.</summary>
public enum NominationState
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
public enum NominationStep
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

/// <summary>A request for a key-worker home, and its nominations one after another.</summary>
/// <param name="Id">The request's id, <c>nom_…</c>.</param>
/// <param name="PersonId">Who wants a home.</param>
/// <param name="EmploymentId">The employment that makes them a key worker; null for a prospective one.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Band">The priority band, A before B.</param>
/// <param name="PriorityOn">The day from which priority counts; a rejection or lapse does not change it.</param>
/// <param name="PropertyId">The home nominated to last.</param>
/// <param name="DeadlineOn">The last day, in London, for the provider's answer.</param>
/// <param name="Attempt">How often the person has been nominated.</param>
/// <param name="TenancyStartedOn">The first day of the tenancy.</param>
public sealed record Nomination(
    string Id,
    string PersonId,
    string? EmploymentId,
    NominationState State,
    string Band,
    DateOnly PriorityOn,
    string? PropertyId,
    DateOnly? DeadlineOn,
    int Attempt,
    DateOnly? TenancyStartedOn)
{
    /// <summary>The state machine.</summary>
    public static readonly Transitions<NominationState, NominationStep> Machine = new(
        NominationState.Requested,
        (NominationState.Requested, NominationStep.Nominate, NominationState.Nominated),
        (NominationState.Requested, NominationStep.Withdraw, NominationState.Withdrawn),
        (NominationState.Nominated, NominationStep.Accept, NominationState.Accepted),
        (NominationState.Nominated, NominationStep.Reject, NominationState.Rejected),
        (NominationState.Nominated, NominationStep.Lapse, NominationState.Lapsed),
        (NominationState.Nominated, NominationStep.Withdraw, NominationState.Withdrawn),
        (NominationState.Accepted, NominationStep.StartTenancy, NominationState.TenancyStarted),
        (NominationState.Accepted, NominationStep.Withdraw, NominationState.Withdrawn),
        (NominationState.Rejected, NominationStep.Nominate, NominationState.Nominated),
        (NominationState.Rejected, NominationStep.Withdraw, NominationState.Withdrawn),
        (NominationState.Lapsed, NominationStep.Nominate, NominationState.Nominated),
        (NominationState.Lapsed, NominationStep.Withdraw, NominationState.Withdrawn),
        (NominationState.TenancyStarted, NominationStep.NotifyEmploymentEnd, NominationState.EmploymentEndNotified));

    /// <summary>The request after an event; null stands for before the first.</summary>
    public static Nomination Apply(Nomination? nomination, NominationEvent happened) => happened switch
    {
        HousingRequested e => new(e.NominationId, e.PersonId, e.EmploymentId, Machine.Initial, e.Band, e.PriorityOn, null, null, 0, null),
        _ when nomination is null => throw new InvalidOperationException($"{happened.GetType().Name} before the request."),
        KeyWorkerNominated e => nomination.After(NominationStep.Nominate) with
        {
            PropertyId = e.PropertyId,
            DeadlineOn = e.DeadlineOn,
            Attempt = nomination.Attempt + 1,
        },
        NominationAccepted => nomination.After(NominationStep.Accept),
        NominationRejected => nomination.After(NominationStep.Reject),
        NominationLapsed => nomination.After(NominationStep.Lapse),
        TenancyStarted e => nomination.After(NominationStep.StartTenancy) with { TenancyStartedOn = e.On },
        NominationWithdrawn => nomination.After(NominationStep.Withdraw),
        EmploymentEndNotified => nomination.After(NominationStep.NotifyEmploymentEnd),
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    private Nomination After(NominationStep step) => this with { State = Machine.Next(State, step) };
}
