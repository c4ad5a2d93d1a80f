using RecruitRetain.Recruitment;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>What may be recorded about an employment. Every date is a London calendar day.</summary>
public static class EmploymentDecisions
{
    /// <summary>Starts the employment of a candidate who has started, on the terms of the vacancy and the offer; registration seen as a check is known from the first day.</summary>
    public static Decision<EmploymentEvent> StartFromApplication(
        JobApplication application, Vacancy vacancy, DateOnly startedOn, DateOnly? probationEndsOn)
    {
        if (application is not { State: ApplicationState.Started, EmploymentId: { } employmentId, Offer: { } offer })
        {
            return Refusal.Rule("not-started", "The application has not led to a start.");
        }

        var started = Start(
            employmentId,
            application.PersonId,
            application.Id,
            vacancy.PostOf(application.Id),
            vacancy.Terms.Contract,
            new(startedOn, vacancy.Terms.Role, vacancy.Terms.Team, vacancy.Terms.Grade, offer.Fte),
            probationEndsOn,
            application.Intake.StintId);
        var registration = application.Checks.FirstOrDefault(check => check.Check == CheckNames.SocialWorkEngland);
        return started.Refusal is null && registration is { Status: CheckStatus.Satisfactory, ResultOn: { } seenOn }
            ? (EmploymentEvent[])
            [
                .. started.Events,
                new RegistrationChecked(seenOn, registration.Evidence?.Registration ?? RegistrationStatus.Registered, registration.Evidence?.ValidUntil, registration.SeenBy),
            ]
            : started;
    }

    /// <summary>Starts an employment; also used for people who were employed before the council began to use the system.</summary>
    public static Decision<EmploymentEvent> Start(
        string employmentId,
        string personId,
        string? applicationId,
        string? postId,
        ContractKind contract,
        Position position,
        DateOnly? probationEndsOn,
        string? fromStintId = null)
    {
        var errors = Validate(position);
        if (contract == ContractKind.Agency)
        {
            errors.Add(new("contract", "permanent, fixed-term or zero-hours; agency workers have stints, not employments"));
        }

        if (probationEndsOn < position.EffectiveOn)
        {
            errors.Add(new("probationEndsOn", "the first day or later"));
        }

        return Refusal.Of(errors) is { } refusal
            ? refusal
            : new EmploymentStarted(employmentId, personId, applicationId, postId, contract, position, probationEndsOn, fromStintId);
    }

    /// <summary>Changes role, team, grade or hours from a date on; a change on a date already recorded replaces it.</summary>
    public static Decision<EmploymentEvent> ChangePosition(Employment employment, Position position)
    {
        var errors = Validate(position);
        if (position.EffectiveOn < employment.StartedOn)
        {
            errors.Add(new("effectiveOn", "the first day or later"));
        }

        return (Refuse(employment, EmploymentStep.ChangePosition) ?? Refusal.Of(errors)) is { } refusal ? refusal : new PositionChanged(position);
    }

    /// <summary>Records notice, given by today, to end with a last day.</summary>
    public static Decision<EmploymentEvent> GiveNotice(Employment employment, DateOnly givenOn, DateOnly lastDayOn, DateOnly today)
    {
        List<FieldError> errors = Between(employment.StartedOn, "givenOn", givenOn, today);
        if (lastDayOn < givenOn)
        {
            errors.Add(new("lastDayOn", "the day notice was given, or later"));
        }

        return (Refuse(employment, EmploymentStep.GiveNotice) ?? Refusal.Of(errors)) is { } refusal ? refusal : new NoticeGiven(givenOn, lastDayOn);
    }

    /// <summary>Records that notice was withdrawn, on the day it was given or later.</summary>
    public static Decision<EmploymentEvent> WithdrawNotice(Employment employment, DateOnly on, DateOnly today) =>
        Decide(employment, EmploymentStep.WithdrawNotice, "on", on, today, new NoticeWithdrawn(on), employment.Notices is [.., var last] ? last.GivenOn : null);

    /// <summary>Records that the employment ended, on or after its last day.</summary>
    public static Decision<EmploymentEvent> Leave(Employment employment, DateOnly lastDayOn, LeavingReason reason, DateOnly today) =>
        Decide(employment, EmploymentStep.Leave, "lastDayOn", lastDayOn, today, new EmploymentLeft(lastDayOn, reason));

    /// <summary>Records that probation was passed.</summary>
    public static Decision<EmploymentEvent> PassProbation(Employment employment, DateOnly on, DateOnly today) =>
        employment.Probation is not { PassedOn: null } ? NoProbation()
        : Decide(employment, EmploymentStep.PassProbation, "on", on, today, new ProbationPassed(on));

