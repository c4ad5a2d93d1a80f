using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>A home as staff and its own provider see it: its last void.</summary>
/// <param name="Id">The home's id, <c>hom_…</c>.</param>
/// <param name="ProviderId">The housing association.</param>
/// <param name="HomeReference">The home, as the provider calls it.</param>
/// <param name="Kind">New or relet.</param>
/// <param name="Bedrooms">How many bedrooms it has; 0 for a studio.</param>
/// <param name="RentPence">The rent a month, in pence.</param>
/// <param name="Area">Where it is, by the area's key.</param>
/// <param name="ReadyOn">From when it can be lived in.</param>
/// <param name="MostPeople">How many may live there; null for no limit.</param>
/// <param name="Features">What it has for people who need it, as keywords: <c>step-free</c>.</param>
/// <param name="Void">Which of its voids this is, from 1.</param>
/// <param name="State">Where it stands.</param>
/// <param name="NotifiedOn">The day of the notice.</param>
/// <param name="NominateBy">The last day, in London, for the council's nomination.</param>
/// <param name="NominationId">The nomination that has it, or had it last; null before the first.</param>
/// <param name="EndedOn">The day on which it was let, returned or withdrawn.</param>
/// <param name="Reason">Why it was returned or withdrawn.</param>
/// <param name="AllowedActions">What can be done with it now.</param>
public sealed record HomeView(
    string Id,
    string ProviderId,
    string HomeReference,
    LettingKind Kind,
    int Bedrooms,
    long RentPence,
    string Area,
    DateOnly ReadyOn,
    int? MostPeople,
    IReadOnlyList<string> Features,
    int Void,
    HomeState State,
    DateOnly NotifiedOn,
    DateOnly NominateBy,
    string? NominationId,
    DateOnly? EndedOn,
    string? Reason,
    IReadOnlyList<string> AllowedActions);

/// <summary>A home is or will be empty.</summary>
/// <param name="ProviderId">The housing association.</param>
/// <param name="HomeReference">The home, as the association calls it.</param>
/// <param name="Kind">New or relet.</param>
/// <param name="Bedrooms">How many bedrooms it has; 0 for a studio.</param>
/// <param name="RentPence">The rent a month, in pence.</param>
/// <param name="Area">Where it is, by the area's key.</param>
/// <param name="ReadyOn">From when it can be lived in.</param>
/// <param name="MostPeople">How many may live there; absent for no limit.</param>
/// <param name="Features">What it has for people who need it: <c>step-free</c>.</param>
public sealed record VoidNotice(
    string ProviderId,
    string HomeReference,
    LettingKind Kind,
    int Bedrooms,
    long RentPence,
    string Area,
    DateOnly ReadyOn,
    int? MostPeople = null,
    IReadOnlyList<string>? Features = null)
{
    /// <summary>The home that it describes.</summary>
    public HomeFacts Facts() => new(ProviderId, HomeReference, Kind, Bedrooms, RentPence, Area, ReadyOn, MostPeople, Features ?? []);
}

/// <summary>Why a home goes back. The reason is kept: no names.</summary>
/// <param name="Reason">Why; null where nobody said.</param>
public sealed record HomeReason(string? Reason = null);

/// <summary>Where providers' homes are kept and how they are shown.</summary>
public sealed class Homes(Journal journal, Lists lists, TimeProvider clock)
{
    /// <summary>The aggregate. A claim gives its stage nothing to do.</summary>
    public static readonly AggregateKind<Home, HomeEvent> Kind = new(
        "homes",
        "hom",
        Home.Apply,
        home => [("Status", home.Current.State.ToString()), ("Provider", home.Current.Facts.ProviderId)],
        home =>
        [
            Stages.HomeOf(home.Id, home.Voids.Count),
            .. home.Current is { State: HomeState.Withdrawn, Nominee: { } nominee } ? [Stages.HousingOf(nominee.SubjectId)] : Array.Empty<string>(),
        ],
        happened => happened is not HomeClaimed);

    /// <summary>How staff and its own provider see one.</summary>
    public static HomeView View(Loaded<Home> home, Caller caller)
    {
        var (last, facts) = (home.State.Current, home.State.Current.Facts);
        return new(
            home.Id,
            facts.ProviderId,
            facts.Reference,
            facts.Letting,
            facts.Bedrooms,
            facts.RentPence,
            facts.Area,
            facts.ReadyOn,
            facts.MostPeople,
            facts.Features,
            last.Number,
            last.State,
            last.NotifiedOn,
            last.AnswerBy,
            last is { State: HomeState.Nominated or HomeState.Let, Nominee: { } nominee } ? NominationId.Of(nominee.RequestId, nominee.Attempt) : null,
            last.EndedOn,
            last.Reason,
            caller.Permitted(Home.Machine, last.State));
    }

