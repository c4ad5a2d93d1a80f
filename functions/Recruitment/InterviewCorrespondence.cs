using Microsoft.Extensions.Configuration;
using RecruitRetain.Access;
using RecruitRetain.Correspondence;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>Writes the letters about interviews, with their links and calendar entries.</summary>
public sealed class InterviewCorrespondence(Links links, IConfiguration settings)
{
    // How long the candidate's link works after the last of the times it is about, so that the page can say that it has passed.
    private const int LinkDays = 30;

    /// <summary>The letter about what happened on a line of the journal, or about a deadline that is near.</summary>
    public async Task<Letter> WriteAsync(
        LetterDue due, Person person, JobApplication application, Vacancy vacancy, IReadOnlyList<JournalEntry<ApplicationEvent>> history)
    {
        if (due.Kind == LetterKind.InterviewSlotsReminder)
        {
            var interviewing = application.Interviewing;
            return InterviewLetters.SlotsReminder(person, vacancy, interviewing.AnswerBy!.Value, await LinkAsync(application, interviewing.Slots[^1]));
        }

        var happened = history.First(entry => entry.Number == due.Number).Happened;
        return happened switch
        {
            InterviewSlotsOffered e => Cancelling(
                InterviewLetters.SlotsOffered(person, vacancy, e, Standing(due, history) is not null, await LinkAsync(application, e.Slots[^1])),
                due,
                person,
                vacancy,
                history),
            InterviewSlotChosen e => await InviteAsync(e.At, true),
            InterviewScheduled e => await InviteAsync(e.At, false),
            AnotherTimeAskedFor => Cancelling(InterviewLetters.AnotherTime(person, vacancy), due, person, vacancy, history),
            InterviewSlotsLapsed => InterviewLetters.SlotsLapsed(person, vacancy),
            _ => InterviewLetters.DidNotCome(person, vacancy),
        };

        async Task<Letter> InviteAsync(DateTimeOffset at, bool chosen) => InterviewLetters.Invitation(
            person,
            vacancy,
            at,
            chosen,
            Standing(due, history) is not null,
            InterviewCalendar.Invitation(Entry(due, person, vacancy, history, at)),
            await LinkAsync(application, application.Interviewing.Slots.Append(at).Max()));
    }

    /// <summary>The same letter, taking the interview out of the candidate's calendar if one stood before what the letter is about.</summary>
    public Letter Cancelling(Letter letter, LetterDue due, Person person, Vacancy vacancy, IReadOnlyList<JournalEntry<ApplicationEvent>> history) =>
        Standing(due, history) is { } at
            ? letter with { Attachments = [InterviewCalendar.Cancellation(Entry(due, person, vacancy, history, at))] }
            : letter;

    // When the interview was to be that stood until the line that the letter is about, unless it was over.
    private static DateTimeOffset? Standing(LetterDue due, IReadOnlyList<JournalEntry<ApplicationEvent>> history)
    {
        var before = history.TakeWhile(entry => entry.Number < due.Number).Aggregate((JobApplication?)null, (state, entry) => JobApplication.Apply(state, entry.Happened));
        return before is { State: ApplicationState.InterviewScheduled, Interviewing.At: { } at } && at > At(due, history) ? at : null;
    }

    private static DateTimeOffset At(LetterDue due, IReadOnlyList<JournalEntry<ApplicationEvent>> history) => history.First(entry => entry.Number == due.Number).At;

    // The number of the journal's line grows with every change, which is all that a sequence has to do.
    private InterviewEntry Entry(LetterDue due, Person person, Vacancy vacancy, IReadOnlyList<JournalEntry<ApplicationEvent>> history, DateTimeOffset at) => new(
        due.ApplicationId,
        due.Number,
        at,
        At(due, history),
        vacancy.Terms.Role.Replace('-', ' '),
        settings["Mail:From"] ?? throw new InvalidOperationException("The setting Mail:From is missing."),
        person.Email);

    private Task<Uri> LinkAsync(JobApplication application, DateTimeOffset last) => links.MakeAsync(
        LinkPurpose.Interview,
        application.Id,
        application.PersonId,
        "links/{token}/interview",
        UkCalendar.StartOfDayUtc(UkCalendar.DateOf(last).AddDays(LinkDays)));
}
