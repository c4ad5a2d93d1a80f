using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Recruitment;

/// <summary>What was seen of a check: the body of <c>POST /api/applications/{id}/checks/{check}/result</c>.</summary>
/// <param name="Outcome">Satisfactory or unsatisfactory.</param>
/// <param name="On">The day of the result: of the certificate, of the look-up, of the meeting.</param>
/// <param name="Reference">The DBS certificate's number (12 digits), or a registration number. Never what a document says.</param>
/// <param name="IssuedOn">With the Update Service: the day on the earlier DBS certificate.</param>
/// <param name="UpdateService">Whether the DBS Update Service was asked about an earlier certificate.</param>
/// <param name="CoversFrom">For a reference: the first day that it speaks of.</param>
/// <param name="CoversTo">The last.</param>
/// <param name="ValidUntil">The last day of a right to work that is limited in time, or the day until which the register shows the registration.</param>
public sealed record CheckOutcome(
    CheckStatus Outcome,
    DateOnly On,
    string? Reference = null,
    DateOnly? IssuedOn = null,
    bool UpdateService = false,
    DateOnly? CoversFrom = null,
    DateOnly? CoversTo = null,
    DateOnly? ValidUntil = null)
{
    /// <summary>The same as the result of a check.</summary>
    public CheckResult Of(string check) => new(
        check,
        Outcome,
        On,
        Reference,
        this is { IssuedOn: null, UpdateService: false, CoversFrom: null, CoversTo: null, ValidUntil: null }
            ? null
            : new(IssuedOn, UpdateService, CoversFrom, CoversTo, ValidUntil));
}

/// <summary>A named person records what they saw of a check.</summary>
public sealed class RecordCheck(Commands commands, Register register, TimeProvider clock)
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
            (_, application) => Task.FromResult(CheckDecisions.Record(
                application, body.Of(check), request.Caller().Id, clock.Today(), register.GraceDays)),
            Applications.View);
    }
}