    /// <summary>Whether the caller may know of a home: staff of every one, a provider of its own.</summary>
    public static bool IsVisible(Home home, Caller caller) => IsVisible(home.Current.Facts.ProviderId, caller);

    /// <summary>Whether the caller may act for or see what is a provider's.</summary>
    public static bool IsVisible(string providerId, Caller caller) => caller.Is(Role.Housing, Role.Hr) || caller.ProviderId == providerId;

    /// <summary>Lists homes by <c>?state=</c>; a provider sees its own.</summary>
    [Function(nameof(ListHomes))]
    [Allow(Role.Housing, Role.Hr, Role.Provider)]
    [Operation("List the homes that providers have notified", Answers = typeof(ListPage<HomeView>))]
    [Query("state", typeof(HomeState), "Only those in this state.")]
    public Task<IResult> ListHomes([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "homes")] HttpRequest request)
    {
        var caller = request.Caller();
        string?[] filters =
        [
            request.Filter<HomeState>("state", "Status"),
            caller.Is(Role.Housing, Role.Hr) ? null : TableClient.CreateQueryFilter($"Provider eq {caller.ProviderId ?? ""}"),
        ];
        return lists.PageAsync(request, Kind, string.Join(" and ", filters.OfType<string>()) is { Length: > 0 } filter ? filter : null, View);
    }

    /// <summary>Shows one home.</summary>
    [Function(nameof(ShowHome))]
    [Allow(Role.Housing, Role.Hr, Role.Provider)]
    [Operation("Show a home", Answers = typeof(HomeView))]
    public async Task<IResult> ShowHome([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "homes/{id}")] HttpRequest request, string id) =>
        await journal.FindAsync(Kind, id, request.HttpContext.RequestAborted) is { } home && IsVisible(home.State, request.Caller())
            ? Answer.Ok(View(home, request.Caller()), home.ETag)
            : Problems.NotFound;

    /// <summary>Shows who is next for a home, the first first, each place explained. A person still nominates.</summary>
    [Function(nameof(ShowHomeList))]
    [Allow(Role.Housing, Role.Hr)]
    [Operation("Show who is next for a home, and why", Answers = typeof(ListPage<ListedApplicant>), Paged = false)]
    public async Task<IResult> ShowHomeList([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "homes/{id}/list")] HttpRequest request, string id) =>
        await journal.FindAsync(Kind, id, request.HttpContext.RequestAborted) is { State: var home }
        && await HousingAgreements.FindAsync(journal, home.Current.Facts.ProviderId) is { } agreement
            ? Answer.Ok(new ListPage<ListedApplicant>(await ListAsync(journal, home, agreement, clock.Today()), null))
            : Problems.NotFound;

    /// <summary>A home's list as it stands.</summary>
    internal static async Task<IReadOnlyList<ListedApplicant>> ListAsync(Journal journal, Home home, HousingAgreement agreement, DateOnly today)
    {
        List<(HousingRequest, KeyWorker)> applicants = [];
        await foreach (var request in journal.AllAsync(HousingRequests.Kind))
        {
            if (request.State.IsOpen)
            {
                applicants.Add((request.State, await KeyWorker.OfAsync(journal, request.State, today)));
            }
        }

        return HousingList.For(home.Current.Facts, agreement, applicants, today);
    }
}

/// <summary>A provider's notice of a void, however it comes.</summary>
public sealed class NotifyHome(Commands commands, Journal journal, TimeProvider clock)
{
    /// <summary>Takes the notice: the agreement's share says whether the council may nominate, and the deadline for that begins.</summary>
    [Function(nameof(NotifyHome))]
    [Allow(Role.Housing, Role.Provider)]
    [Operation("Notify that a home is or will be empty", Step = "notify-void", Body = typeof(VoidNotice), Answers = typeof(HomeView), Status = 201)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "homes")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var notice = await request.ReadJsonAsync<VoidNotice>();
        var caller = request.Caller();
        if (!Homes.IsVisible(notice.ProviderId, caller))
        {
            return Problems.NotFound;
        }

