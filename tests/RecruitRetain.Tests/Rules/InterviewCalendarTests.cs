using System.Text;
using RecruitRetain.Recruitment;

namespace RecruitRetain.Tests.Rules;

public class InterviewCalendarTests
{
    private static readonly InterviewEntry Entry = new(
        "app_0000000000000000000000000a",
        4,
        new(2026, 4, 14, 10, 30, 0, TimeSpan.FromHours(1)),
        new(2026, 4, 2, 9, 0, 0, TimeSpan.FromHours(1)),
        "social worker",
        "recruitment@council.example",
        "jo+work@example.org");

    [Fact]
    public void An_invitation_is_what_RFC_5545_and_5546_ask_for() => Assert.Equal(
        """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//RecruitRetain//Interviews//EN
        METHOD:REQUEST
        BEGIN:VEVENT
        UID:interview-app_0000000000000000000000000a@recruitretain
        SEQUENCE:4
        DTSTAMP:20260402T080000Z
        DTSTART:20260414T093000Z
        DTEND:20260414T103000Z
        STATUS:CONFIRMED
        ORGANIZER:mailto:recruitment@council.example
        ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION:mailto:jo+work@example.
         org
        SUMMARY:Interview: social worker
        DESCRIPTION:Interview with Children's Services. The panel will tell you whe
         re\, or send a link to join. Reply to the invitation if you need anything 
         to take part.
        END:VEVENT
        END:VCALENDAR

        """.ReplaceLineEndings("\r\n"),
        Text(InterviewCalendar.Invitation(Entry)));

    [Fact]
    public void A_cancellation_has_the_same_UID_a_higher_sequence_and_the_time_that_is_given_up()
    {
        var text = Text(InterviewCalendar.Cancellation(Entry with { Sequence = 5 }));

        Assert.Contains("METHOD:CANCEL\r\n", text, StringComparison.Ordinal);
        Assert.Contains("UID:interview-app_0000000000000000000000000a@recruitretain\r\nSEQUENCE:5\r\n", text, StringComparison.Ordinal);
        Assert.Contains("DTSTART:20260414T093000Z\r\nDTEND:20260414T103000Z\r\nSTATUS:CANCELLED\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_ends_with_CRLF_and_has_at_most_75_octets()
    {
        var text = Text(InterviewCalendar.Invitation(Entry with { Role = "Sozialarbeiterin für Kinder; Jugendliche, Familien und alle, die für sie sorgen" }));

        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.All(text.Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        Assert.Contains(
            "SUMMARY:Interview: Sozialarbeiterin für Kinder\\; Jugendliche\\, Familien und alle\\, die für sie sorgen\r\n",
            text.Replace("\r\n ", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_cannot_end_the_line_or_add_a_property() => Assert.Contains(
        "mailto:a%3Fcc%3Db%0D%0AX@example.org\r\n",
        Text(InterviewCalendar.Invitation(Entry with { Attendee = "a?cc=b\r\nX@example.org" })).Replace("\r\n ", "", StringComparison.Ordinal),
        StringComparison.Ordinal);

    private static string Text(RecruitRetain.Correspondence.Enclosure file)
    {
        Assert.Equal(("interview.ics", "text/calendar"), (file.FileName, file.ContentType));
        return Encoding.UTF8.GetString(file.Content);
    }
}
