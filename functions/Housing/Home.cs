using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>Where a void home stands.</summary>
public enum HomeState
{
    /// <summary>The council is to nominate somebody by the deadline.</summary>
    NominationDue,

    /// <summary>It is beyond the council's share; the provider lets it.</summary>
    NotOurs,

    /// <summary>Somebody is nominated to it.</summary>
    Nominated,

    /// <summary>Let to a key worker.</summary>
    Let,

    /// <summary>Given back: the council or the provider let its time pass, or there is nobody to nominate.</summary>
    Returned,

    /// <summary>Taken back by the provider.</summary>
    Withdrawn,
}

/// <summary>What can be done with a home.</summary>
public enum HomeStep
{
    /// <summary>The provider notifies the next void.</summary>
    NotifyVoid,

    /// <summary>It turns out to be beyond the council's share.</summary>
    PassOver,

    /// <summary>A nomination takes it.</summary>
    ClaimHome,

    /// <summary>The nomination has come to nothing.</summary>
    FreeHome,

    /// <summary>The nominee's tenancy starts.</summary>
    LetHome,

    /// <summary>Give it back to the provider.</summary>
    ReturnHome,

    /// <summary>The provider takes it back.</summary>
    WithdrawHome,
}

/// <summary>A home as its provider describes it.</summary>
/// <param name="ProviderId">The housing association.</param>
/// <param name="Reference">The home, as the provider calls it.</param>
/// <param name="Letting">New or relet.</param>
/// <param name="Bedrooms">How many bedrooms it has; 0 for a studio.</param>
/// <param name="RentPence">The rent a month, in pence.</param>
/// <param name="Area">Where it is, by the area's key.</param>
/// <param name="ReadyOn">From when it can be lived in.</param>
/// <param name="MostPeople">How many may live there; null for no limit.</param>
/// <param name="Features">What it has for people who need it, as keywords: <c>step-free</c>.</param>
public sealed record HomeFacts(
    string ProviderId,
    string Reference,
    LettingKind Letting,
    int Bedrooms,
    long RentPence,
    string Area,
    DateOnly ReadyOn,
    int? MostPeople,
    IReadOnlyList<string> Features)
{
    /// <summary>What cannot be meant, field by field.</summary>
    public IReadOnlyList<FieldError> Validate()
    {
        List<FieldError> errors = [];
        foreach (var (field, value) in new[] { ("homeReference", Reference), ("area", Area) })
        {
            if (string.IsNullOrWhiteSpace(value) || value.Length > 100)
            {
                errors.Add(new(field, "1 to 100 characters"));
            }
        }

        if (Bedrooms is < 0 or > 20)
        {
            errors.Add(new("bedrooms", "from 0 to 20"));
        }

        if (RentPence is <= 0 or > 100_000_000)
        {
            errors.Add(new("rentPence", "more than 0, a month"));
        }

        if (MostPeople is < 1 or > 40)
        {
            errors.Add(new("mostPeople", "from 1 to 40"));
        }

        if (Features.Count > 20 || Features.Any(feature => string.IsNullOrWhiteSpace(feature) || feature.Length > 50))
        {
            errors.Add(new("features", "at most 20, of 1 to 50 characters"));
        }

        return errors;
    }

    /// <summary>Whether another description says the same.</summary>
    public bool Says(HomeFacts other) => this with { Features = other.Features } == other && Features.SequenceEqual(other.Features);
}

/// <summary>Whose nomination has the home: its journal says whether it stands.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="Attempt">Which of its nominations.</param>
/// <param name="SubjectId">The employment or application behind it.</param>
public sealed record Nominee(string RequestId, int Attempt, string SubjectId);

/// <summary>One time at which the home was empty.</summary>
/// <param name="Number">Which, from 1.</param>
/// <param name="Facts">The home as the provider described it.</param>
/// <param name="AgreementVersion">The agreement under which it was notified.</param>
/// <param name="NotifiedOn">The day of the notice.</param>
/// <param name="AnswerBy">The last day, in London, for the council's nomination.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Nominee">Whose nomination has it, or had it last.</param>
/// <param name="FirstNominatedOn">The day of the first nomination.</param>
/// <param name="EndedOn">The day on which it was let, returned or withdrawn.</param>
/// <param name="Reason">Why it was returned or withdrawn.</param>
public sealed record HomeVoid(
    int Number,
    HomeFacts Facts,
    int AgreementVersion,
    DateOnly NotifiedOn,
    DateOnly AnswerBy,
    HomeState State,
    Nominee? Nominee = null,
    DateOnly? FirstNominatedOn = null,
    DateOnly? EndedOn = null,
    string? Reason = null);

