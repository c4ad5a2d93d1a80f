using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Housing;

/// <summary>What may happen to a request for a home. <c>by</c> is the actor; every date is a London calendar day.</summary>
public static class HousingDecisions
{
    /// <summary>The reason with which the end of the employment withdraws a request.</summary>
    public const string EmploymentEnded = "employment-ended";

    /// <summary>
    /// Puts an eligible person on the list, in the lowest band where none is given; otherwise refuses (<c>not-eligible</c>), naming every reason.
    /// </summary>
    public static Decision<HousingEvent> Request(
        string requestId, string personId, string employmentId, HousingNeed need, string? band, HousingApplicant applicant, HousingRules rules, DateOnly today)
    {
        List<FieldError> errors = [];
        if (band is not null && !rules.Bands.Contains(band))
        {
            errors.Add(new("band", $"one of {string.Join(", ", rules.Bands)}"));
        }

        foreach (var (field, value) in new[] { ("household", need.HouseholdSize), ("bedrooms", need.Bedrooms) })
        {
            if (value is < 1 or > 20)
            {
                errors.Add(new(field, "from 1 to 20"));
            }
        }

        if (need.IncomePence < 0)
        {
            errors.Add(new("incomePence", "0 or more"));
        }

        return (Refusal.Of(errors) ?? RefuseApplicant(applicant, rules, today)) is { } refusal
            ? refusal
            : new HousingRequested(requestId, personId, employmentId, need, band ?? rules.Bands[^1], today);
    }

    /// <summary>A named person nominates somebody on the list who is still eligible to a home; the provider's answer is due by the deadline.</summary>
    public static Decision<HousingEvent> Nominate(
        HousingRequest request, Home home, HousingApplicant applicant, HousingRules rules, string by, DateOnly today)
    {
        List<FieldError> errors = [];
        foreach (var (field, value) in new[] { ("homeReference", home.Reference), ("providerId", home.ProviderId) })
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                errors.Add(new(field, "not empty"));
            }
        }

        if (home.Bedrooms is < 0 or > 20)
        {
            errors.Add(new("bedrooms", "from 0 to 20"));
        }

        return (RefuseNomination(request) ?? Actor.RequirePerson(by) ?? Refusal.Of(errors) ?? RefuseApplicant(applicant, rules, today)) is { } refusal
            ? refusal
            : new KeyWorkerNominated(home, today, NominationDeadline.AnswerBy(rules, home.Letting, today));
    }

    /// <summary>The provider accepts in time somebody who is still employed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="attempt">Which nomination is answered: an answer to an earlier one is refused.</param>
    /// <param name="employment">The employment that makes the person a key worker, as it stands.</param>
    /// <param name="on">The day on which the provider says to have decided.</param>
    /// <param name="today">The day on which the answer came.</param>
    public static Decision<HousingEvent> Accept(HousingRequest request, int attempt, Employment employment, DateOnly on, DateOnly today) =>
        (RefuseAnswer(request, HousingStep.Accept, attempt, on, today) ?? RefuseLeaver(employment)) is { } refusal ? refusal : new NominationAccepted(on);

    /// <summary>The provider rejects in time, and must say why.</summary>
    public static Decision<HousingEvent> Reject(HousingRequest request, int attempt, string? reason, DateOnly on, DateOnly today) =>
        (RefuseAnswer(request, HousingStep.Reject, attempt, on, today) ?? Actor.RequireReason(reason)) is { } refusal
            ? refusal
            : new NominationRejected(reason!, on);

    /// <summary>Lapses a nomination after its deadline. Refused before (<c>nomination-still-open</c>).</summary>
    public static Decision<HousingEvent> Lapse(HousingRequest request, DateOnly today) =>
        Refuse(request, HousingStep.Lapse) is { } refusal ? refusal
        : today <= request.Latest!.DecideBy
            ? Refusal.Rule("nomination-still-open", $"The provider has until {UkCalendar.Words(request.Latest.DecideBy)}.")
        : new NominationLapsed();

    /// <summary>Records the first day of the tenancy of somebody who is still employed.</summary>
    public static Decision<HousingEvent> StartTenancy(HousingRequest request, Employment employment, DateOnly startedOn, DateOnly today) =>
        (Refuse(request, HousingStep.StartTenancy) ?? RefuseLeaver(employment)) is { } refusal ? refusal
        : startedOn > today || startedOn < request.Latest!.NominatedOn
            ? Refusal.Of([new("startedOn", "from the nomination to today")])!
        : new TenancyStarted(startedOn);

    /// <summary>Gives the request up before a tenancy, for a stated reason.</summary>
    public static Decision<HousingEvent> Withdraw(HousingRequest request, string? reason) =>
        (Refuse(request, HousingStep.Withdraw) ?? Actor.RequireReason(reason)) is { } refusal ? refusal : new NominationWithdrawn(reason!);

    /// <summary>Ends what the employment carried: a tenancy's provider is to be told, anything before it is withdrawn. Nothing where that is so already.</summary>
    public static Decision<HousingEvent> EndEmployment(HousingRequest request, DateOnly lastDayOn) =>
        HousingRequest.Machine.Allows(request.State, HousingStep.NotifyEmploymentEnd) ? new EmploymentEndNotified(lastDayOn)
        : request.IsOpen ? new NominationWithdrawn(EmploymentEnded)
        : Array.Empty<HousingEvent>();

    private static Refusal? Refuse(HousingRequest request, HousingStep step) => HousingRequest.Machine.Refuse(request.State, step);

    private static Refusal? RefuseNomination(HousingRequest request) => request.State == HousingState.Nominated
        ? Refusal.Rule("nomination-live", $"There is a live nomination already, until {UkCalendar.Words(request.Latest!.DecideBy)}.")
        : Refuse(request, HousingStep.Nominate);

    private static Refusal? RefuseApplicant(HousingApplicant applicant, HousingRules rules, DateOnly today) =>
        HousingEligibility.ReasonsAgainst(rules, applicant, today) is { Count: > 0 } against
            ? Refusal.Rule("not-eligible", $"Not eligible for a key-worker home: {string.Join(", ", against)}.")
            : null;

    private static Refusal? RefuseLeaver(Employment employment) => employment.State == EmploymentState.Left
        ? Refusal.Rule(EmploymentEnded, "The employment that made them a key worker has ended.")
        : null;

    private static Refusal? RefuseAnswer(HousingRequest request, HousingStep step, int attempt, DateOnly on, DateOnly today) =>
        attempt < request.Nominations.Count ? Refusal.Rule("stale-answer", "The answer is to an earlier nomination.")
        : Refuse(request, step)
        ?? (today > request.Latest!.DecideBy ? Refusal.Rule("nomination-lapsed", $"The answer was due by {UkCalendar.Words(request.Latest.DecideBy)}.")
            : on < request.Latest.NominatedOn || on > today ? Refusal.Of([new("on", "from the nomination to today")])
            : null);
}
