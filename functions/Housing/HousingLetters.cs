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
    public static Letter ToApplicant(Person person, HousingRequest request, HousingEvent happened)
    {
        var (subject, words) = happened switch
        {
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
        return new(subject, [$"Dear {person.Name},", words]);
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
            NominationAccepted => ("Nomination accepted", $"The provider has accepted the nomination {nomination}. Please record the start of the tenancy."),
            NominationRejected e => ("Nomination rejected", $"The provider has rejected the nomination {nomination}. The reason given: {e.Reason}\nThe applicant is back on the list."),
            NominationLapsed => ("Nomination lapsed", $"The provider did not decide in time on the nomination {nomination}. The applicant is back on the list."),
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

    private static string Bedrooms(int number) => number == 1 ? "1 bedroom" : $"{number} bedrooms";
}
