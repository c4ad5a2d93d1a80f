using System.Globalization;
using RecruitRetain.Correspondence;
using RecruitRetain.Privacy;

namespace RecruitRetain.Recruitment;

/// <summary>The words of the letters between application and first day: plain, kind, and nothing in them that is not the person's own.</summary>
public static class RecruitmentLetters
{
    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>The application has arrived.</summary>
    public static Letter Acknowledgement(Person person, Vacancy vacancy, Uri link) => new(
        $"We have your application: {Role(vacancy)}",
        [
            Dear(person),
            $"Thank you for applying to be a {Role(vacancy)} with us. Your application has arrived safely.",
            $"We decide whom to invite for interview after the vacancy closes on {Day(vacancy.Terms.ClosingOn)}, and we will write to you either way.",
            "With the link below you can see how your application stands, or withdraw it. The link is yours alone, so please do not pass it on.",
        ],
        ("See your application", link));

    /// <summary>Chosen for interview.</summary>
    public static Letter Shortlisted(Person person, Vacancy vacancy) => new(
        $"Good news about your application: {Role(vacancy)}",
        [
            Dear(person),
            "We liked your application and would like to meet you. We will write again soon with a day and time for an interview.",
            "If you need anything changed so that you can take part, please reply and tell us.",
        ]);

    /// <summary>Not chosen for interview.</summary>
    public static Letter NotShortlisted(Person person, Vacancy vacancy) => new(
        $"Your application: {Role(vacancy)}",
        [
            Dear(person),
            "Thank you for the time and thought that you gave to your application. We have read it carefully, and we are sorry to say that we are not inviting you to interview this time.",
            "If you would like to know more about why, please reply and a member of the team will tell you. We would be glad to hear from you again.",
        ]);

    /// <summary>A conditional offer, or other terms in its place.</summary>
    public static Letter Offer(Person person, Vacancy vacancy, Offer offer, bool revised, Uri link) => new(
        revised ? $"A new version of your offer: {Role(vacancy)}" : $"We would like to offer you the post: {Role(vacancy)}",
        [
            Dear(person),
            revised
                ? $"Here is a new version of our offer of the post of {Role(vacancy)}. It takes the place of the one before, whose link no longer works."
                : $"We are delighted to offer you the post of {Role(vacancy)}.",
            $"The salary is {Pounds(offer.SalaryPence)} a year for full time{Hours(offer)}. You could start on {Day(offer.NotBefore)} or later.",
            "The offer depends on the checks that the law and our own rules ask for. Please do not give notice to your present employer until we tell you that they are complete.",
            "If you would like something to be different, you can tell us with the same link; the offer stands meanwhile.",
            $"Please tell us your answer by the end of {Day(offer.ExpiresOn)}. The link is yours alone, so please do not pass it on.",
        ],
        ("See the offer and answer it", link));

    /// <summary>Two working days are left to answer an offer.</summary>
    public static Letter OfferReminder(Person person, Vacancy vacancy, Offer offer, Uri link) => new(
        $"Your offer waits for your answer: {Role(vacancy)}",
        [
            Dear(person),
            $"We have not heard from you yet. Our offer of the post of {Role(vacancy)} stands until the end of {Day(offer.ExpiresOn)}.",
            "If you have questions or need more time, please reply before then.",
        ],
        ("See the offer and answer it", link));

    /// <summary>The offer's last day has passed.</summary>
    public static Letter LapsedOffer(Person person, Vacancy vacancy, Offer offer) => new(
        $"Your offer has ended: {Role(vacancy)}",
        [
            Dear(person),
            $"Our offer of the post of {Role(vacancy)} stood until {Day(offer.ExpiresOn)}, and we have not had your answer, so it has now ended.",
            "If something kept you from answering, please reply and tell us.",
        ]);

    /// <summary>The candidate said no.</summary>
    public static Letter DeclinedOffer(Person person, Vacancy vacancy) => new(
        $"Thank you for letting us know: {Role(vacancy)}",
        [Dear(person), "Thank you for answering our offer. We are sorry not to be working with you, and wish you well. You are welcome to apply again at any time."]);

    /// <summary>The candidate withdrew.</summary>
    public static Letter Withdrawn(Person person, Vacancy vacancy) => new(
        $"You have withdrawn your application: {Role(vacancy)}",
        [Dear(person), "We have withdrawn your application, as you asked. Thank you for your interest; you are welcome to apply again at any time."]);

    /// <summary>A named person ended the application.</summary>
    public static Letter Rejected(Person person, Vacancy vacancy) => new(
        $"Your application: {Role(vacancy)}",
        [
            Dear(person),
            "Thank you for the time that you have given to us. We are sorry to say that we are not taking your application further.",
            "If you would like to know more about why, please reply and a member of the team will tell you.",
        ]);

    /// <summary>The checks begin.</summary>
    public static Letter ChecksRequested(Person person, Vacancy vacancy, IReadOnlyList<string> checks) => new(
        $"What we need before you start: {Role(vacancy)}",
        [
            Dear(person),
            "We need the following before your first day:",
            Listed(checks),
            "Please send us what you can straight away; for everything else we will get in touch with you or with those concerned.",
        ]);

