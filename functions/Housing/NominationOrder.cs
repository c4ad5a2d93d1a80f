namespace RecruitRetain.Housing;

/// <summary>Who is next for a home: by band, then by the earlier priority date; who has a live nomination is passed over. A person still nominates.</summary>
public static class NominationOrder
{
    /// <summary>Those who can be nominated, the first first.</summary>
    public static IReadOnlyList<Nomination> Rank(HousingRules rules, IEnumerable<Nomination> requests)
    {
        var bands = rules.Bands.ToList();
        return
        [
            .. requests
                .Where(request => Nomination.Machine.Allows(request.State, NominationStep.Nominate))
                .OrderBy(request => bands.IndexOf(request.Band))
                .ThenBy(request => request.PriorityOn)
                .ThenBy(request => request.Id, StringComparer.Ordinal),
        ];
    }
}
