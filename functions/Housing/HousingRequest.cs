using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>Where somebody's request for a key-worker home stands.</summary>
public enum HousingState
{
    /// <summary>Asked whether they want to register.</summary>
    Invited,

    /// <summary>On the list.</summary>
    Requested,

    /// <summary>Nominated to a provider's home; the provider's decision is awaited.</summary>
    Nominated,

    /// <summary>The provider accepted.</summary>
    Accepted,

    /// <summary>The provider did not, for a stated reason; back on the list.</summary>
    Rejected,

    /// <summary>The provider did not decide in time; back on the list.</summary>
    Lapsed,

    /// <summary>The provider offers the home; the applicant's answer is awaited.</summary>
    Offered,

    /// <summary>The applicant takes the home.</summary>
    OfferAccepted,

    /// <summary>The applicant does not; back on the list.</summary>
    OfferRefused,

    /// <summary>The applicant did not answer in time; back on the list.</summary>
    OfferLapsed,

    /// <summary>Housed.</summary>
    TenancyStarted,

    /// <summary>No longer wanted.</summary>
    Withdrawn,

    /// <summary>The provider has been told that the employment ended. What follows is the provider's to decide.</summary>
    EmploymentEndNotified,

    /// <summary>The tenancy has ended.</summary>
    TenancyEnded,
}

/// <summary>What can be done with a request.</summary>
public enum HousingStep
{
    /// <summary>Put somebody on the list.</summary>
    Register,

    /// <summary>Record what was shown.</summary>
    RecordEvidence,

    /// <summary>The application behind it has led to an employment.</summary>
    FollowEmployment,

    /// <summary>Nominate to a home.</summary>
    Nominate,

    /// <summary>The provider accepts.</summary>
    Accept,

    /// <summary>The provider rejects.</summary>
    Reject,

    /// <summary>The provider is reminded.</summary>
    RemindProvider,

    /// <summary>The deadline passes.</summary>
    Lapse,

    /// <summary>The provider offers the home.</summary>
    OfferHome,

    /// <summary>The applicant takes it.</summary>
    AcceptHome,

    /// <summary>The applicant refuses it.</summary>
    RefuseHome,

    /// <summary>The offer's deadline passes.</summary>
    LapseOffer,

    /// <summary>The council takes the nomination back.</summary>
    TakeBack,

    /// <summary>The provider takes the home back.</summary>
    LoseHome,

    /// <summary>The tenancy starts.</summary>
    StartTenancy,

    /// <summary>Give the request up.</summary>
    Withdraw,

    /// <summary>Tell the provider that the employment ended.</summary>
    NotifyEmploymentEnd,

    /// <summary>The tenancy ends.</summary>
    EndTenancy,
}

/// <summary>How a nomination stands.</summary>
public enum NominationOutcome
{
    /// <summary>The provider's decision is awaited.</summary>
    Open,

    /// <summary>The provider accepted.</summary>
    Accepted,

    /// <summary>The provider offered the home.</summary>
    Offered,

    /// <summary>The applicant takes it.</summary>
    OfferAccepted,

    /// <summary>The provider rejected.</summary>
    Rejected,

    /// <summary>The provider did not decide in time.</summary>
    Lapsed,

    /// <summary>The applicant refused the home.</summary>
    Refused,

    /// <summary>The applicant did not answer in time.</summary>
    OfferLapsed,

    /// <summary>The council took it back.</summary>
    TakenBack,

    /// <summary>The provider took the home back.</summary>
    HomeLost,

    /// <summary>The request was given up before a tenancy.</summary>
    Withdrawn,

    /// <summary>The tenancy started.</summary>
    Let,
}

/// <summary>Why somebody refuses a home.</summary>
public enum RefusalReason
{
    /// <summary>The rent.</summary>
    Rent,

    /// <summary>Where it is.</summary>
    Area,

    /// <summary>How big it is.</summary>
    Size,

    /// <summary>In what state it is.</summary>
    Condition,

