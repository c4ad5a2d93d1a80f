using System.Text.Json.Serialization;
using RecruitRetain.Shared;

namespace RecruitRetain.Webhooks;

/// <summary>Where a subscription stands.</summary>
public enum SubscriptionState
{
    /// <summary>What happens is sent.</summary>
    Active,

    /// <summary>Nothing is sent until somebody resumes it; what happens meanwhile is sent then.</summary>
    Suspended,

    /// <summary>Nothing is sent any more.</summary>
    Ended,
}

/// <summary>What can be done with a subscription.</summary>
public enum SubscriptionStep
{
    /// <summary>A new secret, beside which the one before is valid for a while.</summary>
    RotateSecret,

    /// <summary>The receiver has failed for too long.</summary>
    Suspend,

    /// <summary>The receiver works again.</summary>
    Resume,

    /// <summary>The receiver wants no more.</summary>
    End,
}

/// <summary>Another system of the council that is told what happens.</summary>
/// <param name="Id">Its id, <c>hook_…</c>.</param>
/// <param name="Url">Where to.</param>
/// <param name="Kinds">The kinds of events, <c>application.offer-accepted</c>; empty for all.</param>
/// <param name="State">Where it stands.</param>
/// <param name="After">The place in the feed after which it began.</param>
/// <param name="SecretNumber">Which secret is the newest.</param>
/// <param name="PreviousSecretUntil">Until when the one before is valid too (UTC); null for not at all.</param>
public sealed record WebhookSubscription(
    string Id, Uri Url, IReadOnlyList<string> Kinds, SubscriptionState State, long After, int SecretNumber = 1, DateTimeOffset? PreviousSecretUntil = null)
{
    /// <summary>The state machine of every subscription.</summary>
    public static readonly Transitions<SubscriptionState, SubscriptionStep> Machine = new(
        SubscriptionState.Active,
        (SubscriptionState.Active, SubscriptionStep.RotateSecret, SubscriptionState.Active),
        (SubscriptionState.Active, SubscriptionStep.Suspend, SubscriptionState.Suspended),
        (SubscriptionState.Active, SubscriptionStep.End, SubscriptionState.Ended),
        (SubscriptionState.Suspended, SubscriptionStep.RotateSecret, SubscriptionState.Suspended),
        (SubscriptionState.Suspended, SubscriptionStep.Resume, SubscriptionState.Active),
        (SubscriptionState.Suspended, SubscriptionStep.End, SubscriptionState.Ended));

    /// <summary>The subscription after an event; null stands for before the first.</summary>
    public static WebhookSubscription Apply(WebhookSubscription? subscription, WebhookEvent happened) => happened switch
    {
        WebhookSubscribed e => new(e.Id, e.Url, e.Kinds, SubscriptionState.Active, e.After),
        WebhookSecretRotated e => subscription! with { SecretNumber = subscription.SecretNumber + 1, PreviousSecretUntil = e.PreviousUntil },
        WebhookSuspended => subscription! with { State = SubscriptionState.Suspended },
        WebhookResumed => subscription! with { State = SubscriptionState.Active },
        WebhookEnded => subscription! with { State = SubscriptionState.Ended },
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    /// <summary>Whether an event is sent.</summary>
    public bool Wants(ToldEvent told) => Kinds.Count == 0 || Kinds.Contains(told.Kind);

    /// <summary>The numbers of the secrets that are valid at an instant, the newest first.</summary>
    public IReadOnlyList<int> SecretsAt(DateTimeOffset now) => now < PreviousSecretUntil ? [SecretNumber, SecretNumber - 1] : [SecretNumber];
}

/// <summary>Something that happened to a subscription.</summary>
[JsonDerivedType(typeof(WebhookSubscribed), nameof(WebhookSubscribed))]
[JsonDerivedType(typeof(WebhookSecretRotated), nameof(WebhookSecretRotated))]
[JsonDerivedType(typeof(WebhookSuspended), nameof(WebhookSuspended))]
[JsonDerivedType(typeof(WebhookResumed), nameof(WebhookResumed))]
[JsonDerivedType(typeof(WebhookEnded), nameof(WebhookEnded))]
public abstract record WebhookEvent;

/// <summary>Somebody had another system told.</summary>
public sealed record WebhookSubscribed(string Id, Uri Url, IReadOnlyList<string> Kinds, long After) : WebhookEvent;

/// <summary>There is a new secret.</summary>
/// <param name="PreviousUntil">Until when the one before is valid too (UTC); null where it ended at once.</param>
public sealed record WebhookSecretRotated(DateTimeOffset? PreviousUntil) : WebhookEvent;

/// <summary>Nothing is sent for now.</summary>
/// <param name="Reason">Why.</param>
public sealed record WebhookSuspended(string Reason) : WebhookEvent;

/// <summary>Sending goes on.</summary>
public sealed record WebhookResumed : WebhookEvent;

/// <summary>Nothing is sent any more.</summary>
public sealed record WebhookEnded : WebhookEvent;
