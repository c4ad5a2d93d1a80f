using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>What somebody says of their household. That they are employed is never said here: the workforce's records say it.</summary>
/// <param name="IncomePence">What the household earns a year, gross, in pence.</param>
/// <param name="Household">How many will live there; may be left out where the members are given.</param>
/// <param name="Bedrooms">How many bedrooms they need; may be left out where the members are given.</param>
/// <param name="Members">Who lives in the household, from which the bedroom standard gives both.</param>
/// <param name="Areas">Where they would live; absent for anywhere.</param>
/// <param name="OwnsHome">Whether they own a home.</param>
/// <param name="LocalConnection">Whether they belong to the area.</param>
/// <param name="AccessNeeds">What a home must have, as keywords: <c>step-free</c>; never why.</param>
public sealed record HouseholdSaid(
    long IncomePence,
    int? Household = null,
    int? Bedrooms = null,
    HouseholdMembers? Members = null,
    IReadOnlyList<string>? Areas = null,
    bool OwnsHome = false,
    bool LocalConnection = false,
    IReadOnlyList<string>? AccessNeeds = null)
{
    /// <summary>What is asked twice and said differently, or not said at all.</summary>
    public IReadOnlyList<FieldError> Validate()
    {
        List<FieldError> errors = [];
        if (Members is { } members && !members.IsSound())
        {
            errors.Add(new("members", "from 0 each, at most 20 people together"));
        }
        else
        {
            Compare("household", Household, Members?.Count());
            Compare("bedrooms", Bedrooms, Members?.Bedrooms());
        }

        return errors;

        void Compare(string field, int? said, int? worked)
        {
            if (worked is { } number ? said is not null && said != number : said is null)
            {
                errors.Add(new(field, worked is null ? "a number, or the members of the household" : $"{worked} by the members of the household, or left out"));
            }
        }
    }

    /// <summary>The need that it amounts to.</summary>
    public HousingNeed Need() => new(
        Members?.Count() ?? Household ?? 0, Members?.Bedrooms() ?? Bedrooms ?? 0, IncomePence, OwnsHome, Areas ?? [], LocalConnection, AccessNeeds ?? []);
}

/// <summary>A member of staff puts somebody on the list: the household, and one of employment and application.</summary>
/// <param name="IncomePence">As in <see cref="HouseholdSaid"/>.</param>
/// <param name="EmploymentId">The employment that makes them a key worker.</param>
/// <param name="ApplicationId">The application of somebody who has accepted an offer.</param>
/// <param name="Band">The priority band; absent for the lowest.</param>
/// <param name="Household">As in <see cref="HouseholdSaid"/>.</param>
/// <param name="Bedrooms">As in <see cref="HouseholdSaid"/>.</param>
/// <param name="Members">As in <see cref="HouseholdSaid"/>.</param>
/// <param name="Areas">As in <see cref="HouseholdSaid"/>.</param>
/// <param name="OwnsHome">As in <see cref="HouseholdSaid"/>.</param>
/// <param name="LocalConnection">As in <see cref="HouseholdSaid"/>.</param>
/// <param name="AccessNeeds">As in <see cref="HouseholdSaid"/>.</param>
public sealed record HousingWanted(
    long IncomePence,
    string? EmploymentId = null,
    string? ApplicationId = null,
    string? Band = null,
    int? Household = null,
    int? Bedrooms = null,
    HouseholdMembers? Members = null,
    IReadOnlyList<string>? Areas = null,
    bool OwnsHome = false,
    bool LocalConnection = false,
    IReadOnlyList<string>? AccessNeeds = null)
{
    /// <summary>The household.</summary>
    [JsonIgnore]
    public HouseholdSaid Said => new(IncomePence, Household, Bedrooms, Members, Areas, OwnsHome, LocalConnection, AccessNeeds);
}

/// <summary>Who is asked whether they want a key-worker home: one of employment and application.</summary>
/// <param name="EmploymentId">Somebody employed; null for a candidate.</param>
/// <param name="ApplicationId">A candidate who has accepted an offer; null for somebody employed.</param>
public sealed record HousingInvitation(string? EmploymentId = null, string? ApplicationId = null);

/// <summary>A request as its applicant sees it.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Need">What they need; null until they have registered.</param>
/// <param name="PriorityOn">The day from which priority counts; what becomes of nominations does not change it.</param>
/// <param name="Offer">The home that is offered; left out where none is.</param>
/// <param name="AllowedActions">What can be done with it now.</param>
public sealed record OwnHousingView(
    HousingState? State,
    HousingNeed? Need,
    DateOnly? PriorityOn,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OfferedHome? Offer,
    IReadOnlyList<string> AllowedActions);

/// <summary>A home as it is offered to an applicant.</summary>
/// <param name="HomeReference">The home, as the provider calls it.</param>
/// <param name="ProviderId">The housing association.</param>
/// <param name="Bedrooms">How many bedrooms it has; 0 for a studio.</param>
/// <param name="RentPence">The rent a month, in pence.</param>
/// <param name="Area">Where it is, by the area's key.</param>
/// <param name="ReadyOn">From when it can be lived in.</param>
/// <param name="AnswerBefore">Until when the applicant may answer (UTC).</param>
public sealed record OfferedHome(string HomeReference, string ProviderId, int Bedrooms, long RentPence, string Area, DateOnly ReadyOn, DateTimeOffset AnswerBefore);