    /// <summary>It lacks what they need to get about.</summary>
    Access,

    /// <summary>Something has changed for them.</summary>
    Circumstances,

    /// <summary>Another reason, or none given.</summary>
    Other,
}

/// <summary>What somebody showed, and who saw it.</summary>
/// <param name="Kind">What it shows.</param>
/// <param name="SeenOn">The day on which it was seen.</param>
/// <param name="SeenBy">Who saw it.</param>
public sealed record Evidence(EvidenceKind Kind, DateOnly SeenOn, string SeenBy);

/// <summary>One nomination to one home.</summary>
/// <param name="Attempt">Which of the request's nominations, from 1.</param>
/// <param name="HomeId">The home's id.</param>
/// <param name="Home">The home as it was described.</param>
/// <param name="AgreementVersion">The provider's agreement, pinned.</param>
/// <param name="NominatedOn">The day of it.</param>
/// <param name="DecideBy">The last day, in London, for the provider's decision.</param>
/// <param name="Outcome">How it stands.</param>
public sealed record Nomination(
    int Attempt, string HomeId, HomeFacts Home, int AgreementVersion, DateOnly NominatedOn, DateOnly DecideBy, NominationOutcome Outcome = NominationOutcome.Open)
{
    /// <summary>Why the first on the list was passed over, where they were.</summary>
    public string? NotTheFirst { get; init; }

    /// <summary>The day on which the provider decided, as the provider says.</summary>
    public DateOnly? DecidedOn { get; init; }

    /// <summary>Why the provider rejected, or why the nomination was taken back.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the provider has been reminded.</summary>
    public bool Reminded { get; init; }

    /// <summary>When the home was offered (UTC).</summary>
    public DateTimeOffset? OfferedAt { get; init; }

    /// <summary>Until when the applicant may answer (UTC).</summary>
    public DateTimeOffset? OfferExpiresAt { get; init; }

    /// <summary>The day on which the applicant answered.</summary>
    public DateOnly? AnsweredOn { get; init; }

    /// <summary>Why the applicant refused.</summary>
    public RefusalReason? RefusedFor { get; init; }

    /// <summary>The first day of the tenancy.</summary>
    public DateOnly? TenancyStartedOn { get; init; }

    /// <summary>The last day of the tenancy.</summary>
    public DateOnly? TenancyEndedOn { get; init; }

    /// <summary>Whether it still may lead to a tenancy.</summary>
    [JsonIgnore]
    public bool IsLive => Outcome is NominationOutcome.Open or NominationOutcome.Accepted or NominationOutcome.Offered or NominationOutcome.OfferAccepted;
}

