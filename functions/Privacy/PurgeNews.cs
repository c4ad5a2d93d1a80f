using RecruitRetain.Housing;
using RecruitRetain.Recruitment;
using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Privacy;

/// <summary>
/// Tells the council's other systems which records go, because their time is over or because somebody asked for it, so that they let go of theirs: ids and kinds only. It is told
/// before anything goes, so that a death in between tells it again, under the same id, and never leaves it out.
/// </summary>
public sealed class PurgeNews(EventFeed feed)
{
    // Nothing happens to a record after it.
    private const int Last = int.MaxValue;

    // What they are told of otherwise. The parts of a record that go before it are told to nobody, like what stood in them.
    private static readonly Dictionary<string, string> Subjects = new()
    {
        [AgencyStints.Kind.Table] = AgencyStints.Kind.Tells!.Subject,
        [Applications.Kind.Table] = Applications.Kind.Tells!.Subject,
        [Employments.Kind.Table] = Employments.Kind.Tells!.Subject,
        [HousingRequests.Kind.Table] = HousingRequests.Kind.Tells!.Subject,
        [PayRuns.Kind.Table] = PayRuns.Kind.Tells!.Subject,
        [RetentionPlans.Kind.Table] = RetentionPlans.Kind.Tells!.Subject,
    };

    /// <summary>The kinds that there are to be told.</summary>
    public static IEnumerable<string> Kinds => Subjects.Values.Select(KindOf);

    /// <summary>Tells of what is about to go.</summary>
    public Task TellAsync(IEnumerable<Holding> going) => feed.AppendAsync(
        [
            .. going.Where(holding => RecordRule.Of(holding.Kind).Disposal != Disposal.Blank && Subjects.ContainsKey(holding.Table))
                .Select(holding => new ToldEvent(Subjects[holding.Table], holding.Id, Last, KindOf(Subjects[holding.Table])))
                .Distinct(),
        ],
        null);

    private static string KindOf(string subject) => Tells.KindOf(subject, "Purged");
}
