using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>What somebody decides on a check.</summary>
public enum CheckVerdict
{
    /// <summary>To go on in spite of an unsatisfactory result.</summary>
    Proceed,

    /// <summary>That a check that only some need does not apply.</summary>
    NotNeeded,
}

/// <summary>The body of <c>POST /api/applications/{id}/checks/{check}/decision</c>.</summary>
/// <param name="Decision">What is decided.</param>
/// <param name="Reason">Why; kept in the record, so without a word about anybody's private life or about what a certificate says.</param>
public sealed record DecidedCheck(CheckVerdict Decision, string Reason);

/// <summary>A named person decides on a check. To ask again, or to end the application, are steps of their own.</summary>
public sealed class DecideCheck(Commands commands, TimeProvider clock)
{
    /// <summary>Goes on in spite of an unsatisfactory result, or finds that a check does not apply. Nobody can waive the right to work.</summary>
    [Function(nameof(DecideCheck))]
    [Allow(Role.HiringManager, Role.Hr)]
    [Operation("Decide on a check", Step = "decide-check", Body = typeof(DecidedCheck), Answers = typeof(ApplicationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/checks/{check}/decision")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string check)
    {
        var body = await request.ReadJsonAsync<DecidedCheck>();
        var by = request.Caller().Id;
        return await commands.StepAsync(
            request,
            client,
            Applications.Kind,
            id,
            (_, application) => Task.FromResult(body.Decision == CheckVerdict.Proceed
                ? CheckDecisions.Proceed(application, check, body.Reason, by, clock.Today())
                : CheckDecisions.FindNotNeeded(application, check, body.Reason, by, clock.Today())),
            Applications.View);
    }
}
