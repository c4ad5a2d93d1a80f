using System.Text.Json;

namespace RecruitRetain.Tests.Retention;

public class ScheduleChangeTests
{
    [Fact]
    public async Task A_career_break_is_previewed_then_moves_the_payments_and_the_starter_is_written_to()
    {
        await using var council = await Council.OpenAsync(rebuilds: true);
        var sam = await Starter.BeginAsync(council);
        var leave = new { kind = "career-break", startsOn = "2026-06-01", endsOn = "2026-08-30" };

        var preview = (await sam.PreviewAsync("absence", leave)).Expect(200);
        Assert.Equal(["2026-09-02", "2027-03-02", "2027-09-02", "2028-03-02"], Days(preview["before"]));
        Assert.Equal(["2026-12-02", "2027-06-01", "2027-12-02", "2028-06-01"], Days(preview["after"]));
        Assert.Equal("2026-09-02", (await sam.PaymentAsync(1)).GetProperty("dueOn").GetString());
        Assert.DoesNotContain(council.MailLines(Starter.Email), line => line.EndsWith("have changed", StringComparison.Ordinal));

        await sam.RecordAsync("absence", leave);

        Assert.Equal("2026-12-02 scheduled 100000", (await sam.PaymentsAsync())[0]);
        Assert.Equal("2026-09-02", (await sam.PaymentAsync(1)).GetProperty("promisedFor").GetString());
        var letter = council.MailsTo(Starter.Email)[^1];
        Assert.Equal("Your retention payments have changed", letter.Subject);
        Assert.Contains("2 December 2026: £1,000.00 (moved from 2 September 2026 by your career break)", letter.Text, StringComparison.Ordinal);
        var schedule = (await council.GetAsync(null, Council.LinkIn(letter))).Expect(200);
        Assert.Equal("2026-09-02", schedule["next"].GetProperty("promisedFor").GetString());

        await council.AdvanceAsync("2026-11-03T09:00");
        Assert.Equal("2026-11-02 08:00 Your retention payment on 2 December 2026", council.MailLines(Starter.Email)[^1]);
        await council.AdvanceAsync("2026-12-02T09:00");
        Assert.Equal("2026-12-02 eligible 100000", (await sam.PaymentsAsync())[0]);
    }

    [Fact]
    public async Task Maternity_leave_whose_end_is_not_known_yet_is_recorded_and_moves_nothing()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        var before = await sam.PaymentsAsync();

        await sam.RecordAsync("absence", new { kind = "maternity", startsOn = "2026-06-01" });

