using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Recruitment;

/// <summary>What a person saw of a check.</summary>
/// <param name="Check">The check's key.</param>
/// <param name="Outcome">Satisfactory or unsatisfactory.</param>
/// <param name="On">The day of the result.</param>
/// <param name="Reference">The DBS certificate's number (12 digits), or a registration number.</param>
/// <param name="Evidence">What the result rests on besides.</param>
public sealed record CheckResult(string Check, CheckStatus Outcome, DateOnly On, string? Reference, CheckEvidence? Evidence = null);

/// <summary>
/// What may happen to an application's pre-employment checks. <c>by</c> is the person deciding, who has seen what they record; every date is a
/// London calendar day. The last blocking check that is met clears the candidate.
/// </summary>
public static class CheckDecisions
{
    /// <summary>Asks for every check that has not been asked for.</summary>
    public static Decision<ApplicationEvent> RequestAll(JobApplication application, DateOnly today) =>
        Refuse(application, ApplicationStep.RequestCheck) is { } refusal
            ? refusal
            : application.Checks
                .Where(check => check.Status == CheckStatus.NotRequested)
                .Select(check => (ApplicationEvent)new CheckRequested(check.Check, today))
                .ToArray();

    /// <summary>Asks again for a check whose result was unsatisfactory.</summary>
    public static Decision<ApplicationEvent> Request(JobApplication application, string name, DateOnly today) =>
        Refuse(application, ApplicationStep.RequestCheck) is { } refusal ? refusal
        : Find(application, name) is not { } check ? UnknownCheck(application, name)
        : ApplicationCheck.Machine.Refuse(check.Status, CheckStatus.Requested) is { } refused ? refused
        : new CheckRequested(name, today);

    /// <summary>
    /// A named person records what they saw. Refused where the register shows a lapse (<c>registration-lapsed</c>) and where the last of the
    /// references does not make them reach back far enough (<c>references-too-short</c>): then it is unsatisfactory, and a person decides.
    /// </summary>
    public static Decision<ApplicationEvent> Record(JobApplication application, CheckResult result, string by, DateOnly today, int graceDays)
    {
        if ((Refuse(application, ApplicationStep.RecordCheck) ?? Actor.RequirePerson(by)) is { } refusal)
        {
            return refusal;
        }

        if (Find(application, result.Check) is not { } check)
        {
            return UnknownCheck(application, result.Check);
        }

        if ((Refusal.Of(Validate(check, result, today)) ?? ApplicationCheck.Machine.Refuse(check.Status, result.Outcome)) is { } refused)
        {
            return refused;
        }

        var evidence = result.Evidence;
        if (check.Check == CheckNames.SocialWorkEngland && evidence?.ValidUntil is { } until)
        {
            evidence = evidence with { Registration = RegistrationRule.Judge(result.On, until, graceDays) };
            if (result.Outcome == CheckStatus.Satisfactory && evidence.Registration == RegistrationStatus.Lapsed)
            {
                return Lapsed(until);
            }
        }

        return RefuseShortReferences(application, check, result) is { } tooShort
            ? tooShort
            : WithClearance(application, new CheckRecorded(result.Check, result.Outcome, by, result.On, result.Reference, evidence));
    }

    /// <summary>
    /// A named person goes on in spite of an unsatisfactory result, and says why. Never with the right to work, nor with what the council's set
    /// does not let anybody waive (<c>check-not-waivable</c>).
    /// </summary>
    public static Decision<ApplicationEvent> Proceed(JobApplication application, string name, string? reason, string by, DateOnly today) =>
        Decide(application, name, CheckStatus.AcceptedByDecision, check => check.Waivable, "check-not-waivable", "Nobody can waive", reason, by, today);

    /// <summary>A named person finds that a check that only some need does not apply to this candidate, and says why (otherwise <c>check-needed</c>).</summary>
    public static Decision<ApplicationEvent> FindNotNeeded(JobApplication application, string name, string? reason, string by, DateOnly today) =>
        Decide(application, name, CheckStatus.NotNeeded, check => check.When != CheckCondition.Always, "check-needed", "Everybody needs", reason, by, today);

