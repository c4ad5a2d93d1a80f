using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>The body of <c>POST /api/agency-stints</c>.</summary>
/// <param name="Name">The worker's name; kept with people, not with the stint.</param>
/// <param name="Email">Where mail reaches them.</param>
/// <param name="Role">The role's key.</param>
/// <param name="Team">The team's key.</param>
/// <param name="Fte">Full-time equivalent.</param>
/// <param name="StartedOn">The first day.</param>
/// <param name="CoversVacancy">Whether it covers a vacant post.</param>
/// <param name="HourlyPence">What the agency charges an hour, in pence.</param>
/// <param name="RegistrationNumber">Their number on Social Work England's register, if known.</param>
/// <param name="PostId">The post covered, if known.</param>
public sealed record NewStint(
    string Name,
    string Email,
    string Role,
    string Team,
    decimal Fte,
    DateOnly StartedOn,
    bool CoversVacancy,
    long HourlyPence,
    string? RegistrationNumber = null,
    string? PostId = null);

/// <summary>The body of <c>POST /api/agency-stints/{id}/end</c>.</summary>
/// <param name="LastDayOn">The last day of work.</param>
public sealed record StintEnd(DateOnly LastDayOn);

/// <summary>Where agency stints are kept, begun, ended and shown.</summary>
public sealed class AgencyStints(Journal journal, Lists lists, Commands commands, People people)
{
    /// <summary>The aggregate.</summary>
    public static readonly AggregateKind<AgencyStint, StintEvent> Kind = new(
        "agencystints",
        "stint",
        Apply,
        stint => [("Team", stint.Team), ("Role", stint.Role), ("WorkerId", stint.WorkerId), ("Ended", stint.LastDayOn is not null)],
        _ => [])
    {
        About = stint => [stint.WorkerId],
        Tells = new(
            "agency-stint",
            typeof(StintBegan), typeof(StintEnded), typeof(StintRateChanged), typeof(StintPostCovered), typeof(StintCorrected)),
        IsListed = true,
        StartsClockOf = StintHoldings.StartsClockOf,
    };

