using RecruitRetain.Reporting;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>An application as the numbers see it.</summary>
/// <param name="VacancyId">Its vacancy.</param>
/// <param name="Source">Where the candidate heard of it; null where they did not say.</param>
/// <param name="Course">The stages it came to.</param>
/// <param name="StartedOn">The first day.</param>
public sealed record ApplicationCourse(string VacancyId, string? Source, IReadOnlyList<StageReached> Course, DateOnly? StartedOn)
{
    /// <summary>The day, in London, on which it first came to a state; null for never.</summary>
    public DateOnly? ReachedOn(ApplicationState state) =>
        Course.FirstOrDefault(reached => reached.Stage == state.ToString()) is { } found ? UkCalendar.DateOf(found.At) : null;
}

/// <summary>How many days something took.</summary>
/// <param name="Definition">What it means, in words.</param>
/// <param name="Count">Of how many it is known.</param>
/// <param name="MedianDays">Half took no longer, to one decimal place; null for none.</param>
/// <param name="MeanDays">The average, to one decimal place; null for none.</param>
public sealed record Duration(string Definition, int Count, decimal? MedianDays, decimal? MeanDays)
{
    /// <summary>Of so many days each.</summary>
    public static Duration Of(string definition, IEnumerable<decimal> days)
    {
        decimal[] sorted = [.. days.Order()];
        var half = sorted.Length / 2;
        decimal? median = sorted.Length == 0 ? null : sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new(definition, sorted.Length, median is { } middle ? Percentage.OneDecimal(middle, 1) : null, Percentage.OneDecimal(sorted.Sum(), sorted.Length));
    }
}

/// <summary>What became of the offers.</summary>
/// <param name="Definition">What it means, in words.</param>
/// <param name="Made">Applications that were made an offer.</param>
/// <param name="Accepted">The last offer was accepted.</param>
/// <param name="Declined">It was declined.</param>
/// <param name="Lapsed">It was not answered in time.</param>
/// <param name="Ended">The application ended while it stood.</param>
/// <param name="Pending">It still stands.</param>
/// <param name="AcceptedOfMade">Per cent, to one decimal place; null for none made.</param>
/// <param name="AcceptedOfDecided">The same without those pending.</param>
public sealed record OfferNumbers(
    string Definition, int Made, int Accepted, int Declined, int Lapsed, int Ended, int Pending, decimal? AcceptedOfMade, decimal? AcceptedOfDecided);

/// <summary>A stage of the way from application to first day.</summary>
/// <param name="State">The stage.</param>
/// <param name="Reached">Applications that came to it.</param>
/// <param name="OfPrevious">As a percentage of those that came to the stage before in this list.</param>
/// <param name="OfAll">As a percentage of all.</param>
/// <param name="Stay">How long they stood in it.</param>
public sealed record StageNumbers(ApplicationState State, int Reached, decimal? OfPrevious, decimal? OfAll, Duration Stay);

/// <summary>What came of a source.</summary>
/// <param name="Source">The keyword; null for candidates who named none.</param>
/// <param name="Applications">How many came from it.</param>
/// <param name="Shortlisted">How many of those were shortlisted.</param>
/// <param name="Offered">How many were made an offer.</param>
/// <param name="Accepted">How many accepted one.</param>
/// <param name="Started">How many have started.</param>
/// <param name="StartedOfApplications">Those as a percentage of the applications.</param>
public sealed record SourceNumbers(string? Source, int Applications, int Shortlisted, int Offered, int Accepted, int Started, decimal? StartedOfApplications);

