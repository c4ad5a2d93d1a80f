using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Webhooks;

/// <summary>The body of <c>POST /api/webhook-subscriptions</c>.</summary>
/// <param name="Url">Where to: https, on the public internet.</param>
/// <param name="Kinds">Which kinds of events, <c>application.offer-accepted</c>; empty or absent for all.</param>
public sealed record NewWebhookSubscription(string Url, IReadOnlyList<string>? Kinds = null);

/// <summary>The body of <c>POST /api/webhook-subscriptions/{id}/secret-rotation</c>.</summary>
/// <param name="KeepPreviousHours">For how many hours the secret before is valid too, 0 to 168.</param>
public sealed record SecretRotation(int KeepPreviousHours = 24);

/// <summary>A subscription as it is shown.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">Where to.</param>
/// <param name="Kinds">The kinds of events; empty for all.</param>
/// <param name="State">Where it stands.</param>
/// <param name="SecretNumber">Which secret is the newest, from 1.</param>
/// <param name="PreviousSecretUntil">Until when the one before is valid too (UTC); null for not at all.</param>
/// <param name="AllowedActions">What the caller may do.</param>
/// <param name="Secret">The newest secret, in the answer to the request that made it and never again.</param>
public sealed record WebhookSubscriptionView(
    string Id,
    Uri Url,
    IReadOnlyList<string> Kinds,
    SubscriptionState State,
    int SecretNumber,
    DateTimeOffset? PreviousSecretUntil,
    IReadOnlyList<string> AllowedActions,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Secret = null)
{
    /// <summary>How it is shown, without its secret.</summary>
    public static WebhookSubscriptionView Of(Loaded<WebhookSubscription> subscription, Caller caller) => new(
        subscription.Id,
        subscription.State.Url,
        subscription.State.Kinds,
        subscription.State.State,
        subscription.State.SecretNumber,
        subscription.State.PreviousSecretUntil,
        caller.Permitted(WebhookSubscription.Machine, subscription.State.State));
}

/// <summary>All kinds of events that are told.</summary>
public sealed record ToldKinds(IReadOnlyList<string> All);