    /// <summary>Extends a probation not yet passed.</summary>
    public static Decision<EmploymentEvent> ExtendProbation(Employment employment, DateOnly endsOn) =>
        employment.Probation is not { PassedOn: null } probation ? NoProbation()
        : endsOn <= probation.EndsOn ? Refusal.Of([new("endsOn", $"after {probation.EndsOn:yyyy-MM-dd}")])!
        : Refuse(employment, EmploymentStep.ExtendProbation) is { } refusal ? refusal
        : new ProbationExtended(endsOn);

    /// <summary>Records that a formal process began; one of a kind at a time.</summary>
    public static Decision<EmploymentEvent> OpenFormalProcess(Employment employment, string kind, DateOnly on, DateOnly today) =>
        string.IsNullOrWhiteSpace(kind) ? Refusal.Of([new("kind", "not empty")])!
        : OpenProcess(employment, kind) is not null ? Refusal.Rule("formal-process-open", $"A process of kind '{kind}' is already open.")
        : Decide(employment, EmploymentStep.OpenFormalProcess, "on", on, today, new FormalProcessOpened(kind, on));

    /// <summary>Records that a formal process ended, on the day it began or later.</summary>
    public static Decision<EmploymentEvent> CloseFormalProcess(Employment employment, string kind, DateOnly on, DateOnly today) =>
        OpenProcess(employment, kind) is not { } process ? Refusal.Rule("no-formal-process", $"No process of kind '{kind}' is open.")
        : Decide(employment, EmploymentStep.CloseFormalProcess, "on", on, today, new FormalProcessClosed(kind, on), process.OpenedOn);

    /// <summary>Records a look at the register: either what it meant, or until when it showed the registration, and then the rule judges.</summary>
    public static Decision<EmploymentEvent> RecordRegistration(
        Employment employment, RegisterLookUp lookUp, string by, DateOnly today, int graceDays) =>
        Refuse(employment, EmploymentStep.RecordRegistration) is { } refusal ? refusal
        : lookUp.CheckedOn > today ? Refusal.Of([new("checkedOn", "today or earlier")])!
        : lookUp is { RegisteredUntil: { } until, Status: null }
            ? new RegistrationChecked(lookUp.CheckedOn, RegistrationRule.Judge(lookUp.CheckedOn, until, graceDays), until, by)
        : lookUp is { RegisteredUntil: null, Status: { } told } ? new RegistrationChecked(lookUp.CheckedOn, told, null, by)
        : Refusal.Of([new("registeredUntil", "until when the register shows the registration; or the status, not both")])!;

    /// <summary>A named person records what they saw of a check during the employment. Registration has a step of its own.</summary>
    public static Decision<EmploymentEvent> RecordCheck(Employment employment, CheckResult result, string by, DateOnly today)
    {
        List<FieldError> errors = CheckResultRules.Validate(result, today);
        if (!CheckSet.IsKey(result.Check) || result.Check == CheckNames.SocialWorkEngland)
        {
            errors.Add(new("check", $"{CheckSet.Key}; '{CheckNames.SocialWorkEngland}' is recorded as a look at the register"));
        }

        return (Refuse(employment, EmploymentStep.RecordCheck) ?? Actor.RequirePerson(by) ?? Refusal.Of(errors)) is { } refusal
            ? refusal
            : new EmployeeCheckSeen(new(result, by));
    }

    /// <summary>A start together with payroll's own number of the employee, where it is known from the beginning.</summary>
    public static Decision<EmploymentEvent> WithReference(Decision<EmploymentEvent> start, string? payrollReference) =>
        payrollReference is null || start.Refusal is not null ? start
        : !IsReference(payrollReference) ? Refusal.Of([new("payrollReference", ReferenceExpected)])!
        : (EmploymentEvent[])[.. start.Events, new ReferencesRecorded(payrollReference)];

    /// <summary>Records payroll's own number of the employee: 1 to 40 letters, digits, dots, dashes and strokes.</summary>
    public static Decision<EmploymentEvent> RecordReference(Employment employment, string payrollReference) =>
        Refuse(employment, EmploymentStep.RecordReferences) is { } refusal ? refusal
        : !IsReference(payrollReference) ? Refusal.Of([new("payrollReference", ReferenceExpected)])!
        : employment.PayrollReference == payrollReference ? Array.Empty<EmploymentEvent>()
        : new ReferencesRecorded(payrollReference);

