using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>What was shown, and when.</summary>
/// <param name="Kind">What it shows.</param>
/// <param name="SeenOn">The day on which it was seen.</param>
public sealed record EvidenceShown(EvidenceKind Kind, DateOnly SeenOn);

/// <summary>A member of staff has seen what an applicant says.</summary>
public sealed class RecordHousingEvidence(Commands commands, TimeProvider clock)
{
    /// <summary>Keeps the kind, the day and who saw it; the document itself is not kept.</summary>
    [Function(nameof(RecordHousingEvidence))]
    [Allow(Role.Housing, Role.Hr)]
    [Operation("Record what an applicant showed", Step = "record-evidence", Body = typeof(EvidenceShown), Answers = typeof(HousingRequestView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "housing-requests/{id}/evidence")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var shown = await request.ReadJsonAsync<EvidenceShown>();
        return await commands.StepAsync(
            request,
            client,
            HousingRequests.Kind,
            id,
            (_, wanted) => Task.FromResult(HousingDecisions.RecordEvidence(wanted, shown.Kind, shown.SeenOn, request.Caller().Id, clock.Today())),
            HousingRequests.View);
    }
}