    /// <summary>
    /// Somebody senior has signed an assessment of the risk of a start before a result, usually the DBS certificate's. Only for checks whose set
    /// allows it (<c>risk-not-assessable</c>), only while the result is awaited (<c>result-known</c>), and never by whoever made the offer.
    /// </summary>
    public static Decision<ApplicationEvent> AcceptRisk(
        JobApplication application, string name, DateOnly signedOn, string? reason, string by, string offeredBy, DateOnly today) =>
        (Refuse(application, ApplicationStep.AcceptRisk) ?? Actor.RequirePerson(by) ?? Actor.RequireReason(reason)) is { } refusal ? refusal
        : Find(application, name) is not { } check ? UnknownCheck(application, name)
        : !check.RiskAssessable ? Refusal.Rule("risk-not-assessable", $"Nobody starts before '{name}', whatever the assessment.")
        : check.Status != CheckStatus.Requested ? Refusal.Rule("result-known", "An assessment is for a result that is still awaited.")
        : by == offeredBy ? Refusal.Rule("approver-is-preparer", "Whoever made the offer cannot sign; somebody else must.")
        : signedOn > today ? Refusal.Of([new("signedOn", "today or earlier")])!
        : WithClearance(application, new RiskAccepted(name, new(by, signedOn, reason!)));

    /// <summary>Null unless somebody would start while the register, as it was last seen, shows a lapse by that day: <c>registration-lapsed</c>.</summary>
    public static Refusal? RefuseLapsedRegistration(JobApplication application, DateOnly on, int graceDays) =>
        Find(application, CheckNames.SocialWorkEngland) is { Status: CheckStatus.Satisfactory, Evidence.ValidUntil: { } until }
            && RegistrationRule.Judge(on, until, graceDays) == RegistrationStatus.Lapsed
            ? Lapsed(until)
            : null;

    /// <summary>Of an accepted offer's checks, what does not keep the candidate from starting but somebody should know, as <c>check: what</c>.</summary>
    public static IReadOnlyList<string> Warnings(JobApplication application) =>
        application.State is ApplicationState.OfferAccepted or ApplicationState.Cleared or ApplicationState.Started
            ? [.. application.Checks.Select(check => (check.Check, What: Warning(check))).Where(found => found.What is not null).Select(found => $"{found.Check}: {found.What}")]
            : [];

    private static string? Warning(ApplicationCheck check) => check switch
    {
        { Evidence.Registration: RegistrationStatus.PendingRegisterUpdate } => "pending-register-update",
        { Status: CheckStatus.AcceptedByDecision } => "accepted-by-decision",
        { Status: CheckStatus.Requested, RiskAssessment: not null } => "risk-assessed",
        { Blocking: false, Status: CheckStatus.Requested } => "awaited",
        { Blocking: false, Status: CheckStatus.Unsatisfactory } => "unsatisfactory",
        _ => null,
    };

    private static Decision<ApplicationEvent> Decide(
        JobApplication application,
        string name,
        CheckStatus status,
        Func<ApplicationCheck, bool> may,
        string code,
        string words,
        string? reason,
        string by,
        DateOnly today) =>
        (Refuse(application, ApplicationStep.DecideCheck) ?? Actor.RequirePerson(by) ?? Actor.RequireReason(reason)) is { } refusal ? refusal
        : Find(application, name) is not { } check ? UnknownCheck(application, name)
        : !may(check) ? Refusal.Rule(code, $"{words} '{name}'.")
        : ApplicationCheck.Machine.Refuse(check.Status, status) is { } refused ? refused
        : WithClearance(application, new CheckDecided(name, status, new(by, today, reason!)));

    private static Decision<ApplicationEvent> WithClearance(JobApplication application, CheckEvent happened)
    {
        var after = JobApplication.Apply(application, happened);
        return after.State == ApplicationState.OfferAccepted && EarliestStart.Of(after).On is not null
            ? (ApplicationEvent[])[happened, new ChecksCleared()]
            : happened;
    }