/// <summary>The numbers of a recruitment, each with what it means.</summary>
/// <param name="Definition">Which applications are counted, in words.</param>
/// <param name="Applications">How many.</param>
/// <param name="TimeToHire">From application to acceptance.</param>
/// <param name="TimeToFill">From approval to acceptance.</param>
/// <param name="TimeToStart">From approval to the first day.</param>
/// <param name="Offers">What became of the offers.</param>
/// <param name="Stages">Conversion and time by stage.</param>
/// <param name="Sources">What came of each source, the most fruitful first.</param>
public sealed record RecruitmentNumbers(
    string Definition,
    int Applications,
    Duration TimeToHire,
    Duration TimeToFill,
    Duration TimeToStart,
    OfferNumbers Offers,
    IReadOnlyList<StageNumbers> Stages,
    IReadOnlyList<SourceNumbers> Sources)
{
    private static readonly ApplicationState[] Way =
    [
        ApplicationState.Submitted, ApplicationState.Shortlisted, ApplicationState.InterviewScheduled, ApplicationState.Interviewed,
        ApplicationState.Offered, ApplicationState.OfferAccepted, ApplicationState.Cleared, ApplicationState.Started,
    ];

    /// <summary>Works them out.</summary>
    /// <param name="applications">The applications.</param>
    /// <param name="approvedOn">For each vacancy the day, in London, on which its requisition was approved.</param>
    public static RecruitmentNumbers Of(IReadOnlyList<ApplicationCourse> applications, IReadOnlyDictionary<string, DateOnly> approvedOn)
    {
        DateOnly? Approved(ApplicationCourse application) => approvedOn.TryGetValue(application.VacancyId, out var on) ? on : null;

        return new(
            "All applications received in the period asked for, with what has become of them by now, whenever that was. Days are calendar days in London; percentages are rounded half up to one decimal place.",
            applications.Count,
            Duration.Of(
                "Days from the application to the acceptance of an offer.",
                applications.Select(application => Days(application.ReachedOn(ApplicationState.Submitted), application.ReachedOn(ApplicationState.OfferAccepted))).OfType<decimal>()),
            Duration.Of(
                "Days from the approval of the requisition to the acceptance of an offer, for each person hired.",
                applications.Select(application => Days(Approved(application), application.ReachedOn(ApplicationState.OfferAccepted))).OfType<decimal>()),
            Duration.Of(
                "Days from the approval of the requisition to the first day, for each person who has started.",
                applications.Select(application => Days(Approved(application), application.StartedOn)).OfType<decimal>()),
            OffersOf(applications),
            StagesOf(applications),
            SourcesOf(applications));
    }

    private static decimal? Days(DateOnly? from, DateOnly? to) => to?.DayNumber - from?.DayNumber;

    private static OfferNumbers OffersOf(IReadOnlyList<ApplicationCourse> applications)
    {
        var outcomes = applications.Select(AfterLastOffer).OfType<ApplicationState>().ToList();
        int Count(ApplicationState state) => outcomes.Count(outcome => outcome == state);
        var (accepted, declined, lapsed, pending) = (
            Count(ApplicationState.OfferAccepted), Count(ApplicationState.OfferDeclined), Count(ApplicationState.OfferLapsed), Count(ApplicationState.Offered));
        return new(
            "Applications that were made an offer, by what became of the last one; one that was accepted stays so whatever followed. Of made: accepted as a percentage of all. "
            + "Of decided: the same without those that still stand.",
            outcomes.Count,
            accepted,
            declined,
            lapsed,
            outcomes.Count - accepted - declined - lapsed - pending,
            pending,
            Percentage.Of(accepted, outcomes.Count),
            Percentage.Of(accepted, outcomes.Count - pending));
    }

    // Offered itself while the offer stands.
    private static ApplicationState? AfterLastOffer(ApplicationCourse application)
    {
        var stages = application.Course.Select(reached => Enum.Parse<ApplicationState>(reached.Stage)).ToList();
        var last = stages.LastIndexOf(ApplicationState.Offered);
        return last < 0 ? null : stages[Math.Min(last + 1, stages.Count - 1)];
    }

    private static List<StageNumbers> StagesOf(IReadOnlyList<ApplicationCourse> applications)
    {
        List<StageNumbers> stages = [];
        foreach (var state in Way)
        {
            var reached = applications.Count(application => application.ReachedOn(state) is not null);
            stages.Add(new(
                state,
                reached,
                stages is [.., var before] ? Percentage.Of(reached, before.Reached) : null,
                Percentage.Of(reached, applications.Count),
                Duration.Of("Days, of 24 hours, from coming to the stage to leaving it, for every stay that has ended.", Stays(applications, state))));
        }

        return stages;
    }

    private static IEnumerable<decimal> Stays(IEnumerable<ApplicationCourse> applications, ApplicationState state) =>
        from application in applications
        from stay in application.Course.Zip(application.Course.Skip(1))
        where stay.First.Stage == state.ToString()
        select (decimal)(stay.Second.At - stay.First.At).Ticks / TimeSpan.TicksPerDay;

    private static List<SourceNumbers> SourcesOf(IReadOnlyList<ApplicationCourse> applications) =>
    [
        .. from application in applications
           group application by application.Source into source
           let started = Reached(source, ApplicationState.Started)
           orderby started descending, source.Count() descending, source.Key
           select new SourceNumbers(
               source.Key,
               source.Count(),
               Reached(source, ApplicationState.Shortlisted),
               Reached(source, ApplicationState.Offered),
               Reached(source, ApplicationState.OfferAccepted),
               started,
               Percentage.Of(started, source.Count())),
    ];

    private static int Reached(IEnumerable<ApplicationCourse> applications, ApplicationState state) =>
        applications.Count(application => application.ReachedOn(state) is not null);
}
