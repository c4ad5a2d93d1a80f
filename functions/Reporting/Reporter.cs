using Microsoft.Extensions.Configuration;
using RecruitRetain.Recruitment;

namespace RecruitRetain.Reporting;

/// <summary>
/// Makes reports out of the facts as they stand, and says what exactly these were: the same fingerprint and days, the same figures. The setting
/// <c>Reporting:CaseloadTarget</c> holds the most cases that somebody should hold, where the shipped rules do not fit.
/// </summary>
public sealed class Reporter(FactBook book, RecruitmentPolicy policy, IConfiguration settings, TimeProvider clock)
{
    private readonly ReportRules _rules = new(settings.GetValue<int?>("Reporting:CaseloadTarget") ?? ReportRules.Default.CaseloadTarget)
    {
        Costs = new(LocumRules.In(settings), policy.Rules.HoursPerWeek, policy.Rules.LocumWeeksPerYear),
    };

    /// <summary>A report of a period, as at the end of its last day; it is not kept yet. What comes and goes is counted over the year to that day, on demand over the period.</summary>
    public async Task<(Report Report, Facts Facts)> MakeAsync(string id, ReportPeriod period, bool late)
    {
        var (facts, fingerprint) = await book.ReadAsync();
        var figures = Reckon(facts, period.Kind == ReportKind.OnDemand ? new(period.From, period.To) : Period.YearTo(period.To));
        return (new(id, period.Kind, period.From, period.To, clock.GetUtcNow(), late, fingerprint, figures) { Rules = _rules }, facts);
    }

    /// <summary>The facts as they stand.</summary>
    public async Task<Facts> FactsAsync(CancellationToken cancellationToken = default) => (await book.ReadAsync(cancellationToken)).Facts;

    /// <summary>The figures of facts for a period.</summary>
    public Figures Reckon(Facts facts, Period period, WorkforceFilter? filter = null) => Figures.Of(facts, period, filter, _rules);
}
