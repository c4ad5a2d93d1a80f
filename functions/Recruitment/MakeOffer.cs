using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>A hiring manager makes a conditional offer.</summary>
public sealed class MakeOffer(Commands commands, TimeProvider clock)
{
    /// <summary>Offers the post until a deadline in working days, and pins the checks that the role needs.</summary>
    [Function(nameof(MakeOffer))]
    [Allow(Role.HiringManager)]
    [Operation("Make a conditional offer", Step = "make-offer", Body = typeof(OfferTerms), Answers = typeof(ApplicationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/offer")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var terms = await request.ReadJsonAsync<OfferTerms>();
        return await commands.StepAsync(request, client, Applications.Kind, id, (_, application) => Task.FromResult(Decide(request, application, terms)), Applications.View);
    }

    private Decision<ApplicationEvent> Decide(HttpRequest request, JobApplication application, OfferTerms terms) =>
        DefaultCheckSets.For(application.Role) is { } checks
            ? ApplicationDecisions.MakeOffer(application, terms, checks, request.Caller().Id, clock.Today())
            : Refusal.Rule("no-check-set", $"There is no set of pre-employment checks for the role '{application.Role}' yet.");
}
