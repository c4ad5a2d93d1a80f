using System.Text;
using RecruitRetain.Recruitment;

namespace RecruitRetain.Tests.Recruitment;

public sealed class InterviewJourneyTests : IAsyncLifetime
{
    private const string Recruiters = "recruitment-team@council.example";
    private const string Hr = "hr@council.example";
    private const string Tuesday = "2026-03-10T10:00:00+00:00";
    private const string Wednesday = "2026-03-11T10:00:00+00:00";
    private const string ChooseLetter = "Choose a time for your interview";

    private static readonly object WithPanel = new
    {
        Panel = new[] { new { StaffId = "henry", TrainedInSaferRecruitment = true }, new { StaffId = "rachel", TrainedInSaferRecruitment = false } },
    };

    private Council _council = null!;

    public async ValueTask InitializeAsync() => _council = await Council.OpenAsync();

    public ValueTask DisposeAsync() => _council.DisposeAsync();

    [Fact]
    public async Task A_candidate_chooses_one_of_the_times_offered_and_changes_to_another()
    {
        var id = await ShortlistedAsync();

        var offered = (await OfferAsync(id)).Expect(200);
        Assert.Equal("interview-offered", offered["state"].GetString());
        var letter = _council.MailsTo(Candidates.Jo)[^1];
        Assert.Contains("- Tuesday 10 March 2026 at 10:00\n- Wednesday 11 March 2026 at 10:00\n", letter.Text, StringComparison.Ordinal);
        Assert.Contains("by the end of Thursday 5 March 2026", letter.Text, StringComparison.Ordinal);
        Assert.Equal(2, (await _council.GetAsync(null, $"{_council.LinkOf(ChooseLetter)}/interview")).Expect(200)["slots"].GetArrayLength());

        var chosen = (await ChooseAsync(Tuesday)).Expect(200);
        Assert.Equal(("interview-scheduled", Tuesday), (chosen["state"].GetString(), chosen["at"].GetString()));
        var first = CalendarOf(_council.MailsTo(Candidates.Jo)[^1]);
        (await ChooseAsync(Wednesday)).Expect(200);
        var second = CalendarOf(_council.MailsTo(Candidates.Jo)[^1]);

        Assert.Contains("METHOD:REQUEST\r\n", first, StringComparison.Ordinal);
        Assert.Contains("DTSTART:20260310T100000Z\r\n", first, StringComparison.Ordinal);
        Assert.Contains("DTSTART:20260311T100000Z\r\n", second, StringComparison.Ordinal);
        Assert.Equal(Value(first, "UID"), Value(second, "UID"));
        Assert.Equal(("4", "5"), (Value(first, "SEQUENCE"), Value(second, "SEQUENCE")));
        Assert.Equal(
            [
                "2026-03-02 09:00 Choose a time for your interview: social worker",
                "2026-03-02 09:00 Your interview: social worker",
                "2026-03-02 09:00 A new time for your interview: social worker",
            ],
            _council.MailLines(Candidates.Jo).Skip(2));
        Assert.Equal(2, _council.MailLines(Recruiters).Count(line => line.Contains("has chosen a time", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Of_two_candidates_who_choose_one_time_only_one_gets_it()
    {
        var vacancy = await _council.OpenVacancyAsync();
        (await OfferAsync(await ShortlistedAsync(vacancy, "ann@example.org"))).Expect(200);
        (await OfferAsync(await ShortlistedAsync(vacancy, "bob@example.org"))).Expect(200);

        var replies = await Task.WhenAll(ChooseAsync(Tuesday, "ann@example.org"), ChooseAsync(Tuesday, "bob@example.org"));

        Assert.Equal([200, 409], replies.Select(reply => reply.Status).Order());
        var (winner, loser) = replies[0].Status == 200 ? ("ann@example.org", "bob@example.org") : ("bob@example.org", "ann@example.org");
        replies.Single(reply => reply.Status == 409).Expect(409, "slot-taken");
        var left = (await _council.GetAsync(null, $"{_council.LinkOf(ChooseLetter, loser)}/interview")).Expect(200);
        Assert.Equal([Wednesday], left["slots"].EnumerateArray().Select(slot => slot.GetString()));

        // What the one gives up, the other can have.
        (await _council.PostAsync(null, $"{_council.LinkOf(ChooseLetter, winner)}/interview-change")).Expect(200);
        (await ChooseAsync(Tuesday, loser)).Expect(200);
    }

    [Fact]
    public async Task A_time_is_free_again_when_whoever_had_it_withdraws_and_the_calendar_entry_is_cancelled()
    {
        var vacancy = await _council.OpenVacancyAsync();
        (await OfferAsync(await ShortlistedAsync(vacancy, "ann@example.org"))).Expect(200);
        (await OfferAsync(await ShortlistedAsync(vacancy, "bob@example.org"))).Expect(200);
        (await ChooseAsync(Tuesday, "ann@example.org")).Expect(200);
        (await ChooseAsync(Tuesday, "bob@example.org")).Expect(409, "slot-taken");

        (await _council.PostAsync(null, $"{_council.LinkOf("We have your application", "ann@example.org")}/application-withdrawal", new { })).Expect(200);
        (await ChooseAsync(Tuesday, "bob@example.org")).Expect(200);

        var cancelled = CalendarOf(_council.MailsTo("ann@example.org")[^1]);
        Assert.Contains("METHOD:CANCEL\r\n", cancelled, StringComparison.Ordinal);
        Assert.Contains("STATUS:CANCELLED\r\n", cancelled, StringComparison.Ordinal);
        Assert.Contains("DTSTART:20260310T100000Z\r\n", cancelled, StringComparison.Ordinal);
        Assert.Equal("5", Value(cancelled, "SEQUENCE"));
    }

    [Fact]
    public async Task A_candidate_whom_no_time_suits_asks_for_another()
    {
        var id = await ShortlistedAsync();
        (await OfferAsync(id)).Expect(200);
        (await ChooseAsync(Tuesday)).Expect(200);

        (await _council.PostAsync(null, $"{_council.LinkOf(ChooseLetter)}/interview-change")).Expect(200);

        Assert.Equal("shortlisted", await StateAsync(id));
        Assert.Contains("METHOD:CANCEL\r\n", CalendarOf(_council.MailsTo(Candidates.Jo)[^1]), StringComparison.Ordinal);
        Assert.Equal("A candidate needs another time for the interview: social worker", _council.MailsTo(Recruiters)[^1].Subject);
        (await OfferAsync(id)).Expect(200);
        Assert.Equal("interview-offered", await StateAsync(id));
    }

    [Fact]
    public async Task Times_offered_anew_take_the_arranged_one_out_of_the_calendar()
    {
        var id = await ShortlistedAsync();
        (await _council.InviteAsync(id, Tuesday)).Expect(200);

        (await OfferAsync(id, slots: [Wednesday])).Expect(200);

        var letter = _council.MailsTo(Candidates.Jo)[^1];
        Assert.Equal("New times for your interview: social worker", letter.Subject);
        Assert.Contains("METHOD:CANCEL\r\n", CalendarOf(letter), StringComparison.Ordinal);
        Assert.Contains("DTSTART:20260310T100000Z\r\n", CalendarOf(letter), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Times_that_nobody_chooses_are_reminded_of_and_lapse_over_the_change_of_the_clocks()
    {
        // Offered on Friday 6 March 2026, to be answered by Monday the 30th; clocks go forward on Sunday the 29th.
        var id = await ShortlistedAsync();
        await _council.AdvanceAsync("2026-03-06T09:00");
        (await OfferAsync(id, "2026-03-30", ["2026-04-01T10:00:00+01:00"])).Expect(200);
        await _council.AdvanceAsync("2026-03-30T23:59");
        Assert.Equal("interview-offered", await StateAsync(id));

        await _council.AdvanceAsync("2026-03-31T12:00");

        Assert.Equal("shortlisted", await StateAsync(id));
        Assert.Equal(
            [
                "2026-03-27 08:00 Your interview waits for your choice: social worker",
                "2026-03-31 00:00 The times for your interview have passed: social worker",
            ],
            _council.MailLines(Candidates.Jo).Skip(3));
        Assert.Contains("2026-03-31 00:00 A candidate has not chosen a time for the interview: social worker", _council.MailLines(Recruiters));
        var last = (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}/history"))["items"].EnumerateArray().Last();
        Assert.Equal(("system:timer", "2026-03-30T23:00:00+00:00"), (last.GetProperty("actor").GetString(), last.GetProperty("at").GetString()));
        (await ChooseAsync("2026-04-01T09:00:00+00:00")).Expect(409, "step-not-allowed");
    }

    [Fact]
    public async Task A_candidate_who_did_not_come_waits_for_what_people_decide()
    {
        var id = await ShortlistedAsync();
        (await _council.InviteAsync(id, Tuesday)).Expect(200);
        (await NoShowAsync(id)).Expect(409, "interview-not-held");
        await _council.AdvanceAsync("2026-03-10T10:30");
        (await _council.PostAsync(null, $"{_council.LinkOf("Your interview")}/interview-change")).Expect(409, "interview-begun");

        var missed = (await NoShowAsync(id)).Expect(200);

        Assert.Equal(("shortlisted", 1), (missed["state"].GetString(), missed["interviewing"].GetProperty("noShows").GetInt32()));
        Assert.Equal("We missed you at your interview: social worker", _council.MailsTo(Candidates.Jo)[^1].Subject);
        Assert.Empty(_council.MailsTo(Candidates.Jo)[^1].Attachments);
        (await _council.InviteAsync(id, "2026-03-12T10:00:00Z")).Expect(200);
    }

    [Fact]
    public async Task A_panel_has_somebody_trained_who_also_holds_the_safeguarding_interview()
    {
        var vacancy = await _council.OpenVacancyAsync(others: WithPanel);
        var id = await ShortlistedAsync(vacancy);
        (await OfferAsync(id, panel: ["rachel"])).Expect(422, "nobody-trained");
        Assert.Equal(["panel"], (await OfferAsync(id, panel: ["henry", "zoe"])).Expect(422, "invalid-fields").Fields);
        Assert.Equal("shortlisted", await StateAsync(id));
        (await _council.InviteAsync(id, Tuesday)).Expect(200);
        await _council.AdvanceAsync("2026-03-10T12:00");

        Staff zoe = new("zoe", "hiring-manager");
        (await _council.PostAsync(zoe, $"/api/applications/{id}/interview-outcome", new { score = 80, appointable = true })).Expect(404, "not-found");
        (await _council.PostAsync(Staff.HiringManager, $"/api/vacancies/{vacancy}/staff", new { staff = new[] { "zoe" } })).Expect(200);
        (await _council.PostAsync(zoe, $"/api/applications/{id}/interview-outcome", new { score = 80, appointable = true })).Expect(403, "not-on-panel");
        (await _council.ScoreAsync(id)).Expect(200);
        (await _council.OfferAsync(id)).Expect(409, "safeguarding-interview-missing");
        (await SafeguardAsync(Staff.Recruiter, id, new { outcome = "satisfactory", on = "2026-03-10" })).Expect(403, "not-trained");
        Assert.Equal(["on"], (await SafeguardAsync(Staff.HiringManager, id, new { outcome = "satisfactory", on = "2026-03-11" })).Expect(422).Fields);
        (await SafeguardAsync(Staff.HiringManager, id, new { outcome = "concerns", on = "2026-03-10" })).Expect(422, "reason-required");
        (await SafeguardAsync(Staff.HiringManager, id, new { outcome = "concerns", on = "2026-03-10", reason = "Unclear about boundaries." })).Expect(200);
        (await _council.OfferAsync(id)).Expect(409, "safeguarding-concerns");
        (await SafeguardAsync(Staff.HiringManager, id, new { outcome = "satisfactory", on = "2026-03-10", reason = "Held again; clear." })).Expect(200);
        (await _council.OfferAsync(id)).Expect(200);
    }

    [Fact]
    public async Task Times_that_make_no_sense_are_refused_and_nothing_has_changed()
    {
        var id = await ShortlistedAsync();
        foreach (var slots in new string[][] { [], [Tuesday, Tuesday], ["2026-03-02T08:59:00Z"], ["2026-03-10T10:00:30Z"] })
        {
            Assert.Equal(["slots"], (await OfferAsync(id, slots: slots)).Expect(422, "invalid-fields").Fields);
        }

        Assert.Equal(["answerBy"], (await OfferAsync(id, "2026-03-10")).Expect(422, "invalid-fields").Fields);
        Assert.Equal(["answerBy"], (await OfferAsync(id, "2026-03-01")).Expect(422, "invalid-fields").Fields);
        Assert.Equal("shortlisted", await StateAsync(id));
        Assert.Equal(2, _council.MailsTo(Candidates.Jo).Count);

        (await OfferAsync(id)).Expect(200);
        Assert.Equal(["at"], (await ChooseAsync("2026-03-12T10:00:00Z")).Expect(422, "invalid-fields").Fields);
        (await _council.PostAsync(null, $"{_council.LinkOf("We have your application")}/interview-choice", new { at = Tuesday })).Expect(404, "link-not-valid");
        (await _council.ScoreAsync(id)).Expect(409, "step-not-allowed");
    }

    [Fact]
    public async Task A_stage_that_takes_too_long_is_reminded_of_and_then_escalated_once_each_by_id()
    {
        // The vacancy closes on Friday 27 March 2026. Ten working days, with Good Friday and Easter Monday between, end on Tuesday 14 April.
        var id = await _council.ApplyAsync(await _council.OpenVacancyAsync());
        await _council.AdvanceAsync("2026-04-15T07:59");
        Assert.Empty(_council.MailLines(Recruiters));

        await _council.AdvanceAsync("2026-05-11T09:00");
        await _council.RebuildAsync();
        (await _council.ShortlistAsync(id)).Expect(200);
        await _council.AdvanceAsync("2026-09-01T09:00");

        // Five working days after Monday 11 May end on Monday the 18th; 25 May is a bank holiday, but nothing is told twice.
        Assert.Equal(
            [
                "2026-04-15 08:00 Overdue: an application waits to be shortlisted",
                "2026-05-19 08:00 Overdue: an application waits for an interview to be arranged",
            ],
            _council.MailLines(Recruiters));
        Assert.Equal(
            [
                "2026-04-20 08:00 Still overdue: an application waits to be shortlisted",
                "2026-05-22 08:00 Still overdue: an application waits for an interview to be arranged",
            ],
            _council.MailLines(Hr).Where(line => line.Contains("overdue", StringComparison.Ordinal)));
        Assert.All(_council.MailsTo(Recruiters), mail => Assert.Contains($"Application {id}, vacancy vac_", mail.Text, StringComparison.Ordinal));
        Assert.InRange(_council.Instance(Stages.RecruitmentOf(id))!.HistoryEvents, 1, 120);
    }

    private async Task<string> ShortlistedAsync(string? vacancy = null, string email = Candidates.Jo)
    {
        var id = await _council.ApplyAsync(vacancy ?? await _council.OpenVacancyAsync(), email);
        (await _council.ShortlistAsync(id)).Expect(200);
        return id;
    }

    private Task<Reply> OfferAsync(string id, string? answerBy = "2026-03-05", string[]? slots = null, string[]? panel = null) =>
        _council.PostAsync(Staff.Recruiter, $"/api/applications/{id}/interview-slots", new { slots = slots ?? [Wednesday, Tuesday], panel, answerBy });

    private Task<Reply> ChooseAsync(string at, string email = Candidates.Jo) =>
        _council.PostAsync(null, $"{_council.LinkOf(ChooseLetter, email)}/interview-choice", new { at });

    private Task<Reply> NoShowAsync(string id) => _council.PostAsync(Staff.Recruiter, $"/api/applications/{id}/interview-no-show");

    private Task<Reply> SafeguardAsync(Staff who, string id, object body) => _council.PostAsync(who, $"/api/applications/{id}/safeguarding-interview", body);

    private async Task<string?> StateAsync(string id) => (await _council.GetAsync(Staff.Recruiter, $"/api/applications/{id}"))["state"].GetString();

    private string CalendarOf(Local.Mail mail) => Encoding.UTF8.GetString(_council.Azure.Mailbox.Attachment(mail.Id, 0)!.Content);

    private static string Value(string calendar, string property) =>
        calendar.Split("\r\n").Single(line => line.StartsWith($"{property}:", StringComparison.Ordinal))[(property.Length + 1)..];
}