        return await commands.PublishAsync(
            request,
            client,
            Homes.Kind,
            Home.IdOf(notice.ProviderId, notice.HomeReference),
            home => DecideAsync(client, home, notice.Facts()),
            home => Answer.Created($"/api/homes/{home.Id}", Homes.View(home, caller), home.ETag));
    }

    /// <summary>Takes the same by message.</summary>
    internal async Task<Refusal?> TakeAsync(DurableTaskClient client, VoidNotice notice, string actor)
    {
        var id = Home.IdOf(notice.ProviderId, notice.HomeReference);
        while (true)
        {
            var home = await journal.FindAsync(Homes.Kind, id);
            var decision = await DecideAsync(client, home?.State, notice.Facts());
            if (decision.Refusal is not null || decision.Events.Count == 0)
            {
                return decision.Refusal;
            }

            var (taken, refusal) = home is null
                ? await commands.BeginAsync(client, Homes.Kind, id, actor, () => decision)
                : await commands.StepAsync(client, Homes.Kind, id, actor, current => current.Voids.Count == home.State.Voids.Count ? decision : Array.Empty<HomeEvent>());
            if (refusal is not null || (taken is not null && HomeDecisions.IsKnown(taken.State, notice.Facts())))
            {
                return refusal;
            }
        }
    }

    private async Task<Decision<HomeEvent>> DecideAsync(DurableTaskClient client, Home? home, HomeFacts facts)
    {
        if (await HousingAgreements.FindAsync(journal, facts.ProviderId) is not { } agreement)
        {
            return Refusal.Meaning("unknown-agreement", "There is no agreement with this provider.", new FieldError("providerId", "a provider with an agreement"));
        }

        var (id, today) = (Home.IdOf(facts.ProviderId, facts.Reference), clock.Today());
        var decision = HomeDecisions.Notify(home, id, facts, agreement, ours: true, today);
        if (decision.Refusal is not null || decision.Events.Count == 0)
        {
            return decision;
        }

        // Both before the commit and both harmless without it: what is repeated counts once, and a stage without a void waits.
        var number = (home?.Voids.Count ?? 0) + 1;
        var book = (await commands.StepAsync(
            null,
            HousingAgreements.Kind,
            HousingAgreementBook.IdOf(facts.ProviderId),
            Actor.Journey,
            counted => counted.Count(id, number, facts.Letting, facts.Bedrooms, today))).Aggregate.State;
        await client.EnsureStartedAsync(nameof(HomeStage), Stages.HomeOf(id, number), new HomeProgress(id, number));
        return HomeDecisions.Notify(home, id, facts, agreement, book.Voids.First(counted => counted.HomeId == id && counted.Number == number).Ours, today);
    }
}

/// <summary>A provider takes a home back.</summary>
public sealed class WithdrawHome(Commands commands, TimeProvider clock)
{
    /// <summary>Takes it back; a nomination to it ends, and its applicant stays on the list.</summary>
    [Function(nameof(WithdrawHome))]
    [Allow(Role.Housing, Role.Provider)]
    [Operation("Take a home back", Step = "withdraw-home", Body = typeof(HomeReason), Answers = typeof(HomeView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "homes/{id}/withdrawal")] HttpRequest request, [DurableClient] DurableTaskClient client, string id)
    {
        var body = await request.ReadJsonAsync<HomeReason>();
        return await commands.StepAsync(
            request, client, Homes.Kind, id, (_, home) => Task.FromResult(HomeDecisions.Withdraw(home, body.Reason, clock.Today())), Homes.View, Homes.IsVisible);
    }
}

/// <summary>The council has nobody to nominate to a home.</summary>
public sealed class ReturnHome(Commands commands, TimeProvider clock)
{
    /// <summary>Gives it back before the deadline, so that the provider can let it.</summary>
    [Function(nameof(ReturnHome))]
    [Allow(Role.Housing)]
    [Operation("Give a home back to its provider", Step = "return-home", Body = typeof(HomeReason), Answers = typeof(HomeView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "homes/{id}/return")] HttpRequest request, [DurableClient] DurableTaskClient client, string id)
    {
        var body = await request.ReadJsonAsync<HomeReason>();
        return await commands.StepAsync(
            request, client, Homes.Kind, id, (_, home) => Task.FromResult(HomeDecisions.Return(home, body.Reason, clock.Today())), Homes.View);
    }
}
