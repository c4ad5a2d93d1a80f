namespace RecruitRetain.Housing;

/// <summary>Who is next for a home: by band, then by the earlier priority date; who has a live nomination is passed over. A person still nominates.</summary>
public static class NominationOrder
{
    /// <summary>Those who can be nominated, the first first.</summary>
    public static IReadOnlyList<HousingRequest> Rank(HousingRules rules, IEnumerable<HousingRequest> requests)
    {
        var bands = rules.Bands.ToList();
        return
        [
            .. requests
                .Where(request => HousingRequest.Machine.Allows(request.State, HousingStep.Nominate))
                .OrderBy(request => bands.IndexOf(request.Band))
                .ThenBy(request => request.PriorityOn)
                .ThenBy(request => request.Id, StringComparer.Ordinal),
        ];
    }
}
