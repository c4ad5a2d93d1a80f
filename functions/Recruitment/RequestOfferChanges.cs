using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>The body of <c>POST /api/links/{token}/offer-changes</c>: what the candidate would like the offer to say instead.</summary>
/// <param name="SalaryPence">Gross a year for full time, in pence.</param>
/// <param name="Fte">Full-time equivalent, above 0 and at most 1.</param>
/// <param name="NotBefore">The earliest start.</param>
/// <param name="Message">What they want to say about it; kept with their person, not in the journal.</param>
public sealed record WantedChanges(long? SalaryPence = null, decimal? Fte = null, DateOnly? NotBefore = null, string? Message = null)
{
    private const int LongestMessage = 2_000;

    /// <summary>The refusal of a message that is too long, otherwise null.</summary>
    public Refusal? Refuse() => Refusal.Of(Message?.Length > LongestMessage ? [new("message", $"at most {LongestMessage} characters")] : []);
}

/// <summary>The candidate asks for other terms.</summary>
public sealed class RequestOfferChanges(Commands commands, People people, TimeProvider clock)
{
    /// <summary>Asks, while the offer stands; it goes on standing, with its deadline, until the council revises it.</summary>
    [Function(nameof(RequestOfferChanges))]
    [ByLink(LinkPurpose.Offer)]
    [Operation("Ask for changes to the offer", Step = "request-offer-changes", Body = typeof(WantedChanges), Answers = typeof(OfferView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "links/{token}/offer-changes")] HttpRequest request,
        [DurableClient] DurableTaskClient client)
    {
        var body = await request.ReadJsonAsync<WantedChanges>();
        return await commands.StepAsync(
            request, client, Applications.Kind, request.Caller().Link!.ObjectId, (_, application) => DecideAsync(application, body), CandidatePages.OfferOf);
    }

    private async Task<Decision<ApplicationEvent>> DecideAsync(JobApplication application, WantedChanges body)
    {
        var says = !string.IsNullOrWhiteSpace(body.Message);
        var decision = body.Refuse() is { } tooLong
            ? tooLong
            : OfferDecisions.RequestChanges(application, new(body.SalaryPence, body.Fte, body.NotBefore), says, clock.Today());
        if (says && decision.Refusal is null)
        {
            await people.SaveOfferMessageAsync(application.PersonId, application.Id, body.Message!);
        }

        return decision;
    }
}
