using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Correspondence;
using RecruitRetain.Privacy;
using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Recruitment;

/// <summary>Which letter.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LetterKind>))]
public enum LetterKind
{
    /// <summary>The application has arrived.</summary>
    Acknowledgement,

    /// <summary>Chosen for interview.</summary>
    Shortlisted,

    /// <summary>Not chosen for interview.</summary>
    NotShortlisted,

    /// <summary>Times for an interview to choose from.</summary>
    InterviewSlots,

    /// <summary>The last day to choose one is near.</summary>
    InterviewSlotsReminder,

    /// <summary>The last day to choose one has passed.</summary>
    InterviewSlotsLapsed,

    /// <summary>An interview, or another time for it.</summary>
    InterviewInvitation,

    /// <summary>The candidate needs another time.</summary>
    AnotherInterviewTime,

    /// <summary>The candidate did not come to the interview.</summary>
    DidNotCome,

    /// <summary>A conditional offer.</summary>
    Offer,

    /// <summary>Other terms in its place.</summary>
    OfferRevised,

    /// <summary>Two working days are left to answer an offer.</summary>
    OfferReminder,

    /// <summary>The offer's last day has passed.</summary>
    OfferLapsed,

    /// <summary>The candidate said no.</summary>
    OfferDeclined,

    /// <summary>The checks begin, or one is asked for again.</summary>
    ChecksRequested,

    /// <summary>What is still missing.</summary>
    CheckChase,

    /// <summary>Every blocking check is satisfactory.</summary>
    Cleared,

    /// <summary>The candidate withdrew.</summary>
    Withdrawn,

    /// <summary>A named person ended the application.</summary>
    Rejected,

    /// <summary>To the recruiters, not the candidate: something that they did not do themselves.</summary>
    Notice,

    /// <summary>To the recruiters: a stage has gone on for longer than it should.</summary>
    Overdue,

    /// <summary>To HR: it still goes on.</summary>
    StillOverdue,

    /// <summary>To the recruiters: what the candidate is not chased for any more.</summary>
    ChasedEnough,
}

/// <summary>A letter to be sent.</summary>
/// <param name="ApplicationId">To the candidate of which application.</param>
/// <param name="Kind">Which letter.</param>
/// <param name="Key">Its stable key within the application.</param>
/// <param name="Number">The line of the journal it is about; 0 for none.</param>
public sealed record LetterDue(string ApplicationId, LetterKind Kind, string Key, long Number = 0);

