using RecruitRetain.Local;

namespace RecruitRetain.Tests.Retention;

public class RetentionJourneyTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Four_milestones_are_paid_over_24_months_and_free_a_year_after_the_last(bool rebuilds)
    {
        await using var council = await Council.OpenAsync("2026-03-02T09:00", rebuilds);
        var sam = await Starter.BeginAsync(council);
        var lines = 0L;

        foreach (var (number, due, paid) in new[] { (1, "2026-09-02", "2026-09-25"), (2, "2027-03-02", "2027-03-24"), (3, "2027-09-02", "2027-09-24"), (4, "2028-03-02", "2028-03-24") })
        {
            await council.AdvanceAsync($"{due}T09:00");
            Assert.Equal("eligible", await sam.StateAsync(number));
            (await sam.ApproveAsync(number)).Expect(200);
            await council.AdvanceAsync($"{paid}T12:00");
            await sam.ConfirmAsync(paid);
            lines = Math.Max(lines, HistoryLines(council));
        }

        Assert.Equal(
            ["2026-09-02 paid 100000", "2027-03-02 paid 100000", "2027-09-02 paid 150000", "2028-03-02 paid 150000"],
            await sam.PaymentsAsync());
        Assert.Equal(
            ["1/pay/1 payment 100000 6 2026-27", "2/pay/1 payment 100000 12 2026-27", "3/pay/1 payment 150000 18 2027-28", "4/pay/1 payment 150000 24 2027-28"],
            sam.Instructions().Select(one =>
                $"{one.GetProperty("instructionId").GetString()![(sam.Id.Length + 1)..]} {one.GetProperty("kind").GetString()} {one.GetProperty("grossPence").GetInt64()} {one.GetProperty("milestoneMonths").GetInt32()} {one.GetProperty("taxYear").GetString()}"));

        await council.AdvanceAsync("2029-03-25");

        Assert.Equal(
            [
                "2026-03-02 09:00 Your retention payments",
                "2026-08-03 08:00 Your retention payment on 2 September 2026",
                "2026-09-02 09:00 Your retention payment is approved",
                "2026-09-25 12:00 Your retention payment has been paid",
                "2027-01-31 08:00 Your retention payment on 2 March 2027",
                "2027-03-02 09:00 Your retention payment is approved",
                "2027-03-24 12:00 Your retention payment has been paid",
                "2027-08-03 08:00 Your retention payment on 2 September 2027",
                "2027-09-02 09:00 Your retention payment is approved",
                "2027-09-24 12:00 Your retention payment has been paid",
                "2028-02-01 08:00 Your retention payment on 2 March 2028",
                "2028-03-02 09:00 Your retention payment is approved",
                "2028-03-24 12:00 Your retention payment has been paid",
                "2029-03-24 00:00 Your retention payments are yours",
            ],
            council.MailLines(Starter.Email));
        Assert.True(lines < 500, $"{lines} lines of history");
        Assert.Equal("Completed", StageStatus(council, sam));
    }

    [Fact]
    public async Task Part_time_work_is_paid_in_proportion_day_by_day()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council, 0.6m);

        await council.AdvanceAsync("2026-09-02T09:00");
        Assert.Equal(60_000, (await sam.PaymentAsync(1)).GetProperty("amountPence").GetInt64());

        await sam.RecordAsync("position", new { effectiveOn = "2026-12-02", role = "social-worker", team = "children-in-need", grade = "PO2", fte = 1.0 });
        await council.AdvanceAsync("2027-03-02T09:00");

        // 91 days at 0.6 and 90 at 1.0 of the 181 from 2 September to 1 March: 100,000 x 144.6 / 181
        Assert.Equal(79_890, (await sam.PaymentAsync(2)).GetProperty("amountPence").GetInt64());
    }

    [Fact]
    public async Task Notice_given_the_day_before_ends_the_claim()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-09-01T16:00");
        await sam.RecordAsync("notice", new { givenOn = "2026-09-01", lastDayOn = "2026-10-31" });

        await council.AdvanceAsync("2026-09-02T09:00");

        Assert.Equal("not-payable", await sam.StateAsync(1));
        Assert.Equal("notice-given", (await sam.PaymentAsync(1)).GetProperty("reasons")[0].GetString());
        Assert.Equal("retention-2026", (await sam.PaymentAsync(1)).GetProperty("lapsedUnder").GetProperty("schemeId").GetString());
        Assert.Equal("2026-09-02 00:00 Your retention payment will not be made", council.MailLines(Starter.Email)[^1]);
        Assert.Contains("nobody decided it", council.MailsTo(Starter.Email)[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notice_given_while_a_payment_is_held_leaves_the_decision_to_a_named_person()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-08-20T09:00");
        await sam.RecordAsync("formal-process", new { kind = "capability", on = "2026-08-20" });
        await council.AdvanceAsync("2026-09-10T09:00");

        await sam.RecordAsync("notice", new { givenOn = "2026-09-10", lastDayOn = "2026-10-31" });
        await council.AdvanceAsync("2026-09-30T09:00");

        var held = await sam.PaymentAsync(1);
        Assert.Equal(("held", true), (held.GetProperty("state").GetString(), held.GetProperty("claimEnded").GetBoolean()));
        Assert.Single(council.MailsTo("hr@council.example"), mail => mail.Text!.Contains("decline it with a reason", StringComparison.Ordinal));
        Assert.Contains("Somebody in HR will decide", council.MailsTo(Starter.Email)[^1].Text, StringComparison.Ordinal);

        (await council.PostAsync(Staff.Hr, $"/api/payments/{await sam.PaymentIdAsync(1)}/decline", new { reason = "notice was given before it was settled" })).Expect(200);

        Assert.Equal("voided", await sam.StateAsync(1));
        Assert.Equal("2026-09-30 09:00 Your retention payment will not be made", council.MailLines(Starter.Email)[^1]);
        Assert.DoesNotContain("nobody decided it", council.MailsTo(Starter.Email)[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notice_given_the_day_after_payment_leaves_it_paid()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-09-02T09:00");
        (await sam.ApproveAsync(1)).Expect(200);
        await sam.ConfirmAsync("2026-09-02");

        await council.AdvanceAsync("2026-09-03T09:00");
        await sam.RecordAsync("notice", new { givenOn = "2026-09-03", lastDayOn = "2026-10-31" });

        Assert.Equal("paid", await sam.StateAsync(1));
    }

    [Fact]
    public async Task A_formal_process_holds_a_payment_until_it_is_closed()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-08-20T09:00");
        await sam.RecordAsync("formal-process", new { kind = "capability", on = "2026-08-20" });
        await council.AdvanceAsync("2026-09-02T09:00");
        Assert.Equal("held", await sam.StateAsync(1));

        await council.AdvanceAsync("2026-10-12T09:00");
        Assert.Single(council.MailLines(Starter.Email), line => line.EndsWith("Your retention payment is on hold", StringComparison.Ordinal));
        await sam.RecordAsync("formal-process-closure", new { kind = "capability", on = "2026-10-12" });

        Assert.Equal("eligible", await sam.StateAsync(1));
    }

    [Fact]
    public async Task Nobody_is_enrolled_without_a_stage_that_keeps_the_plan()
    {
        await using var council = await Council.OpenAsync();
        var id = (await council.PostAsync(Staff.Hr, "/api/employments", Starter.Employment())).Expect(201).Id;
        var enrolment = new { schemeId = "retention-2026", version = 1 };
        await council.Azure.Store.WriteAsync(session => session.Execute(
            "CREATE TRIGGER failing BEFORE INSERT ON instances WHEN NEW.id LIKE 'retention-%' BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END"));
        (await council.PostAsync(Staff.Hr, $"/api/employments/{id}/enrolments", enrolment)).Expect(500, "fault");
        (await council.GetAsync(Staff.Hr, $"/api/employments/{id}/retention-plan")).Expect(404);

        await council.Azure.Store.WriteAsync(session => session.Execute("DROP TRIGGER failing"));
        await council.Azure.Store.WriteAsync(session => session.Execute(
            "CREATE TRIGGER failing BEFORE INSERT ON inbox WHEN NEW.instance LIKE 'retention-%' BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END"));
        (await council.PostAsync(Staff.Hr, $"/api/employments/{id}/enrolments", enrolment)).Expect(500, "fault");
        (await council.GetAsync(Staff.Hr, $"/api/employments/{id}/retention-plan")).Expect(200);
        await council.Azure.Store.WriteAsync(session => session.Execute("DROP TRIGGER failing"));
        await council.AdvanceAsync("2026-03-02T13:00");

        Assert.Single(council.MailLines(Starter.Email), line => line.EndsWith("Your retention payments", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_payment_held_for_the_agreement_is_released_when_it_is_signed()
    {
        await using var council = await Council.OpenAsync();
        var id = (await council.PostAsync(Staff.Hr, "/api/employments", Starter.Employment())).Expect(201).Id;
        var sam = new Starter(council, id);
        (await council.PostAsync(Staff.Hr, $"/api/employments/{id}/agreement", new { signedOn = "2026-03-02" })).Expect(409, "not-enrolled");
        (await council.PostAsync(Staff.Hr, $"/api/employments/{id}/enrolments", new { schemeId = "retention-2026", version = 1 })).Expect(201);
        (await council.PostAsync(Staff.Hr, $"/api/employments/{id}/enrolments", new { schemeId = "retention-2026", version = 1 })).Expect(409, "already-enrolled");
        await council.AdvanceAsync("2026-09-02T09:00");
        Assert.Equal(
            ["probation-not-passed", "registration-not-valid", "agreement-not-signed"],
            (await sam.PaymentAsync(1)).GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()!));

        var schedule = (await council.GetAsync(null, Council.LinkIn(council.MailsTo(Starter.Email)[^1]))).Expect(200);
        Assert.Equal("probation is not passed yet", schedule["payments"][0].GetProperty("reasons")[0].GetString());
        Assert.Equal("2027-03-02", schedule["next"].GetProperty("dueOn").GetString());
        Assert.Equal(0, schedule["repayPence"].GetInt64());

        await sam.RecordAsync("agreement", new { signedOn = "2026-09-02" });
        await sam.RecordAsync("registration", new { checkedOn = "2026-09-02", status = "registered" });
        Assert.Equal("held", await sam.StateAsync(1));
        await sam.RecordAsync("probation-pass", new { on = "2026-09-02" });
        Assert.Equal("eligible", await sam.StateAsync(1));
    }

    [Fact]
    public async Task A_payment_held_back_by_a_person_waits_for_a_person()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-09-02T09:00");
        var id = await sam.PaymentIdAsync(1);
        (await council.PostAsync(Staff.Hr, $"/api/payments/{id}/hold", new { reason = " " })).Expect(422, "reason-required");
        (await council.PostAsync(Staff.Hr, $"/api/payments/{id}/hold", new { reason = "role under review" })).Expect(200);

        await council.AdvanceAsync("2026-10-01T09:00");
        Assert.Equal("held", await sam.StateAsync(1));
        (await council.PostAsync(Staff.Hr, $"/api/payments/{id}/release")).Expect(200);
        Assert.Equal("eligible", await sam.StateAsync(1));

        (await council.PostAsync(Staff.Hr, $"/api/payments/{id}/decline", new { reason = "enrolled by mistake" })).Expect(200);
        Assert.Equal("voided", await sam.StateAsync(1));
        Assert.Equal("2026-10-01 09:00 Your retention payment will not be made", council.MailLines(Starter.Email)[^1]);
    }

    [Fact]
    public async Task A_leaver_repays_by_full_months_not_served()
    {
        await using var council = await Council.OpenAsync("2024-01-15T09:00");
        (await council.PostAsync(Staff.Hr, "/api/payment-schemes", Schemes.PaidAtStart())).Expect(201);
        var sam = await Starter.BeginAsync(council, schemeId: "attraction", startedOn: "2024-01-15");
        (await sam.ApproveAsync(1)).Expect(200);
        await sam.ConfirmAsync("2024-01-15");
        await council.AdvanceAsync("2025-02-15T09:00");
        await sam.RecordAsync("leaving", new { lastDayOn = "2025-02-14", reason = "resignation" });

        var recovery = await sam.RecoveryAsync();
        Assert.Equal(137_500, recovery.GetProperty("owedPence").GetInt64());
        Assert.Equal(13, recovery.GetProperty("working").GetProperty("monthsServed").GetInt32());
        var letter = council.MailsTo(Starter.Email)[^1];
        Assert.Contains("£3,000.00 paid on 15 January 2024: 13 full months of 24 served from 15 January 2024, to be repaid £1,375.00", letter.Text, StringComparison.Ordinal);

        (await council.PostAsync(Staff.OtherHr, $"/api/recoveries/{recovery.GetProperty("id").GetString()}/approval")).Expect(200);
        Assert.Equal(
            ("recovery", 137_500L, "2023-24"),
            (sam.LastInstruction().GetProperty("kind").GetString(), sam.LastInstruction().GetProperty("grossPence").GetInt64(), sam.LastInstruction().GetProperty("taxYear").GetString()));
        Assert.Equal("2025-02-15 09:00 Repayment of £1,375.00", council.MailLines(Starter.Email)[^1]);
        await sam.ConfirmAsync("2025-02-28", "rejected", "no pay left to take it from");
        Assert.Equal("proposed", (await sam.RecoveryAsync()).GetProperty("state").GetString());
        (await council.PostAsync(Staff.OtherHr, $"/api/recoveries/{recovery.GetProperty("id").GetString()}/approval")).Expect(200);
        await sam.ConfirmAsync("2025-03-28");
        Assert.Equal("recovered", (await sam.RecoveryAsync()).GetProperty("state").GetString());
        Assert.Equal("Completed", StageStatus(council, sam));
    }

    [Theory]
    [InlineData("2025-02-13", "resignation", 150_000)]
    [InlineData("2026-01-14", "resignation", 0)]
    [InlineData("2025-02-14", "redundancy", 0)]
    public async Task What_a_leaver_owes_depends_on_the_last_day_and_the_reason(string lastDayOn, string reason, long owedPence)
    {
        await using var council = await Council.OpenAsync("2024-01-15T09:00");
        (await council.PostAsync(Staff.Hr, "/api/payment-schemes", Schemes.PaidAtStart())).Expect(201);
        var sam = await Starter.BeginAsync(council, schemeId: "attraction", startedOn: "2024-01-15");
        (await sam.ApproveAsync(1)).Expect(200);
        await sam.ConfirmAsync("2024-01-15");
        await council.AdvanceAsync($"{lastDayOn}T18:00");
        await sam.RecordAsync("leaving", new { lastDayOn, reason });

        var recoveries = (await council.GetAsync(Staff.Hr, "/api/recoveries")).Expect(200)["items"];
        Assert.Equal(owedPence, recoveries.EnumerateArray().Sum(one => one.GetProperty("owedPence").GetInt64()));
        if (owedPence > 0)
        {
            var id = recoveries[0].GetProperty("id").GetString();
            (await council.PostAsync(Staff.Hr, $"/api/recoveries/{id}/waiver", new { reason = "hardship" })).Expect(200);
        }

        Assert.Equal("Completed", StageStatus(council, sam));
    }

    [Fact]
    public async Task Payments_after_the_last_day_are_voided()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-08-01T09:00");
        await sam.RecordAsync("leaving", new { lastDayOn = "2026-07-31", reason = "resignation" });

        Assert.All(await sam.PaymentsAsync(), line => Assert.Contains(" voided ", line, StringComparison.Ordinal));
        Assert.Contains("You owe nothing.", council.MailsTo(Starter.Email)[^1].Text, StringComparison.Ordinal);
        Assert.Equal("Completed", StageStatus(council, sam));
    }

    private static string StageStatus(Council council, Starter sam) =>
        council.Azure.Store.Read(session => session.Instance($"retention-{sam.Id}")!.Status.ToString());

    private static long HistoryLines(Council council) =>
        council.Azure.Store.Read(session => session.Scalar<long>("SELECT COUNT(*) FROM history"));
}