        Assert.Equal(before, await sam.PaymentsAsync());
    }

    [Fact]
    public async Task A_move_out_of_the_scheme_and_fewer_hours_are_shown_before_they_are_recorded()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);

        var fewer = (await sam.PreviewAsync("position", Position("2026-09-02", "social-worker", 0.5m))).Expect(200);
        Assert.Equal((500_000L, 300_000L), (fewer["beforePence"].GetInt64(), fewer["afterPence"].GetInt64()));

        var away = Position("2026-12-01", "driver", 1m);
        var moved = (await sam.PreviewAsync("position", away)).Expect(200)["after"].EnumerateArray().ToList();
        Assert.Equal(["", "position-not-eligible", "position-not-eligible", "position-not-eligible"], moved.Select(Reasons));
        (await sam.PreviewAsync("position", Position("2026-03-01", "driver", 2m))).Expect(422, "invalid-fields");
        Assert.Equal("", Reasons(await sam.PaymentAsync(2)));

        await sam.RecordAsync("position", away);
        Assert.Equal("position-not-eligible", Reasons(await sam.PaymentAsync(2)));
        Assert.Contains("(in the way: the present role or team is not in the scheme)", council.MailsTo(Starter.Email)[^1].Text, StringComparison.Ordinal);
        await sam.RecordAsync("position", Position("2026-12-01", "social-worker", 1m));
        Assert.Equal("", Reasons(await sam.PaymentAsync(2)));
    }

    [Fact]
    public async Task Notice_and_leaving_are_previewed_with_what_would_be_owed_back()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-09-02T09:00");
        (await sam.ApproveAsync(1)).Expect(200);
        await sam.ConfirmAsync("2026-09-02");
        await council.AdvanceAsync("2026-12-31T17:00");

        var notice = (await sam.PreviewAsync("notice", new { givenOn = "2026-12-31", lastDayOn = "2027-03-31" })).Expect(200);
        Assert.Equal((500_000L, 100_000L), (notice["beforePence"].GetInt64(), notice["afterPence"].GetInt64()));
        Assert.Equal(("2027-03-31", 50_000L), (notice["lastDayOn"].GetString(), notice["repayPence"].GetInt64())); // 6 of 12 months

        var leaving = (await sam.PreviewAsync("leaving", new { lastDayOn = "2026-12-31", reason = "redundancy" })).Expect(200);
        Assert.Equal(0, leaving["repayPence"].GetInt64());
        Assert.Equal(["paid", "voided", "voided", "voided"], leaving["after"].EnumerateArray().Select(payment => payment.GetProperty("state").GetString()));
        (await sam.PreviewAsync("leaving", new { lastDayOn = "2026-03-01", reason = "resignation" })).Expect(422, "invalid-fields");
        (await sam.PreviewAsync("notice", new { givenOn = "2026-12-31", lastDayOn = "2026-12-30" })).Expect(422, "invalid-fields");
        (await sam.TryRecordAsync("leaving", new { lastDayOn = "2026-03-01", reason = "resignation" })).Expect(422, "invalid-fields");
        (await council.PostAsync(Staff.Hr, "/api/employments/emp_00000000000000000000000000/leaving/preview", new { lastDayOn = "2026-12-31", reason = "death" })).Expect(404);
        Assert.Equal("paid", await sam.StateAsync(1));
    }

    [Fact]
    public async Task Notice_given_and_withdrawn_takes_the_payments_away_and_gives_them_back()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-06-01T09:00");
        await sam.RecordAsync("notice", new { givenOn = "2026-06-01", lastDayOn = "2026-08-31" });
        Assert.Equal("notice-given", Reasons(await sam.PaymentAsync(1)));
        await council.AdvanceAsync("2026-06-20T09:00");
        var back = (await sam.PreviewAsync("notice-withdrawal", new { on = "2026-06-20" })).Expect(200);
        Assert.Equal((0L, 500_000L), (back["beforePence"].GetInt64(), back["afterPence"].GetInt64()));

        await sam.RecordAsync("notice-withdrawal", new { on = "2026-06-20" });

        Assert.Equal(
            ["2026-06-01 09:00 Your retention payments have changed", "2026-06-20 09:00 Your retention payments have changed"],
            council.MailLines(Starter.Email).TakeLast(2));
        await council.AdvanceAsync("2026-09-02T09:00");
        Assert.Equal("eligible", await sam.StateAsync(1));
    }

    [Theory]
    [InlineData("resignation", "not-payable")]
    [InlineData("redundancy", "eligible")]
    public async Task Leaving_on_the_due_date_is_judged_like_any_day_in_post(string reason, string state)
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-08-20T09:00");
        if (reason == "resignation")
        {
            await sam.RecordAsync("notice", new { givenOn = "2026-08-20", lastDayOn = "2026-09-02" });
        }

        await council.AdvanceAsync("2026-09-02T17:00");
        await sam.RecordAsync("leaving", new { lastDayOn = "2026-09-02", reason });

        Assert.Equal(state, await sam.StateAsync(1));
        Assert.Equal("voided", await sam.StateAsync(2));
    }

    [Fact]
    public async Task Nobody_writes_to_somebody_who_has_died()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-09-02T09:00");
        (await sam.ApproveAsync(1)).Expect(200);
        await sam.ConfirmAsync("2026-09-02");
        var before = council.MailLines(Starter.Email).Count;
        await council.AdvanceAsync("2026-10-02T09:00");

        await sam.RecordAsync("leaving", new { lastDayOn = "2026-10-01", reason = "death" });

        Assert.Equal(before, council.MailLines(Starter.Email).Count);
        Assert.Equal("2026-10-02 09:00 Payments of somebody who has died in service", council.MailLines("hr@council.example")[^1]);
        Assert.Empty((await council.GetAsync(Staff.Hr, "/api/recoveries")).Expect(200)["items"].EnumerateArray());
    }

    [Fact]
    public async Task Notice_given_while_payroll_confirms_leaves_the_payment_paid_whichever_comes_first()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-09-02T09:00");
        (await sam.ApproveAsync(1)).Expect(200);

        await Task.WhenAll(sam.ConfirmAsync("2026-09-02"), sam.RecordAsync("notice", new { givenOn = "2026-09-02", lastDayOn = "2026-10-31" }));

        Assert.Equal("paid", await sam.StateAsync(1));
        Assert.Equal("notice-given", Reasons(await sam.PaymentAsync(2)));
        Assert.Single(sam.Instructions());
    }

    [Fact]
    public async Task An_approval_and_its_withdrawal_at_once_end_in_one_instruction_or_none()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-09-02T09:00");
        var id = await sam.PaymentIdAsync(1);
        (await council.PostAsync(Staff.Hr, $"/api/payments/{id}/approval-withdrawal", new { reason = "not approved yet" })).Expect(409, "step-not-allowed");

        var approving = sam.ApproveAsync(1);
        var withdrawn = await council.PostAsync(Staff.Hr, $"/api/payments/{id}/approval-withdrawal", new { reason = "wait for the budget" });
        (await approving).Expect(200);
        await council.SettleAsync();

        Assert.Equal(withdrawn.Status == 200 ? "eligible" : "instructed", await sam.StateAsync(1));
        Assert.Equal(withdrawn.Status == 200 ? 0 : 1, sam.Instructions().Count);
    }

    [Fact]
    public async Task The_version_that_was_pinned_on_joining_counts_whatever_is_published_later()
    {
        await using var council = await Council.OpenAsync("2024-01-15T09:00");
        (await council.PostAsync(Staff.Hr, "/api/payment-schemes", Schemes.PaidAtStart(effectiveTo: "2024-01-31"))).Expect(201);
        var sam = await Starter.BeginAsync(council, schemeId: "attraction", startedOn: "2024-01-15");

        var less = JsonSerializer.SerializeToNode(Schemes.PaidAtStart(effectiveFrom: "2024-02-01"))!;
        less["schedule"]!["milestones"]![0]!["amount"]!["pence"] = 100_000;
        (await council.PostAsync(Staff.Hr, "/api/payment-schemes", less.ToJsonString())).Expect(201);
        (await sam.ApproveAsync(1)).Expect(200);
        await sam.ConfirmAsync("2024-01-15");

        Assert.Equal("2024-01-15 paid 300000", Assert.Single(await sam.PaymentsAsync()));
        Assert.Equal(1, (await sam.PaymentAsync(1)).GetProperty("version").GetInt32());
    }

    private static object Position(string effectiveOn, string role, decimal fte) => new { effectiveOn, role, team = "children-in-need", grade = "PO2", fte };

    private static string Reasons(JsonElement payment) => string.Join(' ', payment.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()));

    private static IEnumerable<string> Days(JsonElement payments) => payments.EnumerateArray().Select(payment => payment.GetProperty("dueOn").GetString()!);
}