/// <summary>What the recruitment and pre-employment stages look up and do.</summary>
public sealed class RecruitmentActivities(
    Journal journal,
    Commands commands,
    Effects effects,
    Postbox postbox,
    Links links,
    InterviewCorrespondence interviews,
    RecruitmentPolicy policy,
    RewardReferrer rewardReferrer,
    TimeProvider clock)
{
    private const int ProbationMonths = 6;

    // How long the candidate's links work: the application's for as long as a recruitment may take, the offer's a while beyond its end, so that
    // the page can say that it has ended.
    private const int ApplicationLinkMonths = 12;
    private const int OfferLinkDaysAfterExpiry = 30;

    // A journey is started just before its application is committed; one that comes no more was never committed.
    private static readonly TimeSpan Awaiting = TimeSpan.FromHours(1);

    /// <summary>Looks for what a recruitment stage has to do now.</summary>
    [Function(nameof(LookAtApplication))]
    public async Task<RecruitmentOutlook> LookAtApplication([ActivityTrigger] RecruitmentProgress progress)
    {
        var now = clock.GetUtcNow();
        if (await journal.FindAsync(Applications.Kind, progress.ApplicationId) is null)
        {
            return new([], false, progress.Awaited ? new(false, 0) : null, now + Awaiting, progress with { Awaited = true });
        }

        var history = await journal.HistoryAsync(Applications.Kind, progress.ApplicationId);
        var accepted = history.FirstOrDefault(entry => entry.Happened is OfferAccepted);
        var seen = accepted?.Number ?? history[^1].Number;
        var letters = LettersFor(progress.ApplicationId, history.Where(entry => entry.Number > progress.Seen && entry.Number <= seen));
        var next = progress with { Seen = seen };
        if (accepted is not null)
        {
            return new(letters, false, new(true, seen), null, next);
        }

        var state = Fold(history);
        if (JobApplication.Machine.IsTerminal(state.State))
        {
            return new(letters, false, new(false, seen), null, next);
        }

        var deadline = Deadline.Of(state, history, policy.Rules.StageTargets);
        var (reminders, lookAgainAt) = deadline.Due(progress.Reminded, clock);
        return new(
            [.. letters, .. reminders],
            now >= deadline.LapsesAt,
            null,
            lookAgainAt,
            next with { Reminded = reminders.Count > 0 ? reminders[^1].Key : progress.Reminded });
    }

    /// <summary>Looks for what a pre-employment stage has to do now.</summary>
    [Function(nameof(LookAtChecks))]
    public async Task<PreEmploymentOutlook> LookAtChecks([ActivityTrigger] PreEmploymentProgress progress)
    {
        var day = clock.LettersDay();
        var id = progress.ApplicationId;
        var history = await journal.HistoryAsync(Applications.Kind, id);
        var state = Fold(history);
        var letters = LettersFor(id, history.Where(entry => entry.Number > progress.Seen));
        var next = progress with { Seen = history[^1].Number, ChasedOn = day };
        if (JobApplication.Machine.IsTerminal(state.State))
        {
            var scheme = state is { EmploymentId: { } employmentId, Offer: { SchemeId: { } schemeId, SchemeVersion: { } version } }
                ? new OfferedScheme(employmentId, schemeId, version)
                : null;
            return new(false, letters, true, state.EmploymentId, scheme, null, next);
        }

        var chasedOn = progress.ChasedOn ?? day;
        List<ApplicationCheck> due = [.. state.Checks.Where(check => check.NextChaseOn(chasedOn) <= day)];
        if (due.Exists(check => !check.IsChasedEnough(day)))
        {
            letters.Add(new(id, LetterKind.CheckChase, $"chase-{day:yyyy-MM-dd}"));
        }

        if (due.Exists(check => check.IsChasedEnough(day)))
        {
            letters.Add(new(id, LetterKind.ChasedEnough, $"chased-enough-{day:yyyy-MM-dd}"));
        }

        var chaseOn = state.Checks.Min(check => check.NextChaseOn(day));
        return new(
            state.Checks.Any(check => check.Status == CheckStatus.NotRequested),
            letters,
            false,
            null,
            null,
            chaseOn is { } on ? UkCalendar.MorningUtc(on) : null,
            next);
    }

    /// <summary>Sends a letter, once.</summary>
    [Function(nameof(SendRecruitmentLetter))]
    public async Task SendRecruitmentLetter([ActivityTrigger] LetterDue due)
    {
        var history = await journal.HistoryAsync(Applications.Kind, due.ApplicationId);
        var application = Fold(history);
        var vacancy = await journal.GetAsync(Vacancies.Kind, application.VacancyId);
        if (due.Kind == LetterKind.Notice)
        {
            var happened = history.First(entry => entry.Number == due.Number).Happened;
            await postbox.ToRecruitmentAsync(due.ApplicationId, due.Key, () => Task.FromResult(RecruitmentLetters.Notice(application, vacancy.State, happened)));
            return;
        }

        if (due.Kind == LetterKind.ChasedEnough)
        {
            await postbox.ToRecruitmentAsync(
                due.ApplicationId, due.Key, () => Task.FromResult(RecruitmentLetters.ChasedEnough(application, vacancy.State, clock.LettersDay())));
            return;
        }

        if (due.Kind == LetterKind.Overdue)
        {
            await postbox.ToRecruitmentAsync(due.ApplicationId, due.Key, () => Task.FromResult(StageTargets.Overdue(application, vacancy.State, false)));
            return;
        }

        if (due.Kind == LetterKind.StillOverdue)
        {
            await postbox.ToHrAsync(due.ApplicationId, due.Key, () => Task.FromResult(StageTargets.Overdue(application, vacancy.State, true)));
            return;
        }

        await postbox.ToPersonAsync(due.ApplicationId, due.Key, application.PersonId, person => WriteAsync(due, person, application, vacancy.State, history));
    }

    /// <summary>Lapses what the candidate left unanswered beyond its last day; leaves it alone if it was answered in the meantime.</summary>
    [Function(nameof(LapseUnanswered))]
    public Task LapseUnanswered([ActivityTrigger] string applicationId) => commands.StepAsync(
        null, Applications.Kind, applicationId, Actor.Timer, application => application.State == ApplicationState.InterviewOffered
            ? InterviewDecisions.LapseSlots(application, clock.Today())
            : OfferDecisions.Lapse(application, clock.Today()));

    /// <summary>Asks for every check that has not been asked for.</summary>
    [Function(nameof(RequestChecks))]
    public Task RequestChecks([ActivityTrigger] string applicationId) => commands.StepAsync(
        null, Applications.Kind, applicationId, Actor.Journey, application => CheckDecisions.RequestAll(application, clock.Today()));

    /// <summary>Begins the employment of a candidate who has started, in the post that the hire was counted for.</summary>
    [Function(nameof(StartEmployment))]
    public async Task StartEmployment([ActivityTrigger] string applicationId, [DurableClient] DurableTaskClient client)
    {
        var history = await journal.HistoryAsync(Applications.Kind, applicationId);
        var application = Fold(history);
        var startedOn = history.Select(entry => entry.Happened).OfType<ApplicantStarted>().Single().StartedOn;
        var vacancy = await journal.GetAsync(Vacancies.Kind, application.VacancyId);
        var (employment, refusal) = await commands.BeginAsync(
            null,
            Employments.Kind,
            application.EmploymentId!,
            Actor.Journey,
            () => EmploymentDecisions.StartFromApplication(application, vacancy.State, startedOn, UkCalendar.AddMonths(startedOn, ProbationMonths)));
        if (refusal is not null)
        {
            throw new InvalidOperationException($"{applicationId} has started, but its employment cannot begin: {refusal.Code}.");
        }

        if (application.ReferrerEmploymentId is { } referrer)
        {
            await rewardReferrer.RunAsync(client, referrer, employment!.State);
        }
    }

    /// <summary>Counts the hire on its vacancy; one that was filled or given up in the meantime stays as it is.</summary>
    [Function(nameof(RecordHire))]
    public async Task RecordHire([ActivityTrigger] string applicationId)
    {
        var application = await journal.GetAsync(Applications.Kind, applicationId);
        await commands.StepAsync(
            null, Vacancies.Kind, application.State.VacancyId, Actor.Journey, vacancy => VacancyDecisions.RecordHire(vacancy, applicationId));
    }

    private static JobApplication Fold(IEnumerable<JournalEntry<ApplicationEvent>> history) =>
        history.Aggregate((JobApplication?)null, (state, entry) => JobApplication.Apply(state, entry.Happened))!;

    private static List<LetterDue> LettersFor(string applicationId, IEnumerable<JournalEntry<ApplicationEvent>> entries)
    {
        List<LetterDue> letters = [];
        foreach (var entry in entries)
        {
            LetterKind? kind = entry.Happened switch
            {
                ApplicationSubmitted => LetterKind.Acknowledgement,
                ApplicationShortlisted => LetterKind.Shortlisted,
                ApplicationNotShortlisted => LetterKind.NotShortlisted,
                InterviewSlotsOffered => LetterKind.InterviewSlots,
                InterviewSlotsLapsed => LetterKind.InterviewSlotsLapsed,
                InterviewScheduled or InterviewSlotChosen => LetterKind.InterviewInvitation,
                AnotherTimeAskedFor => LetterKind.AnotherInterviewTime,
                CandidateDidNotCome => LetterKind.DidNotCome,
                OfferMade => LetterKind.Offer,
                OfferRevised => LetterKind.OfferRevised,
                OfferLapsed => LetterKind.OfferLapsed,
                OfferDeclined => LetterKind.OfferDeclined,
                CheckRequested => LetterKind.ChecksRequested,
                ChecksCleared => LetterKind.Cleared,
                ApplicationWithdrawn => LetterKind.Withdrawn,
                ApplicationRejected => LetterKind.Rejected,
                _ => null,
            };

            // Checks asked for together are one letter, about the last of them.
            if (kind is LetterKind.ChecksRequested)
            {
                letters.RemoveAll(earlier => earlier.Kind == LetterKind.ChecksRequested);
            }

            if (kind is { } letter)
            {
                letters.Add(new(applicationId, letter, $"{Json.Word(letter)}-{entry.Number}", entry.Number));
            }

            if (RecruitmentLetters.WorthANotice(entry.Happened))
            {
                letters.Add(new(applicationId, LetterKind.Notice, $"notice-{entry.Number}", entry.Number));
            }
        }

        return letters;
    }

    private static IReadOnlyList<string> Awaited(JobApplication application) =>
        [.. application.Checks.Where(check => check.Status == CheckStatus.Requested).Select(check => check.Check)];

    private async Task<Letter> WriteAsync(
        LetterDue due, Person person, JobApplication application, Vacancy vacancy, IReadOnlyList<JournalEntry<ApplicationEvent>> history) => due.Kind switch
        {
            LetterKind.Acknowledgement => RecruitmentLetters.Acknowledgement(person, vacancy, await ApplicationLinkAsync(application)),
            LetterKind.Shortlisted => RecruitmentLetters.Shortlisted(person, vacancy),
            LetterKind.NotShortlisted => RecruitmentLetters.NotShortlisted(person, vacancy),
            LetterKind.InterviewSlots or LetterKind.InterviewSlotsReminder or LetterKind.InterviewSlotsLapsed or LetterKind.InterviewInvitation
                or LetterKind.AnotherInterviewTime or LetterKind.DidNotCome => await interviews.WriteAsync(due, person, application, vacancy, history),
            LetterKind.Offer or LetterKind.OfferRevised => RecruitmentLetters.Offer(
                person, vacancy, OfferBy(due, history), due.Kind == LetterKind.OfferRevised, await NewOfferLinkAsync(due, application, history)),
            LetterKind.OfferReminder => RecruitmentLetters.OfferReminder(person, vacancy, application.Offer!, await OfferLinkAsync(application)),
            LetterKind.OfferLapsed => RecruitmentLetters.LapsedOffer(person, vacancy, OfferBy(due, history)),
            LetterKind.OfferDeclined => RecruitmentLetters.DeclinedOffer(person, vacancy),
            LetterKind.ChecksRequested => RecruitmentLetters.ChecksRequested(person, vacancy, Awaited(application)),
            LetterKind.CheckChase => RecruitmentLetters.CheckChase(person, vacancy, Awaited(application)),
            LetterKind.Cleared => RecruitmentLetters.Cleared(person, vacancy, EarliestStart.Of(application).On),
            LetterKind.Withdrawn => interviews.Cancelling(RecruitmentLetters.Withdrawn(person, vacancy), due, person, vacancy, await EndedAsync(application, history)),
            _ => interviews.Cancelling(RecruitmentLetters.Rejected(person, vacancy), due, person, vacancy, await EndedAsync(application, history)),
        };

    // Nothing is left to choose or to answer: those links end. The one to the application itself goes on showing what became of it.
    private async Task<IReadOnlyList<JournalEntry<ApplicationEvent>>> EndedAsync(JobApplication application, IReadOnlyList<JournalEntry<ApplicationEvent>> history)
    {
        await links.RevokeAsync(LinkPurpose.Interview, application.Id);
        await links.RevokeAsync(LinkPurpose.Offer, application.Id);
        return history;
    }

    // The offer that a letter is about, which may have been followed by another before the letter went out.
    private static Offer OfferBy(LetterDue due, IReadOnlyList<JournalEntry<ApplicationEvent>> history) =>
        Fold(history.TakeWhile(entry => entry.Number <= due.Number)).Offer!;

    private Task<Uri> ApplicationLinkAsync(JobApplication application) => links.MakeAsync(
        LinkPurpose.Application, application.Id, application.PersonId, "links/{token}/application", UkCalendar.StartOfDayUtc(UkCalendar.AddMonths(clock.Today(), ApplicationLinkMonths)));

    // Whoever holds the link of an earlier offer has read other terms: it ends, and once only, because a letter that a crash sends again must not
    // end the link of the one that has arrived.
    private async Task<Uri> NewOfferLinkAsync(LetterDue due, JobApplication application, IReadOnlyList<JournalEntry<ApplicationEvent>> history)
    {
        if (history.Any(entry => entry.Number < due.Number && entry.Happened is (OfferMade or OfferRevised)))
        {
            await effects.OnceAsync(
                application.Id,
                $"earlier-offer-links-ended-{due.Number}",
                async () =>
                {
                    await links.RevokeAsync(LinkPurpose.Offer, application.Id);
                    return "ended";
                },
                CancellationToken.None);
        }

        return await OfferLinkAsync(application);
    }

    private Task<Uri> OfferLinkAsync(JobApplication application) => links.MakeAsync(
        LinkPurpose.Offer,
        application.Id,
        application.PersonId,
        "links/{token}/offer",
        UkCalendar.StartOfDayUtc(application.Offer!.ExpiresOn.AddDays(OfferLinkDaysAfterExpiry)));
}