    // Judged with the last of the references: until then another may still reach further, and who went on in spite of one has decided on it.
    private static Refusal? RefuseShortReferences(JobApplication application, ApplicationCheck check, CheckResult result)
    {
        if (check.CoversYears == 0 || result.Outcome != CheckStatus.Satisfactory)
        {
            return null;
        }

        List<ApplicationCheck> others = [.. application.Checks.Where(other => other.CoversYears > 0 && other.Check != check.Check)];
        if (others.Exists(other => other.Status is not (CheckStatus.Satisfactory or CheckStatus.NotNeeded)))
        {
            return null;
        }

        var needed = check.RequestedOn!.Value.AddYears(-check.CoversYears);
        var reached = others.Select(other => other.Evidence?.CoversFrom).Append(result.Evidence!.CoversFrom).Min();
        return reached <= needed
            ? null
            : Refusal.Rule(
                "references-too-short",
                $"Together the references reach back to {UkCalendar.Words(reached!.Value)}, not to {UkCalendar.Words(needed)}. "
                + "Record this one as unsatisfactory; then ask for another, or decide to go on.");
    }

    private static Refusal? Refuse(JobApplication application, ApplicationStep step) => JobApplication.Machine.Refuse(application.State, step);

    private static Refusal Lapsed(DateOnly until) => Refusal.Rule(
        "registration-lapsed", $"The register shows the registration until {UkCalendar.Words(until)} only. Look it up again.");

    private static ApplicationCheck? Find(JobApplication application, string name) =>
        application.Checks.FirstOrDefault(check => check.Check == name);

    private static Refusal UnknownCheck(JobApplication application, string name) => Refusal.Meaning(
        "unknown-check",
        $"'{name}' is not one of this application's checks.",
        new FieldError("check", $"one of {string.Join(", ", application.Checks.Select(check => check.Check))}"));

    private static List<FieldError> Validate(ApplicationCheck check, CheckResult result, DateOnly today)
    {
        List<FieldError> errors = CheckResultRules.Validate(result, today);
        var satisfactory = result.Outcome == CheckStatus.Satisfactory;
        if (check.CoversYears > 0 && satisfactory && result.Evidence is not { CoversFrom: not null, CoversTo: not null })
        {
            errors.Add(new("coversFrom", "with coversTo, the days that the reference speaks of"));
        }

        return errors;
    }
}

/// <summary>What the result of a check must say, of a candidate and of an employee alike.</summary>
public static class CheckResultRules
{
    private const int LongestReference = 40;

    /// <summary>The fields at fault.</summary>
    public static List<FieldError> Validate(CheckResult result, DateOnly today)
    {
        List<FieldError> errors = [];
        var satisfactory = result.Outcome == CheckStatus.Satisfactory;
        var evidence = result.Evidence ?? new();
        if (result.Outcome is not (CheckStatus.Satisfactory or CheckStatus.Unsatisfactory))
        {
            errors.Add(new("outcome", "satisfactory or unsatisfactory"));
        }

        if (result.On > today)
        {
            errors.Add(new("on", "today or earlier"));
        }

        var number = result.Reference;
        if (result.Check == CheckNames.EnhancedDbs && (satisfactory || number is not null))
        {
            if (number is not { Length: 12 } || !number.All(char.IsAsciiDigit))
            {
                errors.Add(new("reference", "the certificate's number, 12 digits"));
            }
        }
        else if (number is not null && (number.Length > LongestReference || number.Any(char.IsControl)))
        {
            errors.Add(new("reference", $"a number of at most {LongestReference} characters"));
        }

        if (evidence is not { UpdateService: false, IssuedOn: null } && result.Check != CheckNames.EnhancedDbs)
        {
            errors.Add(new("updateService", $"with issuedOn, for '{CheckNames.EnhancedDbs}' only"));
        }
        else if (evidence.UpdateService != evidence.IssuedOn is not null || evidence.IssuedOn > result.On)
        {
            errors.Add(new("issuedOn", "with updateService, the day on the earlier certificate"));
        }

        if (evidence.CoversFrom is null != evidence.CoversTo is null || evidence.CoversFrom > evidence.CoversTo || evidence.CoversTo > result.On)
        {
            errors.Add(new("coversTo", "with coversFrom, from then to the day of the result"));
        }

        if (result.Check == CheckNames.SocialWorkEngland && satisfactory && evidence.ValidUntil is null)
        {
            errors.Add(new("validUntil", "the day until which the register shows the registration"));
        }
        else if (result.Check == CheckNames.RightToWork && satisfactory && evidence.ValidUntil < today)
        {
            errors.Add(new("validUntil", "today or later, or null where there is no limit"));
        }

        return errors;
    }
}