/// <summary>Which of the council's other systems are told what happens, and by which secret they know it. HR keeps the list.</summary>
public sealed class WebhookSubscriptions(
    Journal journal, Commands commands, Lists lists, EventFeed feed, WebhookQueues queues, WebhookSecrets secrets, WebhookSender sender, ToldKinds kinds, TimeProvider clock)
{
    /// <summary>The aggregate.</summary>
    public static readonly AggregateKind<WebhookSubscription, WebhookEvent> Kind = new(
        "webhooksubscriptions", "hook", WebhookSubscription.Apply, subscription => [("Status", subscription.State.ToString())], _ => []);

    private const int MostSubscriptions = 50;

    private const int MostHours = 168;

    /// <summary>Has another system told of what happens from now on.</summary>
    [Function(nameof(SubscribeWebhook))]
    [Allow(Role.Hr)]
    [Operation("Have another system told what happens", Body = typeof(NewWebhookSubscription), Answers = typeof(WebhookSubscriptionView), Status = 201)]
    public async Task<IResult> SubscribeWebhook(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhook-subscriptions")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var body = await request.ReadJsonAsync<NewWebhookSubscription>();
        var (url, wrong) = WebhookAddress.Read(body.Url, sender.IsLocal);
        List<FieldError> errors = wrong is null ? [] : [wrong];
        errors.AddRange((body.Kinds ?? []).Index().Where(kind => !kinds.All.Contains(kind.Item))
            .Select(kind => new FieldError($"kinds[{kind.Index}]", $"one of {string.Join(", ", kinds.All)}")));
        if (Refusal.Of(errors) is { } refusal)
        {
            return Problems.Of(refusal);
        }

        var answer = await commands.CreateAsync(
            request,
            client,
            Kind,
            async (_, id) => !secrets.AreThere ? Refusal.Rule("webhooks-not-configured", "Webhooks:MasterKey is missing among the settings, so there are no secrets.")
                : await journal.AllAsync(Kind, $"Status ne '{SubscriptionState.Ended}'").CountAsync() >= MostSubscriptions
                    ? Refusal.Rule("too-many-subscriptions", $"There are {MostSubscriptions} subscriptions already.")
                : new WebhookSubscribed(id, url!, [.. (body.Kinds ?? []).Distinct()], await feed.ListenAsync()),
            id => $"webhook-subscriptions/{id}",
            WebhookSubscriptionView.Of);

        // Once more, now that it is there: whoever ended the last of the others meanwhile may have had the listening stopped.
        await feed.ListenAsync();
        return WithSecret(answer);
    }

    /// <summary>Lists the subscriptions.</summary>
    [Function(nameof(ListWebhooks))]
    [Allow(Role.Hr, Role.Operator, Role.Auditor)]
    [Operation("List who is told what happens", Answers = typeof(ListPage<WebhookSubscriptionView>))]
    public Task<IResult> ListWebhooks([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "webhook-subscriptions")] HttpRequest request) =>
        lists.PageAsync(request, Kind, null, WebhookSubscriptionView.Of);

    /// <summary>Shows one.</summary>
    [Function(nameof(ShowWebhook))]
    [Allow(Role.Hr, Role.Operator, Role.Auditor)]
    [Operation("Show a subscription", Answers = typeof(WebhookSubscriptionView))]
    public async Task<IResult> ShowWebhook([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "webhook-subscriptions/{id}")] HttpRequest request, string id) =>
        await journal.FindAsync(Kind, id, request.HttpContext.RequestAborted) is { } subscription
            ? Answer.Ok(WebhookSubscriptionView.Of(subscription, request.Caller()), subscription.ETag)
            : Problems.NotFound;

    /// <summary>Makes a new secret; until the receiver has it, both are valid and each event is signed with both.</summary>
    [Function(nameof(RotateWebhookSecret))]
    [Allow(Role.Hr)]
    [Operation("Change a subscription's secret", Step = "rotate-secret", Body = typeof(SecretRotation), Answers = typeof(WebhookSubscriptionView))]
    public async Task<IResult> RotateWebhookSecret(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhook-subscriptions/{id}/secret-rotation")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<SecretRotation>();
        return WithSecret(await StepAsync(request, client, id, SubscriptionStep.RotateSecret, () => body.KeepPreviousHours is < 0 or > MostHours
            ? Refusal.Of([new("keepPreviousHours", $"0 to {MostHours}")])!
            : new WebhookSecretRotated(body.KeepPreviousHours == 0 ? null : clock.GetUtcNow().AddHours(body.KeepPreviousHours))));
    }

    /// <summary>Sends again what happens, and what happened while the subscription was suspended.</summary>
    [Function(nameof(ResumeWebhook))]
    [Allow(Role.Hr, Role.Operator)]
    [Operation("Go on with a suspended subscription", Step = "resume", Answers = typeof(WebhookSubscriptionView))]
    public async Task<IResult> ResumeWebhook(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "webhook-subscriptions/{id}/resumption")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var answer = await StepAsync(request, client, id, SubscriptionStep.Resume, () => new WebhookResumed());
        if (answer is Answer { Status: StatusCodes.Status200OK })
        {
            await queues.WakeAsync($"{id}-resumed-{clock.GetUtcNow().ToUnixTimeMilliseconds()}", new WebhookWake(id));
        }

        return answer;
    }

    /// <summary>Ends a subscription: nothing more is sent, not even what is being tried again.</summary>
    [Function(nameof(EndWebhook))]
    [Allow(Role.Hr)]
    [Operation("End a subscription", Step = "end", Answers = typeof(WebhookSubscriptionView))]
    public async Task<IResult> EndWebhook(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "webhook-subscriptions/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var answer = await StepAsync(request, client, id, SubscriptionStep.End, () => new WebhookEnded());
        if (!await AreThereAsync())
        {
            await feed.StopListeningAsync();
            if (await AreThereAsync())
            {
                // One that was begun in between.
                await feed.ListenAsync();
            }
        }

        return answer;
    }

    private async Task<bool> AreThereAsync() => await journal.AllAsync(Kind, $"Status ne '{SubscriptionState.Ended}'").AnyAsync();

    private Task<IResult> StepAsync(HttpRequest request, DurableTaskClient client, string id, SubscriptionStep step, Func<Decision<WebhookEvent>> decide) =>
        commands.StepAsync(
            request,
            client,
            Kind,
            id,
            (_, subscription) => Task.FromResult(WebhookSubscription.Machine.Refuse(subscription.State, step) is { } refusal ? refusal : decide()),
            WebhookSubscriptionView.Of);

    // Past the answers that are kept for repeats, so that no secret lies in a table.
    private IResult WithSecret(IResult result) => result is Answer { Status: StatusCodes.Status200OK or StatusCodes.Status201Created, Body: { } body } answer
        && Json.Read<WebhookSubscriptionView>(body) is var view
        ? answer with { Body = Json.Write(view with { Secret = secrets.Of(view.Id, view.SecretNumber) }) }
        : result;
}
