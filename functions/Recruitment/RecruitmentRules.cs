using Microsoft.Extensions.Configuration;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>What the council has decided about recruiting, as configuration.</summary>
/// <param name="OverEstablishedRoles">The roles in which more people may be hired than there are vacant posts.</param>
/// <param name="OnCostPercent">What an employer pays above the salary, in per cent of it.</param>
/// <param name="HoursPerWeek">A full week.</param>
/// <param name="LocumWeeksPerYear">The weeks a year for which a locum is paid.</param>
public sealed record RecruitmentRules(
    IReadOnlyList<string> OverEstablishedRoles, decimal OnCostPercent = 25, decimal HoursPerWeek = 35, decimal LocumWeeksPerYear = 48)
{
    /// <summary>Shipped: two team managers above the establishment cover gaps (Cabinet report of 3 August 2015, paragraphs 4.15 to 4.18).</summary>
    public static RecruitmentRules Default { get; } = new(["team-manager"]);

    /// <summary>How applications are shortlisted.</summary>
    public ShortlistingRules Shortlisting { get; init; } = ShortlistingRules.Default;

    /// <summary>How long an application should at most wait for people.</summary>
    public StageTargets StageTargets { get; init; } = StageTargets.Default;
}

/// <summary>The rules in force: the setting <c>Recruitment:Rules</c> as JSON, or those shipped.</summary>
public sealed class RecruitmentPolicy(IConfiguration settings)
{
    private readonly Lazy<RecruitmentRules> _rules = new(() =>
        settings["Recruitment:Rules"] is { } text ? Json.Read<RecruitmentRules>(text) : RecruitmentRules.Default);

    /// <summary>What they are.</summary>
    public RecruitmentRules Rules => _rules.Value;
}
