using System.Globalization;
using Azure.Data.Tables;
using RecruitRetain.Housing;
using RecruitRetain.Privacy;
using RecruitRetain.Recruitment;
using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Reporting;

/// <summary>
/// The facts as they stand, kept in memory. Whoever asks gets what the listings say now: the book reads only what was listed since it was read
/// last, and some time before that, because clocks differ and a row may be written a little after its key was made. What was answered with a 2xx
/// stands in the listings, so every worker's book knows it.
/// </summary>
public sealed class FactBook(Listings listings, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _one = new(1);
    private readonly Chapter<PostFact> _posts = new(Posts.Kind.Table, FactRow.Read<PostFact>);
    private readonly Chapter<EmploymentFact> _employments = new(Employments.Kind.Table, FactRow.Read<EmploymentFact>);
    private readonly Chapter<StintFact> _stints = new(AgencyStints.Kind.Table, FactRow.Read<StintFact>);
    private readonly Chapter<CaseloadFact> _caseloads = new(CaseloadSnapshots.Kind.Table, FactRow.Read<CaseloadFact>);
    private readonly Chapter<SicknessFact> _sickness = new(SicknessReturns.Kind.Table, FactRow.Read<SicknessFact>);
    private readonly Chapter<PlanFact> _plans = new(RetentionPlans.Kind.Table, FactRow.Read<PlanFact>);
    private readonly Chapter<HousedFact> _housed = new(HousingRequests.Kind.Table, FactRow.Read<HousedFact>);
    private readonly Chapter<VacancyFact> _vacancies = new(Vacancies.Kind.Table, FactRow.Read<VacancyFact>);
    private readonly Chapter<ApplicationFact> _applications = new(Applications.Kind.Table, ReadApplication, "VacancyId", "Source", "Course", "StartedOn");
    private readonly Chapter<MergeFact> _merges = new(PersonMerges.Kind.Table, FactRow.Read<MergeFact>);

    private DateTimeOffset? _readAt;

    /// <summary>The facts as they stand, and their <see cref="Facts.Fingerprint"/>.</summary>
    public async Task<(Facts Facts, string Fingerprint)> ReadAsync(CancellationToken cancellationToken = default)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var now = clock.GetUtcNow();
            var since = (_readAt < now ? _readAt : _readAt is null ? null : now) - Margin;
            Fingerprint fingerprint = new();

            // What refers to something else first: that is then there too.
            var merges = await ReadAsync(_merges);
            var caseloads = await ReadAsync(_caseloads);
            var sickness = await ReadAsync(_sickness);
            var plans = await ReadAsync(_plans);
            var housed = await ReadAsync(_housed);
            var employments = await ReadAsync(_employments);
            var stints = await ReadAsync(_stints);
            var applications = await ReadAsync(_applications);
            var vacancies = await ReadAsync(_vacancies);
            Facts facts = new(await ReadAsync(_posts), employments, stints, caseloads, sickness, plans, housed, vacancies, applications, merges);
            _readAt = now;
            return (facts, fingerprint.ToString());

            async Task<IReadOnlyList<TFact>> ReadAsync<TFact>(Chapter<TFact> chapter)
                where TFact : class
            {
                var read = await chapter.ReadAsync(listings, since, cancellationToken);
                fingerprint.Add(chapter.Fingerprint);
                return read;
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private static ApplicationFact ReadApplication(TableEntity row) => new(
        Listings.IdOf(row),
        row.GetString("VacancyId")!,
        row.GetString("Source"),
        StageReached.Read(row.GetString("Course")),
        row.GetString("StartedOn") is { } day ? DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null);

    /// <summary>The facts of a kind.</summary>
    private sealed class Chapter<TFact>(string table, Func<TableEntity, TFact?> read, params string[] columns)
        where TFact : class
    {
        private readonly Dictionary<string, (TFact Fact, byte[] Hash)> _facts = [];
        private IReadOnlyList<TFact>? _list;

        public Fingerprint Fingerprint { get; } = new();

        // Reading again what is known already changes nothing, so a read that broke off is simply repeated.
        public async Task<IReadOnlyList<TFact>> ReadAsync(Listings listings, DateTimeOffset? since, CancellationToken cancellationToken)
        {
            await foreach (var row in listings.ChangedAsync(table, since, columns.Length == 0 ? null : ["RowKey", .. columns], cancellationToken))
            {
                var id = Listings.IdOf(row);
                var hash = read(row) is { } fact ? Keep(id, fact) : null;
                if (hash is null && _facts.Remove(id, out var gone))
                {
                    Fingerprint.Remove(gone.Hash);
                    _list = null;
                }
            }

            return _list ??= [.. _facts.Values.Select(known => known.Fact)];
        }

        private byte[] Keep(string id, TFact fact)
        {
            var hash = Reporting.Fingerprint.Of(fact);
            if (_facts.TryGetValue(id, out var known))
            {
                if (known.Hash.AsSpan().SequenceEqual(hash))
                {
                    return hash;
                }

                Fingerprint.Remove(known.Hash);
            }

            _facts[id] = (fact, hash);
            Fingerprint.Add(hash);
            _list = null;
            return hash;
        }
    }
}
