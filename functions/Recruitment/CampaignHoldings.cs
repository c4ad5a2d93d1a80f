using Microsoft.DurableTask.Client;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>
/// What a campaign holds on its candidates for equality monitoring. Once it is over, every answer is detached from its candidate and added to the
/// vacancy's totals; what was declared to guarantee an interview goes altogether.
/// </summary>
public sealed class CampaignHoldings(Journal journal, Listings listings, EqualityAnswers equality) : IPersonalHoldings
{
    /// <inheritdoc/>
    public string Table => Vacancies.Kind.Table;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Holding>> OfPersonAsync(string personId, CancellationToken cancellationToken)
    {
        if (!await equality.HasAsync(personId, cancellationToken))
        {
            return [];
        }

        await foreach (var row in listings.AllAsync(Applications.Kind.Table, Listings.Key("person", personId), ["VacancyId"], cancellationToken))
        {
            var vacancyId = row.GetString("VacancyId")!;
            return [new(RecordKind.EqualityAnswers, Table, vacancyId, personId, await OverOnAsync(vacancyId, cancellationToken))];
        }

        return [new(RecordKind.EqualityAnswers, Table, "", personId, null)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Holding>> OfRecordAsync(string id, CancellationToken cancellationToken)
    {
        await foreach (var personId in CandidatesAsync(id, cancellationToken))
        {
            if (await equality.HasAsync(personId, cancellationToken))
            {
                return [new(RecordKind.EqualityAnswers, Table, id, null, await OverOnAsync(id, cancellationToken))];
            }
        }

        // Perhaps an attempt died before the last answers were added up.
        await equality.AddUpAsync(id, cancellationToken);
        return [];
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> RecordsAsync(CancellationToken cancellationToken) => journal.IdsAsync(Vacancies.Kind, cancellationToken);

    /// <summary>The applications that nobody decided: their time counts from the vacancy's end.</summary>
    public async Task<IReadOnlyList<(string Table, string Id)>> FollowersAsync(string id, CancellationToken cancellationToken)
    {
        if (await GivenUpOnAsync(journal, id, cancellationToken) is null)
        {
            return [];
        }

        return await listings.AllAsync(Applications.Kind.Table, Listings.Key("vacancy", id), ["PartitionKey", "RowKey"], cancellationToken)
            .Select(row => (Applications.Kind.Table, Listings.IdOf(row)))
            .ToListAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<HeldContent> DescribeAsync(Holding holding, CancellationToken cancellationToken) => new(
        "Answers for equality monitoring",
        "You, when you applied. Nobody who decides about you sees them.",
        await equality.DescribeAsync(holding.PersonId!, cancellationToken));

    /// <summary>Of a vacancy: adds the answers up. Of a person: removes theirs without counting them.</summary>
    public async Task RemoveAsync(Holding holding, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (holding.PersonId is { } personId)
        {
            await equality.RemoveAsync(personId, cancellationToken);
            return;
        }

        await foreach (var candidate in CandidatesAsync(holding.Id, cancellationToken))
        {
            await equality.DetachAsync(candidate, holding.Id, cancellationToken);
        }

        await equality.AddUpAsync(holding.Id, cancellationToken);
    }

    /// <summary>Whether an event may end a campaign.</summary>
    public static IEnumerable<(string Table, string Id)> StartsClockOf(Vacancy vacancy, VacancyEvent happened) =>
        EndsCampaign(happened) ? [(Vacancies.Kind.Table, vacancy.Id)] : [];

    /// <summary>The day on which a vacancy was filled or given up; null while it is neither. Nobody is employed through it any more.</summary>
    public static async Task<DateOnly?> GivenUpOnAsync(Journal journal, string vacancyId, CancellationToken cancellationToken) =>
        await journal.FindAsync(Vacancies.Kind, vacancyId, cancellationToken) is { State.State: VacancyState.Filled or VacancyState.Cancelled }
            ? await EndedOnAsync(journal, vacancyId, cancellationToken)
            : null;

    private static async Task<DateOnly> EndedOnAsync(Journal journal, string vacancyId, CancellationToken cancellationToken) =>
        UkCalendar.DateOf((await journal.HistoryAsync(Vacancies.Kind, vacancyId, cancellationToken)).Last(entry => EndsCampaign(entry.Happened)).At);

    private static bool EndsCampaign(VacancyEvent happened) => happened is VacancyClosed or VacancyFilled or VacancyCancelled;

    // Filled or given up; or closed, with nothing left to decide.
    private async Task<DateOnly?> OverOnAsync(string vacancyId, CancellationToken cancellationToken)
    {
        if (await GivenUpOnAsync(journal, vacancyId, cancellationToken) is { } on)
        {
            return on;
        }

        if (await journal.FindAsync(Vacancies.Kind, vacancyId, cancellationToken) is not { State.State: VacancyState.Closed })
        {
            return null;
        }

        var over = await EndedOnAsync(journal, vacancyId, cancellationToken);
        await foreach (var row in listings.AllAsync(Applications.Kind.Table, Listings.Key("vacancy", vacancyId), ["Stage", "Since"], cancellationToken))
        {
            if (!JobApplication.Machine.IsTerminal(Enum.Parse<ApplicationState>(row.GetString("Stage")!)))
            {
                return null;
            }

            var endedOn = UkCalendar.DateOf(row.GetDateTimeOffset("Since")!.Value);
            over = endedOn > over ? endedOn : over;
        }

        return over;
    }

    private IAsyncEnumerable<string> CandidatesAsync(string vacancyId, CancellationToken cancellationToken) =>
        listings.AllAsync(Applications.Kind.Table, Listings.Key("vacancy", vacancyId), ["PersonId"], cancellationToken).Select(row => row.GetString("PersonId")!);
}
