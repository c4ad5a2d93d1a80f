using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>The body of <c>POST /api/agency-stints/{id}/post</c>.</summary>
/// <param name="PostId">The post that the agency worker covers.</param>
public sealed record CoveredPost(string PostId);

/// <summary>The body of <c>POST /api/agency-stints/{id}/correction</c>: what was recorded wrongly, as it was in truth. What is null stays.</summary>
/// <param name="Reason">Why; kept in the journal, so without personal details.</param>
/// <param name="StartedOn">The first day.</param>
/// <param name="LastDayOn">The last day of a stint that has ended.</param>
/// <param name="Fte">Full-time equivalent.</param>
/// <param name="PostId">The post covered.</param>
/// <param name="HourlyPence">What the agency charged an hour from the first day on, in pence.</param>
public sealed record StintCorrection(
    string Reason, DateOnly? StartedOn = null, DateOnly? LastDayOn = null, decimal? Fte = null, string? PostId = null, long? HourlyPence = null);

/// <summary>What changes while a stint goes on, and what was recorded wrongly.</summary>
public sealed class ChangeStint(Journal journal, Commands commands)
{
    /// <summary>Records what the agency charges from a day on; once more for the same day replaces it.</summary>
    [Function(nameof(ChangeStintRate))]
    [Allow(Role.Hr)]
    [Operation("Record a change of rate", Body = typeof(HourlyRate), Answers = typeof(AgencyStint))]
    public async Task<IResult> ChangeStintRate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "agency-stints/{id}/rate")] HttpRequest request, [DurableClient] DurableTaskClient client, string id)
    {
        var body = await request.ReadJsonAsync<HourlyRate>();
        return await commands.StepAsync(request, client, AgencyStints.Kind, id, (_, stint) => Task.FromResult(ChangeRate(stint, body)), AgencyStints.View);
    }

    /// <summary>Records which post a stint covers.</summary>
    [Function(nameof(RecordCoveredPost))]
    [Allow(Role.Hr)]
    [Operation("Record the post that an agency worker covers", Body = typeof(CoveredPost), Answers = typeof(AgencyStint))]
    public async Task<IResult> RecordCoveredPost(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "agency-stints/{id}/post")] HttpRequest request, [DurableClient] DurableTaskClient client, string id)
    {
        var body = await request.ReadJsonAsync<CoveredPost>();
        return await commands.StepAsync(
            request,
            client,
            AgencyStints.Kind,
            id,
            async (_, stint) => await Posts.RefuseUnknownAsync(journal, body.PostId) is { } refusal ? refusal
                : stint.PostId == body.PostId ? Array.Empty<StintEvent>()
                : new StintPostCovered(body.PostId),
            AgencyStints.View);
    }

    /// <summary>Records how a stint was in truth, as a new fact; what was recorded before stays in the journal, and reports that have been made stay as they are.</summary>
    [Function(nameof(CorrectAgencyStint))]
    [Allow(Role.Hr)]
    [Operation("Correct an agency stint", Body = typeof(StintCorrection), Answers = typeof(AgencyStint))]
    public async Task<IResult> CorrectAgencyStint(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "agency-stints/{id}/correction")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<StintCorrection>();
        return await commands.StepAsync(
            request,
            client,
            AgencyStints.Kind,
            id,
            async (_, stint) => await Posts.RefuseUnknownAsync(journal, body.PostId) is { } refusal ? refusal : Correct(stint, body),
            AgencyStints.View);
    }

    private static Decision<StintEvent> ChangeRate(AgencyStint stint, HourlyRate rate)
    {
        List<FieldError> errors = [];
        if (rate.HourlyPence <= 0)
        {
            errors.Add(new("hourlyPence", "more than 0"));
        }

        if (rate.From < stint.StartedOn || rate.From > stint.LastDayOn)
        {
            errors.Add(new("from", "a day of the stint"));
        }

        return Refusal.Of(errors) is { } refusal ? refusal : stint.Rates.Contains(rate) ? Array.Empty<StintEvent>() : new StintRateChanged(rate);
    }

    private static Decision<StintEvent> Correct(AgencyStint stint, StintCorrection correction)
    {
        if (Actor.RequireReason(correction.Reason) is { } unexplained)
        {
            return unexplained;
        }

        if (correction.LastDayOn is not null && stint.LastDayOn is null)
        {
            return Refusal.Rule("stint-not-ended", "The stint has not ended. Record its end itself.");
        }

        List<FieldError> errors = [];
        var startedOn = correction.StartedOn ?? stint.StartedOn;
        var lastDayOn = correction.LastDayOn ?? stint.LastDayOn;
        if (correction is { StartedOn: null, LastDayOn: null, Fte: null, PostId: null, HourlyPence: null })
        {
            errors.Add(new("startedOn", "something to correct: startedOn, lastDayOn, fte, postId or hourlyPence"));
        }

        if (correction.StartedOn is not null && (startedOn > lastDayOn || stint.Rates.Skip(1).Any(rate => rate.From <= startedOn)))
        {
            errors.Add(new("startedOn", "before every change of rate, and not after the last day"));
        }

        if (correction.LastDayOn is not null && (lastDayOn < startedOn || stint.Rates.Skip(1).Any(rate => rate.From > lastDayOn)))
        {
            errors.Add(new("lastDayOn", "the first day or later, and not before a change of rate"));
        }

        if (correction.Fte is { } fte && !Fte.IsValid(fte))
        {
            errors.Add(new("fte", Fte.Expected));
        }

        if (correction.HourlyPence <= 0)
        {
            errors.Add(new("hourlyPence", "more than 0"));
        }

        return Refusal.Of(errors) is { } refusal
            ? refusal
            : new StintCorrected(correction.Reason, correction.StartedOn, correction.LastDayOn, correction.Fte, correction.PostId, correction.HourlyPence);
    }
}
