using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Housing;

/// <summary>What is known of somebody who asks for a key-worker home.</summary>
/// <param name="Contract">On what footing they work, or will work.</param>
/// <param name="StartsOn">The first day; null while it is not confirmed.</param>
/// <param name="FixedTermEndsOn">The last day of a fixed term.</param>
/// <param name="LastDayOn">The last day of an employment that has ended or will.</param>
/// <param name="HouseholdIncomePence">Gross a year, in pence.</param>
/// <param name="OwnsHome">Whether they own a home.</param>
public sealed record HousingApplicant(
    ContractKind Contract,
    DateOnly? StartsOn,
    DateOnly? FixedTermEndsOn,
    DateOnly? LastDayOn,
    long HouseholdIncomePence,
    bool OwnsHome)
{
    /// <summary>What the workforce's records say of the applicant today, and what the applicant says of the household.</summary>
    public static HousingApplicant Of(Employment employment, HousingNeed need, DateOnly today) => new(
        employment.Contract,
        employment.StartedOn,
        null,
        employment.Leaving?.LastDayOn ?? (employment.NoticeGivenBy(today) ? employment.Notices[^1].LastDayOn : null),
        need.IncomePence,
        need.OwnsHome);
}

/// <summary>Who can ask: the council's own permanent staff, or with enough of a fixed term left, within the income cap and without a home of their own.</summary>
public static class HousingEligibility
{
    /// <summary>Every reason against, in kebab-case; none when eligible.</summary>
    public static IReadOnlyList<string> ReasonsAgainst(HousingRules rules, HousingApplicant applicant, DateOnly today)
    {
        List<string> reasons = [];
        if (applicant.Contract is ContractKind.Agency or ContractKind.ZeroHours)
        {
            reasons.Add("contract-not-eligible");
        }

        if (applicant.Contract == ContractKind.FixedTerm
            && (applicant.FixedTermEndsOn is not { } endsOn || UkCalendar.FullMonths(today, endsOn) < rules.FixedTermMonthsLeft))
        {
            reasons.Add("fixed-term-too-short");
        }

        if (applicant.StartsOn is not { } startsOn)
        {
            reasons.Add("start-not-confirmed");
        }
        else if (startsOn > today && !rules.ProspectiveEligible)
        {
            reasons.Add("not-yet-employed");
        }

        if (applicant.LastDayOn is not null)
        {
            reasons.Add("leaving");
        }

        if (applicant.HouseholdIncomePence > rules.IncomeCapPence)
        {
            reasons.Add("income-over-cap");
        }

        if (applicant.OwnsHome)
        {
            reasons.Add("owns-home");
        }

        return reasons;
    }
}
