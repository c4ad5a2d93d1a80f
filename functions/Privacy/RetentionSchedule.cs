using System.Text.Json.Serialization;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>A kind of record, as the retention schedule tells them apart.</summary>
public enum RecordKind
{
    /// <summary>The application of somebody who was not employed in consequence.</summary>
    UnsuccessfulApplication,

    /// <summary>What a candidate said for equality monitoring.</summary>
    EqualityAnswers,

    /// <summary>What was written when deciding on the result of a DBS check. What a certificate says is never kept at all.</summary>
    DbsDecisions,

    /// <summary>What was seen of somebody's right to work.</summary>
    RightToWork,

    /// <summary>Maternity and adoption leave, and career breaks.</summary>
    Leave,

    /// <summary>Days lost to sickness.</summary>
    Sickness,

    /// <summary>Payments under a scheme, what came back of them, and the pay runs.</summary>
    Payments,

    /// <summary>An employment with the application behind it.</summary>
    PersonnelFile,

    /// <summary>The same where a formal process about an allegation stands in it.</summary>
    AllegationFile,

    /// <summary>A stretch of agency work.</summary>
    AgencyStint,

    /// <summary>A request for a key-worker home that came to no tenancy.</summary>
    HousingRequest,

    /// <summary>The same with a tenancy.</summary>
    Tenancy,

    /// <summary>That somebody wants to hear of other jobs.</summary>
    JobAlerts,

    /// <summary>Requests for access and erasure, and legal holds.</summary>
    RightsRequests,

    /// <summary>Who saw protected data and who decided.</summary>
    AuditTrail,
}

/// <summary>What becomes of a record when its time is over.</summary>
public enum Disposal
{
    /// <summary>What tells who it was goes; what is only counted stays.</summary>
    Anonymise,

    /// <summary>All of it goes.</summary>
    Delete,

    /// <summary>That part of a record goes; the rest of it has a time of its own.</summary>
    Blank,
}

/// <summary>How long a kind of record is kept.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Months">Calendar months from the day from which its time counts.</param>
/// <param name="Basis">Why so long: the law or guidance, in a sentence.</param>
public sealed record RetentionPeriod(RecordKind Kind, int Months, string Basis)
{
    /// <summary>The last day on which it is kept; it goes in the night after. The months are added to the day itself, clamped to the end of a shorter month.</summary>
    public DateOnly KeptUntil(DateOnly since) => UkCalendar.AddMonths(since, Months);
}

/// <summary>What holds for a kind of record whatever the council decides about its months.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="What">What it is, in words.</param>
/// <param name="From">From which day its time counts, in words.</param>
/// <param name="Disposal">What becomes of it.</param>
/// <param name="LeastMonths">The law, or a claim that may still come, asks for so long at least.</param>
/// <param name="GoesOnRequest">Whether it goes earlier where the person asks for it.</param>
public sealed record RecordRule(RecordKind Kind, string What, string From, Disposal Disposal, int LeastMonths, bool GoesOnRequest)
{
    /// <summary>The rule of every kind.</summary>
    public static IReadOnlyList<RecordRule> All { get; } =
    [
        new(RecordKind.UnsuccessfulApplication, "Applications that led to no employment: form, statement, scores, notes, messages, letters", "the day the candidate was told, withdrew, declined or let an offer lapse; without a decision, the day the vacancy ended", Disposal.Anonymise, 6, true),
        new(RecordKind.EqualityAnswers, "Answers for equality monitoring, and what guarantees an interview", "the end of the campaign", Disposal.Anonymise, 0, true),
        new(RecordKind.DbsDecisions, "Reasons written when deciding on a DBS result; what a certificate says is never kept", "the day of the decision", Disposal.Blank, 0, false),
        new(RecordKind.RightToWork, "What was seen of the right to work", "the last day of the employment", Disposal.Blank, 24, false),
        new(RecordKind.Leave, "Maternity and adoption leave, career breaks", "the end of the tax year in which it ended", Disposal.Blank, 36, false),
        new(RecordKind.Sickness, "Monthly returns of days lost to sickness", "the end of the tax year of the month", Disposal.Delete, 36, false),
        new(RecordKind.Payments, "Payments under schemes and what came back of them; pay runs", "the end of the tax year of the last payment or recovery", Disposal.Delete, 36, false),
        new(RecordKind.PersonnelFile, "Employments, with the applications that led to them", "the last day of the employment", Disposal.Anonymise, 24, false),
        new(RecordKind.AllegationFile, "The same, with a formal process about an allegation", "the last day of the employment", Disposal.Anonymise, 120, false),
        new(RecordKind.AgencyStint, "Stretches of agency work", "the last day of the stint", Disposal.Anonymise, 0, false),
        new(RecordKind.HousingRequest, "Requests for key-worker homes without a tenancy", "the day the request was given up, or the employment ended", Disposal.Anonymise, 0, true),
        new(RecordKind.Tenancy, "Requests for key-worker homes with a tenancy", "the last day of the tenancy", Disposal.Anonymise, 0, false),
        new(RecordKind.JobAlerts, "Consent to be told of other jobs", "the day it was given, or given again", Disposal.Delete, 0, true),
        new(RecordKind.RightsRequests, "Requests for access and erasure, legal holds", "the day they were answered, carried out or lifted", Disposal.Delete, 0, false),
        new(RecordKind.AuditTrail, "Audit trail: who saw protected data and who decided, by ids", "the day of the entry", Disposal.Delete, 12, false),
    ];

