using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>How a home comes to be let.</summary>
public enum LettingKind
{
    /// <summary>A new home.</summary>
    FirstLet,

    /// <summary>A home whose tenant has left.</summary>
    Relet,
}

/// <summary>In which order applicants stand on the list.</summary>
public enum ListOrder
{
    /// <summary>By band, and within a band by the earlier date.</summary>
    BandThenDate,

    /// <summary>By the date of registration alone.</summary>
    Date,
}

/// <summary>What follows when somebody has refused as many homes as an agreement allows.</summary>
public enum RefusalConsequence
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>They stand at the bottom of their band for a time; then their date counts again.</summary>
    Demote,

    /// <summary>They cannot be nominated for a time.</summary>
    Bar,
}

/// <summary>What somebody showed to a member of staff.</summary>
public enum EvidenceKind
{
    /// <summary>What the household earns.</summary>
    Income,

    /// <summary>That they own no home.</summary>
    Ownership,

    /// <summary>That they may rent in England.</summary>
    RightToRent,

    /// <summary>That they belong to the area.</summary>
    LocalConnection,

    /// <summary>Who lives in the household; a certificate of pregnancy counts the expected child.</summary>
    Household,

    /// <summary>What a home must have for them.</summary>
    AccessNeeds,
}

/// <summary>What a provider may be told of a nominee. Never health, checks or origin, never the amount of an income.</summary>
public enum SharedFact
{
    /// <summary>How many bedrooms they need.</summary>
    Bedrooms,

    /// <summary>How many will live there.</summary>
    HouseholdSize,

    /// <summary>The income as a band.</summary>
    IncomeBand,

    /// <summary>That the council employs them, or will.</summary>
    EmploymentConfirmed,
}

/// <summary>Numbers of working days, by how a home comes to be let.</summary>
/// <param name="FirstLet">For a new home's first letting.</param>
/// <param name="Relet">For a home that is let again.</param>
public sealed record LettingDays(int FirstLet, int Relet)
{
    /// <summary>That for a kind of letting.</summary>
    public int For(LettingKind letting) => letting == LettingKind.Relet ? Relet : FirstLet;
}

/// <summary>The council's share of a provider's voids.</summary>
/// <param name="FromBedrooms">Of homes with so many bedrooms or more, up to the next share.</param>
/// <param name="FirstLetPercent">Of new homes, per cent.</param>
/// <param name="ReletPercent">Of relets, per cent.</param>
public sealed record NominationShare(int FromBedrooms, int FirstLetPercent, int ReletPercent);

/// <summary>What follows from refusing offers.</summary>
/// <param name="Consequence">What.</param>
/// <param name="After">After how many refusals, and again after as many more.</param>
/// <param name="Months">For how many months from that refusal.</param>
public sealed record RefusalTerms(RefusalConsequence Consequence, int After = 0, int Months = 0)
{
    /// <summary>Until when the consequence lasts (that day is free of it); null where it does not.</summary>
    public DateOnly? Until(IReadOnlyList<DateOnly> refusedOn, DateOnly today)
    {
        var reached = Consequence == RefusalConsequence.None ? 0 : refusedOn.Count / After * After;
        return reached > 0 && UkCalendar.AddMonths(refusedOn[reached - 1], Months) is var until && until > today ? until : null;
    }
}

/// <summary>Who can be nominated.</summary>
/// <param name="Contracts">On which footings of employment.</param>
/// <param name="ProspectiveStarters">Whether also before the first day, once that is confirmed.</param>
/// <param name="MonthsLeft">Full months that a fixed term must still run.</param>
/// <param name="IncomeCapPence">The most a household may earn a year, gross, in pence; that much is still eligible.</param>
/// <param name="OwnersToo">Whether somebody may own a home.</param>
/// <param name="LocalConnection">Whether they must belong to the area.</param>
/// <param name="Evidence">What a member of staff must have seen before a nomination.</param>
public sealed record EligibilityTerms(
    IReadOnlyList<ContractKind> Contracts,
    bool ProspectiveStarters,
    int MonthsLeft,
    long IncomeCapPence,
    bool OwnersToo,
    bool LocalConnection,
    IReadOnlyList<EvidenceKind> Evidence);

