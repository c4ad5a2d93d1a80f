using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>The body of <c>POST /api/employments</c>. Name, address and registration number are kept with people; the journal has ids only.</summary>
/// <param name="Name">As they want to be called.</param>
/// <param name="Email">Where mail reaches them.</param>
/// <param name="Phone">A number, if they gave one.</param>
/// <param name="RegistrationNumber">Their number on Social Work England's register, if they have one.</param>
/// <param name="Contract">On what footing; not agency.</param>
/// <param name="Role">The role's key.</param>
/// <param name="Team">The team's key.</param>
/// <param name="Grade">The pay grade.</param>
/// <param name="Fte">Full-time equivalent, above 0 and at most 1, two decimal places.</param>
/// <param name="StartedOn">The first day; may lie in the past.</param>
/// <param name="ProbationEndsOn">When probation is due to end; null for none.</param>
/// <param name="PostId">The post filled, if known.</param>
/// <param name="Hours">The contracted hours, where the full-time equivalent is not exact.</param>
/// <param name="PayrollReference">Payroll's own number of the employee, where known.</param>
/// <param name="StaffId">The subject of the employee's own tokens, where known.</param>
public sealed record NewEmployment(
    string Name,
    string Email,
    ContractKind Contract,
    string Role,
    string Team,
    string Grade,
    decimal Fte,
    DateOnly StartedOn,
    string? Phone = null,
    string? RegistrationNumber = null,
    DateOnly? ProbationEndsOn = null,
    string? PostId = null,
    ContractedHours? Hours = null,
    string? PayrollReference = null,
    string? StaffId = null);

/// <summary>Somebody who is already employed is taken on record.</summary>
public sealed class BeginEmployment(Journal journal, Commands commands, People people)
{
    /// <summary>The notice under which the council keeps its staff's data.</summary>
    public const string PrivacyNotice = "staff";

    /// <summary>Begins an employment without an application behind it.</summary>
    [Function(nameof(BeginEmployment))]
    [Allow(Role.Hr)]
    [Operation("Record an employment", Body = typeof(NewEmployment), Answers = typeof(EmploymentView), Status = 201)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var body = await request.ReadJsonAsync<NewEmployment>();
        return await commands.CreateAsync(
            request,
            client,
            Employments.Kind,
            async (identity, id) =>
            {
                if (Refusal.Of([.. Contact.Validate(body.Name, body.Email)]) is { } refusal)
                {
                    return refusal;
                }

                var personId = identity.NewId("per");
                var decision = EmploymentDecisions.WithReference(
                    EmploymentDecisions.Start(
                        id,
                        personId,
                        null,
                        body.PostId,
                        body.Contract,
                        new(body.StartedOn, body.Role, body.Team, body.Grade, body.Fte, body.Hours),
                        body.ProbationEndsOn),
                    body.PayrollReference);
                if (decision.Refusal is null && await RefuseBesideAsync(body, decision) is { } clash)
                {
                    return clash;
                }

                if (decision.Refusal is null)
                {
                    await people.SaveAsync(new(personId, body.Name, body.Email, body.Phone, body.RegistrationNumber, PrivacyNotice, StaffId: body.StaffId));
                }

                return decision;
            },
            id => $"employments/{id}",
            Employments.View);
    }

    // By what else is on record: the post, payroll's numbers, and the other employments of whoever has the same address or registration number.
    private async Task<Refusal?> RefuseBesideAsync(NewEmployment body, Decision<EmploymentEvent> decision)
    {
        if (await Posts.RefuseUnknownAsync(journal, body.PostId) is { } unknown)
        {
            return unknown;
        }

        var others = await Employments.OfAsync(journal, people, body.Email, body.RegistrationNumber);
        if (body.PayrollReference is { } reference)
        {
            await foreach (var taken in journal.AllAsync(Employments.Kind, $"PayrollReference eq '{reference}'"))
            {
                if (others.All(other => other.PersonId != taken.State.PersonId))
                {
                    return Refusal.Rule("payroll-reference-taken", "This is payroll's number of somebody else.");
                }
            }
        }

        var employment = decision.Events.Aggregate((Employment?)null, Employment.Apply)!;
        return ConcurrentEmployments.Conflict(employment, others) is { } conflict ? Refusal.Of([conflict]) : null;
    }
}
