using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>Why a request is given up. The reason is kept: no names, no health.</summary>
/// <param name="Reason">Why; null where nobody said.</param>
public sealed record HousingWithdrawal(string? Reason = null);

/// <summary>An applicant does not want a home any more.</summary>
public sealed class WithdrawHousingRequest(Commands commands)
{
    /// <summary>Takes the request off the list; a nomination under way is taken back.</summary>
    [Function(nameof(WithdrawHousingRequest))]
    [Allow(Role.Housing, Role.Hr)]
    [Operation("Withdraw a request for a home", Step = "withdraw", Body = typeof(HousingWithdrawal), Answers = typeof(HousingRequestView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "housing-requests/{id}/withdrawal")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var withdrawal = await request.ReadJsonAsync<HousingWithdrawal>();
        return await commands.StepAsync(
            request, client, HousingRequests.Kind, id, (_, wanted) => Task.FromResult(HousingDecisions.Withdraw(wanted, withdrawal.Reason)), HousingRequests.View);
    }
}
