using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>Where an applicant stands on a home's list, and why.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="Place">From 1; null for somebody who cannot be nominated to it now.</param>
/// <param name="Band">The band.</param>
/// <param name="PriorityOn">Since when they wait.</param>
/// <param name="Why">In words, why they stand there.</param>
/// <param name="Against">Every reason why they cannot be nominated to it now, in kebab-case.</param>
public sealed record ListedApplicant(string RequestId, int? Place, string Band, DateOnly PriorityOn, string Why, IReadOnlyList<string> Against);

/// <summary>
/// Who is next for a home, by the agreement's order; who has refused too often stands at the bottom of the band for a time, and who cannot be
/// nominated stands below with the reasons. A person still nominates.
/// </summary>
public static class HousingList
{
    /// <summary>The list of a home: those who can be nominated, the first first, then the others.</summary>
    public static IReadOnlyList<ListedApplicant> For(
        HomeFacts home, HousingAgreement agreement, IEnumerable<(HousingRequest Request, KeyWorker Worker)> applicants, DateOnly today)
    {
        var bands = agreement.Bands.ToList();
        var listed = applicants
            .Where(applicant => applicant.Request.State != HousingState.Invited && applicant.Request.IsOpen)
            .Select(applicant => (
                applicant.Request,
                Band: bands.IndexOf(applicant.Request.Band) is var band && band >= 0 ? band : bands.Count,
                DemotedUntil: agreement.Refusals.Consequence == RefusalConsequence.Demote ? applicant.Request.RefusalsEndOn(agreement, today) : null,
                Against: Against(home, agreement, applicant.Request, applicant.Worker, today)))
            .OrderBy(one => one.Against.Count > 0)
            .ThenBy(one => agreement.Order == ListOrder.BandThenDate ? one.Band : 0)
            .ThenBy(one => one.DemotedUntil is not null)
            .ThenBy(one => one.Request.PriorityOn)
            .ThenBy(one => one.Request.Id, StringComparer.Ordinal);
        return
        [
            .. listed.Select((one, i) => new ListedApplicant(
                one.Request.Id,
                one.Against.Count > 0 ? null : i + 1,
                one.Request.Band,
                one.Request.PriorityOn,
                Why(agreement, one.Request, one.DemotedUntil),
                one.Against)),
        ];
    }

    private static IReadOnlyList<string> Against(HomeFacts home, HousingAgreement agreement, HousingRequest request, KeyWorker worker, DateOnly today) =>
    [
        .. request.Latest is { IsLive: true } ? ["nominated-already"] : Array.Empty<string>(),
        .. HousingEligibility.ReasonsAgainst(agreement, worker, request, today),
        .. request.Need.ReasonsAgainst(home),
    ];

    private static string Why(HousingAgreement agreement, HousingRequest request, DateOnly? demotedUntil)
    {
        var since = $"on the list since {UkCalendar.Words(request.PriorityOn)}";
        var place = agreement.Order == ListOrder.BandThenDate ? $"band {request.Band}, {since}" : since;
        return demotedUntil is { } until
            ? $"{place}; at the bottom{(agreement.Order == ListOrder.BandThenDate ? " of the band" : "")} until {UkCalendar.Words(until)} after {(agreement.Refusals.After == 1 ? "a refusal" : $"{agreement.Refusals.After} refusals")}"
            : place;
    }
}