    /// <summary>What is still missing.</summary>
    public static Letter CheckChase(Person person, Vacancy vacancy, IReadOnlyList<string> checks) => new(
        $"What is still missing before you can start: {Role(vacancy)}",
        [
            Dear(person),
            "We are still waiting for the following:",
            Listed(checks),
            "If you have sent it already, thank you; it may be on its way. If anything is difficult to get, please reply and we will help.",
        ]);

    /// <summary>Every blocking check is met; without a date where one has come into doubt since.</summary>
    public static Letter Cleared(Person person, Vacancy vacancy, DateOnly? earliestStartOn) => new(
        $"You are cleared to start: {Role(vacancy)}",
        [
            Dear(person),
            "All the checks that must be complete before you start are in order."
                + (earliestStartOn is { } on ? $" The earliest day on which you can start is {Day(on)}." : ""),
            "We will be in touch to agree your first day. If you still have notice to give to your present employer, you can give it now.",
        ]);

    /// <summary>Whether the recruiters hear of it by mail, because no recruiter did it.</summary>
    public static bool WorthANotice(ApplicationEvent happened) =>
        happened is ChangesAskedFor
            or OfferChangesRequested
            or OfferAccepted
            or OfferDeclined
            or OfferLapsed
            or CheckRecorded { Outcome: CheckStatus.Unsatisfactory }
            or ChecksCleared
            or ApplicationWithdrawn
        || InterviewLetters.Notice(happened) is not null;

    /// <summary>Tells the recruiters what happened to an application, by its id alone.</summary>
    public static Letter Notice(JobApplication application, Vacancy vacancy, ApplicationEvent happened)
    {
        var (subject, next) = happened switch
        {
            ChangesAskedFor => ("A candidate asks for changes", "What they wrote stands with the application's messages. Please answer them."),
            OfferChangesRequested => (
                "A candidate asks for changes to an offer", "The offer stands until its deadline; a hiring manager can revise it. What they ask for stands with the application."),
            CheckRecorded e => (
                "A check is not in order", $"It is '{e.Check}'. A named person decides: ask for it again, go on for a stated reason, or end the application."),
            OfferAccepted => ("An offer has been accepted", "We have asked the candidate for what the checks need, and remind them of what is missing."),
            OfferDeclined => ("An offer has been declined", "Make another offer, or reject the application."),
            OfferLapsed => ("An offer has lapsed without an answer", "Make another offer, or reject the application."),
            ChecksCleared => ("A candidate is cleared to start", EarliestStart.Of(application).On is { } on ? $"The earliest start is {Day(on)}. Please agree the first day with them." : "A check has come into doubt since."),
            _ => InterviewLetters.Notice(happened) ?? ("A candidate has withdrawn", "The application has ended."),
        };
        return new($"{subject}: {Role(vacancy)}", [$"{subject}. {next}", $"Application {application.Id}, vacancy {vacancy.Id}."]);
    }

    /// <summary>Tells the recruiters what a candidate is not chased for any more, by the application's id alone.</summary>
    public static Letter ChasedEnough(JobApplication application, Vacancy vacancy, DateOnly on) => new(
        $"A candidate's checks are stuck: {Role(vacancy)}",
        [
            $"After {CheckSet.MostChasers} reminders we still have no result for:",
            Listed([.. application.Checks.Where(check => check.IsChasedEnough(on)).Select(check => check.Check)]),
            "The candidate gets no more reminders of these. Please get in touch with them, or ask for a check again.",
            $"Application {application.Id}, vacancy {vacancy.Id}.",
        ]);

    internal static string Dear(Person person) => $"Dear {person.Name},";

    internal static string Role(Vacancy vacancy) => vacancy.Terms.Role.Replace('-', ' ');

    internal static string Day(DateOnly date) => date.ToString("dddd d MMMM yyyy", British);

    private static string Pounds(long pence) => (pence / 100m).ToString(pence % 100 == 0 ? "£#,0" : "£#,0.00", British);

    private static string Hours(Offer offer) =>
        offer.Fte == 1 ? "" : $" and in proportion for your hours, {offer.Fte.ToString("0.##", British)} of full time";

    private static string Listed(IReadOnlyList<string> checks) => string.Join('\n', checks.Select(check => $"- {Words(check)}"));

    private static string Words(string check) => check switch
    {
        CheckNames.Identity => "proof of your identity",
        CheckNames.RightToWork => "proof of your right to work in the UK",
        CheckNames.EnhancedDbs => "your enhanced DBS certificate",
        CheckNames.SocialWorkEngland => "your registration with Social Work England",
        CheckNames.FirstReference => "a reference from your present or most recent employer",
        CheckNames.SecondReference => "a second reference",
        CheckNames.OverseasRecord => "criminal record certificates of countries in which you have lived",
        CheckNames.Qualifications => "your original qualification certificates",
        CheckNames.OccupationalHealth => "the occupational health questionnaire",
        _ => check.Replace('-', ' '),
    };
}
