using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>What a hiring manager asks an offer to say.</summary>
/// <param name="SalaryPence">Gross a year for full time, in pence.</param>
/// <param name="Fte">Full-time equivalent, above 0 and at most 1.</param>
/// <param name="NotBefore">The earliest start the council wants.</param>
/// <param name="ValidForWorkingDays">How long the candidate has to answer.</param>
/// <param name="SchemeId">The retention scheme offered, if any.</param>
/// <param name="SchemeVersion">Its version; together with the id or not at all.</param>
public sealed record OfferTerms(
    long SalaryPence,
    decimal Fte,
    DateOnly NotBefore,
    int ValidForWorkingDays,
    string? SchemeId = null,
    int? SchemeVersion = null);

/// <summary>What a person saw of a check.</summary>
/// <param name="Check">The check's key.</param>
/// <param name="Outcome">Satisfactory or unsatisfactory.</param>
/// <param name="On">The day of the result.</param>
/// <param name="Reference">The DBS certificate's number (12 digits), or a registration number.</param>
public sealed record CheckResult(string Check, CheckStatus Outcome, DateOnly On, string? Reference);

/// <summary>What may happen to an application. <c>by</c> is the person deciding; every date is a London calendar day.</summary>
public static class ApplicationDecisions
{
    /// <summary>Takes an application while the vacancy is open.</summary>
    public static Decision<ApplicationEvent> Submit(string applicationId, string personId, Vacancy vacancy, DateOnly today, string? source = null, IntakeFacts? intake = null) =>
        VacancyDecisions.RefuseApplications(vacancy, today) is { } refusal
            ? refusal
            : new ApplicationSubmitted(applicationId, vacancy.Id, personId, vacancy.Terms.Role, source, intake);

    /// <summary>A named person chooses the application for interview, or does not, and says why.</summary>
    public static Decision<ApplicationEvent> Shortlist(JobApplication application, bool shortlisted, string? reason, string by)
    {
        var step = shortlisted ? ApplicationStep.Shortlist : ApplicationStep.DeclineToShortlist;
        return (Refuse(application, step) ?? Actor.RequirePerson(by) ?? Actor.RequireReason(reason)) is { } refusal ? refusal
            : shortlisted ? new ApplicationShortlisted(reason!)
            : new ApplicationNotShortlisted(reason!);
    }

    /// <summary>Arranges an interview, or another time for it, in the future.</summary>
    public static Decision<ApplicationEvent> ScheduleInterview(JobApplication application, DateTimeOffset at, DateTimeOffset now) =>
        Refuse(application, ApplicationStep.ScheduleInterview) is { } refusal ? refusal
        : at <= now ? Refusal.Of([new("at", "a time in the future")])!
        : new InterviewScheduled(at.ToUniversalTime());

    /// <summary>A named person records the panel's score and whether it would appoint.</summary>
    public static Decision<ApplicationEvent> RecordInterview(JobApplication application, InterviewOutcome outcome, string by, DateTimeOffset now) =>
        (Refuse(application, ApplicationStep.RecordInterview) ?? Actor.RequirePerson(by)) is { } refusal ? refusal
        : outcome.Score is < 0 or > 100 ? Refusal.Of([new("score", "0 to 100")])!
        : now < application.InterviewAt ? Refusal.Rule("interview-not-held", "The interview has not been held yet.")
        : new InterviewRecorded(outcome);

    /// <summary>A named person makes a conditional offer to somebody appointable; the check set and the scheme are pinned with it.</summary>
    public static Decision<ApplicationEvent> MakeOffer(JobApplication application, OfferTerms terms, CheckSet checks, string by, DateOnly today)
    {
        if ((Refuse(application, ApplicationStep.MakeOffer) ?? Actor.RequirePerson(by) ?? Refusal.Of(Validate(terms, today))) is { } refusal)
        {
            return refusal;
        }

        if (application.Interview is not { Appointable: true })
        {
            return Refusal.Rule("not-appointable", "The panel did not find the candidate appointable.");
        }

        if (checks.Role != application.Role)
        {
            return Refusal.Rule("wrong-check-set", $"The checks are those of '{checks.Role}', the application is for '{application.Role}'.");
        }

        return new OfferMade(
            new(
                terms.SalaryPence,
                terms.Fte,
                terms.NotBefore,
                OfferDeadline.ExpiresOn(today, terms.ValidForWorkingDays),
                terms.SchemeId,
                terms.SchemeVersion),
            checks.Version,
            checks.Checks);
    }

