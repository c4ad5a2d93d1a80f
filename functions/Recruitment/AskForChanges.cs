using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Audit;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>The body of <c>POST /api/links/{token}/application-changes</c>.</summary>
/// <param name="Message">What the candidate wants changed or corrected; kept with the person, not in the record.</param>
public sealed record CandidatesWish(string Message)
{
    private const int LongestMessage = 4_000;

    /// <summary>Null when it can be taken.</summary>
    public Refusal? Refuse() => string.IsNullOrWhiteSpace(Message) || Message.Length > LongestMessage
        ? Refusal.Of([new FieldError("message", $"1 to {LongestMessage} characters")])
        : null;
}

/// <summary>What a candidate wrote.</summary>
/// <param name="Id">The message's id.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Message">The words; null if they were erased.</param>
public sealed record CandidatesMessage(string Id, DateTimeOffset At, string? Message);

/// <summary>The candidate asks for something to be changed.</summary>
public sealed class AskForChanges(Commands commands, Journal journal, People people, AuditTrail trail)
{
    /// <summary>Takes a message from the candidate at any point before the application has ended; the recruiters are told that there is one.</summary>
    [Function(nameof(AskForChanges))]
    [ByLink(LinkPurpose.Application)]
    [Operation("Ask for changes to one's application", Step = "ask-for-changes", Body = typeof(CandidatesWish), Answers = typeof(OwnApplicationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "links/{token}/application-changes")] HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        var body = await request.ReadJsonAsync<CandidatesWish>();
        return await commands.StepAsync(
            request,
            client,
            Applications.Kind,
            request.Caller().Link!.ObjectId,
            async (identity, application) =>
            {
                var messageId = identity.NewId("msg");
                var decision = IntakeDecisions.AskForChanges(application, messageId, body);
                if (decision.Refusal is null)
                {
                    await people.SaveMessageAsync(application.PersonId, messageId, body.Message);
                }

                return decision;
            },
            CandidatePages.ApplicationOf);
    }

    /// <summary>Shows what the candidate wrote.</summary>
    [Function(nameof(ShowCandidatesMessages))]
    [Allow(Role.Recruiter, Role.HiringManager, Role.Hr)]
    [Protected]
    [Operation("Show what the candidate asked to be changed", Answers = typeof(ListPage<CandidatesMessage>), Paged = false)]
    public async Task<IResult> ShowCandidatesMessages(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "applications/{id}/messages")] HttpRequest request, string id)
    {
        var stop = request.HttpContext.RequestAborted;
        if (await journal.FindAsync(Applications.Kind, id, stop) is not { } application)
        {
            return Problems.NotFound;
        }

        List<CandidatesMessage> messages = [];
        foreach (var entry in await journal.HistoryAsync(Applications.Kind, id, stop))
        {
            if (entry.Happened is ChangesAskedFor { MessageId: var messageId })
            {
                messages.Add(new(messageId, entry.At, await people.FindMessageAsync(application.State.PersonId, messageId, stop)));
            }
        }

        await trail.ReadAsync(request, application.State.PersonId);
        return Answer.Ok(new ListPage<CandidatesMessage>(messages, null));
    }
}
