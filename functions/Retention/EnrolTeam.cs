using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>The body of <c>POST /api/team-enrolments</c> and of its preview.</summary>
/// <param name="SchemeId">The scheme.</param>
/// <param name="Version">In which version.</param>
/// <param name="Team">The team whose members join: those who work in it on that day.</param>
/// <param name="EnrolledOn">From which day, today at most; null for today.</param>
/// <param name="Backgrounds">What is known of members, by employment id, where the scheme asks for it; otherwise they are existing staff.</param>
/// <param name="CostPence">The cost as previewed; where it has changed meanwhile, nothing happens (409). Null not to ask.</param>
public sealed record NewTeamEnrolment(
    string SchemeId,
    int Version,
    string Team,
    DateOnly? EnrolledOn = null,
    IReadOnlyDictionary<string, Background>? Backgrounds = null,
    long? CostPence = null);

/// <summary>Who of a team would join, and what that would promise.</summary>
/// <param name="Members">Those who would be enrolled.</param>
/// <param name="LeftOut">Those who would not, and why.</param>
/// <param name="CostPence">What is promised for full time, gross, in pence.</param>
/// <param name="CostForHoursPence">The same for the hours they work now.</param>
/// <param name="BudgetLeftPence">What is left of the scheme's budget before; null where it has none.</param>
public sealed record TeamEnrolmentPreview(
    IReadOnlyList<TeamMember> Members, IReadOnlyList<LeftOut> LeftOut, long CostPence, long CostForHoursPence, long? BudgetLeftPence);

/// <summary>The enrolment of a team, as staff see it.</summary>
/// <param name="Enrolment">What was decided and what became of it.</param>
/// <param name="CostPence">What the members are promised for full time, gross, in pence.</param>
/// <param name="AllowedActions">What the caller may do.</param>
public sealed record TeamEnrolmentView(TeamEnrolment Enrolment, long CostPence, IReadOnlyList<string> AllowedActions);

/// <summary>
/// HR enrols a whole team by one command. Who joins is decided and written down first, in a journal of its own; then the members join one by one,
/// each once. What breaks off is completed by sending the command again under its Idempotency-Key, or by the step <c>complete</c>.
/// </summary>
public sealed class EnrolTeam(Journal journal, Commands commands, Lists lists, Enrolling enrolling, SchemeBudget budget, TimeProvider clock)
{
    private const int AtOnce = 8;

    /// <summary>The aggregate.</summary>
    public static readonly AggregateKind<TeamEnrolment, TeamEnrolmentEvent> Kind = new(
        "teamenrolments",
        "ten",
        TeamEnrolment.Apply,
        enrolment => [("Scheme", enrolment.SchemeId), ("Team", enrolment.Team), ("Status", enrolment.State.ToString())],
        _ => [])
    {
        StartsClockOf = (enrolment, happened) => happened is TeamEnrolmentBegun ? [("teamenrolments", enrolment.Id)] : [],
    };