    /// <summary>The rule of a kind.</summary>
    public static RecordRule Of(RecordKind kind) => All.Single(rule => rule.Kind == kind);
}

/// <summary>A version of the retention schedule. It never changes; the newest counts for everything, whenever that began.</summary>
/// <param name="Version">Its number, from 1.</param>
/// <param name="Periods">One for every kind of record.</param>
public sealed record RetentionSchedule(int Version, IReadOnlyList<RetentionPeriod> Periods)
{
    private const int MostMonths = 1200;

    private const int LongestBasis = 500;

    /// <summary>What a council begins with.</summary>
    public static IReadOnlyList<RetentionPeriod> Shipped { get; } =
    [
        new(RecordKind.UnsuccessfulApplication, 12, "Claims to a tribunal can be brought for three months, by the Employment Rights Act 2025 for six; a year leaves room for extensions (ICO, recruitment and selection)."),
        new(RecordKind.EqualityAnswers, 0, "Only the totals are needed once nobody can apply any more (UK GDPR Art. 5(1)(c))."),
        new(RecordKind.DbsDecisions, 6, "Disclosure information is kept for no longer than six months after the decision (DBS code of practice; Police Act 1997 s. 124)."),
        new(RecordKind.RightToWork, 24, "Home Office code on preventing illegal working: during employment and two years after."),
        new(RecordKind.Leave, 36, "Statutory Maternity Pay (General) Regulations 1986 reg. 26: three years after the end of the tax year."),
        new(RecordKind.Sickness, 36, "HMRC: three years after the end of the tax year."),
        new(RecordKind.Payments, 72, "Six years and the current one: Limitation Act 1980 s. 5; HMRC asks for three."),
        new(RecordKind.PersonnelFile, 72, "Six years after the employment: Limitation Act 1980 s. 5, claims out of the contract."),
        new(RecordKind.AllegationFile, 120, "Keeping children safe: records of allegations against staff for ten years at least; to normal pension age by a legal hold."),
        new(RecordKind.AgencyStint, 72, "Six years: Limitation Act 1980 s. 5."),
        new(RecordKind.HousingRequest, 12, "Long enough to answer a complaint to the Ombudsman (Local Government Act 1974 s. 26B: twelve months)."),
        new(RecordKind.Tenancy, 72, "Six years after the tenancy: Limitation Act 1980 s. 5."),
        new(RecordKind.JobAlerts, 12, "Consent (UK GDPR Art. 6(1)(a)); asked for again before it ends."),
        new(RecordKind.RightsRequests, 36, "To show that the request was met (UK GDPR Art. 5(2))."),
        new(RecordKind.AuditTrail, 120, "As long as the longest of the records that it is about, those of allegations: to show who saw them and who decided (UK GDPR Art. 5(1)(f) and 5(2); DBS code of practice)."),
    ];

    /// <summary>The period of a kind.</summary>
    public RetentionPeriod Of(RecordKind kind) => Periods.Single(period => period.Kind == kind);

    /// <summary>The fields at fault.</summary>
    public IReadOnlyList<FieldError> Validate()
    {
        List<FieldError> errors = [];
        foreach (var missing in Enum.GetValues<RecordKind>().Where(kind => Periods.Count(period => period.Kind == kind) != 1))
        {
            errors.Add(new("periods", $"{Json.Word(missing)} once"));
        }

        foreach (var (i, period) in Periods.Index())
        {
            var least = RecordRule.Of(period.Kind).LeastMonths;
            if (period.Months < least || period.Months > MostMonths)
            {
                errors.Add(new($"periods[{i}].months", $"from {least} to {MostMonths}"));
            }

            if (string.IsNullOrWhiteSpace(period.Basis) || period.Basis.Length > LongestBasis)
            {
                errors.Add(new($"periods[{i}].basis", $"why so long, 1 to {LongestBasis} characters"));
            }
        }

        return errors;
    }
}

/// <summary>All versions of the schedule.</summary>
/// <param name="Versions">In the order of their numbers; the newest counts.</param>
public sealed record RetentionScheduleBook(IReadOnlyList<RetentionSchedule> Versions)
{
    /// <summary>There is one book.</summary>
    public const string Id = "keeping_00000000000000000000000000";

    /// <summary>What counts now.</summary>
    [JsonIgnore]
    public RetentionSchedule Newest => Versions[^1];

    /// <summary>The book after an event; null stands for before the first.</summary>
    public static RetentionScheduleBook Apply(RetentionScheduleBook? book, RetentionScheduleEvent happened) => happened switch
    {
        RetentionSchedulePublished e => new([.. book?.Versions ?? [], e.Schedule]),
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    /// <summary>Publishes the next version.</summary>
    public static Decision<RetentionScheduleEvent> Publish(RetentionScheduleBook? book, IReadOnlyList<RetentionPeriod> periods)
    {
        var schedule = new RetentionSchedule((book?.Versions.Count ?? 0) + 1, periods);
        return Refusal.Of(schedule.Validate()) is { } refusal ? refusal : new RetentionSchedulePublished(schedule);
    }
}

/// <summary>Something that happened to the schedule.</summary>
[JsonDerivedType(typeof(RetentionSchedulePublished), nameof(RetentionSchedulePublished))]
public abstract record RetentionScheduleEvent;

/// <summary>A version was published.</summary>
public sealed record RetentionSchedulePublished(RetentionSchedule Schedule) : RetentionScheduleEvent;
