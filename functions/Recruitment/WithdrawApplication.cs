using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>The candidate withdraws.</summary>
public sealed class WithdrawApplication(Commands commands)
{
    /// <summary>Ends the application at the candidate's wish, at any point before the first day.</summary>
    [Function(nameof(WithdrawApplication))]
    [ByLink(LinkPurpose.Application)]
    [Operation("Withdraw the application", Step = "withdraw", Body = typeof(CandidatesReason), Answers = typeof(OwnApplicationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "links/{token}/application-withdrawal")] HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        var body = await request.ReadJsonAsync<CandidatesReason>();
        return await commands.StepAsync(
            request,
            client,
            Applications.Kind,
            request.Caller().Link!.ObjectId,
            (_, application) => Task.FromResult(body.Refuse() is { } refusal ? refusal : ApplicationDecisions.Withdraw(application, body.Reason)),
            CandidatePages.ApplicationOf);
    }
}
