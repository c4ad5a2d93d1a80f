namespace RecruitRetain.Recruitment;

/// <summary>Times for an interview were offered; the candidate chooses one by the end of the last day, if there is one.</summary>
/// <param name="Slots">When they begin (UTC).</param>
/// <param name="Panel">Who interviews, by the subject of their token.</param>
/// <param name="AnswerBy">The last day, in London, on which the candidate can choose.</param>
public sealed record InterviewSlotsOffered(IReadOnlyList<DateTimeOffset> Slots, IReadOnlyList<string> Panel, DateOnly? AnswerBy) : ApplicationEvent;

/// <summary>The candidate chose a time, or another one; the instant is UTC.</summary>
public sealed record InterviewSlotChosen(DateTimeOffset At) : ApplicationEvent;

/// <summary>The candidate needs another time than those offered or arranged.</summary>
public sealed record AnotherTimeAskedFor : ApplicationEvent;

/// <summary>The candidate had not chosen by the last day.</summary>
public sealed record InterviewSlotsLapsed : ApplicationEvent;

/// <summary>An interview was arranged without asking the candidate first; the instant is UTC.</summary>
public sealed record InterviewScheduled(DateTimeOffset At, IReadOnlyList<string> Panel) : ApplicationEvent;

/// <summary>The candidate did not come to the interview.</summary>
public sealed record CandidateDidNotCome : ApplicationEvent;

/// <summary>What the separate safeguarding interview found.</summary>
public sealed record SafeguardingInterviewRecorded(SafeguardingInterview Interview) : ApplicationEvent;

/// <summary>The panel recorded its outcome.</summary>
public sealed record InterviewRecorded(InterviewOutcome Outcome) : ApplicationEvent;
