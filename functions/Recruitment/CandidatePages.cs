using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>An application as the candidate sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="VacancyId">What for.</param>
/// <param name="Role">The role's key.</param>
/// <param name="State">Where it stands.</param>
/// <param name="InterviewAt">When the interview is or was (UTC).</param>
/// <param name="OutstandingChecks">What is still needed from or for the candidate.</param>
/// <param name="EarliestStartOn">Once everything is in order, the first possible day.</param>
/// <param name="AllowedActions">What the candidate may do.</param>
public sealed record OwnApplicationView(
    string Id,
    string VacancyId,
    string Role,
    ApplicationState State,
    DateTimeOffset? InterviewAt,
    IReadOnlyList<string> OutstandingChecks,
    DateOnly? EarliestStartOn,
    IReadOnlyList<string> AllowedActions);

/// <summary>An offer as the candidate sees it.</summary>
/// <param name="ApplicationId">The application.</param>
/// <param name="State">Where the application stands.</param>
/// <param name="Offer">The terms.</param>
/// <param name="AllowedActions">What the candidate may do.</param>
public sealed record OfferView(string ApplicationId, ApplicationState State, Offer Offer, IReadOnlyList<string> AllowedActions);

/// <summary>What a candidate sees behind a signed link.</summary>
public sealed class CandidatePages(Journal journal)
{
    /// <summary>Shows the candidate's own application.</summary>
    [Function(nameof(ShowOwnApplication))]
    [ByLink(LinkPurpose.Application)]
    [Operation("Show one's own application", Answers = typeof(OwnApplicationView))]
    public Task<IResult> ShowOwnApplication([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "links/{token}/application")] HttpRequest request) =>
        ShowAsync(request, ApplicationOf);

    /// <summary>Shows the offer made to the candidate.</summary>
    [Function(nameof(ShowOwnOffer))]
    [ByLink(LinkPurpose.Offer)]
    [Operation("Show one's own offer", Answers = typeof(OfferView))]
    public Task<IResult> ShowOwnOffer([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "links/{token}/offer")] HttpRequest request) =>
        ShowAsync(request, OfferOf);

    internal static OwnApplicationView ApplicationOf(Loaded<JobApplication> application, Caller caller)
    {
        var state = application.State;
        return new(
            application.Id,
            state.VacancyId,
            state.Role,
            state.State,
            state.Interviewing.At,
            [.. state.Checks.Where(check => check.Status == CheckStatus.Requested).Select(check => check.Check)],
            state.State == ApplicationState.Cleared ? EarliestStart.Of(state).On : null,
            [.. Allowed(state, ApplicationStep.AskForChanges), .. Allowed(state, ApplicationStep.Withdraw)]);
    }

    internal static OfferView OfferOf(Loaded<JobApplication> application, Caller caller) => new(
        application.Id,
        application.State.State,
        application.State.Offer!,
        [
            .. Allowed(application.State, ApplicationStep.AcceptOffer),
            .. Allowed(application.State, ApplicationStep.DeclineOffer),
            .. Allowed(application.State, ApplicationStep.RequestOfferChanges),
        ]);

    internal static IReadOnlyList<string> Allowed(JobApplication application, ApplicationStep step) =>
        JobApplication.Machine.Allows(application.State, step) ? [Json.Word(step)] : [];

    private async Task<IResult> ShowAsync<TView>(HttpRequest request, Func<Loaded<JobApplication>, Caller, TView> view)
    {
        var caller = request.Caller();
        return await journal.FindAsync(Applications.Kind, caller.Link!.ObjectId, request.HttpContext.RequestAborted) is { } application
            ? Answer.Ok(view(application, caller), application.ETag)
            : Problems.NotFound;
    }
}
