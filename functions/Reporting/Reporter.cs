using Microsoft.Extensions.Configuration;
using RecruitRetain.Housing;
using RecruitRetain.Privacy;
using RecruitRetain.Recruitment;
using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Reporting;

/// <summary>
/// Makes reports out of the facts as they stand, and says what exactly these were: the same fingerprint and days, the same figures. The setting
/// <c>Reporting:CaseloadTarget</c> holds the most cases that somebody should hold, where the shipped rules do not fit.
/// </summary>
public sealed class Reporter(Journal journal, RecruitmentPolicy policy, IConfiguration settings, TimeProvider clock)
{
    private readonly ReportRules _rules = new(settings.GetValue<int?>("Reporting:CaseloadTarget") ?? ReportRules.Default.CaseloadTarget)
    {
        Costs = new(LocumRules.In(settings), policy.Rules.HoursPerWeek, policy.Rules.LocumWeeksPerYear),
    };

    /// <summary>A report of a period, as at the end of its last day; it is not kept yet. What comes and goes is counted over the year to that day, on demand over the period.</summary>
    public async Task<Report> MakeAsync(string id, ReportPeriod period, bool late)
    {
        var facts = await FactsAsync();
        var figures = Reckon(facts, period.Kind == ReportKind.OnDemand ? new(period.From, period.To) : Period.YearTo(period.To));
        return new(id, period.Kind, period.From, period.To, clock.GetUtcNow(), late, facts.Fingerprint, figures);
    }

    /// <summary>The figures of facts for a period.</summary>
    public Figures Reckon(Facts facts, Period period, WorkforceFilter? filter = null) => Figures.Of(facts, period, filter, _rules);

    /// <summary>The facts as they stand.</summary>
    public async Task<Facts> FactsAsync() => new(
        await ReadAsync(Posts.Kind, found => FactOf.Post(found.State)),
        await ReadAsync(Employments.Kind, found => FactOf.Employment(found.State)),
        await ReadAsync(AgencyStints.Kind, found => FactOf.Stint(found.State)),
        await ReadAsync(CaseloadSnapshots.Kind, found => FactOf.Caseload(found.State)),
        await ReadAsync(SicknessReturns.Kind, found => FactOf.Sickness(found.State)),
        await ReadAsync(RetentionPlans.Kind, found => FactOf.Plan(found.State)),
        await ReadAsync(HousingRequests.Kind, found => FactOf.Housed(found.State)),
        await ReadAsync(Vacancies.Kind, found => FactOf.Vacancy(found.State)),
        await ReadAsync(Applications.Kind, FactOf.Application),
        await ReadAsync(PersonMerges.Kind, found => FactOf.Merge(found.State)));

    private async Task<IReadOnlyList<TFact>> ReadAsync<TState, TEvent, TFact>(AggregateKind<TState, TEvent> kind, Func<Loaded<TState>, TFact?> factOf)
        where TState : class
        where TEvent : class
        where TFact : class
    {
        List<TFact> facts = [];
        await foreach (var found in journal.AllAsync(kind))
        {
            if (factOf(found) is { } fact)
            {
                facts.Add(fact);
            }
        }

        return facts;
    }
}