    /// <summary>Records leave of months, past or planned; one with the same first day replaces the one before. Two never overlap.</summary>
    public static Decision<EmploymentEvent> RecordAbsence(Employment employment, Absence absence)
    {
        List<FieldError> errors = [];
        if (absence.StartsOn < employment.StartedOn)
        {
            errors.Add(new("startsOn", $"{employment.StartedOn:yyyy-MM-dd} or later"));
        }

        if (absence.EndsOn < absence.StartsOn || (absence.EndsOn is null && absence.Kind == AbsenceKind.CareerBreak))
        {
            errors.Add(new("endsOn", absence.EndsOn is null ? "the last day of the career break" : "startsOn or later"));
        }

        return (Refuse(employment, EmploymentStep.RecordAbsence) ?? Refusal.Of(errors)) is { } refusal ? refusal
            : employment.Absences.Any(other => other.StartsOn != absence.StartsOn
                && other.StartsOn <= (absence.EndsOn ?? DateOnly.MaxValue) && absence.StartsOn <= (other.EndsOn ?? DateOnly.MaxValue))
                ? Refusal.Rule("absences-overlap", "There is other leave on some of these days. Correct that first, by its first day.")
            : new AbsenceRecorded(absence);
    }

    /// <summary>Records what is known of the newly qualified year: qualified, then begun, then passed.</summary>
    public static Decision<EmploymentEvent> RecordAssessedYear(Employment employment, AssessedYear year, DateOnly today)
    {
        List<FieldError> errors = [];
        if (year is { QualifiedOn: null, PassedOn: null })
        {
            errors.Add(new("qualifiedOn", "the day of qualifying, or that of passing the year"));
        }

        if (year.StartedOn < year.QualifiedOn)
        {
            errors.Add(new("startedOn", "qualifiedOn or later"));
        }

        if (year.PassedOn < (year.StartedOn ?? year.QualifiedOn) || year.PassedOn > today)
        {
            errors.Add(new("passedOn", "after the year began, today or earlier"));
        }

        return (Refuse(employment, EmploymentStep.RecordAssessedYear) ?? Refusal.Of(errors)) is { } refusal ? refusal
            : employment.AssessedYear == year ? Array.Empty<EmploymentEvent>()
            : new AssessedYearRecorded(year);
    }

    /// <summary>What was expected of payroll's number, for a field error.</summary>
    internal const string ReferenceExpected = "1 to 40 letters, digits, dots, dashes or strokes";

    /// <summary>Whether it can be payroll's number of somebody. No formula of a spreadsheet can.</summary>
    internal static bool IsReference(string text) =>
        text.Length is > 0 and <= 40 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '/');

    /// <summary>Records when a fixed term ends, as agreed or as extended.</summary>
    public static Decision<EmploymentEvent> SetFixedTerm(Employment employment, DateOnly endsOn) =>
        Refuse(employment, EmploymentStep.SetFixedTerm) is { } refusal ? refusal
        : employment.Contract != ContractKind.FixedTerm ? Refusal.Rule("no-fixed-term", "The employment is not for a fixed term.")
        : endsOn < employment.StartedOn ? Refusal.Of([new("endsOn", "the first day or later")])!
        : new FixedTermSet(endsOn);

    private static Decision<EmploymentEvent> Decide(
        Employment employment, EmploymentStep step, string field, DateOnly on, DateOnly today, EmploymentEvent happened, DateOnly? from = null) =>
        (Refuse(employment, step) ?? Refusal.Of(Between(from ?? employment.StartedOn, field, on, today))) is { } refusal ? refusal : happened;

    private static Refusal? Refuse(Employment employment, EmploymentStep step) => Employment.Machine.Refuse(employment.State, step);

    private static Refusal NoProbation() => Refusal.Rule("no-probation", "There is no probation to decide on.");

    private static FormalProcess? OpenProcess(Employment employment, string kind) =>
        employment.FormalProcesses.FirstOrDefault(process => process.Kind == kind && process.ClosedOn is null);

    private static List<FieldError> Between(DateOnly from, string field, DateOnly on, DateOnly today) =>
        on < from || on > today ? [new(field, $"from {from:yyyy-MM-dd} to today")] : [];

    internal static List<FieldError> Validate(Position position)
    {
        List<FieldError> errors = [];
        foreach (var (field, value) in new[] { ("role", position.Role), ("team", position.Team), ("grade", position.Grade) })
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                errors.Add(new(field, "not empty"));
            }
        }

        if (!Fte.IsValid(position.Fte))
        {
            errors.Add(new("fte", Fte.Expected));
        }

        if (position.Hours is { } hours && !Fte.IsOf(position.Fte, hours.Weekly, hours.FullTime))
        {
            errors.Add(new("hours", Fte.HoursExpected));
        }

        return errors;
    }
}
