namespace RecruitRetain.Local.Demo;

/// <summary>What happened in one step.</summary>
/// <param name="At">The clock when it happened.</param>
/// <param name="Who">Who acted, with roles; null if nobody.</param>
/// <param name="What">Its title.</param>
/// <param name="Status">The answer's status; null without a request.</param>
/// <param name="Said">What the file tells about it.</param>
/// <param name="Mails">The mails that went out since the step before.</param>
/// <param name="Messages">The bus messages sent since the step before.</param>
internal sealed record Happening(
    DateTimeOffset At,
    string? Who,
    string What,
    int? Status,
    IReadOnlyList<string> Said,
    IReadOnlyList<SentMail> Mails,
    IReadOnlyList<SentMessage> Messages);

/// <summary>Tells a journey as it goes, a block for each step.</summary>
/// <param name="output">Where it is told.</param>
/// <param name="colours">Whether the output is a terminal that shows them.</param>
internal sealed class Story(TextWriter output, bool colours)
{
    private const string Dim = "2";
    private const string Bold = "1";
    private const string Red = "31";

    /// <summary>Tells one step: what went out while the clock moved on to it, then the step itself and what followed from it at once.</summary>
    public void Tell(Happening happening)
    {
        var sent = Mails(happening.Mails)
            .Concat(happening.Messages.Select(message => (message.At, Line: $"⇒ On {message.Entity}: {Describe(message)}")))
            .OrderBy(entry => entry.At).ToLookup(entry => entry.At < happening.At);
        foreach (var (at, line) in sent[true])
        {
            output.WriteLine($"    {Paint(Dim, London.Format(at))}  {line}");
        }

        List<string> parts = [Paint(Dim, London.Format(happening.At))];
        if (happening.Who is not null)
        {
            parts.Add(Paint(Bold, happening.Who));
        }

        if (happening.What.Length > 0)
        {
            parts.Add(happening.What);
        }

        if (happening.Status is { } status)
        {
            parts.Add($"→ {status}");
        }

        output.WriteLine(string.Join("  ", parts));
        foreach (var said in happening.Said)
        {
            output.WriteLine($"    {said}");
        }

        foreach (var (_, line) in sent[false])
        {
            output.WriteLine($"    {line}");
        }

        output.Flush();
    }

    /// <summary>Tells where and why it stopped.</summary>
    public void Tell(Unmet unmet)
    {
        output.WriteLine(Paint(Red, $"✗ {unmet}"));
        output.Flush();
    }

    /// <summary>The mails as lines; more than two of a kind to one address, like weekly reports, are one line.</summary>
    private static IEnumerable<(DateTimeOffset At, string Line)> Mails(IReadOnlyList<SentMail> mails) =>
        from mail in mails
        group mail by (mail.To, Kind: string.Concat((mail.Subject ?? string.Empty).TakeWhile(c => !char.IsAsciiDigit(c)))) into kind
        from line in kind.Count() > 2
            ? [(kind.Last().At, $"✉ To {kind.Key.To} {kind.Count()} times since {London.Format(kind.First().At)}, now “{Subject(kind.Last())}”")]
            : kind.Select(mail => (mail.At, $"✉ To {mail.To} “{Subject(mail)}”"))
        select line;

    private static string Subject(SentMail mail) => Excerpt.Of(mail.Subject ?? string.Empty, 100);

    private static string Describe(SentMessage message) =>
        string.Join("  ", new[] { message.Subject, message.MessageId, Excerpt.Of(message.Body ?? string.Empty, 100) }.Where(part => !string.IsNullOrEmpty(part)));

    private string Paint(string colour, string text) => colours ? $"\e[{colour}m{text}\e[0m" : text;
}
