using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>The body of <c>POST /api/employments/{id}/correction</c>: what was recorded wrongly, as it was in truth. What is null stays.</summary>
/// <param name="Reason">Why; kept in the journal, so without personal details.</param>
/// <param name="StartedOn">The first day.</param>
/// <param name="Position">A position from a day on; it replaces the one recorded for that day, or comes in between.</param>
/// <param name="LastDayOn">The last day of somebody who has left.</param>
/// <param name="LeavingReason">Why they left.</param>
public sealed record EmploymentCorrection(
    string Reason, DateOnly? StartedOn = null, Position? Position = null, DateOnly? LastDayOn = null, LeavingReason? LeavingReason = null);

/// <summary>An employment was recorded wrongly.</summary>
public sealed class CorrectEmployment(Journal journal, Commands commands, TimeProvider clock)
{
    /// <summary>
    /// Records how it was in truth, as a new fact: what was recorded before stays in the journal, and reports that have been made stay as they are.
    /// A retention plan looks at it as at any other change: payments still to come follow the corrected hours and positions. What has been paid,
    /// the days on which somebody joined a scheme, and a recovery that has been worked out are not changed by it; recoveries are waived or agreed anew
    /// by people.
    /// </summary>
    [Function(nameof(CorrectEmployment))]
    [Allow(Role.Hr)]
    [Operation("Correct an employment", Body = typeof(EmploymentCorrection), Answers = typeof(EmploymentView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "employments/{id}/correction")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<EmploymentCorrection>();
        return await commands.StepAsync(request, client, Employments.Kind, id, (_, employment) => DecideAsync(employment, body), Employments.View);
    }

    private async Task<Decision<EmploymentEvent>> DecideAsync(Employment employment, EmploymentCorrection body)
    {
        var decision = Decide(employment, body, clock.Today());
        if (decision.Refusal is not null)
        {
            return decision;
        }

        List<Employment> others = [];
        await foreach (var other in journal.AllAsync(Employments.Kind, $"PersonId eq '{employment.PersonId}'"))
        {
            others.Add(other.State);
        }

        return ConcurrentEmployments.Conflict(decision.Events.Aggregate(employment, Employment.Apply), others) is { } conflict
            ? Refusal.Of([conflict with { Field = conflict.Field == "fte" ? "position.fte" : "startedOn" }])!
            : decision;
    }

    /// <summary>The correction as a new fact, or why it cannot have been so.</summary>
    internal static Decision<EmploymentEvent> Decide(Employment employment, EmploymentCorrection correction, DateOnly today)
    {
        if (Actor.RequireReason(correction.Reason) is { } unexplained)
        {
            return unexplained;
        }

        if (correction is { StartedOn: null, Position: null, LastDayOn: null, LeavingReason: null })
        {
            return Refusal.Of([new("startedOn", "something to correct: startedOn, position, lastDayOn or leavingReason")])!;
        }

        if (employment.Leaving is null && correction is not { LastDayOn: null, LeavingReason: null })
        {
            return Refusal.Rule("not-left", "They have not left. Record the leaving itself.");
        }

        var startedOn = correction.StartedOn ?? employment.StartedOn;
        var lastDayOn = correction.LastDayOn ?? employment.Leaving?.LastDayOn;
        List<FieldError> errors = correction.Position is { } position
            ? [.. EmploymentDecisions.Validate(position).Select(error => error with { Field = $"position.{error.Field}" })]
            : [];
        if (correction.Position?.EffectiveOn is { } from && (from < startedOn || from > lastDayOn))
        {
            errors.Add(new("position.effectiveOn", "a day of the employment"));
        }

        var changes = employment.Positions.Select(one => one.EffectiveOn).Where(day => day != employment.StartedOn).DefaultIfEmpty(startedOn).ToList();
        if (correction.StartedOn is not null && (changes.Min() < startedOn || (changes.Min() == startedOn && employment.Positions.Count > 1) || startedOn > lastDayOn))
        {
            errors.Add(new("startedOn", "before every change of position, and not after the last day"));
        }

        if (correction.LastDayOn is { } last && (last < startedOn || last < changes.Max() || last > today))
        {
            errors.Add(new("lastDayOn", $"from {(changes.Max() > startedOn ? changes.Max() : startedOn):yyyy-MM-dd} to today"));
        }

        return Refusal.Of(errors) is { } refusal
            ? refusal
            : new EmploymentCorrected(correction.Reason, correction.StartedOn, correction.Position, correction.LastDayOn, correction.LeavingReason);
    }
}
