using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Local;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Recruitment;

public sealed partial class RecruitmentJourneyTests : IAsyncLifetime
{
    private Council _council = null!;

    public async ValueTask InitializeAsync() => _council = await Council.OpenAsync();

    public ValueTask DisposeAsync() => _council.DisposeAsync();

    [Fact]
    public async Task A_candidate_goes_from_application_to_first_day()
    {
        var told = await TellAsync(_council);

        Assert.Equal(
            [
                "2026-03-02 09:00 We have your application: social worker",
                "2026-03-02 09:00 Good news about your application: social worker",
                "2026-03-02 09:00 Your interview: social worker",
                "2026-03-10 11:00 We would like to offer you the post: social worker",
                "2026-03-11 10:00 What we need before you start: social worker",
                "2026-03-18 08:00 What is still missing before you can start: social worker",
                "2026-03-20 10:00 You are cleared to start: social worker",
                "2026-03-25 08:00 What is still missing before you can start: social worker",
                "2026-04-08 08:00 What is still missing before you can start: social worker",
                "2026-04-22 08:00 What is still missing before you can start: social worker",
            ],
            told.Mails.Where(line => string.CompareOrdinal(line, "2026-05-01") < 0));
        Assert.Equal("filled", told.Vacancy);
        Assert.Equal("ApplicationSubmitted public", told.History[0]);
        Assert.Equal("ApplicantStarted rachel", told.History[^1]);
        Assert.Equal("2026-05-01 in-post social-worker", told.Employment);
    }

    [Fact]
    public async Task The_same_journey_rebuilt_from_its_store_after_every_step_tells_the_same()
    {
        var straight = await TellAsync(_council);
        await using var rebuilt = await Council.OpenAsync(rebuilds: true);

        var told = await TellAsync(rebuilt);

        Assert.Equal(straight.Mails, told.Mails);
        Assert.Equal(straight.History, told.History);
        Assert.Equal(straight.Vacancy, told.Vacancy);
        Assert.Equal(straight.Employment, told.Employment);
    }