    /// <summary>Shows who would join and what it would cost; changes nothing.</summary>
    [Function(nameof(PreviewTeamEnrolment))]
    [Allow(Role.Hr)]
    [Operation("Preview the enrolment of a team", Body = typeof(NewTeamEnrolment), Answers = typeof(TeamEnrolmentPreview))]
    public async Task<IResult> PreviewTeamEnrolment([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "team-enrolments/preview")] HttpRequest request)
    {
        var body = await request.ReadJsonAsync<NewTeamEnrolment>();
        return await commands.OnceAsync(request, async _ =>
        {
            var (scheme, refusal) = await SchemeOfAsync(body);
            return refusal is not null ? Problems.Of(refusal) : Answer.Ok(await PreviewAsync(body, scheme!));
        });
    }

    /// <summary>Enrols everybody whom the preview names.</summary>
    [Function(nameof(BeginTeamEnrolment))]
    [Allow(Role.Hr)]
    [Operation("Enrol a team in a payment scheme", Body = typeof(NewTeamEnrolment), Answers = typeof(TeamEnrolmentView), Status = 201)]
    public async Task<IResult> BeginTeamEnrolment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "team-enrolments")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var body = await request.ReadJsonAsync<NewTeamEnrolment>();
        return await commands.OnceAsync(request, async identity =>
        {
            var id = identity.NewId(Kind.Prefix);
            if (await journal.FindAsync(Kind, id) is not { } begun)
            {
                var (scheme, refusal) = await SchemeOfAsync(body);
                if (refusal is not null)
                {
                    return Problems.Of(refusal);
                }

                var preview = await PreviewAsync(body, scheme!);
                if ((Refuse(body, preview) ?? SchemeBudget.Refuse(preview.BudgetLeftPence, preview.CostPence)) is { } stands)
                {
                    return Problems.Of(stands);
                }

                (begun, _) = await commands.BeginAsync(
                    null,
                    Kind,
                    id,
                    request.Caller().Id,
                    () => new TeamEnrolmentBegun(id, body.SchemeId, body.Version, body.Team, On(body), preview.Members, preview.LeftOut));
            }

            var complete = await CompleteAsync(client, begun!, request.Caller().Id);
            return Answer.Created($"/api/team-enrolments/{id}", View(complete, request.Caller()), complete.ETag);
        });
    }

    /// <summary>Goes on with what was broken off.</summary>
    [Function(nameof(CompleteTeamEnrolment))]
    [Allow(Role.Hr)]
    [Operation("Complete the enrolment of a team", Step = "complete", Answers = typeof(TeamEnrolmentView))]
    public Task<IResult> CompleteTeamEnrolment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "team-enrolments/{id}/completion")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id) => commands.OnceAsync(request, async _ =>
    {
        if (await journal.FindAsync(Kind, id) is not { } begun)
        {
            return Problems.NotFound;
        }

        if (TeamEnrolment.Machine.Refuse(begun.State.State, TeamEnrolmentStep.Complete) is { } refusal)
        {
            return Problems.Of(refusal);
        }

        var complete = await CompleteAsync(client, begun, request.Caller().Id);
        return Answer.Ok(View(complete, request.Caller()), complete.ETag);
    });

    /// <summary>Lists enrolments of teams.</summary>
    [Function(nameof(ListTeamEnrolments))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("List enrolments of teams", Answers = typeof(ListPage<TeamEnrolmentView>))]
    [Query("state", typeof(TeamEnrolmentState), "Only those in this state.")]
    public Task<IResult> ListTeamEnrolments([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "team-enrolments")] HttpRequest request) =>
        lists.PageAsync(request, Kind, request.Filter<TeamEnrolmentState>("state", "Status"), View);

    /// <summary>Shows the enrolment of a team.</summary>
    [Function(nameof(ShowTeamEnrolment))]
    [Allow(Role.Hr, Role.Auditor)]
    [Operation("Show the enrolment of a team", Answers = typeof(TeamEnrolmentView))]
    public async Task<IResult> ShowTeamEnrolment([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "team-enrolments/{id}")] HttpRequest request, string id) =>
        await journal.FindAsync(Kind, id, request.HttpContext.RequestAborted) is { } enrolment
            ? Answer.Ok(View(enrolment, request.Caller()), enrolment.ETag)
            : Problems.NotFound;

    private static TeamEnrolmentView View(Loaded<TeamEnrolment> enrolment, Caller caller) => new(
        enrolment.State, enrolment.State.CostPence, caller.Permitted(TeamEnrolment.Machine, enrolment.State.State));

    private static Refusal? Refuse(NewTeamEnrolment body, TeamEnrolmentPreview preview) =>
        preview.Members.Count == 0 ? Refusal.Rule("nobody-eligible", "Nobody of the team could be enrolled.")
        : body.CostPence is { } expected && expected != preview.CostPence
            ? Refusal.Rule("cost-changed", $"It would promise {Money.Format(preview.CostPence)} now, not {Money.Format(expected)}. Preview it again.")
        : null;

    private DateOnly On(NewTeamEnrolment body) => body.EnrolledOn ?? clock.Today();

    private async Task<(PaymentScheme? Scheme, Refusal? Refusal)> SchemeOfAsync(NewTeamEnrolment body)
    {
        var scheme = (await journal.FindAsync(PaymentSchemes.Kind, SchemeBook.IdOf(body.SchemeId)))?.State.Find(body.Version);
        List<FieldError> errors = [];
        if (scheme is not { PaidTo: Beneficiary.Worker })
        {
            errors.Add(new("schemeId", "a scheme and version that were published and pay the worker"));
        }

        if (body.EnrolledOn > clock.Today())
        {
            errors.Add(new("enrolledOn", "today or earlier"));
        }

        return (scheme, Refusal.Of(errors));
    }

    private async Task<TeamEnrolmentPreview> PreviewAsync(NewTeamEnrolment body, PaymentScheme scheme)
    {
        var on = On(body);
        List<TeamMember> members = [];
        List<LeftOut> leftOut = [];
        await foreach (var worker in TeamOnAsync(body.Team, on))
        {
            var (id, employment) = (worker.Id, worker.State);
            var joining = new Joining(on, body.Backgrounds?.GetValueOrDefault(id) ?? new(Origin.ExistingStaff));
            var decision = RetentionDecisions.Enrol((await journal.FindAsync(RetentionPlans.Kind, id))?.State, employment, scheme, joining, "");
            if (decision.IsRefused(out var refusal))
            {
                leftOut.Add(new(id, refusal.Code, refusal.Message));
                continue;
            }

            var milestones = decision.Events.OfType<EnrolledInScheme>().Single().Milestones;
            members.Add(new(
                id,
                joining.Background,
                milestones.Count,
                milestones.Sum(milestone => milestone.AmountPence),
                milestones.Sum(milestone => ProRata.AmountPence(scheme.Schedule.ProRata, milestone, employment.Positions))));
        }

        return new(
            members, leftOut, members.Sum(member => member.CostPence), members.Sum(member => member.CostForHoursPence), await budget.LeftPenceAsync(scheme));
    }

    private async IAsyncEnumerable<Loaded<Employment>> TeamOnAsync(string team, DateOnly on)
    {
        await foreach (var employment in journal.AllAsync(Employments.Kind, $"Status ne '{EmploymentState.Left}'"))
        {
            if (employment.State.PositionOn(on)?.Team == team)
            {
                yield return employment;
            }
        }
    }

    private async Task<Loaded<TeamEnrolment>> CompleteAsync(DurableTaskClient client, Loaded<TeamEnrolment> begun, string by)
    {
        if (begun.State.State == TeamEnrolmentState.Complete)
        {
            return begun;
        }

        var decided = begun.State;
        var scheme = (await journal.GetAsync(PaymentSchemes.Kind, SchemeBook.IdOf(decided.SchemeId))).State.Find(decided.Version)!;
        var outcomes = new LeftOut?[decided.Members.Count];
        await Parallel.ForAsync(0, decided.Members.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
        {
            var member = decided.Members[i];
            var employment = (await journal.GetAsync(Employments.Kind, member.EmploymentId, CancellationToken.None)).State;
            var (_, refusal) = await enrolling.EnrolAsync(
                client, employment, scheme, new(decided.EnrolledOn, member.Background), by, $"command-{begun.Id}");
            outcomes[i] = refusal is null ? null : new(member.EmploymentId, refusal.Code, refusal.Message);
        });
        var (complete, _) = await commands.StepAsync(client, Kind, begun.Id, by, enrolment => enrolment.State == TeamEnrolmentState.Complete
            ? Array.Empty<TeamEnrolmentEvent>()
            : new TeamEnrolmentCompleted([.. outcomes.OfType<LeftOut>()]));
        return complete;
    }
}