    /// <summary>Lists stints by <c>?team=</c> and <c>?role=</c>.</summary>
    [Function(nameof(ListAgencyStints))]
    [Allow(Role.Hr, Role.HiringManager, Role.Auditor)]
    [Operation("List agency stints", Answers = typeof(ListPage<AgencyStint>))]
    [Query("team", typeof(string), "Only this team.")]
    [Query("role", typeof(string), "Only this role.")]
    public async Task<IResult> ListAgencyStints([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "agency-stints")] HttpRequest request) =>
        await lists.PageOfManyAsync(
            request,
            Kind,
            WorkforceFilters.And(await WorkforceFilters.WrittenAsync(journal), WorkforceFilters.Equal(request, "team", "Team"), WorkforceFilters.Equal(request, "role", "Role")),
            (stint, caller) => OwnStints.Sees(caller, stint.State) ? [View(stint, caller)] : Array.Empty<AgencyStint>());

    /// <summary>Shows one stint.</summary>
    [Function(nameof(ShowAgencyStint))]
    [Allow(Role.Hr, Role.HiringManager, Role.Auditor)]
    [Operation("Show an agency stint", Answers = typeof(AgencyStint))]
    public async Task<IResult> ShowAgencyStint(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "agency-stints/{id}")] HttpRequest request, string id) =>
        await journal.FindAsync(Kind, id, request.HttpContext.RequestAborted) is { } stint ? Answer.Ok(stint.State, stint.ETag) : Problems.NotFound;

    /// <summary>An agency worker begins.</summary>
    [Function(nameof(BeginAgencyStint))]
    [Allow(Role.Hr)]
    [Operation("Begin an agency stint", Body = typeof(NewStint), Answers = typeof(AgencyStint), Status = 201)]
    public async Task<IResult> BeginAgencyStint(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "agency-stints")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var body = await request.ReadJsonAsync<NewStint>();
        return await commands.CreateAsync(
            request,
            client,
            Kind,
            async (identity, id) =>
            {
                var personId = identity.NewId("per");
                if (body.RegistrationNumber is { } number && !Contact.IsRegistrationNumber(number))
                {
                    return Refusal.Of([new("registrationNumber", Contact.NumberExpected)])!;
                }

                var decision = Begin(new(id, personId, body.Role, body.Team, body.Fte, body.StartedOn, null, body.CoversVacancy, body.HourlyPence, body.PostId), body.Name, body.Email);
                if (decision.Refusal is not null)
                {
                    return decision;
                }

                if (await Posts.RefuseUnknownAsync(journal, body.PostId) is { } unknown)
                {
                    return unknown;
                }

                if (AgencyCoolOff.Refuse(body.StartedOn, await Employments.OfAsync(journal, people, body.Email, body.RegistrationNumber)) is { } refusal)
                {
                    return refusal;
                }

                await people.SaveAsync(new(personId, body.Name, body.Email, null, body.RegistrationNumber, BeginEmployment.PrivacyNotice));
                return decision;
            },
            id => $"agency-stints/{id}",
            View);
    }

    /// <summary>A stint ends; once.</summary>
    [Function(nameof(EndAgencyStint))]
    [Allow(Role.Hr)]
    [Operation("End an agency stint", Body = typeof(StintEnd), Answers = typeof(AgencyStint))]
    public async Task<IResult> EndAgencyStint(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "agency-stints/{id}/end")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<StintEnd>();
        return await commands.StepAsync(request, client, Kind, id, (_, stint) => Task.FromResult(End(stint, body.LastDayOn)), View);
    }

    /// <summary>What is wrong with a stint before it begins, or its beginning.</summary>
    internal static Decision<StintEvent> Begin(AgencyStint stint, string name, string email)
    {
        List<FieldError> errors = [.. Contact.Validate(name, email)];
        if (string.IsNullOrWhiteSpace(stint.Role))
        {
            errors.Add(new("role", "not empty"));
        }

        if (string.IsNullOrWhiteSpace(stint.Team))
        {
            errors.Add(new("team", "not empty"));
        }

        if (!Fte.IsValid(stint.Fte))
        {
            errors.Add(new("fte", Fte.Expected));
        }

        if (stint.HourlyPence <= 0)
        {
            errors.Add(new("hourlyPence", "more than 0"));
        }

        return Refusal.Of(errors) is { } refusal ? refusal : new StintBegan(stint);
    }

    private static Decision<StintEvent> End(AgencyStint stint, DateOnly lastDayOn) =>
        stint.LastDayOn is not null ? Refusal.Rule("stint-ended", "The stint has already ended.")
        : lastDayOn < stint.StartedOn ? Refusal.Of([new("lastDayOn", $"{stint.StartedOn:yyyy-MM-dd} or later")])!
        : new StintEnded(lastDayOn);

    private static AgencyStint Apply(AgencyStint? stint, StintEvent happened) => happened switch
    {
        StintBegan e => e.Stint,
        StintEnded e => stint! with { LastDayOn = e.LastDayOn },
        StintRateChanged e => Rated(stint!, [.. stint!.Rates.Where(rate => rate.From != e.Rate.From), e.Rate]),
        StintPostCovered e => stint! with { PostId = e.PostId },
        StintCorrected e => Correct(stint!, e),
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    private static AgencyStint Rated(AgencyStint stint, IEnumerable<HourlyRate> rates)
    {
        List<HourlyRate> inOrder = [.. rates.OrderBy(rate => rate.From)];
        return stint with { Rates = inOrder, HourlyPence = inOrder[^1].HourlyPence };
    }

    private static AgencyStint Correct(AgencyStint stint, StintCorrected correction)
    {
        var startedOn = correction.StartedOn ?? stint.StartedOn;
        var first = new HourlyRate(startedOn, correction.HourlyPence ?? stint.Rates[0].HourlyPence);
        return Rated(stint, [first, .. stint.Rates.Skip(1)]) with
        {
            StartedOn = startedOn,
            LastDayOn = correction.LastDayOn ?? stint.LastDayOn,
            Fte = correction.Fte ?? stint.Fte,
            PostId = correction.PostId ?? stint.PostId,
        };
    }

    internal static AgencyStint View(Loaded<AgencyStint> stint, Caller caller) => stint.State;
}