/// <summary>A provider's home, and its voids one after another: only the last can be live.</summary>
/// <param name="Id">The home's id, <c>hom_…</c>.</param>
/// <param name="Voids">Each time at which it was empty, in order.</param>
public sealed record Home(string Id, IReadOnlyList<HomeVoid> Voids)
{
    /// <summary>The state machine.</summary>
    public static readonly Transitions<HomeState, HomeStep> Machine = new(
        HomeState.NominationDue,
        (HomeState.NominationDue, HomeStep.PassOver, HomeState.NotOurs),
        (HomeState.NominationDue, HomeStep.ClaimHome, HomeState.Nominated),
        (HomeState.NominationDue, HomeStep.ReturnHome, HomeState.Returned),
        (HomeState.NominationDue, HomeStep.WithdrawHome, HomeState.Withdrawn),
        (HomeState.Nominated, HomeStep.ClaimHome, HomeState.Nominated),
        (HomeState.Nominated, HomeStep.FreeHome, HomeState.NominationDue),
        (HomeState.Nominated, HomeStep.LetHome, HomeState.Let),
        (HomeState.Nominated, HomeStep.ReturnHome, HomeState.Returned),
        (HomeState.Nominated, HomeStep.WithdrawHome, HomeState.Withdrawn),
        (HomeState.NotOurs, HomeStep.NotifyVoid, HomeState.NominationDue),
        (HomeState.Let, HomeStep.NotifyVoid, HomeState.NominationDue),
        (HomeState.Returned, HomeStep.NotifyVoid, HomeState.NominationDue),
        (HomeState.Withdrawn, HomeStep.NotifyVoid, HomeState.NominationDue));

    /// <summary>The last void.</summary>
    [JsonIgnore]
    public HomeVoid Current => Voids[^1];

    /// <summary>The id of a provider's home, derived from what the provider calls it.</summary>
    public static string IdOf(string providerId, string reference) => Shared.Id.From("hom", SHA256.HashData(Encoding.UTF8.GetBytes($"{providerId}\n{reference}")));

    /// <summary>The home after an event; null stands for before the first.</summary>
    public static Home Apply(Home? home, HomeEvent happened) => happened switch
    {
        HomeNotified e when home is null => new(e.HomeId, [new(1, e.Facts, e.AgreementVersion, e.On, e.AnswerBy, Machine.Initial)]),
        HomeNotified e => home with
        {
            Voids = [.. home.Voids, new(home.Voids.Count + 1, e.Facts, e.AgreementVersion, e.On, e.AnswerBy, Machine.Next(home.Current.State, HomeStep.NotifyVoid))],
        },
        _ when home is null => throw new InvalidOperationException($"{happened.GetType().Name} before the notice."),
        HomeNotOurs => home.After(HomeStep.PassOver, last => last),
        HomeClaimed e => home.After(HomeStep.ClaimHome, last => last with { Nominee = e.Nominee, FirstNominatedOn = last.FirstNominatedOn ?? e.On }),
        HomeFreed e => home.After(HomeStep.FreeHome, last => last with { AnswerBy = e.AnswerBy }),
        HomeLet e => home.After(HomeStep.LetHome, last => last with { EndedOn = e.On }),
        HomeReturned e => home.After(HomeStep.ReturnHome, last => last with { EndedOn = e.On, Reason = e.Reason }),
        HomeWithdrawn e => home.After(HomeStep.WithdrawHome, last => last with { EndedOn = e.On, Reason = e.Reason }),
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    /// <summary>Whether a nomination has the home.</summary>
    public bool IsHeldBy(string requestId, Nomination nomination) =>
        Current is { State: HomeState.Nominated, Nominee: { } nominee }
        && nominee.RequestId == requestId
        && nominee.Attempt == nomination.Attempt
        && nomination.HomeId == Id;

    private Home After(HomeStep step, Func<HomeVoid, HomeVoid> change) =>
        this with { Voids = [.. Voids.SkipLast(1), change(Current) with { State = Machine.Next(Current.State, step) }] };
}

/// <summary>Something that happened to a home. Who did it and when stand in the journal's envelope.</summary>
[JsonDerivedType(typeof(HomeNotified), nameof(HomeNotified))]
[JsonDerivedType(typeof(HomeNotOurs), nameof(HomeNotOurs))]
[JsonDerivedType(typeof(HomeClaimed), nameof(HomeClaimed))]
[JsonDerivedType(typeof(HomeFreed), nameof(HomeFreed))]
[JsonDerivedType(typeof(HomeLet), nameof(HomeLet))]
[JsonDerivedType(typeof(HomeReturned), nameof(HomeReturned))]
[JsonDerivedType(typeof(HomeWithdrawn), nameof(HomeWithdrawn))]
public abstract record HomeEvent;

/// <summary>The provider notified that the home is or will be empty; the council answers by the deadline.</summary>
public sealed record HomeNotified(string HomeId, HomeFacts Facts, int AgreementVersion, DateOnly On, DateOnly AnswerBy) : HomeEvent;

/// <summary>It is beyond the council's share.</summary>
public sealed record HomeNotOurs : HomeEvent;

/// <summary>A nomination that is about to be committed has taken it.</summary>
public sealed record HomeClaimed(Nominee Nominee, DateOnly On) : HomeEvent;

/// <summary>The nomination came to nothing; a further one is due.</summary>
public sealed record HomeFreed(DateOnly AnswerBy) : HomeEvent;

/// <summary>The nominee's tenancy started.</summary>
public sealed record HomeLet(DateOnly On) : HomeEvent;

/// <summary>It went back to the provider.</summary>
public sealed record HomeReturned(string Reason, DateOnly On) : HomeEvent;

/// <summary>The provider took it back, for a stated reason.</summary>
public sealed record HomeWithdrawn(string Reason, DateOnly On) : HomeEvent;

/// <summary>What may happen to a home. Every date is a London calendar day.</summary>
public static class HomeDecisions
{
    /// <summary>The council did not nominate in time.</summary>
    public const string CouncilSilent = "council-did-not-nominate";

