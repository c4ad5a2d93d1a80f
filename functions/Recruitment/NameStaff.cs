using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>The body of <c>POST /api/vacancies/{id}/staff</c>.</summary>
/// <param name="Staff">Who works on the vacancy besides whoever drafted and approved it and its panel: the ids in their tokens.</param>
public sealed record VacancyStaff(IReadOnlyList<string> Staff)
{
    private const int Most = 20;

    /// <summary>Names them in place of those named before; nothing happens where it is so already.</summary>
    public static Decision<VacancyEvent> Decide(Vacancy vacancy, IReadOnlyList<string> staff, string by) =>
        Actor.RequirePerson(by) is { } refusal ? refusal
        : staff.Count > Most || staff.Distinct().Count() != staff.Count || staff.Any(id => id is not { Length: > 0 and <= 100 } || !Actor.IsPerson(id))
            ? Refusal.Of([new("staff", $"at most {Most} different ids in the tokens of members of staff, each at most 100 characters")])!
        : staff.SequenceEqual(vacancy.Staff) ? Array.Empty<VacancyEvent>()
        : new VacancyStaffNamed(staff);
}

/// <summary>A vacancy is handed over, or shared.</summary>
public sealed class NameStaff(Commands commands)
{
    /// <summary>Says who works on a vacancy; they reach it and its applications from now on, and whoever is not named any more does not.</summary>
    [Function(nameof(NameStaff))]
    [Allow(Role.Recruiter, Role.HiringManager, Role.Hr)]
    [Operation("Say who else works on a vacancy", Body = typeof(VacancyStaff), Answers = typeof(VacancyView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "vacancies/{id}/staff")] HttpRequest request, [DurableClient] DurableTaskClient client, string id)
    {
        var body = await request.ReadJsonAsync<VacancyStaff>();
        return await commands.StepAsync(
            request, client, Vacancies.Kind, id, (_, vacancy) => Task.FromResult(VacancyStaff.Decide(vacancy, body.Staff, request.Caller().Id)), Vacancies.View);
    }
}
