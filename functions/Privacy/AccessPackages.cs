using System.Text.Json.Nodes;
using RecruitRetain.Audit;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>One part of what is kept about a person.</summary>
/// <param name="Title">What it is.</param>
/// <param name="RecordId">Its number here; null for who the person is.</param>
/// <param name="Kind">Of which kind it is in the retention schedule; null for who the person is, which is kept with the last of the rest.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="WhyKept">For what, and by which law or guidance, it is kept for so long.</param>
/// <param name="KeptFrom">From which day its time counts, in words.</param>
/// <param name="KeptUntil">The last day on which it is kept; null where that depends on what happens.</param>
/// <param name="ReadBeforeSending">Whether members of staff wrote freely in it: somebody must read it for what it may tell of others.</param>
/// <param name="Content">All of it.</param>
public sealed record AccessPart(
    string Title, string? RecordId, RecordKind? Kind, string Source, string WhyKept, string KeptFrom, DateOnly? KeptUntil, bool ReadBeforeSending, JsonNode Content);

/// <summary>Everything that is kept about a person.</summary>
/// <param name="RequestId">The request that it answers.</param>
/// <param name="MadeAt">As at when (UTC).</param>
/// <param name="PersonIds">All ids under which the person is on record.</param>
/// <param name="Purposes">For what data about people are used here.</param>
/// <param name="Recipients">Who is given some of them.</param>
/// <param name="Rights">What the person may ask for.</param>
/// <param name="Parts">What is kept.</param>
public sealed record AccessPackage(
    string RequestId,
    DateTimeOffset MadeAt,
    IReadOnlyList<string> PersonIds,
    string Purposes,
    IReadOnlyList<string> Recipients,
    string Rights,
    IReadOnlyList<AccessPart> Parts);

/// <summary>Gathers all that is kept about a person, by the same list that erasure and the purge go by.</summary>
public sealed class AccessPackages(Journal journal, Holdings holdings, People people, Traces traces, AuditTrail trail, TimeProvider clock)
{
    private const string Purposes =
        "To recruit, employ and keep children's social workers: before a contract because you asked for it (UK GDPR Art. 6(1)(b)), checks because the law asks for them (Art. 6(1)(c)), "
        + "the rest as a public task (Art. 6(1)(e)); answers for equality monitoring under Art. 9(2)(g); news of other jobs only with your consent (Art. 6(1)(a)). "
        + "Nobody is rejected, refused a payment or passed over for a home by the system alone; deadlines that were published lapse by themselves.";

    private const string Rights =
        "You may ask for what is wrong to be corrected, for what need not be kept to be erased, and object to its use. You may complain to the Information Commissioner, ico.org.uk.";

    private static readonly string[] Recipients =
    [
        "The mail service Twilio SendGrid, for what we write to you; it keeps copies until we have them erased.",
        "Payroll, for payments under a scheme: amounts and your employment's number.",
        "A housing association, if you were nominated to one of its homes.",
    ];

    /// <summary>Gathers it as it is at this moment.</summary>
    public async Task<AccessPackage> PackAsync(SubjectAccessRequest request, CancellationToken cancellationToken)
    {
        var schedule = await RetentionSchedules.ReadAsync(journal, cancellationToken);
        var same = await PersonMerges.ReadAsync(journal);
        List<AccessPart> parts = [];
        foreach (var personId in same.AllOf(request.PersonId))
        {
            if (await people.FindAsync(personId, cancellationToken) is { } person)
            {
                parts.Add(new(
                    "Who you are and how we reach you",
                    null,
                    null,
                    "You, or the council's establishment.",
                    "To know whom the rest is about. It goes with the last of the rest.",
                    "the end of all else",
                    null,
                    false,
                    new JsonObject { ["person"] = Described.Node(person), ["letters"] = await traces.DescribeAsync(personId, cancellationToken) }));
            }

            foreach (var holding in await holdings.OfPersonAsync(personId, cancellationToken))
            {
                var content = await holdings.DescribeAsync(holding, cancellationToken);
                var period = schedule.Of(holding.Kind);
                parts.Add(new(
                    content.Title,
                    holding.Id,
                    holding.Kind,
                    content.Source,
                    period.Basis,
                    $"{period.Months} months from {RecordRule.Of(holding.Kind).From}",
                    holding.Since is { } since ? period.KeptUntil(since) : null,
                    content.StaffWords,
                    content.Content));
            }

            if (await trail.AboutAsync(personId, cancellationToken) is { Count: > 0 } entries)
            {
                var period = schedule.Of(RecordKind.AuditTrail);
                parts.Add(new(
                    "Who saw what is protected, and who decided",
                    null,
                    period.Kind,
                    "The audit trail.",
                    period.Basis,
                    $"{period.Months} months from {RecordRule.Of(period.Kind).From}",
                    null,
                    false,
                    new JsonObject { ["entries"] = new JsonArray([.. entries.Select(Line)]) }));
            }
        }

        return new(request.Id, clock.GetUtcNow(), same.AllOf(request.PersonId), Purposes, Recipients, Rights, parts);
    }
    // Members of staff stand there by what they are.
    private static JsonObject Line(AuditNote note) => new()
    {
        ["at"] = note.HappenedAt,
        ["what"] = note.Action,
        ["as"] = note.Roles ?? (Actor.IsPerson(note.Actor) ? "by a link or a message" : "by a published deadline"),
    };
}