    /// <summary>The provider did not decide in time.</summary>
    public const string ProviderSilent = "provider-did-not-decide";

    /// <summary>
    /// Takes a notice of a void. The same notice again, or one older than the last, changes nothing; a void that differs while the last is open is
    /// refused (<c>home-open</c>).
    /// </summary>
    public static Decision<HomeEvent> Notify(Home? home, string homeId, HomeFacts facts, HousingAgreement agreement, bool ours, DateOnly today)
    {
        if (Refusal.Of(facts.Validate()) is { } refusal)
        {
            return refusal;
        }

        if (home is not null && IsKnown(home, facts))
        {
            return Array.Empty<HomeEvent>();
        }

        if (home is not null && Home.Machine.Refuse(home.Current.State, HomeStep.NotifyVoid) is not null)
        {
            return Refusal.Rule("home-open", "This home has a void already that is not let, returned or withdrawn.");
        }

        var notified = new HomeNotified(
            homeId, facts, agreement.Version, today, UkCalendar.AddWorkingDays(today, agreement.CouncilAnswers.For(facts.Letting)));
        return ours ? notified : (HomeEvent[])[notified, new HomeNotOurs()];
    }

    /// <summary>Whether a notice tells nothing new: it repeats a void, or speaks of a time before the last.</summary>
    public static bool IsKnown(Home home, HomeFacts facts) =>
        home.Voids.Any(known => known.Facts.Says(facts))
        || (Home.Machine.Allows(home.Current.State, HomeStep.NotifyVoid) && facts.ReadyOn <= home.Current.Facts.ReadyOn);

    /// <summary>Gives a home back to the provider, for a stated reason; not while somebody is nominated to it.</summary>
    public static Decision<HomeEvent> Return(Home home, string? reason, DateOnly today) =>
        (Home.Machine.Refuse(home.Current.State, HomeStep.ReturnHome)
            ?? (home.Current.State == HomeState.Nominated ? Refusal.Rule("home-nominated", "Somebody is nominated to it. Take the nomination back first.") : null)
            ?? Actor.RequireReason(reason)) is { } refusal ? refusal : new HomeReturned(reason!, today);

    /// <summary>The provider takes a home back, for a stated reason.</summary>
    public static Decision<HomeEvent> Withdraw(Home home, string? reason, DateOnly today) =>
        (Home.Machine.Refuse(home.Current.State, HomeStep.WithdrawHome) ?? Actor.RequireReason(reason)) is { } refusal ? refusal : new HomeWithdrawn(reason!, today);

    /// <summary>What time alone has decided: a claim that was abandoned is free, and a home to which nobody was nominated in time goes back.</summary>
    public static Decision<HomeEvent> Settle(Home home, bool abandoned, DateOnly today)
    {
        List<HomeEvent> happened = [];
        var free = home.Current.State == HomeState.NominationDue;
        if (abandoned && home.Current.State == HomeState.Nominated)
        {
            free = true;
            happened.Add(new HomeFreed(home.Current.AnswerBy));
        }

        if (free && today > home.Current.AnswerBy)
        {
            happened.Add(new HomeReturned(CouncilSilent, today));
        }

        return happened;
    }

    /// <summary>What has become of the nomination decides about the home that it has.</summary>
    public static Decision<HomeEvent> Follow(Home home, string requestId, Nomination nomination, DateOnly? tenancyStartedOn, HousingAgreement agreement, DateOnly today) =>
        !home.IsHeldBy(requestId, nomination) || nomination.IsLive ? Array.Empty<HomeEvent>() : nomination.Outcome switch
        {
            NominationOutcome.Let => new HomeLet(tenancyStartedOn ?? today),
            NominationOutcome.Lapsed => new HomeReturned(ProviderSilent, today),
            _ => new HomeFreed(UkCalendar.AddWorkingDays(today, agreement.FurtherNomination)),
        };
}
