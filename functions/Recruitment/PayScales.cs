using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Hosting;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>Where the pay scale is kept, set and shown.</summary>
public sealed class PayScales(Journal journal, Commands commands)
{
    /// <summary>The aggregate; there is one of it.</summary>
    public static readonly AggregateKind<PayScale, PayScaleEvent> Kind = new("payscales", "scale", PayScale.Apply, _ => [], _ => []);

    /// <summary>The scale as it stands.</summary>
    public static async Task<PayScale> ReadAsync(Journal journal) => (await journal.GetAsync(Kind, PayScale.Id)).State;

    /// <summary>Shows what every grade pays, and since when.</summary>
    [Function(nameof(ShowPayScale))]
    [Allow(Role.Recruiter, Role.HiringManager, Role.Hr, Role.Auditor)]
    [Operation("Show what every grade pays", Answers = typeof(PayScale))]
    public async Task<IResult> ShowPayScale([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "pay-scale")] HttpRequest request)
    {
        var scale = await journal.GetAsync(Kind, PayScale.Id, request.HttpContext.RequestAborted);
        return Answer.Ok(scale.State, scale.ETag);
    }

    /// <summary>Sets what a grade pays from a day on. Offers made and vacancies approved before keep what they say.</summary>
    [Function(nameof(SetGradeRange))]
    [Allow(Role.Hr)]
    [Operation("Set what a grade pays from a day on", Body = typeof(GradeRange), Answers = typeof(PayScale))]
    public async Task<IResult> SetGradeRange(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "pay-scale")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var range = await request.ReadJsonAsync<GradeRange>();
        return await commands.StepAsync(
            request, client, Kind, PayScale.Id, (_, _) => Task.FromResult(PayScale.Set(range)), (scale, _) => scale.State);
    }
}

/// <summary>Puts the pay scale that is shipped into a new council's tables.</summary>
public sealed class SeedPayScale(Commands commands) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => commands.BeginAsync(
        null,
        PayScales.Kind,
        PayScale.Id,
        "system:setup",
        () => (PayScaleEvent[])[.. PayScale.Default.Select(range => new GradeRangeSet(range))]);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
