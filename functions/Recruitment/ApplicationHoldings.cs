using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Microsoft.DurableTask.Client;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Recruitment;

/// <summary>
/// What applications hold on candidates: the form and whatever else they wrote, notes, scores, checks, letters. Of an application whose time is over
/// stays what is counted: when it came to which stage, from which source, for which vacancy.
/// </summary>
public sealed class ApplicationHoldings(TableServiceClient tables, Journal journal, Listings listings, People people, Traces traces) : IPersonalHoldings
{
    /// <inheritdoc/>
    public string Table => Applications.Kind.Table;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Holding>> OfPersonAsync(string personId, CancellationToken cancellationToken)
    {
        List<Holding> found = [];
        await foreach (var row in listings.AllAsync(Table, Listings.Key("person", personId), ["RowKey"], cancellationToken))
        {
            found.AddRange(await OfRecordAsync(Listings.IdOf(row), cancellationToken));
        }

        return found;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Holding>> OfRecordAsync(string id, CancellationToken cancellationToken)
    {
        if (await journal.FindAsync(Applications.Kind, id, cancellationToken) is not { } application)
        {
            return [];
        }

        var state = application.State;
        if (Anonymous.IsAnonymous(state.PersonId))
        {
            // Perhaps by an attempt that died before it came to the lists.
            await listings.KeepAsync(Applications.Kind, application);
            return [];
        }

        List<Holding> found = [];
        Holding Of(RecordKind kind, DateOnly? since) => new(kind, Table, id, state.PersonId, since);
        var decidedOn = DbsDecisionsOf(await journal.HistoryAsync(Applications.Kind, id, cancellationToken)).ToList();
        if (decidedOn.Count > 0)
        {
            found.Add(Of(RecordKind.DbsDecisions, decidedOn.Max()));
        }

        if (state.EmploymentId is not { } employmentId)
        {
            found.Add(Of(RecordKind.UnsuccessfulApplication, await EndedOnAsync(application, cancellationToken)));
            return found;
        }

        var employment = (await journal.FindAsync(Employments.Kind, employmentId, cancellationToken))?.State;
        found.Add(Of(EmploymentHoldings.FileOf(employment), employment?.Leaving?.LastDayOn));
        if (state.Checks.Any(check => check is { Check: CheckNames.RightToWork } and ({ Reference: not null } or { Evidence: not null })))
        {
            found.Add(Of(RecordKind.RightToWork, employment?.Leaving?.LastDayOn));
        }

        return found;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> RecordsAsync(CancellationToken cancellationToken) => journal.IdsAsync(Applications.Kind, cancellationToken);

    /// <inheritdoc/>
    public async Task<HeldContent> DescribeAsync(Holding holding, CancellationToken cancellationToken)
    {
        var history = await journal.HistoryAsync(Applications.Kind, holding.Id, cancellationToken);
        if (holding.Kind == RecordKind.DbsDecisions)
        {
            return new("Decisions on a DBS result", "Written by the member of staff who decided.", Described.Journal([.. history.Where(entry => IsDbsDecision(entry.Happened))]), true);
        }

        if (holding.Kind == RecordKind.RightToWork)
        {
            return new("Right to work", "Seen by a member of staff.", Described.Journal([.. history.Where(entry => entry.Happened is CheckRecorded { Check: CheckNames.RightToWork })]));
        }

        var personId = holding.PersonId!;
        JsonArray messages = [];
        JsonArray notes = [];
        var written = await people.NotesAsync(personId, cancellationToken);
        foreach (var entry in history)
        {
            if (entry.Happened is ChangesAskedFor { MessageId: var messageId })
            {
                messages.Add(new JsonObject { ["at"] = entry.At, ["text"] = await people.FindMessageAsync(personId, messageId, cancellationToken) });
            }
            else if (entry.Happened is NoteWritten { NoteId: var noteId })
            {
                notes.Add(new JsonObject { ["at"] = entry.At, ["by"] = "a member of staff", ["text"] = written.GetValueOrDefault(noteId) });
            }
        }

        var form = await Reception.FormAsync(people, personId, holding.Id, cancellationToken);
        var withoutOthers = form with
        {
            Referees = [.. form.Referees.Select(referee => referee with { Name = "somebody you named", Email = "left out" })],
            Referrer = form.Referrer is null ? null : "somebody you named",
        };
        return new(
            "Application",
            "You, when you applied and afterwards; staff, when they assessed it; the checks that an offer asks for. References are given in confidence and are not kept here.",
            new JsonObject
            {
                ["form"] = Described.Node(withoutOthers),
                ["statement"] = await people.FindStatementAsync(personId, holding.Id, cancellationToken),
                ["offerMessage"] = await people.FindOfferMessageAsync(personId, holding.Id, cancellationToken),
                ["messages"] = messages,
                ["notes"] = notes,
                ["history"] = Described.Journal(history),
                ["letters"] = await traces.DescribeAsync(holding.Id, cancellationToken),
            },
            StaffWords: true);
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(Holding holding, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var id = holding.Id;
        if (holding.Kind == RecordKind.DbsDecisions)
        {
            await listings.KeepAsync(Applications.Kind, await journal.RewriteAsync(Applications.Kind, id, WithoutDbsDecisions, cancellationToken));
            return;
        }

        if (holding.Kind == RecordKind.RightToWork)
        {
            await listings.KeepAsync(Applications.Kind, await journal.RewriteAsync(Applications.Kind, id, WithoutRightToWork, cancellationToken));
            return;
        }

        if (await journal.FindAsync(Applications.Kind, id, cancellationToken) is not { State: var application })
        {
            return;
        }

        await traces.RemoveAsync(
            id,
            client,
            [Stages.JourneyOf(id), Stages.RecruitmentOf(id), Stages.PreEmploymentOf(id), Stages.HousingOf(id)],
            cancellationToken);
        await RemoveSlotsAsync(application, id, cancellationToken);
        await RemoveWordsAsync(holding.PersonId!, id, cancellationToken);
        var forgotten = Anonymous.Of(holding.PersonId!);
        var rewritten = await journal.RewriteAsync(Applications.Kind, id, happened => WithoutPerson(happened, forgotten), cancellationToken);
        await listings.KeepAsync(Applications.Kind, rewritten);
    }

    /// <summary>Whether an event starts the time of an application, of what was decided about its DBS check, or of its vacancy's campaign.</summary>
    public static IEnumerable<(string Table, string Id)> StartsClockOf(JobApplication application, ApplicationEvent happened) => happened switch
    {
        ApplicationNotShortlisted or ApplicationRejected or ApplicationWithdrawn or OfferDeclined or OfferLapsed or ApplicantStarted =>
            [(Applications.Kind.Table, application.Id), (Vacancies.Kind.Table, application.VacancyId)],
        _ when IsDbsDecision(happened) => [(Applications.Kind.Table, application.Id)],
        _ => [],
    };

    /// <summary>The day, in London, on which an application came to nothing; null while it may still come to something.</summary>
    public static DateOnly? EndedOn(Loaded<JobApplication> application) =>
        application.State.State is ApplicationState.NotShortlisted or ApplicationState.Rejected or ApplicationState.Withdrawn
            or ApplicationState.OfferDeclined or ApplicationState.OfferLapsed
            ? UkCalendar.DateOf(application.Course[^1].At)
            : null;

    private async Task<DateOnly?> EndedOnAsync(Loaded<JobApplication> application, CancellationToken cancellationToken) =>
        EndedOn(application) ?? await CampaignHoldings.GivenUpOnAsync(journal, application.State.VacancyId, cancellationToken);

    private async Task RemoveSlotsAsync(JobApplication application, string id, CancellationToken cancellationToken)
    {
        var table = tables.GetTableClient(InterviewSlots.TableName);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {application.VacancyId} and ApplicationId eq {id}");
        var rows = await table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).Select(row => row.RowKey).ToListAsync(cancellationToken);
        await table.RemoveRowsAsync(application.VacancyId, rows, cancellationToken);
    }

    private async Task RemoveWordsAsync(string personId, string id, CancellationToken cancellationToken)
    {
        var written = (await journal.HistoryAsync(Applications.Kind, id, cancellationToken)).Select(entry => entry.Happened switch
        {
            ChangesAskedFor e => e.MessageId,
            NoteWritten e => e.NoteId,
            _ => null,
        });
        await people.RemoveWordsAsync(personId, id, written.OfType<string>(), cancellationToken);
    }

    private static bool IsDbsDecision(ApplicationEvent happened) => happened
        is CheckDecided { Check: CheckNames.EnhancedDbs, Decision.Reason.Length: > 0 } or RiskAccepted { Check: CheckNames.EnhancedDbs, Assessment.Reason.Length: > 0 };

    private static IEnumerable<DateOnly> DbsDecisionsOf(IReadOnlyList<JournalEntry<ApplicationEvent>> history) =>
        from entry in history where IsDbsDecision(entry.Happened) select UkCalendar.DateOf(entry.At);

    private static ApplicationEvent WithoutDbsDecisions(ApplicationEvent happened) => IsDbsDecision(happened) ? WithoutReason(happened) : happened;

    private static ApplicationEvent WithoutRightToWork(ApplicationEvent happened) =>
        happened is CheckRecorded { Check: CheckNames.RightToWork } seen ? seen with { Reference = null, Evidence = null } : WithoutReasonOf(happened, CheckNames.RightToWork);

    private static ApplicationEvent WithoutReasonOf(ApplicationEvent happened, string check) =>
        happened is CheckDecided or RiskAccepted && ((CheckEvent)happened).Check == check ? WithoutReason(happened) : happened;

    private static ApplicationEvent WithoutReason(ApplicationEvent happened) => happened switch
    {
        CheckDecided e => e with { Decision = e.Decision with { Reason = "" } },
        RiskAccepted e => e with { Assessment = e.Assessment with { Reason = "" } },
        _ => happened,
    };

    private static ApplicationEvent WithoutPerson(ApplicationEvent happened, string forgotten) => happened switch
    {
        ApplicationSubmitted e => e with { PersonId = forgotten, Intake = e.Intake is { } intake ? intake with { StintId = null } : null },
        ApplicationAssessed e => new ApplicationAssessed(e.Assessment with { Scores = WithoutReasons(e.Assessment.Scores) }),
        ScoresModerated e => e with { Scores = WithoutReasons(e.Scores) },
        ApplicationShortlisted => new ApplicationShortlisted(""),
        ApplicationNotShortlisted => new ApplicationNotShortlisted(""),
        SafeguardingInterviewRecorded e => new SafeguardingInterviewRecorded(e.Interview with { Reason = null }),
        SalaryApproved e => new SalaryApproved(e.Approval with { Reason = "" }),
        OfferDeclined => new OfferDeclined(null),
        CheckRecorded e => e with { Reference = null, Evidence = null },
        CheckDecided or RiskAccepted => WithoutReason(happened),
        ApplicationWithdrawn => new ApplicationWithdrawn(null),
        ApplicationRejected => new ApplicationRejected(""),
        _ => happened,
    };

    private static IReadOnlyList<CriterionScore> WithoutReasons(IReadOnlyList<CriterionScore> scores) => [.. scores.Select(score => score with { Reason = "" })];
}
