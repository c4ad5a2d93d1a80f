using RecruitRetain.Reporting;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>What a post costs a year with a locum in it and without, in pence.</summary>
/// <param name="LocumPence">What the agency charges.</param>
/// <param name="PermanentPence">The salary with on-costs.</param>
/// <param name="SavedPence">What is saved once the locum is employed; negative if nothing is.</param>
public sealed record AgencySaving(long LocumPence, long PermanentPence, long SavedPence)
{
    /// <summary>Compares an agency's rate with a salary for the same hours (Cabinet report of 3 August 2015, paragraphs 4.10 to 4.11).</summary>
    /// <param name="hourlyPence">What the agency charges an hour.</param>
    /// <param name="fte">Full-time equivalent of the post.</param>
    /// <param name="salaryPence">Gross a year for full time.</param>
    /// <param name="rules">Hours, weeks and on-costs.</param>
    public static AgencySaving Of(long hourlyPence, decimal fte, long salaryPence, RecruitmentRules rules)
    {
        var locum = LocumCost.AnnualPence(hourlyPence, rules.HoursPerWeek * fte, rules.LocumWeeksPerYear);
        var permanent = Money.ProRata(salaryPence, fte * (100 + rules.OnCostPercent), 100);
        return new(locum, permanent, LocumCost.PremiumPence(locum, permanent));
    }
}
