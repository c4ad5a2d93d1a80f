using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>The outcome of an interview.</summary>
/// <param name="Score">The panel's score, 0 to 100.</param>
/// <param name="Appointable">Whether the panel would appoint.</param>
public sealed record InterviewOutcome(int Score, bool Appointable);

/// <summary>What a safeguarding interview can find.</summary>
public enum SafeguardingOutcome
{
    /// <summary>Nothing that speaks against work with children.</summary>
    Satisfactory,

    /// <summary>Something that does.</summary>
    Concerns,
}

/// <summary>The separate interview about motives, attitudes and boundaries in work with children.</summary>
/// <param name="Outcome">What it found.</param>
/// <param name="On">The day, in London.</param>
/// <param name="By">Who held it, by the subject of their token: a member of the panel trained in safer recruitment.</param>
/// <param name="Reason">What any concerns are; kept in the record, so without a word about anybody's private life.</param>
public sealed record SafeguardingInterview(SafeguardingOutcome Outcome, DateOnly On, string By, string? Reason);

/// <summary>How an application's interview stands.</summary>
/// <param name="Slots">The times offered (UTC).</param>
/// <param name="AnswerBy">The last day, in London, on which the candidate can choose one; null for no such day.</param>
/// <param name="Panel">Who interviews, by the subject of their token.</param>
/// <param name="At">When it is or was (UTC); null while none is arranged.</param>
/// <param name="NoShows">How often the candidate did not come.</param>
/// <param name="Safeguarding">What the safeguarding interview found; null before it.</param>
/// <param name="Outcome">What the panel found; null before the interview.</param>
public sealed record Interviewing(
    IReadOnlyList<DateTimeOffset> Slots,
    DateOnly? AnswerBy,
    IReadOnlyList<string> Panel,
    DateTimeOffset? At,
    int NoShows,
    SafeguardingInterview? Safeguarding,
    InterviewOutcome? Outcome)
{
    /// <summary>How long an interview is.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromHours(1);

    /// <summary>Before anything is arranged.</summary>
    public static Interviewing None { get; } = new([], null, [], null, 0, null, null);

    /// <summary>Null when nothing about the interviews stands against an offer, otherwise what does.</summary>
    public Refusal? RefuseOffer() =>
        Outcome is not { Appointable: true } ? Refusal.Rule("not-appointable", "The panel did not find the candidate appointable.")
        : Panel.Count == 0 ? null
        : Safeguarding is null ? Refusal.Rule("safeguarding-interview-missing", "The separate safeguarding interview has not been recorded.")
        : Safeguarding.Outcome == SafeguardingOutcome.Concerns ? Refusal.Rule("safeguarding-concerns", "The safeguarding interview found concerns.")
        : null;

    /// <summary>The interviews after an event; those that are not about interviews change nothing.</summary>
    public Interviewing After(ApplicationEvent happened) => happened switch
    {
        InterviewSlotsOffered e => this with { Slots = e.Slots, AnswerBy = e.AnswerBy, Panel = e.Panel, At = null },
        InterviewSlotChosen e => this with { At = e.At },
        AnotherTimeAskedFor or InterviewSlotsLapsed => this with { Slots = [], AnswerBy = null, At = null },
        InterviewScheduled e => this with { Slots = [], AnswerBy = null, Panel = e.Panel, At = e.At },
        CandidateDidNotCome => this with { Slots = [], AnswerBy = null, At = null, NoShows = NoShows + 1 },
        SafeguardingInterviewRecorded e => this with { Safeguarding = e.Interview },
        InterviewRecorded e => this with { Outcome = e.Outcome },
        _ => this,
    };
}
