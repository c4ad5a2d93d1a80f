using System.Globalization;
using RecruitRetain.Correspondence;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;
using static RecruitRetain.Recruitment.RecruitmentLetters;

namespace RecruitRetain.Recruitment;

/// <summary>The words of the letters about interviews.</summary>
public static class InterviewLetters
{
    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>Times to choose from.</summary>
    public static Letter SlotsOffered(Person person, Vacancy vacancy, InterviewSlotsOffered offered, bool instead, Uri link) => new(
        instead ? $"New times for your interview: {Role(vacancy)}" : $"Choose a time for your interview: {Role(vacancy)}",
        [
            Dear(person),
            instead ? "The time of your interview has to change, and the one that we had agreed no longer stands. We can offer you these:" : "We would like to meet you. We can offer you these times:",
            Listed(offered.Slots),
            $"Please choose one with the link below{(offered.AnswerBy is { } day ? $" by the end of {Day(day)}" : "")}. Whoever chooses first gets a time. Please allow an hour.",
            "If none of them suits you, you can ask for others there. If you need anything changed so that you can take part, please reply and tell us.",
        ],
        ("Choose a time", link));

    /// <summary>The last day to choose a time is near.</summary>
    public static Letter SlotsReminder(Person person, Vacancy vacancy, DateOnly answerBy, Uri link) => new(
        $"Your interview waits for your choice: {Role(vacancy)}",
        [
            Dear(person),
            $"We have offered you times for an interview and have not heard from you yet. You can choose until the end of {Day(answerBy)}.",
            "If none of the times suits you, you can ask for others with the same link.",
        ],
        ("Choose a time", link));

    /// <summary>The last day to choose a time has passed.</summary>
    public static Letter SlotsLapsed(Person person, Vacancy vacancy) => new(
        $"The times for your interview have passed: {Role(vacancy)}",
        [
            Dear(person),
            "We have not heard which time for an interview suits you, so we no longer keep those that we offered.",
            "Your application still stands. If you would like to come, please reply and tell us when you can.",
        ]);

    /// <summary>An interview, or another time for it, with an entry for the calendar.</summary>
    public static Letter Invitation(Person person, Vacancy vacancy, DateTimeOffset at, bool chosen, bool again, Enclosure calendar, Uri link)
    {
        var opening = (chosen, again) switch
        {
            (true, true) => "You have chosen another time for your interview. It is now",
            (true, false) => "Thank you for choosing a time. We look forward to meeting you",
            (false, true) => "We have had to change the time of your interview. It is now",
            (false, false) => "We would like to meet you",
        };
        return new(
            again ? $"A new time for your interview: {Role(vacancy)}" : $"Your interview: {Role(vacancy)}",
            [
                Dear(person),
                $"{opening} on {Time(at)}. Please allow an hour.",
                "The attached file puts it into your calendar. If the time does not suit you, you can tell us with the link below.",
                "If you need anything changed so that you can take part, please reply and tell us.",
            ],
            ("See or change your interview", link),
            [calendar]);
    }

    /// <summary>The candidate needs another time.</summary>
    public static Letter AnotherTime(Person person, Vacancy vacancy) => new(
        $"Another time for your interview: {Role(vacancy)}",
        [
            Dear(person),
            "Thank you for telling us that you need another time for your interview. What we had offered or agreed no longer stands, and we will write again soon.",
            "If there are days or times that you cannot manage, please reply and tell us.",
        ]);

    /// <summary>The candidate did not come.</summary>
    public static Letter DidNotCome(Person person, Vacancy vacancy) => new(
        $"We missed you at your interview: {Role(vacancy)}",
        [
            Dear(person),
            "We expected you for an interview and are sorry that we did not meet you. We hope that you are well.",
            "If something kept you from coming and you are still interested, please reply and tell us.",
        ]);

    /// <summary>What the recruiters are told of; null for what they are not.</summary>
    public static (string Subject, string Next)? Notice(ApplicationEvent happened) => happened switch
    {
        InterviewSlotChosen e => ("A candidate has chosen a time for the interview", $"It is on {Time(e.At)}."),
        AnotherTimeAskedFor => ("A candidate needs another time for the interview", "Please offer other times, or arrange one with them."),
        InterviewSlotsLapsed => ("A candidate has not chosen a time for the interview", "Please get in touch with them, offer other times, or reject the application."),
        _ => null,
    };

    private static string Time(DateTimeOffset at) => UkCalendar.InLondon(at).ToString("dddd d MMMM yyyy 'at' HH:mm", British);

    private static string Listed(IReadOnlyList<DateTimeOffset> times) => string.Join('\n', times.Select(at => $"- {Time(at)}"));
}