    [Fact]
    public async Task An_offer_over_Easter_is_reminded_of_two_working_days_before_and_lapses_after_its_last_day()
    {
        // Made on Wednesday 1 April 2026; Good Friday is the 3rd, Easter Monday the 6th: five working days end on Friday the 10th.
        var id = await _council.OfferedAsync("2026-04-01");

        await _council.AdvanceAsync("2026-04-10T23:59");
        Assert.Equal("offered", (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}"))["state"].GetString());
        await _council.AdvanceAsync("2026-04-11T09:00");

        Assert.Equal(
            [
                "2026-04-08 08:00 Your offer waits for your answer: social worker",
                "2026-04-11 00:00 Your offer has ended: social worker",
            ],
            _council.MailLines(Candidates.Jo).Skip(4));
        var last = (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}/history"))["items"].EnumerateArray().Last();
        Assert.Equal("OfferLapsed", last.GetProperty("happened").GetProperty("$type").GetString());
        Assert.Equal("system:timer", last.GetProperty("actor").GetString());
        Assert.Equal("2026-04-10T23:00:00+00:00", last.GetProperty("at").GetString());
        (await _council.PostAsync(null, $"{_council.OfferLink()}/offer-acceptance", new { })).Expect(409, "step-not-allowed");
    }

    [Fact]
    public async Task An_offer_can_be_accepted_on_its_last_day_through_the_link_in_the_reminder()
    {
        var id = await _council.OfferedAsync("2026-04-01");

        await _council.AdvanceAsync("2026-04-10T23:59");
        var accepted = await _council.PostAsync(null, $"{_council.LinkOf("Your offer waits")}/offer-acceptance", new { noticeEndsOn = "2026-05-31" });

        Assert.Equal("offer-accepted", accepted.Expect(200)["state"].GetString());
        await _council.AdvanceAsync("2026-04-12");
        Assert.DoesNotContain(_council.MailLines(Candidates.Jo), line => line.Contains("has ended", StringComparison.Ordinal));
        Assert.Equal("2026-05-31", (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}"))["noticeEndsOn"].GetString());
    }

    [Fact]
    public async Task An_offer_for_two_working_days_has_no_reminder()
    {
        await _council.OfferedAsync("2026-03-10", validForWorkingDays: 2);

        await _council.AdvanceAsync("2026-03-13T09:00");

        Assert.Equal("2026-03-13 00:00 Your offer has ended: social worker", Assert.Single(_council.MailLines(Candidates.Jo).Skip(4)));
    }

    [Fact]
    public async Task A_declined_offer_is_answered_kindly_and_the_application_waits_for_a_person()
    {
        var id = await _council.OfferedAsync("2026-03-10");

        (await _council.PostAsync(null, $"{_council.OfferLink()}/offer-refusal", new { reason = "Too far to travel." })).Expect(200);
        await _council.AdvanceAsync("2026-06-01");

        Assert.Equal("2026-03-10 11:00 Thank you for letting us know: social worker", _council.MailLines(Candidates.Jo)[^1]);
        Assert.Equal("offer-declined", (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}"))["state"].GetString());
    }

    [Fact]
    public async Task Nobody_is_chased_any_more_once_they_have_withdrawn()
    {
        var id = await _council.OfferedAsync("2026-03-10");
        (await _council.PostAsync(null, $"{_council.OfferLink()}/offer-acceptance", new { })).Expect(200);
        await _council.AdvanceAsync("2026-03-18");

        var withdrawn = (await _council.PostAsync(null, $"{_council.ApplicationLink()}/application-withdrawal", new { })).Expect(200);
        await _council.AdvanceAsync("2026-06-01");

        Assert.Equal("withdrawn", withdrawn["state"].GetString());
        Assert.Empty(withdrawn["allowedActions"].EnumerateArray());
        Assert.Equal(
            [
                "2026-03-17 08:00 What is still missing before you can start: social worker",
                "2026-03-18 00:00 You have withdrawn your application: social worker",
            ],
            _council.MailLines(Candidates.Jo).Skip(5));
        var history = (await _council.GetAsync(Staff.Auditor, $"/api/applications/{id}/history"))["items"].EnumerateArray();
        Assert.Equal($"link:{id}", history.Last().GetProperty("actor").GetString());
    }

    [Fact]
    public async Task A_chaser_lists_everything_that_is_still_missing()
    {
        var id = await _council.OfferedAsync("2026-03-10");
        (await _council.PostAsync(null, $"{_council.OfferLink()}/offer-acceptance", new { })).Expect(200);
        foreach (var check in Candidates.Checks.Except(["first-reference", "enhanced-dbs"]))
        {
            (await _council.RecordCheckAsync(id, check, "2026-03-10")).Expect(200);
        }

        // References are chased weekly; the certificate and occupational health after a fortnight, together with them.
        await _council.AdvanceAsync("2026-03-25");

        var chasers = _council.MailsTo(Candidates.Jo).Where(mail => mail.Subject.StartsWith("What is still missing", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, chasers.Count);
        Assert.All(chasers, mail => Assert.Contains(
            "- your enhanced DBS certificate\n- a reference from your present or most recent employer\n- the occupational health questionnaire\n",
            mail.Text!,
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_unsatisfactory_check_can_be_asked_for_again()
    {
        var id = await _council.OfferedAsync("2026-03-10");
        (await _council.PostAsync(null, $"{_council.OfferLink()}/offer-acceptance", new { })).Expect(200);
        (await _council.PostAsync(
            Staff.Hr, $"/api/applications/{id}/checks/first-reference/result", new { outcome = "unsatisfactory", on = "2026-03-10" })).Expect(200);

        (await _council.PostAsync(Staff.Hr, $"/api/applications/{id}/checks/identity/request")).Expect(409, "step-not-allowed");
        var asked = (await _council.PostAsync(Staff.Hr, $"/api/applications/{id}/checks/first-reference/request")).Expect(200);

        Assert.Equal("requested", asked["checks"].EnumerateArray().Single(check => check.GetProperty("check").GetString() == "first-reference").GetProperty("status").GetString());
        Assert.Equal(2, _council.MailLines(Candidates.Jo).Count(line => line.EndsWith("What we need before you start: social worker", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Whoever_is_not_shortlisted_or_is_rejected_hears_so_kindly_and_without_the_reason()
    {
        var vacancy = await _council.OpenVacancyAsync();
        var first = await _council.ApplyAsync(vacancy, "first@example.org");
        var second = await _council.ApplyAsync(vacancy, "second@example.org");

        (await _council.ShortlistAsync(first, shortlisted: false)).Expect(200);
        (await _council.ShortlistAsync(second)).Expect(200);
        (await _council.PostAsync(Staff.Recruiter, $"/api/applications/{second}/rejection", new { reason = "No registration." })).Expect(200);

        Assert.Equal("2026-03-02 09:00 Your application: social worker", _council.MailLines("first@example.org")[^1]);
        var rejection = _council.MailsTo("second@example.org")[^1];
        Assert.Equal("Your application: social worker", rejection.Subject);
        Assert.DoesNotContain("No registration", rejection.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interview_comes_with_a_calendar_entry_that_another_time_moves()
    {
        var id = await _council.ApplyAsync(await _council.OpenVacancyAsync());
        (await _council.ShortlistAsync(id)).Expect(200);
        (await _council.InviteAsync(id, "2026-04-14T10:30:00+01:00")).Expect(200);
        (await _council.InviteAsync(id, "2026-04-15T14:00:00+01:00")).Expect(200);

        var first = Calendar(2);
        var second = Calendar(3);

        Assert.Contains("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", first, StringComparison.Ordinal);
        Assert.Contains("DTSTART:20260414T093000Z\r\nDTEND:20260414T103000Z\r\n", first, StringComparison.Ordinal);
        Assert.Contains("DTSTART:20260415T130000Z\r\n", second, StringComparison.Ordinal);
        Assert.All((string[])[first, second], text => Assert.Contains($"UID:interview-{id}@recruitretain\r\n", text, StringComparison.Ordinal));
        Assert.True(Sequence(second) > Sequence(first));
        Assert.All(first.Split("\r\n"), line => Assert.True(Encoding.UTF8.GetByteCount(line) <= 75, line));
        Assert.Contains("on Wednesday 15 April 2026 at 14:00", _council.MailsTo(Candidates.Jo)[3].Text, StringComparison.Ordinal);

        string Calendar(int mail) => Encoding.UTF8.GetString(_council.Azure.Mailbox.Attachment(_council.MailsTo(Candidates.Jo)[mail].Id, 0)!.Content);

        static int Sequence(string text) => int.Parse(SequenceLine().Match(text).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Recruiters_hear_of_what_they_did_not_do_themselves_and_read_no_name()
    {
        await _council.OfferedAsync("2026-03-10");
        (await _council.PostAsync(null, $"{_council.OfferLink()}/offer-acceptance", new { })).Expect(200);
        (await _council.PostAsync(null, $"{_council.ApplicationLink()}/application-withdrawal", new { })).Expect(200);

        const string Recruiters = "recruitment-team@council.example";
        Assert.Equal(
            ["2026-03-10 11:00 An offer has been accepted: social worker", "2026-03-10 11:00 A candidate has withdrawn: social worker"],
            _council.MailLines(Recruiters));
        Assert.All(_council.MailsTo(Recruiters), mail => Assert.DoesNotContain("Bloggs", mail.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_journey_that_waits_for_months_stays_short_and_carries_ids_only()
    {
        var id = await _council.OfferedAsync("2026-03-10");
        (await _council.PostAsync(null, $"{_council.OfferLink()}/offer-acceptance", new { })).Expect(200);

        await _council.AdvanceAsync("2026-09-10");

        InstanceRow[] instances =
        [
            _council.Instance(Stages.JourneyOf(id))!, _council.Instance(Stages.RecruitmentOf(id))!, _council.Instance(Stages.PreEmploymentOf(id))!,
        ];
        Assert.Equal(
            [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Running],
            instances.Select(instance => instance.Status));
        // All generations together, with eight weekly and four further fortnightly chasers.
        Assert.InRange(instances.Sum(instance => instance.HistoryEvents), 1, 400);
        Assert.All(instances, instance => Assert.DoesNotContain("Bloggs", instance.Input + instance.Output + instance.CustomStatus, StringComparison.Ordinal));
        Assert.All(instances, instance => Assert.DoesNotContain("example.org", instance.Input + instance.Output + instance.CustomStatus, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_is_chased_for_ever_and_the_recruiters_are_told_once_when_it_ends()
    {
        var id = await _council.OfferedAsync("2026-03-10");
        (await _council.PostAsync(null, $"{_council.OfferLink()}/offer-acceptance", new { })).Expect(200);
        foreach (var check in Candidates.Checks.Except(["first-reference", "second-reference"]))
        {
            (await _council.RecordCheckAsync(id, check, "2026-03-10")).Expect(200);
        }

        await _council.AdvanceAsync("2026-12-31");

        // Weekly for the references until 5 May, then fortnightly for occupational health until 30 June.
        Assert.Equal(
            [
                "2026-03-17", "2026-03-24", "2026-03-31", "2026-04-07", "2026-04-14", "2026-04-21", "2026-04-28", "2026-05-05",
                "2026-05-19", "2026-06-02", "2026-06-16", "2026-06-30",
            ],
            _council.MailLines(Candidates.Jo).Where(line => line.Contains("08:00 What is still missing", StringComparison.Ordinal)).Select(line => line[..10]));
        Assert.Equal(
            ["2026-05-12 08:00 A candidate's checks are stuck: social worker", "2026-07-14 08:00 A candidate's checks are stuck: social worker"],
            _council.MailLines("recruitment-team@council.example").Where(line => line.Contains("stuck", StringComparison.Ordinal)));
        Assert.Contains(
            "- a reference from your present or most recent employer\n- a second reference\n\n", _council.MailsTo("recruitment-team@council.example")[^2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journey_whose_application_never_came_ends_by_itself()
    {
        var client = _council.Services.GetRequiredService<DurableTaskClient>();
        await client.EnsureStartedAsync(nameof(CandidateJourney), "journey-app_0000000000000000000000000a", "app_0000000000000000000000000a");

        await _council.AdvanceAsync("2026-03-02T09:59");
        Assert.Equal(OrchestrationRuntimeStatus.Running, _council.Instance("journey-app_0000000000000000000000000a")!.Status);
        await _council.AdvanceAsync("2026-03-02T10:00");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, _council.Instance("journey-app_0000000000000000000000000a")!.Status);
    }

    [Fact]
    public void Long_calendar_lines_are_folded_between_characters_after_75_octets()
    {
        var folded = InterviewCalendar.Fold("SUMMARY:" + new string('é', 60));

        Assert.All(folded.Split("\r\n"), line => Assert.True(Encoding.UTF8.GetByteCount(line) <= 75));
        Assert.Equal("SUMMARY:" + new string('é', 60), folded.Replace("\r\n ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_starts_while_a_check_is_outstanding_before_the_earliest_day_or_ahead_of_the_day()
    {
        var id = await _council.OfferedAsync("2026-03-10");
        (await _council.PostAsync(null, $"{_council.OfferLink()}/offer-acceptance", new { })).Expect(200);
        Task<Reply> StartAsync(string startedOn) => _council.PostAsync(Staff.Hr, $"/api/applications/{id}/start", new { startedOn });

        (await StartAsync("2026-03-10")).Expect(409, "checks-outstanding");
        foreach (var check in Candidates.Checks)
        {
            (await _council.RecordCheckAsync(id, check, "2026-03-10")).Expect(200);
        }

        (await StartAsync("2026-03-10")).Expect(409, "before-earliest-start");
        (await StartAsync("2026-05-01")).Expect(422, "start-in-future");
        Assert.Contains("Friday 1 May 2026", _council.MailsTo(Candidates.Jo)[^1].Text, StringComparison.Ordinal);
    }

    // The whole way, told as what can be seen of it from outside.
    private static async Task<(IReadOnlyList<string> Mails, IReadOnlyList<string> History, string? Vacancy, string Employment)> TellAsync(Council council)
    {
        var vacancy = await council.OpenVacancyAsync();
        var id = await council.ApplyAsync(vacancy);
        (await council.ShortlistAsync(id)).Expect(200);
        (await council.InviteAsync(id, "2026-03-10T10:00:00Z")).Expect(200);
        await council.AdvanceAsync("2026-03-10T11:00");
        (await council.ScoreAsync(id)).Expect(200);
        (await council.OfferAsync(id)).Expect(200);
        await council.AdvanceAsync("2026-03-11T10:00");
        (await council.PostAsync(null, $"{council.OfferLink()}/offer-acceptance", new { noticeEndsOn = "2026-04-30" })).Expect(200);
        await council.AdvanceAsync("2026-03-20T10:00");
        foreach (var check in Candidates.Checks)
        {
            (await council.RecordCheckAsync(id, check, "2026-03-20")).Expect(200);
        }

        await council.AdvanceAsync("2026-05-01T10:00");
        var started = (await council.PostAsync(Staff.Recruiter, $"/api/applications/{id}/start", new { startedOn = "2026-05-01" })).Expect(200);

        var history = (await council.GetAsync(Staff.Auditor, $"/api/applications/{id}/history")).Expect(200)["items"].EnumerateArray();
        var employment = (await council.GetAsync(Staff.Hr, $"/api/employments/{started["employmentId"].GetString()}")).Expect(200);
        return (
            council.MailLines(Candidates.Jo),
            [.. history.Select(entry => $"{entry.GetProperty("happened").GetProperty("$type").GetString()} {entry.GetProperty("actor").GetString()!.Replace(id, "(it)", StringComparison.Ordinal)}")],
            (await council.GetAsync(Staff.Recruiter, $"/api/vacancies/{vacancy}"))["state"].GetString(),
            $"{employment["startedOn"].GetString()} {employment["state"].GetString()} {employment["position"].GetProperty("role").GetString()}");
    }

    [GeneratedRegex(@"SEQUENCE:(\d+)")]
    private static partial Regex SequenceLine();
}
