using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>The body of <c>POST /api/applications/{id}/assignment</c>.</summary>
/// <param name="Assignee">The member of staff, by the id in their token; null for nobody.</param>
public sealed record Assignment(string? Assignee)
{
    /// <summary>Gives an application to somebody to look after, or to nobody; nothing happens where it is so already.</summary>
    public static Decision<ApplicationEvent> Decide(JobApplication application, string? assignee, string by) =>
        (JobApplication.Machine.Refuse(application.State, ApplicationStep.Assign) ?? Actor.RequirePerson(by)) is { } refusal ? refusal
        : assignee is not null && (assignee.Length is 0 or > 100 || !assignee.All(c => char.IsAsciiLetterOrDigit(c) || "-_.@:".Contains(c)))
            ? Refusal.Of([new("assignee", "the id in a member of staff's token: letters, digits and -_.@: only, at most 100; or null for nobody")])!
        : assignee == application.Assignee ? Array.Empty<ApplicationEvent>()
        : new ApplicationAssigned(assignee);
}

/// <summary>Somebody takes an application on, or hands it over.</summary>
public sealed class AssignApplication(Commands commands)
{
    /// <summary>Says who looks after an application; the board can be asked for it.</summary>
    [Function(nameof(AssignApplication))]
    [Allow(Role.Recruiter, Role.HiringManager, Role.Hr)]
    [Operation("Say who looks after an application", Step = "assign", Body = typeof(Assignment), Answers = typeof(ApplicationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/assignment")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<Assignment>();
        return await commands.StepAsync(
            request,
            client,
            Applications.Kind,
            id,
            (_, application) => Task.FromResult(Assignment.Decide(application, body.Assignee, request.Caller().Id)),
            Applications.View);
    }
}
