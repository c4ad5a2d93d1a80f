using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>How an application stands in the listings: under its stage, vacancy, assignee, source, day due and person, and in the order of changes.</summary>
public sealed class ApplicationLister(RecruitmentPolicy policy) : ILister<JobApplication>
{
    /// <inheritdoc/>
    public Task<Listing> ListAsync(Loaded<JobApplication> aggregate)
    {
        var application = aggregate.State;
        var since = aggregate.Course[^1].At;
        var dueOn = policy.Rules.StageTargets.DueOn(application, UkCalendar.DateOf(since));
        string[] place = [application.State.ToString(), Listings.KeyPart(since), application.Id];
        List<string> keys = [Listings.Key(["stage", .. place]), Listings.Key(["vacancy", application.VacancyId, .. place]), Listings.Key("person", application.PersonId, application.Id)];
        if (application.Assignee is { } assignee)
        {
            keys.Add(Listings.Key(["assignee", assignee, .. place]));
        }

        if (application.Source is { } source)
        {
            keys.Add(Listings.Key(["source", source, .. place]));
        }

        if (dueOn is { } day)
        {
            keys.Add(Listings.Key("due", Board.Iso(day), application.Id));
        }

        return Task.FromResult(new Listing(
            [
                ("VacancyId", application.VacancyId),
                ("PersonId", application.PersonId),
                ("Role", application.Role),
                ("Stage", application.State.ToString()),
                ("Since", since),
                ("ReceivedAt", aggregate.Course[0].At),
                ("Assignee", application.Assignee),
                ("Source", application.Source),
                ("DueOn", dueOn is { } on ? Board.Iso(on) : null),
                ("StartedOn", application.StartedOn is { } started ? Board.Iso(started) : null),
                ("Course", StageReached.Write(aggregate.Course)),
            ],
            keys,
            CountedUnder: Listings.Key("vacancy", application.VacancyId),
            ByChange: true));
    }
}