/// <summary>A version of the nomination agreement with a provider.</summary>
/// <param name="ProviderId">The housing association, as its callers' tokens name it.</param>
/// <param name="Version">Its version, from 1.</param>
/// <param name="Shares">The council's shares of the voids, smallest homes first.</param>
/// <param name="CouncilAnswers">Within how many working days of the notice the council nominates.</param>
/// <param name="FurtherNomination">Within how many working days it nominates again where a nomination came to nothing.</param>
/// <param name="ProviderDecides">Within how many working days the provider decides.</param>
/// <param name="OfferHours">Hours, elapsed, that a nominee has at least to answer an offer.</param>
/// <param name="Refusals">What follows from refusing offers.</param>
/// <param name="Eligibility">Who can be nominated.</param>
/// <param name="Bands">The bands in order of priority.</param>
/// <param name="Order">How the list is ordered.</param>
/// <param name="Shared">What the provider may be told.</param>
public sealed record HousingAgreement(
    string ProviderId,
    int Version,
    IReadOnlyList<NominationShare> Shares,
    LettingDays CouncilAnswers,
    int FurtherNomination,
    LettingDays ProviderDecides,
    int OfferHours,
    RefusalTerms Refusals,
    EligibilityTerms Eligibility,
    IReadOnlyList<string> Bands,
    ListOrder Order,
    IReadOnlyList<SharedFact> Shared)
{
    private const int LongestTime = 120;

    /// <summary>
    /// The council's own terms, shipped: all first lettings, three quarters of relets with two bedrooms or more and half of smaller ones; 10 and 3
    /// working days; 24 hours; £60,000; six months left; prospective starters included; the third refusal demotes for 12 months.
    /// </summary>
    public static HousingAgreement With(string providerId) => new(
        providerId,
        1,
        [new(0, 100, 50), new(2, 100, 75)],
        new(10, 3),
        3,
        new(10, 3),
        24,
        new(RefusalConsequence.Demote, 3, 12),
        new([ContractKind.Permanent, ContractKind.FixedTerm], true, 6, 6_000_000, false, false, []),
        ["A", "B", "C"],
        ListOrder.BandThenDate,
        [SharedFact.Bedrooms, SharedFact.HouseholdSize, SharedFact.IncomeBand, SharedFact.EmploymentConfirmed]);

    /// <summary>The council's share of voids like this one, in per cent.</summary>
    public int ShareOf(LettingKind letting, int bedrooms) =>
        Class(bedrooms) is { } share ? (letting == LettingKind.Relet ? share.ReletPercent : share.FirstLetPercent) : 0;

    /// <summary>Whether two homes count towards the same share.</summary>
    public bool AreAlike(int bedrooms, int otherBedrooms) => Class(bedrooms) == Class(otherBedrooms);

    /// <summary>What is wrong, field by field; empty when it can be saved.</summary>
    public IReadOnlyList<FieldError> Validate()
    {
        List<FieldError> errors = [];
        Check("providerId", ProviderId.Length is > 0 and <= 40 && ProviderId.All(c => c is '-' || char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)), "lower-case letters, digits and hyphens, at most 40");
        Check("shares", Shares.Count > 0 && Shares[0].FromBedrooms == 0 && Shares.Zip(Shares.Skip(1)).All(pair => pair.First.FromBedrooms < pair.Second.FromBedrooms), "the first from 0 bedrooms, each further from more");
        Check("shares", Shares.All(share => share.FirstLetPercent is >= 0 and <= 100 && share.ReletPercent is >= 0 and <= 100), "from 0 to 100 per cent");
        Check("councilAnswers", IsTime(CouncilAnswers), "from 1 to 120 working days each");
        Check("furtherNomination", FurtherNomination is >= 1 and <= LongestTime, "from 1 to 120 working days");
        Check("providerDecides", IsTime(ProviderDecides), "from 1 to 120 working days each");
        Check("offerHours", OfferHours is >= 1 and <= 24 * LongestTime, "from 1 to 2880 hours");
        Check(
            "refusals",
            Refusals.Consequence == RefusalConsequence.None ? Refusals is { After: 0, Months: 0 } : Refusals is { After: >= 1 and <= 20, Months: >= 1 and <= LongestTime },
            "after 1 to 20 refusals for 1 to 120 months, or none of it");
        Check("eligibility.contracts", Eligibility.Contracts.Count > 0 && IsSet(Eligibility.Contracts) && !Eligibility.Contracts.Contains(ContractKind.Agency), "at least one, none twice; agency workers are no employees");
        Check("eligibility.monthsLeft", Eligibility.MonthsLeft is >= 0 and <= LongestTime, "from 0 to 120");
        Check("eligibility.incomeCapPence", Eligibility.IncomeCapPence > 0, "more than 0");
        Check("eligibility.evidence", IsSet(Eligibility.Evidence), "none twice");
        Check("bands", Bands.Count > 0 && IsSet(Bands) && !Bands.Any(string.IsNullOrWhiteSpace), "at least one, none empty, none twice");
        Check("shared", IsSet(Shared), "none twice");
        return errors;

        void Check(string field, bool holds, string expected)
        {
            if (!holds && errors.All(error => error.Field != field))
            {
                errors.Add(new(field, expected));
            }
        }
    }

    private NominationShare? Class(int bedrooms) => Shares.LastOrDefault(share => share.FromBedrooms <= bedrooms);

    private static bool IsTime(LettingDays days) => days is { FirstLet: >= 1 and <= LongestTime, Relet: >= 1 and <= LongestTime };

    private static bool IsSet<T>(IReadOnlyList<T> items) => items.Distinct().Count() == items.Count;
}