    /// <summary>The candidate accepts in time, and says when any notice ends.</summary>
    public static Decision<ApplicationEvent> AcceptOffer(JobApplication application, DateOnly? noticeEndsOn, DateOnly today) =>
        Refuse(application, ApplicationStep.AcceptOffer) is { } refusal ? refusal
        : today > application.Offer!.ExpiresOn ? Refusal.Rule("offer-lapsed", $"The offer stood until {UkCalendar.Words(application.Offer.ExpiresOn)}.")
        : new OfferAccepted(noticeEndsOn);

    /// <summary>The candidate declines; a reason is welcome, not required.</summary>
    public static Decision<ApplicationEvent> DeclineOffer(JobApplication application, string? reason) =>
        Refuse(application, ApplicationStep.DeclineOffer) is { } refusal ? refusal : new OfferDeclined(reason);

    /// <summary>Lapses an offer after its last day. Refused before (<c>offer-still-open</c>).</summary>
    public static Decision<ApplicationEvent> LapseOffer(JobApplication application, DateOnly today) =>
        Refuse(application, ApplicationStep.LapseOffer) is { } refusal ? refusal
        : today <= application.Offer!.ExpiresOn ? Refusal.Rule("offer-still-open", $"The offer stands until {UkCalendar.Words(application.Offer.ExpiresOn)}.")
        : new OfferLapsed();

    /// <summary>Asks for every check that has not been asked for.</summary>
    public static Decision<ApplicationEvent> RequestChecks(JobApplication application, DateOnly today) =>
        Refuse(application, ApplicationStep.RequestCheck) is { } refusal
            ? refusal
            : application.Checks
                .Where(check => check.Status == CheckStatus.NotRequested)
                .Select(check => (ApplicationEvent)new CheckRequested(check.Check, today))
                .ToArray();

    /// <summary>Asks again for a check whose result was unsatisfactory.</summary>
    public static Decision<ApplicationEvent> RequestCheck(JobApplication application, string name, DateOnly today) =>
        Refuse(application, ApplicationStep.RequestCheck) is { } refusal ? refusal
        : Find(application, name) is not { } check ? UnknownCheck(application, name)
        : ApplicationCheck.Machine.Refuse(check.Status, CheckStatus.Requested) is { } refused ? refused
        : new CheckRequested(name, today);

    /// <summary>A named person records what was seen; the last satisfactory blocking check clears the application.</summary>
    public static Decision<ApplicationEvent> RecordCheck(JobApplication application, CheckResult result, string by, DateOnly today)
    {
        if ((Refuse(application, ApplicationStep.RecordCheck) ?? Actor.RequirePerson(by)) is { } refusal)
        {
            return refusal;
        }

        if (Find(application, result.Check) is not { } check)
        {
            return UnknownCheck(application, result.Check);
        }

        if (Refusal.Of(Validate(result, today)) is { } invalid)
        {
            return invalid;
        }

        if (ApplicationCheck.Machine.Refuse(check.Status, result.Outcome) is { } refused)
        {
            return refused;
        }

        List<ApplicationEvent> happened = [new CheckRecorded(result.Check, result.Outcome, by, result.On, result.Reference)];
        var nowClear = result.Outcome == CheckStatus.Satisfactory
            && application.Checks.Where(other => other.Blocking && other.Check != result.Check).All(other => other.Status == CheckStatus.Satisfactory);
        if (application.State == ApplicationState.OfferAccepted && check.Blocking && nowClear)
        {
            happened.Add(new ChecksCleared());
        }

        return happened;
    }

