using System.Globalization;
using RecruitRetain.Correspondence;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>What applicants and housing officers are told, event by event.</summary>
public static class HousingLetters
{
    /// <summary>To the applicant.</summary>
    /// <param name="person">To whom.</param>
    /// <param name="request">The request after the event.</param>
    /// <param name="happened">The event.</param>
    /// <param name="link">Where to answer, for what asks for an answer.</param>
    public static Letter ToApplicant(Person person, HousingRequest request, HousingEvent happened, Uri? link)
    {
        var (subject, words) = happened switch
        {
            HousingInvited => (
                "Would you like a key-worker home?",
                "The council has agreements with housing associations, which let homes to people who work for children. If you would like to be on the list, "
                + "please tell us about your household through the link below. It takes five minutes."),
            HousingRequested e => (
                "Your request for a key-worker home",
                $"We have your request for a key-worker home with {Bedrooms(e.Need.Bedrooms)}. You are on the list from {UkCalendar.Words(e.PriorityOn)}. "
                + "We will write to you as soon as we can nominate you to a home."),
            KeyWorkerNominated e => (
                "You have been nominated to a home",
                $"We have nominated you to the home {e.Home.Reference}, which has {Bedrooms(e.Home.Bedrooms)}. The housing association has until "
                + $"{UkCalendar.Words(e.DecideBy)} to decide. There is nothing you need to do now."),
            NominationAccepted => (
                "The housing association has accepted your nomination",
                $"Good news: the housing association has accepted you for the home {request.Latest!.Home.Reference}. It will be in touch with you about the tenancy."),
            NominationRejected => (
                "Your nomination was not successful this time",
                $"The housing association has decided not to let the home {request.Latest!.Home.Reference} to you. You keep your place on our list. "
                + "Please talk to your housing officer if you want to know more."),
            NominationLapsed => (
                "We have had no decision on your nomination",
                $"The housing association did not decide about the home {request.Latest!.Home.Reference} in time, so that nomination has ended. You keep your place on our list."),
            HomeOffered e => (
                "You have been offered a home",
                $"Good news: the housing association offers you the home {request.Latest!.Home.Reference}: {Bedrooms(request.Latest.Home.Bedrooms)}, "
                + $"{Money.Format(request.Latest.Home.RentPence)} a month, ready on {UkCalendar.Words(request.Latest.Home.ReadyOn)}. Please answer through the link below by {Until(e.ExpiresAt)}."),
            HomeAccepted => (
                "You have accepted the home",
                $"Thank you. We have told the housing association that you take the home {request.Latest!.Home.Reference}. It will be in touch with you about the tenancy."),
            HomeRefused => (
                "You have refused the home",
                $"We have told the housing association that you do not take the home {request.Latest!.Home.Reference}. You are still on our list; your housing officer can tell "
                + "you what refusals mean for your place on it."),
            HomeOfferLapsed => (
                "The time for your answer is over",
                $"We had no answer from you about the home {request.Latest!.Home.Reference} in time, so the housing association can let it to somebody else. You keep your place on our list."),
            NominationTakenBack => (
                "Your nomination has been taken back",
                $"We have taken back your nomination to the home {request.Latest!.Home.Reference}. You keep your place on our list. Please talk to your housing officer if you want to know more."),
            HomeLost => (
                "The home is not available any more",
                $"The housing association has taken back the home {request.Latest!.Home.Reference}. You keep your place on our list."),
            TenancyStarted e => ("Welcome to your new home", $"Your tenancy started on {UkCalendar.Words(e.On)}. We hope that you will be happy there."),
            NominationWithdrawn => (
                "Your request for a key-worker home has ended",
                "Your request for a key-worker home has been withdrawn and you are no longer on our list. If you think that this is a mistake, please reply to this mail."),
            EmploymentEndNotified e => (
                "We have told your housing association that you are leaving",
                $"Your home is let to you as a key worker, so we have told the housing association that your employment with us ended on {UkCalendar.Words(e.LastDayOn)}, "
                + "and nothing else. What this means for your tenancy is for the association to say; please talk to them."),
            _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
        };
        return new(subject, [$"Dear {person.Name},", words], link is null ? null : (happened is HomeOffered ? "Answer the offer" : "Register", link));
    }

