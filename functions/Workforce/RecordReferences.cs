using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>The body of <c>POST /api/employments/{id}/references</c>: how others know the employee.</summary>
/// <param name="PayrollReference">Payroll's own number; null to leave it.</param>
/// <param name="StaffId">The subject of the employee's own tokens; null to leave it. By it they are recognised where they may not decide on their own money.</param>
public sealed record EmployeeReferences(string? PayrollReference = null, string? StaffId = null);

/// <summary>HR records how payroll and the council's sign-in know somebody.</summary>
public sealed class RecordReferences(Commands commands, Journal journal, People people)
{
    /// <summary>Records what is given. 409 <c>payroll-reference-taken</c> where payroll's number is somebody else's.</summary>
    [Function(nameof(RecordReferences))]
    [Allow(Role.Hr, Role.Payroll)]
    [Operation("Record how payroll and sign-in know an employee", Step = "record-references", Body = typeof(EmployeeReferences), Answers = typeof(EmploymentView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/references")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<EmployeeReferences>();
        return await commands.StepAsync(
            request, client, Employments.Kind, id, (_, employment) => DecideAsync(employment, body, request.HttpContext.RequestAborted), Employments.View);
    }

    private async Task<Decision<EmploymentEvent>> DecideAsync(Employment employment, EmployeeReferences body, CancellationToken cancellationToken)
    {
        if (body is { PayrollReference: null, StaffId: null } || body.StaffId?.Length is 0 or > 200)
        {
            return Refusal.Of([new(body.StaffId is null ? "payrollReference" : "staffId", "1 to 200 characters; one of the two is needed")])!;
        }

        Decision<EmploymentEvent> decision = body.PayrollReference is null
            ? Array.Empty<EmploymentEvent>()
            : EmploymentDecisions.RecordReference(employment, body.PayrollReference);
        if (decision.Refusal is null && body.PayrollReference is { } reference)
        {
            await foreach (var other in journal.AllAsync(Employments.Kind, $"PayrollReference eq '{reference}'").WithCancellation(cancellationToken))
            {
                if (other.State.PersonId != employment.PersonId)
                {
                    return Refusal.Rule("payroll-reference-taken", "This is payroll's number of somebody else.");
                }
            }
        }

        if (decision.Refusal is null && body.StaffId is { } staffId && await people.FindAsync(employment.PersonId, cancellationToken) is { } person)
        {
            await people.SaveStaffIdAsync(person, staffId, cancellationToken);
        }

        return decision;
    }
}