    /// <summary>
    /// Records the first day. Refused while a blocking check is outstanding (<c>checks-outstanding</c>, naming them), before the earliest
    /// start (<c>before-earliest-start</c>, naming what set it), and ahead of the day itself (<c>start-in-future</c>).
    /// </summary>
    public static Decision<ApplicationEvent> Start(JobApplication application, string employmentId, DateOnly startedOn, DateOnly today)
    {
        var earliest = EarliestStart.Of(application);
        if (application.State == ApplicationState.OfferAccepted && earliest.On is null)
        {
            return Refusal.Rule("checks-outstanding", $"Nobody starts before these are satisfactory: {string.Join(", ", earliest.BlockedBy)}.");
        }

        return Refuse(application, ApplicationStep.Start) is { } refusal ? refusal
            : startedOn < earliest.On ? Refusal.Rule(
                "before-earliest-start",
                $"The earliest start is {UkCalendar.Words(earliest.On.Value)}, set by: {string.Join(", ", earliest.BlockedBy)}.")
            : startedOn > today ? Refusal.Meaning("start-in-future", "A start is recorded on the first day or after.", new FieldError("startedOn", "today or earlier"))
            : new ApplicantStarted(employmentId, startedOn);
    }

    /// <summary>The candidate withdraws; a reason is welcome, not required.</summary>
    public static Decision<ApplicationEvent> Withdraw(JobApplication application, string? reason) =>
        Refuse(application, ApplicationStep.Withdraw) is { } refusal ? refusal : new ApplicationWithdrawn(reason);

    /// <summary>A named person ends the application, and says why. Before shortlisting, decide on the shortlist instead.</summary>
    public static Decision<ApplicationEvent> Reject(JobApplication application, string? reason, string by) =>
        (Refuse(application, ApplicationStep.Reject) ?? Actor.RequirePerson(by) ?? Actor.RequireReason(reason)) is { } refusal
            ? refusal
            : new ApplicationRejected(reason!);

    private static Refusal? Refuse(JobApplication application, ApplicationStep step) => JobApplication.Machine.Refuse(application.State, step);

    private static ApplicationCheck? Find(JobApplication application, string name) =>
        application.Checks.FirstOrDefault(check => check.Check == name);

    private static Refusal UnknownCheck(JobApplication application, string name) => Refusal.Meaning(
        "unknown-check",
        $"'{name}' is not one of this application's checks.",
        new FieldError("check", $"one of {string.Join(", ", application.Checks.Select(check => check.Check))}"));

    private static List<FieldError> Validate(OfferTerms terms, DateOnly today)
    {
        List<FieldError> errors = [];
        if (terms.SalaryPence <= 0)
        {
            errors.Add(new("salaryPence", "more than 0"));
        }

        if (!Fte.IsValid(terms.Fte))
        {
            errors.Add(new("fte", Fte.Expected));
        }

        if (terms.NotBefore < today)
        {
            errors.Add(new("notBefore", "today or later"));
        }

        if (terms.ValidForWorkingDays is < 1 or > 60)
        {
            errors.Add(new("validForWorkingDays", "1 to 60"));
        }

        if (terms.SchemeId is null != terms.SchemeVersion is null)
        {
            errors.Add(new("schemeVersion", "together with schemeId, or neither"));
        }

        return errors;
    }

    private static List<FieldError> Validate(CheckResult result, DateOnly today)
    {
        List<FieldError> errors = [];
        if (result.Outcome is not (CheckStatus.Satisfactory or CheckStatus.Unsatisfactory))
        {
            errors.Add(new("outcome", "satisfactory or unsatisfactory"));
        }

        if (result.On > today)
        {
            errors.Add(new("on", "today or earlier"));
        }

        var number = result.Reference;
        if (result.Check == CheckNames.EnhancedDbs && result.Outcome == CheckStatus.Satisfactory)
        {
            if (number is not { Length: 12 } || !number.All(char.IsAsciiDigit))
            {
                errors.Add(new("reference", "the certificate's number, 12 digits"));
            }
        }
        else if (number is { Length: > 40 })
        {
            errors.Add(new("reference", "a number of at most 40 characters"));
        }

        return errors;
    }
}
