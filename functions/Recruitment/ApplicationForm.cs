using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>What somebody did for a stretch of their life.</summary>
public enum HistoryKind
{
    /// <summary>Worked, paid or not.</summary>
    Work,

    /// <summary>Studied or trained.</summary>
    Study,

    /// <summary>Cared for somebody, travelled, was ill, or anything else.</summary>
    Other,
}

/// <summary>A stretch of somebody's history since they left school.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last; null while it goes on.</param>
/// <param name="Kind">Which kind.</param>
/// <param name="What">Employer and post, school and course, or what else it was.</param>
/// <param name="ReasonForLeaving">Why it ended, if they want to say.</param>
public sealed record HistoryEntry(DateOnly From, DateOnly? To, HistoryKind Kind, string What, string? ReasonForLeaving = null);

/// <summary>Why there is nothing in the history for a while.</summary>
/// <param name="From">The first day of the gap.</param>
/// <param name="To">Its last day.</param>
/// <param name="Explanation">What the candidate says about it.</param>
public sealed record HistoryGap(DateOnly From, DateOnly To, string Explanation);

/// <summary>How a candidate meets a criterion of the vacancy.</summary>
/// <param name="Criterion">The criterion's key.</param>
/// <param name="Text">In their words.</param>
public sealed record CriterionAnswer(string Criterion, string Text);

/// <summary>What a candidate says of their right to work in the UK. It is checked before the first day, whatever they say.</summary>
public enum RightToWorkStatement
{
    /// <summary>Without limit of time.</summary>
    Unlimited,

    /// <summary>Until a day, or with conditions.</summary>
    Limited,

    /// <summary>Only if the council sponsors them.</summary>
    NeedsSponsorship,
}

/// <summary>Somebody who can say what a candidate is like at work.</summary>
/// <param name="Name">Their name.</param>
/// <param name="Email">Where they are asked.</param>
/// <param name="Relationship">How they know the candidate.</param>
/// <param name="Organisation">For whom they work.</param>
/// <param name="MostRecentEmployer">Whether they speak for the present or most recent employer.</param>
public sealed record Referee(string Name, string Email, string Relationship, string? Organisation = null, bool MostRecentEmployer = false);

/// <summary>What a candidate wrote besides the statement. Personal data: it is kept with the person, never in the journal.</summary>
public sealed record ApplicationForm
{
    /// <summary>The days between two stretches of history that need no explanation.</summary>
    public const int DaysThatNeedNoWords = 28;

    private const int MostEntries = 60;

    private const int MostReferees = 5;

    private const int LongestText = 4_000;

    private const int LongestLine = 200;

    private const int LongestForm = 60_000;

    /// <summary>Work, study and the rest, in any order; empty where it was not asked for.</summary>
    public IReadOnlyList<HistoryEntry> History { get; init; } = [];

    /// <summary>What lies between, explained.</summary>
    public IReadOnlyList<HistoryGap> Gaps { get; init; } = [];

    /// <summary>How they meet the criteria.</summary>
    public IReadOnlyList<CriterionAnswer> Answers { get; init; } = [];

    /// <summary>What they say of their right to work; null for nothing.</summary>
    public RightToWorkStatement? RightToWork { get; init; }

    /// <summary>Whom to ask for references.</summary>
    public IReadOnlyList<Referee> Referees { get; init; } = [];

    /// <summary>The employee who told them of the vacancy, by name; feeds the payment for referring a friend.</summary>
    public string? Referrer { get; init; }

    /// <summary>
    /// The stretches of more than <see cref="DaysThatNeedNoWords"/> days, from the first entry to today, that nothing accounts for: safer
    /// recruitment asks for a full history with its gaps explained.
    /// </summary>
    public IReadOnlyList<(DateOnly From, DateOnly To)> UnexplainedGaps(DateOnly today)
    {
        List<(DateOnly From, DateOnly To)> unexplained = [];
        var covered = History.Select(entry => (entry.From, To: entry.To ?? today))
            .Concat(Gaps.Select(gap => (gap.From, gap.To)))
            .OrderBy(stretch => stretch.From)
            .ToList();
        if (History.Count == 0)
        {
            return unexplained;
        }

        var until = covered[0].To;
        foreach (var (from, to) in covered.Append((From: today.AddDays(1), To: today)))
        {
            if (from.DayNumber - until.DayNumber - 1 > DaysThatNeedNoWords)
            {
                unexplained.Add((until.AddDays(1), from.AddDays(-1)));
            }

            until = to > until ? to : until;
        }

        return unexplained;
    }

