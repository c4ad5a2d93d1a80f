using System.Globalization;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>Shows how recruiting goes, for a vacancy, a team or the council, in a period.</summary>
public sealed class ShowRecruitmentNumbers(Journal journal, Listings listings)
{
    /// <summary>Counts the applications received in the period; every number comes with its definition.</summary>
    [Function(nameof(ShowRecruitmentNumbers))]
    [Allow(Role.Recruiter, Role.HiringManager, Role.Hr, Role.Auditor)]
    [Operation("Show how recruiting goes", Answers = typeof(RecruitmentNumbers))]
    [Query("from", typeof(DateOnly), "Only applications received on this day, in London, or later.")]
    [Query("team", typeof(string), "Only those for this team's vacancies.")]
    [Query("to", typeof(DateOnly), "Only applications received on this day, in London, or earlier.")]
    [Query("vacancyId", typeof(string), "Only those for this vacancy.")]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "recruitment-numbers")] HttpRequest request)
    {
        var stop = request.HttpContext.RequestAborted;
        var (from, to) = (request.ReadDay("from"), request.ReadDay("to"));
        if (from > to)
        {
            return Problems.MalformedQuery("to", "no earlier than from");
        }

        var vacancyId = request.Query["vacancyId"] is [{ } one] ? one : null;
        var team = request.Query["team"] is [{ } word] ? word : null;
        Dictionary<string, DateOnly> approvedOn = [];
        List<string> vacancies = [];
        await foreach (var vacancy in VacanciesAsync(vacancyId, team, stop))
        {
            vacancies.Add(vacancy.Id);
            if (vacancy.State.ApprovedOn is { } on)
            {
                approvedOn.Add(vacancy.Id, on);
            }
        }

        List<ApplicationCourse> applications = [];
        var beginnings = vacancyId is null && team is null ? ["stage"] : vacancies.Select(id => Listings.Key("vacancy", id));
        foreach (var beginning in beginnings)
        {
            await foreach (var row in listings.AllAsync(Applications.Kind.Table, beginning, ["VacancyId", "Source", "Course", "StartedOn", "ReceivedAt"], stop))
            {
                var receivedOn = UkCalendar.DateOf(row.GetDateTimeOffset("ReceivedAt")!.Value);
                if (!(receivedOn < from) && !(receivedOn > to))
                {
                    applications.Add(new(
                        row.GetString("VacancyId")!,
                        row.GetString("Source"),
                        StageReached.Read(row.GetString("Course")),
                        row.GetString("StartedOn") is { } day ? DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null));
                }
            }
        }

        return Answer.Ok(RecruitmentNumbers.Of(applications, approvedOn));
    }

    private async IAsyncEnumerable<Loaded<Vacancy>> VacanciesAsync(
        string? vacancyId, string? team, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (vacancyId is not null)
        {
            if (await journal.FindAsync(Vacancies.Kind, vacancyId, cancellationToken) is { } found && (team is null || found.State.Terms.Team == team))
            {
                yield return found;
            }

            yield break;
        }

        var filter = team is null ? null : TableClient.CreateQueryFilter($"Team eq {team}");
        await foreach (var vacancy in journal.AllAsync(Vacancies.Kind, filter).WithCancellation(cancellationToken))
        {
            yield return vacancy;
        }
    }
}
