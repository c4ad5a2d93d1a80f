using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>Who lives in a household besides the applicant, as far as the number of bedrooms depends on it.</summary>
/// <param name="Partner">Whether a partner shares the applicant's bedroom.</param>
/// <param name="OtherAdults">Others from 21 years on.</param>
/// <param name="GirlsTenToTwenty">Girls and young women from 10 to 20.</param>
/// <param name="BoysTenToTwenty">Boys and young men from 10 to 20.</param>
/// <param name="ChildrenUnderTen">Children under 10; one who is expected counts, once a certificate was seen.</param>
public sealed record HouseholdMembers(bool Partner = false, int OtherAdults = 0, int GirlsTenToTwenty = 0, int BoysTenToTwenty = 0, int ChildrenUnderTen = 0)
{
    /// <summary>How many live there.</summary>
    public int Count() => 1 + (Partner ? 1 : 0) + OtherAdults + GirlsTenToTwenty + BoysTenToTwenty + ChildrenUnderTen;

    /// <summary>
    /// How many bedrooms they need by the bedroom standard: one for the applicant with partner, one for each other adult, one for each pair of
    /// young people of the same sex, one for each pair of children; an odd young person shares with a child.
    /// </summary>
    public int Bedrooms()
    {
        var odd = (GirlsTenToTwenty % 2) + (BoysTenToTwenty % 2);
        var childrenLeft = Math.Max(0, ChildrenUnderTen - odd);
        return 1 + OtherAdults + (GirlsTenToTwenty / 2) + (BoysTenToTwenty / 2) + odd + ((childrenLeft + 1) / 2);
    }

    /// <summary>Whether every number can be meant.</summary>
    public bool IsSound() => new[] { OtherAdults, GirlsTenToTwenty, BoysTenToTwenty, ChildrenUnderTen }.All(number => number is >= 0 and <= 20) && Count() <= 20;
}

/// <summary>What a household needs, as the applicant said.</summary>
/// <param name="HouseholdSize">How many will live there.</param>
/// <param name="Bedrooms">How many bedrooms they need.</param>
/// <param name="IncomePence">What the household earns a year, gross, in pence.</param>
/// <param name="OwnsHome">Whether they own a home.</param>
/// <param name="Areas">Where they would live, by the areas' keys; none for anywhere.</param>
/// <param name="LocalConnection">Whether they belong to the area.</param>
/// <param name="AccessNeeds">What a home must have, as keywords like <c>step-free</c>; never why.</param>
public sealed record HousingNeed(
    int HouseholdSize, int Bedrooms, long IncomePence, bool OwnsHome, IReadOnlyList<string> Areas, bool LocalConnection, IReadOnlyList<string> AccessNeeds)
{
    /// <summary>Every reason why a home does not fit, in kebab-case; none when it does.</summary>
    public IReadOnlyList<string> ReasonsAgainst(HomeFacts home)
    {
        List<string> reasons = [];
        if (home.Bedrooms < Bedrooms)
        {
            reasons.Add("too-small");
        }

        if (home.MostPeople < HouseholdSize)
        {
            reasons.Add("too-many-people");
        }

        if (Areas.Count > 0 && !Areas.Contains(home.Area))
        {
            reasons.Add("area-not-wanted");
        }

        if (AccessNeeds.Except(home.Features).Any())
        {
            reasons.Add("access-needs-not-met");
        }

        return reasons;
    }

    /// <summary>What cannot be meant, field by field.</summary>
    public IReadOnlyList<FieldError> Validate()
    {
        List<FieldError> errors = [];
        foreach (var (field, value) in new[] { ("household", HouseholdSize), ("bedrooms", Bedrooms) })
        {
            if (value is < 1 or > 20)
            {
                errors.Add(new(field, "from 1 to 20"));
            }
        }

        if (IncomePence < 0)
        {
            errors.Add(new("incomePence", "0 or more"));
        }

        foreach (var (field, words) in new[] { ("areas", Areas), ("accessNeeds", AccessNeeds) })
        {
            if (words.Count > 20 || words.Any(word => string.IsNullOrWhiteSpace(word) || word.Length > 50))
            {
                errors.Add(new(field, "at most 20, of 1 to 50 characters"));
            }
        }

        return errors;
    }
}