    /// <summary>The fields at fault.</summary>
    /// <param name="criteria">Those of the vacancy.</param>
    /// <param name="today">Today in London.</param>
    public IEnumerable<FieldError> Validate(IReadOnlyList<Criterion> criteria, DateOnly today)
    {
        foreach (var (field, count, most) in new[]
        {
            ("history", History.Count, MostEntries), ("gaps", Gaps.Count, MostEntries), ("referees", Referees.Count, MostReferees),
        })
        {
            if (count > most)
            {
                yield return new(field, $"at most {most}");
            }
        }

        foreach (var (i, entry) in History.Index())
        {
            if (entry.From > today || entry.To < entry.From || entry.To > today)
            {
                yield return new($"history[{i}].to", "from or later, and both today or earlier; null while it goes on");
            }

            if (!IsText(entry.What, LongestLine) || entry.ReasonForLeaving?.Length > LongestLine)
            {
                yield return new($"history[{i}].what", $"1 to {LongestLine} characters");
            }
        }

        foreach (var (i, gap) in Gaps.Index())
        {
            if (gap.To < gap.From)
            {
                yield return new($"gaps[{i}].to", "from or later");
            }

            if (!IsText(gap.Explanation, LongestText))
            {
                yield return new($"gaps[{i}].explanation", $"1 to {LongestText} characters");
            }
        }

        foreach (var (from, to) in UnexplainedGaps(today).Take(MostEntries))
        {
            yield return new("gaps", $"what you did from {from:yyyy-MM-dd} to {to:yyyy-MM-dd}");
        }

        foreach (var (i, answer) in Answers.Index())
        {
            if (!criteria.Any(criterion => criterion.Key == answer.Criterion) || Answers.Take(i).Any(earlier => earlier.Criterion == answer.Criterion))
            {
                yield return new($"answers[{i}].criterion", "one of the vacancy's criteria, once");
            }

            if (!IsText(answer.Text, LongestText))
            {
                yield return new($"answers[{i}].text", $"1 to {LongestText} characters");
            }
        }

        foreach (var (i, referee) in Referees.Index())
        {
            if (!IsText(referee.Name, LongestLine) || !IsText(referee.Relationship, LongestLine) || referee.Organisation?.Length > LongestLine)
            {
                yield return new($"referees[{i}].name", $"a name and how they know you, at most {LongestLine} characters each");
            }

            if (!NewApplication.IsAddress(referee.Email) || Referees.Take(i).Any(earlier => SameAddress(earlier.Email, referee.Email)))
            {
                yield return new($"referees[{i}].email", "an e-mail address of their own, like name@example.org");
            }
        }

        if (Texts.Sum(text => text.Length) > LongestForm)
        {
            yield return new("answers", $"with everything else in the form, at most {LongestForm} characters");
        }

        if (Referrer is not null && !IsText(Referrer, LongestLine))
        {
            yield return new("referrer", $"a name of at most {LongestLine} characters");
        }
    }

    /// <summary>Whether the address is that of one of the referees, ignoring case: such a person does not assess the candidate.</summary>
    public bool HasReferee(string email) => Referees.Any(referee => SameAddress(referee.Email, email));

    private IEnumerable<string> Texts =>
    [
        .. History.SelectMany(entry => new[] { entry.What, entry.ReasonForLeaving ?? "" }), .. Gaps.Select(gap => gap.Explanation), .. Answers.Select(answer => answer.Text),
    ];

    private static bool IsText(string text, int longest) => !string.IsNullOrWhiteSpace(text) && text.Length <= longest;

    private static bool SameAddress(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
