using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Retention;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>A hiring manager makes a conditional offer.</summary>
public sealed class MakeOffer(Commands commands, Journal journal, OpenOffers openOffers, TimeProvider clock)
{
    /// <summary>Offers the post until a deadline in working days, and pins the checks that the role needs. Nobody has two open offers.</summary>
    [Function(nameof(MakeOffer))]
    [Allow(Role.HiringManager)]
    [Operation("Make a conditional offer", Step = "make-offer", Body = typeof(OfferTerms), Answers = typeof(ApplicationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/offer")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var terms = await request.ReadJsonAsync<OfferTerms>();
        var claimed = false;
        return await commands.StepAsync(
            request,
            client,
            Applications.Kind,
            id,
            async (_, application) =>
            {
                var decision = await DecideAsync(application, terms, request.Caller().Id);
                if (decision.Refusal is not null)
                {
                    return decision;
                }

                // The claim comes last before the commit: what it rests on is the application as it was read.
                var refusal = await openOffers.ClaimAsync(application, claimed);
                claimed = true;
                return refusal is not null ? refusal : decision;
            },
            Applications.View);
    }

    private async Task<Decision<ApplicationEvent>> DecideAsync(JobApplication application, OfferTerms terms, string by)
    {
        if (await CheckSets.FindAsync(journal, application.Role) is not { } checks)
        {
            return Refusal.Rule("no-check-set", $"There is no set of pre-employment checks for the role '{application.Role}' yet.");
        }

        return OfferDecisions.Make(application, terms, await OfferBases.ReadAsync(journal, application, terms), checks, by, clock.Today());
    }
}

/// <summary>Reads what offers are measured by.</summary>
internal static class OfferBases
{
    /// <summary>The vacancy, what its grade pays at the earliest start, and the scheme that the terms name.</summary>
    public static async Task<OfferBasis> ReadAsync(Journal journal, JobApplication application, OfferTerms terms)
    {
        var vacancy = (await journal.GetAsync(Vacancies.Kind, application.VacancyId)).State;
        return new(
            vacancy,
            (await PayScales.ReadAsync(journal)).RangeOf(vacancy.Terms.Grade, terms.NotBefore),
            terms.SchemeId is { } schemeId ? (await journal.FindAsync(PaymentSchemes.Kind, SchemeBook.IdOf(schemeId)))?.State : null);
    }
}
