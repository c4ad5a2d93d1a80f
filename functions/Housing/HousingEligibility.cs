using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>Whether somebody can be nominated under an agreement, with every reason against.</summary>
/// <param name="ProviderId">Whose agreement it is.</param>
/// <param name="Version">The agreement's version in force.</param>
/// <param name="Eligible">Whether nothing stands against it.</param>
/// <param name="Reasons">Every reason against, as stable codes.</param>
public sealed record EligibilityView(string ProviderId, int Version, bool Eligible, IReadOnlyList<string> Reasons);

/// <summary>Who can be nominated, by each agreement's terms.</summary>
public static class HousingEligibility
{
    /// <summary>The first day is not certain yet.</summary>
    public const string StartNotConfirmed = "start-not-confirmed";

    private const string NotSeen = "-not-seen";

    /// <summary>Every reason against registering somebody, in kebab-case; none when they can be. What can still be shown or confirmed is no reason yet.</summary>
    public static IReadOnlyList<string> ReasonsAgainst(HousingAgreement agreement, KeyWorker worker, HousingNeed need, DateOnly today)
    {
        var terms = agreement.Eligibility;
        List<string> reasons = [];
        Add(!terms.Contracts.Contains(worker.Contract), "contract-not-eligible");
        Add(
            worker.Contract == ContractKind.FixedTerm
                && (worker.ContractEndsOn is not { } endsOn || UkCalendar.FullMonths(today, endsOn) < terms.MonthsLeft),
            "fixed-term-too-short");
        Add(!terms.ProspectiveStarters && (worker.StartsOn is not { } startsOn || startsOn > today), "not-yet-employed");
        Add(worker.LastDayOn is not null, "leaving");
        Add(need.IncomePence > terms.IncomeCapPence, "income-over-cap");
        Add(need.OwnsHome && !terms.OwnersToo, "owns-home");
        Add(terms.LocalConnection && !need.LocalConnection, "no-local-connection");
        return reasons;

        void Add(bool against, string reason)
        {
            if (against)
            {
                reasons.Add(reason);
            }
        }
    }

    /// <summary>Every reason against nominating an applicant: also what has not been shown or confirmed, and what follows from refusals.</summary>
    public static IReadOnlyList<string> ReasonsAgainst(HousingAgreement agreement, KeyWorker worker, HousingRequest request, DateOnly today) =>
    [
        .. ReasonsAgainst(agreement, worker, request.Need, today),
        .. agreement.Eligibility.ProspectiveStarters && worker.StartsOn is null ? [StartNotConfirmed] : Array.Empty<string>(),
        .. agreement.Eligibility.Evidence
            .Where(kind => request.Evidence.All(seen => seen.Kind != kind))
            .Select(kind => Json.Word(kind) + NotSeen),
        .. agreement.Refusals.Consequence == RefusalConsequence.Bar && request.RefusalsEndOn(agreement, today) is not null
            ? ["barred-after-refusals"]
            : Array.Empty<string>(),
    ];

    /// <summary>The answer under each agreement.</summary>
    public static IReadOnlyList<EligibilityView> Of(IEnumerable<HousingAgreement> agreements, KeyWorker worker, HousingRequest request, DateOnly today) =>
    [
        .. agreements.Select(agreement =>
            ReasonsAgainst(agreement, worker, request, today) is var reasons ? new EligibilityView(agreement.ProviderId, agreement.Version, reasons.Count == 0, reasons) : null!),
    ];
}
