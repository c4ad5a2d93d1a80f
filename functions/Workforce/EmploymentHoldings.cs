using Azure.Data.Tables;
using Microsoft.DurableTask.Client;
using RecruitRetain.Privacy;
using RecruitRetain.Recruitment;
using RecruitRetain.Retention;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>
/// What employments hold on employees. Of an employment whose time is over stays what is counted: when it began and ended, why, in which posts and
/// teams, on what footing.
/// </summary>
public sealed class EmploymentHoldings(Journal journal, Listings listings, Traces traces) : IPersonalHoldings
{
    // Leave whose end nobody recorded ended after a year at the latest.
    private const int LongestLeaveMonths = 12;

    private static readonly string[] AboutAllegations = ["allegation", "safeguarding"];

    /// <inheritdoc/>
    public string Table => Employments.Kind.Table;

    /// <summary>Which kind of file an employment makes.</summary>
    public static RecordKind FileOf(Employment? employment) =>
        employment?.FormalProcesses.Any(process => AboutAllegations.Any(word => process.Kind.Contains(word, StringComparison.OrdinalIgnoreCase))) == true
            ? RecordKind.AllegationFile
            : RecordKind.PersonnelFile;

    /// <summary>Whether an event starts the time of an employment, or of something in it.</summary>
    public static IEnumerable<(string Table, string Id)> StartsClockOf(Employment employment, EmploymentEvent happened) => happened switch
    {
        EmploymentLeft or EmploymentCorrected => [(Employments.Kind.Table, employment.Id), (RetentionPlans.Kind.Table, employment.Id)],
        AbsenceRecorded => [(Employments.Kind.Table, employment.Id)],
        _ => [],
    };

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Holding>> OfPersonAsync(string personId, CancellationToken cancellationToken)
    {
        List<Holding> found = [];
        await foreach (var employment in journal.AllAsync(Employments.Kind, TableClient.CreateQueryFilter($"PersonId eq {personId}")).WithCancellation(cancellationToken))
        {
            found.AddRange(await OfAsync(employment.State, cancellationToken));
        }

        return found;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Holding>> OfRecordAsync(string id, CancellationToken cancellationToken)
    {
        if (await journal.FindAsync(Employments.Kind, id, cancellationToken) is not { } employment)
        {
            return [];
        }

        if (Anonymous.IsAnonymous(employment.State.PersonId))
        {
            // Perhaps by an attempt that died before it came to the lists.
            await listings.KeepAsync(Employments.Kind, employment);
            return [];
        }

        return await OfAsync(employment.State, cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> RecordsAsync(CancellationToken cancellationToken) => journal.IdsAsync(Employments.Kind, cancellationToken);

    /// <inheritdoc/>
    public async Task<HeldContent> DescribeAsync(Holding holding, CancellationToken cancellationToken)
    {
        var history = await journal.HistoryAsync(Employments.Kind, holding.Id, cancellationToken);
        return holding.Kind switch
        {
            RecordKind.Leave => new("Leave", "Recorded by HR.", Described.Journal([.. history.Where(entry => entry.Happened is AbsenceRecorded)])),
            RecordKind.RightToWork => new("Right to work", "Seen by a member of staff.", Described.Journal([.. history.Where(entry => IsRightToWork(entry.Happened))])),
            _ => new(
                "Employment",
                "Your application or the council's establishment; HR; your manager; payroll's number from payroll; the public register of Social Work England.",
                new System.Text.Json.Nodes.JsonObject
                {
                    ["history"] = Described.Journal(history),
                    ["letters"] = await traces.DescribeAsync(holding.Id, cancellationToken),
                }),
        };
    }

    /// <inheritdoc/>
    public async Task RemoveAsync(Holding holding, DurableTaskClient client, CancellationToken cancellationToken)
    {
        var id = holding.Id;
        Func<EmploymentEvent, EmploymentEvent> less;
        switch (holding.Kind)
        {
            case RecordKind.Leave:
                less = happened => happened is AbsenceRecorded ? new LeaveForgotten() : happened;
                break;
            case RecordKind.RightToWork:
                less = happened => IsRightToWork(happened) ? WithoutEvidence((EmployeeCheckSeen)happened) : happened;
                break;
            default:
                await traces.RemoveAsync(id, client, [Stages.RetentionOf(id), Stages.HousingOf(id)], cancellationToken);
                var forgotten = Anonymous.Of(holding.PersonId!);
                less = happened => WithoutPerson(happened, forgotten);
                break;
        }

        await listings.KeepAsync(Employments.Kind, await journal.RewriteAsync(Employments.Kind, id, less, cancellationToken));
    }

    private async Task<IReadOnlyList<Holding>> OfAsync(Employment employment, CancellationToken cancellationToken)
    {
        Holding Of(RecordKind kind, DateOnly? since) => new(kind, Table, employment.Id, employment.PersonId, since);
        List<Holding> found = [Of(FileOf(employment), employment.Leaving?.LastDayOn)];
        if (employment.Checks.Any(check => check.Result is { Check: CheckNames.RightToWork } and ({ Reference: not null } or { Evidence: not null })))
        {
            found.Add(Of(RecordKind.RightToWork, employment.Leaving?.LastDayOn));
        }

        if (employment.Absences.Count > 0)
        {
            // While payments hang on it, leave is needed to reckon their days.
            var ended = employment.Absences.Max(absence => absence.EndsOn ?? UkCalendar.AddMonths(absence.StartsOn, LongestLeaveMonths));
            var free = (await journal.FindAsync(RetentionPlans.Kind, employment.Id, cancellationToken))?.State.FreeFrom() ?? ended;
            found.Add(Of(RecordKind.Leave, TaxYear.EndOf(free > ended ? free : ended)));
        }

        return found;
    }

    private static bool IsRightToWork(EmploymentEvent happened) => happened is EmployeeCheckSeen { Seen.Result.Check: CheckNames.RightToWork };

    private static EmployeeCheckSeen WithoutEvidence(EmployeeCheckSeen seen) =>
        new(seen.Seen with { Result = seen.Seen.Result with { Reference = null, Evidence = null } });

    private static EmploymentEvent WithoutPerson(EmploymentEvent happened, string forgotten) => happened switch
    {
        EmploymentStarted e => e with { PersonId = forgotten },
        EmployeeCheckSeen e => WithoutEvidence(e),
        EmploymentCorrected e => e with { Reason = "" },
        ReferencesRecorded => new ReferencesRecorded(""),
        AbsenceRecorded => new LeaveForgotten(),
        FormalProcessOpened e => e with { Kind = "process" },
        FormalProcessClosed e => e with { Kind = "process" },
        _ => happened,
    };
}
