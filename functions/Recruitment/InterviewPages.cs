using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>An interview as the candidate sees it.</summary>
/// <param name="ApplicationId">The application.</param>
/// <param name="State">Where it stands.</param>
/// <param name="At">When the interview is (UTC); null while none is arranged.</param>
/// <param name="Slots">The times that can be chosen (UTC).</param>
/// <param name="AnswerBy">The last day, in London, on which one can be chosen; null for no such day.</param>
/// <param name="AllowedActions">What the candidate may do.</param>
public sealed record OwnInterviewView(
    string ApplicationId,
    ApplicationState State,
    DateTimeOffset? At,
    IReadOnlyList<DateTimeOffset> Slots,
    DateOnly? AnswerBy,
    IReadOnlyList<string> AllowedActions);

/// <summary>The body of <c>POST /api/links/{token}/interview-choice</c>.</summary>
/// <param name="At">One of the times offered, with its offset from UTC.</param>
public sealed record ChosenTime(DateTimeOffset At);

/// <summary>What a candidate sees and does about an interview behind a signed link.</summary>
public sealed class InterviewPages(Commands commands, Journal journal, InterviewSlots slots, TimeProvider clock)
{
    /// <summary>Shows the times that are still free, or the one arranged.</summary>
    [Function(nameof(ShowOwnInterview))]
    [ByLink(LinkPurpose.Interview)]
    [Operation("Show one's own interview", Answers = typeof(OwnInterviewView))]
    public async Task<IResult> ShowOwnInterview([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "links/{token}/interview")] HttpRequest request)
    {
        var caller = request.Caller();
        if (await journal.FindAsync(Applications.Kind, caller.Link!.ObjectId, request.HttpContext.RequestAborted) is not { } application)
        {
            return Problems.NotFound;
        }

        var view = InterviewOf(application, caller);
        return Answer.Ok(view with { Slots = await slots.FreeAsync(application.State.VacancyId, view.Slots, application.Id) }, application.ETag);
    }

    /// <summary>The candidate chooses a time, or changes to another of those offered. Of two candidates who want the same one, one gets it.</summary>
    [Function(nameof(ChooseInterviewSlot))]
    [ByLink(LinkPurpose.Interview)]
    [Operation("Choose a time for the interview", Step = "choose-slot", Body = typeof(ChosenTime), Answers = typeof(OwnInterviewView))]
    public async Task<IResult> ChooseInterviewSlot(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "links/{token}/interview-choice")] HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        var body = await request.ReadJsonAsync<ChosenTime>();
        return await commands.StepAsync(
            request, client, Applications.Kind, request.Caller().Link!.ObjectId, (_, application) => ChooseAsync(application, body.At), InterviewOf);
    }

    /// <summary>The candidate needs another time; a recruiter offers new ones.</summary>
    [Function(nameof(AskForAnotherInterviewTime))]
    [ByLink(LinkPurpose.Interview)]
    [Operation("Ask for another time for the interview", Step = "ask-for-another-time", Answers = typeof(OwnInterviewView))]
    public Task<IResult> AskForAnotherInterviewTime(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "links/{token}/interview-change")] HttpRequest request,
        [DurableClient] DurableTaskClient client) => commands.StepAsync(
            request,
            client,
            Applications.Kind,
            request.Caller().Link!.ObjectId,
            (_, application) => Task.FromResult(InterviewDecisions.AskForAnotherTime(application, clock.GetUtcNow())),
            InterviewOf);

    private OwnInterviewView InterviewOf(Loaded<JobApplication> application, Caller caller)
    {
        var (state, interviewing) = (application.State, application.State.Interviewing);
        var choose = CandidatePages.Allowed(state, ApplicationStep.ChooseSlot);
        return new(
            application.Id,
            state.State,
            interviewing.At,
            choose.Count == 0 ? [] : [.. interviewing.Slots.Where(at => at > clock.GetUtcNow())],
            interviewing.AnswerBy,
            [.. choose, .. CandidatePages.Allowed(state, ApplicationStep.AskForAnotherTime)]);
    }

    private async Task<Decision<ApplicationEvent>> ChooseAsync(JobApplication application, DateTimeOffset at)
    {
        var decision = InterviewDecisions.ChooseSlot(application, at, clock.GetUtcNow());
        return decision.Refusal is not null || decision.Events.Count == 0 || await slots.TakeAsync(application.VacancyId, at, application.Id)
            ? decision
            : Refusal.Rule("slot-taken", "Somebody else has just chosen this time. Please choose another one.");
    }
}