/// <summary>Somebody's request for a key-worker home, and its nominations one after another. There is one a person, so that nobody has two live nominations.</summary>
/// <param name="Id">The request's id, <c>hou_…</c>, derived from the person's.</param>
/// <param name="PersonId">Who wants a home.</param>
/// <param name="SubjectId">The employment, or before the first day the application, that makes them a key worker.</param>
/// <param name="Need">What they need; null until they have registered.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Band">The priority band.</param>
/// <param name="PriorityOn">The day from which priority counts; what becomes of nominations does not change it.</param>
/// <param name="Nominations">In order; only the last can be live.</param>
/// <param name="Evidence">What was shown, each kind as it was seen last.</param>
public sealed record HousingRequest(
    string Id,
    string PersonId,
    string SubjectId,
    HousingNeed Need,
    HousingState State,
    string Band,
    DateOnly PriorityOn,
    IReadOnlyList<Nomination> Nominations,
    IReadOnlyList<Evidence> Evidence)
{
    /// <summary>A need of which nothing is known.</summary>
    internal static readonly HousingNeed NotSaid = new(0, 0, 0, false, [], false, []);

    private static readonly HousingState[] Waiting =
        [HousingState.Requested, HousingState.Rejected, HousingState.Lapsed, HousingState.OfferRefused, HousingState.OfferLapsed];

    private static readonly HousingState[] Live = [HousingState.Nominated, HousingState.Accepted, HousingState.Offered, HousingState.OfferAccepted];

    /// <summary>The state machine.</summary>
    public static readonly Transitions<HousingState, HousingStep> Machine = new(
        HousingState.Invited,
        [
            (HousingState.Invited, HousingStep.Register, HousingState.Requested),
            (HousingState.Invited, HousingStep.FollowEmployment, HousingState.Invited),
            (HousingState.Invited, HousingStep.Withdraw, HousingState.Withdrawn),
            .. Waiting.Select(state => (state, HousingStep.Nominate, HousingState.Nominated)),
            (HousingState.Nominated, HousingStep.Accept, HousingState.Accepted),
            (HousingState.Nominated, HousingStep.Reject, HousingState.Rejected),
            (HousingState.Nominated, HousingStep.RemindProvider, HousingState.Nominated),
            (HousingState.Nominated, HousingStep.Lapse, HousingState.Lapsed),
            (HousingState.Nominated, HousingStep.OfferHome, HousingState.Offered),
            (HousingState.Accepted, HousingStep.OfferHome, HousingState.Offered),
            (HousingState.Offered, HousingStep.AcceptHome, HousingState.OfferAccepted),
            (HousingState.Offered, HousingStep.RefuseHome, HousingState.OfferRefused),
            (HousingState.Offered, HousingStep.LapseOffer, HousingState.OfferLapsed),
            (HousingState.OfferAccepted, HousingStep.StartTenancy, HousingState.TenancyStarted),
            .. Live.Select(state => (state, HousingStep.TakeBack, HousingState.Requested)),
            .. Live.Select(state => (state, HousingStep.LoseHome, HousingState.Requested)),
            .. Waiting.Concat(Live).SelectMany(state => new[]
            {
                (state, HousingStep.RecordEvidence, state), (state, HousingStep.FollowEmployment, state), (state, HousingStep.Withdraw, HousingState.Withdrawn),
            }),
            (HousingState.TenancyStarted, HousingStep.FollowEmployment, HousingState.TenancyStarted),
            (HousingState.TenancyStarted, HousingStep.NotifyEmploymentEnd, HousingState.EmploymentEndNotified),
            (HousingState.TenancyStarted, HousingStep.EndTenancy, HousingState.TenancyEnded),
            (HousingState.EmploymentEndNotified, HousingStep.EndTenancy, HousingState.TenancyEnded),
            (HousingState.TenancyEnded, HousingStep.Register, HousingState.Requested),
            (HousingState.Withdrawn, HousingStep.Register, HousingState.Requested),
        ]);

    /// <summary>The latest nomination; null before the first.</summary>
    [JsonIgnore]
    public Nomination? Latest => Nominations.Count == 0 ? null : Nominations[^1];

    /// <summary>Whether the person still waits for a home under it.</summary>
    [JsonIgnore]
    public bool IsOpen => Machine.Allows(State, HousingStep.Withdraw);

    /// <summary>The id of a person's request.</summary>
    public static string IdOf(string personId) => Shared.Id.From("hou", SHA256.HashData(Encoding.UTF8.GetBytes(personId)));

    /// <summary>The nomination of that number, if it is to that home; null where it came to another, or never came.</summary>
    public Nomination? NominationTo(string homeId, int attempt) =>
        Nominations.FirstOrDefault(nomination => nomination.Attempt == attempt && nomination.HomeId == homeId);

    /// <summary>Until when refusals count against them under an agreement; null where they do not.</summary>
    public DateOnly? RefusalsEndOn(HousingAgreement agreement, DateOnly today) => agreement.Refusals.Until(
        [
            .. Nominations
                .Where(nomination => nomination.Outcome == NominationOutcome.Refused && nomination.Home.ProviderId == agreement.ProviderId)
                .Select(nomination => nomination.AnsweredOn!.Value),
        ],
        today);

    /// <summary>The request after an event; null stands for before the first.</summary>
    public static HousingRequest Apply(HousingRequest? request, HousingEvent happened) => happened switch
    {
        HousingInvited e => new(e.RequestId, e.PersonId, e.SubjectId, NotSaid, Machine.Initial, "", e.On, request?.Nominations ?? [], request?.Evidence ?? []),
        HousingRequested e => new(
            e.RequestId,
            e.PersonId,
            e.SubjectId,
            e.Need,
            Machine.Next(request?.State ?? Machine.Initial, HousingStep.Register),
            e.Band,
            e.PriorityOn,
            request?.Nominations ?? [],
            request?.Evidence ?? []),
        _ when request is null => throw new InvalidOperationException($"{happened.GetType().Name} before the request."),
        EvidenceSeen e => request.After(HousingStep.RecordEvidence) with
        {
            Evidence = [.. request.Evidence.Where(seen => seen.Kind != e.Evidence.Kind), e.Evidence],
        },
        EmploymentFollowed e => request.After(HousingStep.FollowEmployment) with { SubjectId = e.EmploymentId },
        KeyWorkerNominated e => request.After(HousingStep.Nominate) with
        {
            Nominations =
            [
                .. request.Nominations,
                new(request.Nominations.Count + 1, e.HomeId, e.Home, e.AgreementVersion, e.On, e.DecideBy) { NotTheFirst = e.NotTheFirst },
            ],
        },
        NominationAccepted e => request.After(HousingStep.Accept, last => last with { Outcome = NominationOutcome.Accepted, DecidedOn = e.On }),
        NominationRejected e => request.After(
            HousingStep.Reject, last => last with { Outcome = NominationOutcome.Rejected, DecidedOn = e.On, Reason = e.Reason }),
        ProviderReminded => request.After(HousingStep.RemindProvider, last => last with { Reminded = true }),
        NominationLapsed => request.After(HousingStep.Lapse, last => last with { Outcome = NominationOutcome.Lapsed }),
        HomeOffered e => request.After(HousingStep.OfferHome, last => last with
        {
            Outcome = NominationOutcome.Offered,
            DecidedOn = last.DecidedOn ?? UkCalendar.DateOf(e.At),
            OfferedAt = e.At,
            OfferExpiresAt = e.ExpiresAt,
        }),
        HomeAccepted e => request.After(HousingStep.AcceptHome, last => last with { Outcome = NominationOutcome.OfferAccepted, AnsweredOn = e.On }),
        HomeRefused e => request.After(
            HousingStep.RefuseHome, last => last with { Outcome = NominationOutcome.Refused, AnsweredOn = e.On, RefusedFor = e.Reason }),
        HomeOfferLapsed => request.After(HousingStep.LapseOffer, last => last with { Outcome = NominationOutcome.OfferLapsed }),
        NominationTakenBack e => request.After(HousingStep.TakeBack, last => last with { Outcome = NominationOutcome.TakenBack, Reason = e.Reason }),
        HomeLost => request.After(HousingStep.LoseHome, last => last with { Outcome = NominationOutcome.HomeLost }),
        TenancyStarted e => request.After(HousingStep.StartTenancy, last => last with { Outcome = NominationOutcome.Let, TenancyStartedOn = e.On }),
        NominationWithdrawn when request.Latest is { IsLive: true } =>
            request.After(HousingStep.Withdraw, last => last with { Outcome = NominationOutcome.Withdrawn }),
        NominationWithdrawn => request.After(HousingStep.Withdraw),
        EmploymentEndNotified => request.After(HousingStep.NotifyEmploymentEnd),
        TenancyEnded e => request.After(HousingStep.EndTenancy, last => last with { TenancyEndedOn = e.On }),
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    private HousingRequest After(HousingStep step) => this with { State = Machine.Next(State, step) };

    private HousingRequest After(HousingStep step, Func<Nomination, Nomination> change) =>
        After(step) with { Nominations = [.. Nominations.SkipLast(1), change(Nominations[^1])] };
}
