using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>How many posts had so many stints.</summary>
/// <param name="Stints">The number of stints in the period.</param>
/// <param name="Posts">How many posts had it.</param>
public sealed record StintsPerPost(int Stints, int Posts);

/// <summary>The churn of a team's agency workers; what each number means stands with <see cref="AgencyChurn"/>.</summary>
/// <param name="Team">The team's key.</param>
/// <param name="OnDuty">Stints under way on the last day of the period.</param>
/// <param name="Begun">Stints whose first day lies in the period.</param>
/// <param name="Ended">Stints whose first day without work lies in the period.</param>
/// <param name="Churn">Those ended for every hundred on duty on the average day of the period; above 100 everybody changed more than once.</param>
/// <param name="MedianDays">The median length of those ended, in days from the first to the last, both included; null where none ended.</param>
public sealed record TeamChurn(string Team, int OnDuty, int Begun, int Ended, Rate Churn, decimal? MedianDays);

/// <summary>
/// The ledger of agency work: how often the face at a post changes. The Department's turnover leaves agency workers out, so this stands beside it.
/// </summary>
/// <param name="Workers">Agency workers at work on any day of the period; each counts once.</param>
/// <param name="OnDuty">Stints under way on the last day of the period.</param>
/// <param name="Begun">Stints whose first day lies in the period.</param>
/// <param name="Ended">Stints whose first day without work lies in the period.</param>
/// <param name="MedianDays">The median length of those ended, in days from the first to the last, both included; null where none ended.</param>
/// <param name="MeanDays">Their mean length, to one decimal place.</param>
/// <param name="Churn">Those ended for every hundred on duty on the average day of the period; above 100 everybody changed more than once.</param>
/// <param name="PostsCovered">Posts at which an agency worker was on any day of the period, as far as the post is known.</param>
/// <param name="StintsPerPost">How many of them had one stint, two, three, …</param>
/// <param name="PostsOverSixMonths">Posts covered on the last day, and for more than six months before it without a break of more than three days.</param>
/// <param name="PostsOverTwelveMonths">The same for more than twelve months.</param>
/// <param name="Teams">The same team by team.</param>
public sealed record AgencyChurn(
    int Workers,
    int OnDuty,
    int Begun,
    int Ended,
    decimal? MedianDays,
    decimal? MeanDays,
    Rate Churn,
    int PostsCovered,
    IReadOnlyList<StintsPerPost> StintsPerPost,
    int PostsOverSixMonths,
    int PostsOverTwelveMonths,
    IReadOnlyList<TeamChurn> Teams)
{
    // Who ends on a Friday and is followed on Monday leaves no gap; nor does a weekend with a bank holiday.
    private const int LongestBreakDays = 3;

    /// <summary>The ledger of a period.</summary>
    /// <param name="facts">What is known.</param>
    /// <param name="period">The period.</param>
    /// <param name="filter">Only stints in this part of the structure; null for all.</param>
    public static AgencyChurn Of(Facts facts, Period period, WorkforceFilter? filter = null)
    {
        var same = facts.SamePeople();
        List<StintFact> stints = [.. facts.Stints.Where(stint => filter?.Covers(stint.Role, stint.Team) ?? true)];
        List<StintFact> touched = [.. stints.Where(stint => stint.StartedOn <= period.To && !(stint.LastDayOn < period.Before))];
        List<StintFact> worked = [.. touched.Where(stint => !(stint.LastDayOn < period.From))];
        var posts = worked.Where(stint => stint.PostId is not null).GroupBy(stint => stint.PostId!).ToList();
        var covered = stints.Where(stint => stint.PostId is not null && stint.StartedOn <= period.To).GroupBy(stint => stint.PostId!)
            .Select(ofPost => CoveredSince(ofPost, period.To)).OfType<DateOnly>().ToList();
        var all = TeamOf("", touched, period);
        return new(
            worked.Select(stint => same.KeptFor(stint.WorkerId)).Distinct().Count(),
            all.OnDuty,
            all.Begun,
            all.Ended,
            all.MedianDays,
            MeanOf(touched, period),
            all.Churn,
            posts.Count,
            [.. posts.GroupBy(ofPost => ofPost.Count()).OrderBy(many => many.Key).Select(many => new StintsPerPost(many.Key, many.Count()))],
            covered.Count(since => UkCalendar.AddMonths(since, 6) <= period.To),
            covered.Count(since => UkCalendar.AddMonths(since, 12) <= period.To),
            [.. touched.GroupBy(stint => stint.Team).OrderBy(team => team.Key, StringComparer.Ordinal).Select(team => TeamOf(team.Key, [.. team], period))]);
    }

    private static TeamChurn TeamOf(string team, List<StintFact> stints, Period period)
    {
        var ended = stints.Count(stint => EndedIn(stint, period));
        var days = stints.Sum(stint => Math.Max(0, UkCalendar.Earlier(stint.LastDayOn ?? period.To, period.To).DayNumber - UkCalendar.Later(stint.StartedOn, period.From).DayNumber + 1));
        var average = (decimal)days / (period.To.DayNumber - period.Before.DayNumber);
        return new(
            team,
            stints.Count(stint => !(stint.LastDayOn < period.To)),
            stints.Count(stint => stint.StartedOn >= period.From),
            ended,
            new(ended, decimal.Round(average, 2, MidpointRounding.AwayFromZero), Percentage.Of(ended, average)),
            Median([.. stints.Where(stint => EndedIn(stint, period)).Select(Days).Order()]));
    }

    private static decimal? MeanOf(List<StintFact> stints, Period period)
    {
        var ended = stints.Where(stint => EndedIn(stint, period)).ToList();
        return Percentage.OneDecimal(ended.Sum(Days), ended.Count);
    }

    private static DateOnly? CoveredSince(IEnumerable<StintFact> ofPost, DateOnly day)
    {
        DateOnly? since = null;
        foreach (var stint in ofPost.OrderByDescending(stint => stint.LastDayOn ?? DateOnly.MaxValue))
        {
            if (since is null ? !(stint.LastDayOn < day) : stint.LastDayOn is null || stint.LastDayOn.Value.AddDays(LongestBreakDays + 1) >= since)
            {
                since = UkCalendar.Earlier(stint.StartedOn, since ?? stint.StartedOn);
            }
        }

        return since;
    }

    // Whoever works on the last day of a period is still there at its end: begun and ended so add up from one period to the next.
    private static bool EndedIn(StintFact stint, Period period) => stint.LastDayOn >= period.Before && stint.LastDayOn < period.To;

    private static int Days(StintFact stint) => stint.LastDayOn!.Value.DayNumber - stint.StartedOn.DayNumber + 1;

    private static decimal? Median(List<int> ordered) =>
        ordered.Count == 0 ? null : (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2m;
}
