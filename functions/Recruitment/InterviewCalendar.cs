using System.Globalization;
using System.Text;
using RecruitRetain.Correspondence;

namespace RecruitRetain.Recruitment;

/// <summary>An interview as a candidate's calendar takes it.</summary>
/// <param name="ApplicationId">Whose interview.</param>
/// <param name="Sequence">Grows with every change.</param>
/// <param name="At">When it begins, or would have begun.</param>
/// <param name="ChangedAt">When it was arranged, moved or cancelled.</param>
/// <param name="Role">What for, in words.</param>
/// <param name="Organiser">The address that invites.</param>
/// <param name="Attendee">The candidate's address.</param>
public sealed record InterviewEntry(
    string ApplicationId, long Sequence, DateTimeOffset At, DateTimeOffset ChangedAt, string Role, string Organiser, string Attendee);

/// <summary>Invitations and cancellations for the candidate's calendar (RFC 5545, sent as RFC 5546 asks).</summary>
public static class InterviewCalendar
{
    private const int LongestLine = 75;

    /// <summary>
    /// Puts an interview into a calendar. Another time for the interview of the same application has the same UID and a higher sequence, so that
    /// calendars move it.
    /// </summary>
    public static Enclosure Invitation(InterviewEntry entry) => Write(
        "REQUEST",
        "CONFIRMED",
        entry,
        "Interview with Children's Services. The panel will tell you where, or send a link to join. Reply to the invitation if you need anything to take part.");

    /// <summary>Takes it out again.</summary>
    public static Enclosure Cancellation(InterviewEntry entry) => Write("CANCEL", "CANCELLED", entry, "This interview will not take place at this time.");

    private static Enclosure Write(string method, string status, InterviewEntry entry, string description)
    {
        string[] lines =
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//RecruitRetain//Interviews//EN",
            $"METHOD:{method}",
            "BEGIN:VEVENT",
            $"UID:interview-{entry.ApplicationId}@recruitretain",
            $"SEQUENCE:{entry.Sequence.ToString(CultureInfo.InvariantCulture)}",
            $"DTSTAMP:{Utc(entry.ChangedAt)}",
            $"DTSTART:{Utc(entry.At)}",
            $"DTEND:{Utc(entry.At + Interviewing.Length)}",
            $"STATUS:{status}",
            $"ORGANIZER:{Address(entry.Organiser)}",
            $"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION:{Address(entry.Attendee)}",
            $"SUMMARY:{Escape($"Interview: {entry.Role}")}",
            $"DESCRIPTION:{Escape(description)}",
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

    // RFC 6068: of what stands before the @, a plus sign needs no escape and is often not understood with one.
    private static string Address(string address)
    {
        var at = address.LastIndexOf('@');
        return $"mailto:{Uri.EscapeDataString(address[..at]).Replace("%2B", "+", StringComparison.Ordinal)}{address[at..]}";
    }

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace(";", "\\;", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
