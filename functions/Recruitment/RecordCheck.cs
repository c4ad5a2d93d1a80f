using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>The body of <c>POST /api/applications/{id}/checks/{check}/result</c>.</summary>
/// <param name="Outcome">Satisfactory or unsatisfactory.</param>
/// <param name="On">The day of the result.</param>
/// <param name="Reference">The DBS certificate's number (12 digits), or a registration number. Never what a document says.</param>
public sealed record CheckOutcome(CheckStatus Outcome, DateOnly On, string? Reference = null);

/// <summary>A named person records what they saw of a check.</summary>
public sealed class RecordCheck(Commands commands, TimeProvider clock)
{
    /// <summary>Keeps the result; the last blocking check that is satisfactory clears the candidate to start.</summary>
    [Function(nameof(RecordCheck))]
    [Allow(Role.Recruiter, Role.Hr)]
    [Operation("Record a check's result", Step = "record-check", Body = typeof(CheckOutcome), Answers = typeof(ApplicationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/checks/{check}/result")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string check)
    {
        var body = await request.ReadJsonAsync<CheckOutcome>();
        return await commands.StepAsync(
            request,
            client,
            Applications.Kind,
            id,
            (_, application) => Task.FromResult(ApplicationDecisions.RecordCheck(
                application, new(check, body.Outcome, body.On, body.Reference), request.Caller().Id, clock.Today())),
            Applications.View);
    }
}