    /// <summary>To the housing officers, by ids only.</summary>
    /// <param name="request">The request after the event.</param>
    /// <param name="happened">The event.</param>
    public static Letter ToOfficer(HousingRequest request, HousingEvent happened)
    {
        var nomination = request.Latest is { } latest ? $"{NominationId.Of(request.Id, latest.Attempt)} to the home {latest.Home.Reference}" : "";
        var (subject, words) = happened switch
        {
            HousingRequested e => ("New request for a key-worker home", $"A household of {e.Need.HouseholdSize} asks for {Bedrooms(e.Need.Bedrooms)}, in band {e.Band}."),
            KeyWorkerNominated e => ("Nomination made", $"The nomination {nomination} has been sent. The provider has until {UkCalendar.Words(e.DecideBy)}."),
            NominationAccepted => ("Nomination accepted", $"The provider has accepted the nomination {nomination}. It will offer the home next."),
            NominationRejected e => ("Nomination rejected", $"The provider has rejected the nomination {nomination}. The reason given: {e.Reason}\nThe applicant is back on the list, and the home is due a further nomination."),
            NominationLapsed => ("Nomination lapsed", $"The provider did not decide in time on the nomination {nomination}. The applicant is back on the list; the home goes back to the provider."),
            HousingInvited => ("Invitation to register sent", "Somebody was asked whether they want a key-worker home."),
            ProviderReminded => (
                "A provider has until tonight",
                $"The provider has not decided on the nomination {nomination}. Today is the last day and it has been reminded; please talk to it. Otherwise the nomination lapses tonight "
                + "and the home goes back."),
            HomeOffered e => ("Home offered", $"The provider offers the home under the nomination {nomination}. The applicant has until {Until(e.ExpiresAt)}."),
            HomeAccepted => ("Home accepted", $"The applicant takes the home under the nomination {nomination}. Please record the start of the tenancy."),
            HomeRefused e => (
                "Home refused", $"The applicant refuses the home under the nomination {nomination}, because of: {Json.Word(e.Reason)}. The home is due a further nomination."),
            HomeOfferLapsed => ("Offer of a home lapsed", $"The applicant did not answer the offer under the nomination {nomination} in time. The home is due a further nomination."),
            NominationTakenBack e => ("Nomination taken back", $"The nomination {nomination} was taken back. The reason given: {e.Reason}"),
            HomeLost => ("Home taken back by its provider", $"The provider has taken back the home of the nomination {nomination}. The applicant is back on the list."),
            TenancyEnded e => ("Tenancy ended", $"The tenancy under the nomination {nomination} ended on {UkCalendar.Words(e.On)}, as the provider decided."),
            TenancyStarted e => ("Tenancy started", $"The tenancy under the nomination {nomination} started on {UkCalendar.Words(e.On)}."),
            NominationWithdrawn e => (
                "Request for a key-worker home withdrawn", $"The reason: {(e.Reason == HousingDecisions.EmploymentEnded ? "the employment has ended." : e.Reason)}"),
            EmploymentEndNotified e => (
                "A tenant's employment has ended",
                $"The provider has been told that the employment ended on {UkCalendar.Words(e.LastDayOn)}: nomination {nomination}. What follows is for the provider to decide."),
            _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
        };
        return new($"{subject}: {request.Id}", [words]);
    }

    /// <summary>To the housing officers, about a home.</summary>
    /// <param name="home">The home after the event.</param>
    /// <param name="happened">The event.</param>
    public static Letter ToOfficer(Home home, HomeEvent happened)
    {
        var facts = home.Current.Facts;
        var (subject, words) = happened switch
        {
            HomeNotified e => (
                "A home to nominate to",
                $"{facts.ProviderId} has the home {facts.Reference}: {Bedrooms(facts.Bedrooms)} in {facts.Area}, {Money.Format(facts.RentPence)} a month, ready on {UkCalendar.Words(facts.ReadyOn)}. "
                + $"Please nominate somebody by {UkCalendar.Words(e.AnswerBy)}."),
            HomeNotOurs => ("A home beyond our share", $"{facts.ProviderId} has the home {facts.Reference}. The council has had its share of homes like it, so the provider lets it."),
            HomeReturned { Reason: var reason } => ("Home returned to its provider", $"The home {facts.Reference} of {facts.ProviderId} went back: {Reason(reason)}"),
            HomeWithdrawn { Reason: var reason } => ("Home withdrawn by its provider", $"{facts.ProviderId} has taken back the home {facts.Reference}. The reason given: {reason}"),
            _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
        };
        return new($"{subject}: {home.Id}", [words]);
    }

    /// <summary>To the housing officers on the last day for a nomination.</summary>
    public static Letter LastDay(Home home) => new(
        $"A nomination is due today: {home.Id}",
        [$"Nobody is nominated to the home {home.Current.Facts.Reference} of {home.Current.Facts.ProviderId} yet. It goes back to the provider tonight."]);

    private static string Reason(string reason) => reason switch
    {
        HomeDecisions.CouncilSilent => "nobody was nominated in time.",
        HomeDecisions.ProviderSilent => "the provider did not decide on the nomination in time.",
        _ => reason,
    };

    private static string Until(DateTimeOffset instant) =>
        UkCalendar.InLondon(instant) is var london ? $"{london.ToString("HH:mm", CultureInfo.InvariantCulture)} on {UkCalendar.Words(DateOnly.FromDateTime(london.DateTime))}" : "";

    private static string Bedrooms(int number) => number == 1 ? "1 bedroom" : $"{number} bedrooms";
}