/// <summary>Somebody is put on the list for key-worker homes, by staff or by themselves through a signed link.</summary>
public sealed class RequestHousing(Commands commands, Journal journal, TimeProvider clock)
{
    /// <summary>Puts an eligible key worker on the list; one request a person.</summary>
    [Function(nameof(RequestHousing))]
    [Allow(Role.Housing, Role.Hr)]
    [Operation("Put somebody on the list for a key-worker home", Step = "register", Body = typeof(HousingWanted), Answers = typeof(HousingRequestView), Status = 201)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "housing-requests")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var wanted = await request.ReadJsonAsync<HousingWanted>();
        return await FindAsync(wanted.EmploymentId, wanted.ApplicationId) is { } worker
            ? await RegisterAsync(request, client, worker, wanted.Said, wanted.Band, HousingRequests.View)
            : NotAKeyWorker(wanted.EmploymentId is not null || wanted.ApplicationId is null);
    }

    /// <summary>Mails somebody a link with which to register.</summary>
    [Function(nameof(InviteToHousing))]
    [Allow(Role.Housing, Role.Hr)]
    [Operation("Ask somebody whether they want a key-worker home", Body = typeof(HousingInvitation), Answers = typeof(HousingRequestView), Status = 201)]
    public async Task<IResult> InviteToHousing(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "housing-invitations")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var invitation = await request.ReadJsonAsync<HousingInvitation>();
        return await FindAsync(invitation.EmploymentId, invitation.ApplicationId) is { } worker
            ? await PublishAsync(
                request, client, worker, (known, id) => Task.FromResult(HousingDecisions.Invite(known, id, worker, clock.Today())), HousingRequests.View)
            : NotAKeyWorker(invitation.EmploymentId is not null || invitation.ApplicationId is null);
    }

    /// <summary>Shows somebody their own request.</summary>
    [Function(nameof(ShowOwnHousing))]
    [ByLink(LinkPurpose.Housing)]
    [Operation("Show one's own request for a key-worker home", Answers = typeof(OwnHousingView))]
    public async Task<IResult> ShowOwnHousing([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "links/{token}/housing-request")] HttpRequest request) =>
        await KeyWorker.FindAsync(journal, request.Caller().Link!.ObjectId, clock.Today()) is { } worker
        && await journal.FindAsync(HousingRequests.Kind, HousingRequest.IdOf(worker.PersonId), request.HttpContext.RequestAborted) is { } found
            ? Answer.Ok(OwnView(found, request.Caller()), found.ETag)
            : Problems.NotFound;

    /// <summary>Somebody registers by themselves.</summary>
    [Function(nameof(RegisterForHousing))]
    [ByLink(LinkPurpose.Housing)]
    [Operation("Register for a key-worker home", Step = "register", Body = typeof(HouseholdSaid), Answers = typeof(OwnHousingView), Status = 201)]
    public async Task<IResult> RegisterForHousing(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "links/{token}/housing-request")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var said = await request.ReadJsonAsync<HouseholdSaid>();
        return await KeyWorker.FindAsync(journal, request.Caller().Link!.ObjectId, clock.Today()) is { } worker
            ? await RegisterAsync(request, client, worker, said, null, OwnView)
            : Problems.NotFound;
    }

    internal static OwnHousingView OwnView(Loaded<HousingRequest> request, Caller caller) => new(
        request.State.State,
        request.State.State == HousingState.Invited ? null : request.State.Need,
        request.State.State == HousingState.Invited ? null : request.State.PriorityOn,
        request.State.Latest is { OfferExpiresAt: { } expiresAt, Home: var home }
            ? new(home.Reference, home.ProviderId, home.Bedrooms, home.RentPence, home.Area, home.ReadyOn, expiresAt)
            : null,
        [
            .. new[] { HousingStep.Register, HousingStep.AcceptHome, HousingStep.RefuseHome }
                .Where(step => HousingRequest.Machine.Allows(request.State.State, step))
                .Select(step => Json.Word(step)),
        ]);

    private Task<IResult> RegisterAsync<TView>(
        HttpRequest request, DurableTaskClient client, KeyWorker worker, HouseholdSaid said, string? band, Func<Loaded<HousingRequest>, Caller, TView> view) =>
        PublishAsync(
            request,
            client,
            worker,
            async (known, id) => Refusal.Of(said.Validate()) is { } refusal
                ? refusal
                : HousingDecisions.Request(known, id, worker, said.Need(), band, await HousingAgreements.AllAsync(journal), clock.Today()),
            view);

    private Task<IResult> PublishAsync<TView>(
        HttpRequest request,
        DurableTaskClient client,
        KeyWorker worker,
        Func<HousingRequest?, string, Task<Decision<HousingEvent>>> decide,
        Func<Loaded<HousingRequest>, Caller, TView> view)
    {
        var id = HousingRequest.IdOf(worker.PersonId);
        return commands.PublishAsync(
            request,
            client,
            HousingRequests.Kind,
            id,
            async known =>
            {
                var decision = await decide(known, id);
                if (decision.Refusal is null)
                {
                    // Before the commit, so that a request never waits without a stage; a stage without a request does no harm.
                    await client.EnsureStartedAsync(nameof(HousingStage), Stages.HousingOf(worker.SubjectId), worker.SubjectId);
                }

                return decision;
            },
            published => Answer.Created($"/api/housing-requests/{id}", view(published, request.Caller()), published.ETag));
    }

    private async Task<KeyWorker?> FindAsync(string? employmentId, string? applicationId) =>
        employmentId is null == applicationId is null ? null : await KeyWorker.FindAsync(journal, (employmentId ?? applicationId)!, clock.Today());

    private static Answer NotAKeyWorker(bool employment) => Problems.Of(Refusal.Of(
        [new(employment ? "employmentId" : "applicationId", "an employment of this council, or an application with an accepted offer; one of the two")])!);
}
