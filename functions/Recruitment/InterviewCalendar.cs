using System.Globalization;
using System.Text;
using RecruitRetain.Correspondence;

namespace RecruitRetain.Recruitment;

/// <summary>An interview as an entry for the candidate's calendar (RFC 5545).</summary>
public static class InterviewCalendar
{
    private const int LongestLine = 75;

    private static readonly TimeSpan Length = TimeSpan.FromHours(1);

    /// <summary>The entry. Another time for the same interview has the same UID and a higher sequence, so that calendars move it.</summary>
    /// <param name="applicationId">Whose interview.</param>
    /// <param name="sequence">Grows with every change.</param>
    /// <param name="at">When it begins.</param>
    /// <param name="arrangedAt">When it was arranged.</param>
    /// <param name="role">What for, in words.</param>
    public static Enclosure For(string applicationId, long sequence, DateTimeOffset at, DateTimeOffset arrangedAt, string role)
    {
        string[] lines =
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//RecruitRetain//Interviews//EN",
            "METHOD:PUBLISH",
            "BEGIN:VEVENT",
            $"UID:interview-{applicationId}@recruitretain",
            $"SEQUENCE:{sequence.ToString(CultureInfo.InvariantCulture)}",
            $"DTSTAMP:{Utc(arrangedAt)}",
            $"DTSTART:{Utc(at)}",
            $"DTEND:{Utc(at + Length)}",
            $"SUMMARY:{Escape($"Interview: {role}")}",
            $"DESCRIPTION:{Escape("Interview with Children's Services. The panel will tell you where, or send a link to join. Reply to the invitation if you need anything to take part.")}",
            "END:VEVENT",
            "END:VCALENDAR",
        ];
        return new("interview.ics", "text/calendar", Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => Fold(line) + "\r\n"))));
    }

    /// <summary>Breaks a line after 75 octets, never within a character.</summary>
    internal static string Fold(string line)
    {
        var folded = new StringBuilder();
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LongestLine)
            {
                folded.Append("\r\n ");
                octets = 1;
            }

            folded.Append(rune);
            octets += rune.Utf8SequenceLength;
        }

        return folded.ToString();
    }

    private static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace(";", "\\;", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
