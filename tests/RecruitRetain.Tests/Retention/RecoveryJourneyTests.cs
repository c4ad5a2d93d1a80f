using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Retention;

/// <summary>Sam had £3,000 on 15 January 2024, tied for 24 months, and leaves on 14 February 2025: £1,375 are owed.</summary>
public class RecoveryJourneyTests
{
    private static readonly Staff Sam = new("sam", "hr") { Email = "SAM@example.org" };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_final_pay_does_not_cover_becomes_a_plan_with_dates(bool rebuilds)
    {
        await using var council = await Council.OpenAsync("2024-01-15T09:00", rebuilds);
        var sam = await LeftAsync(council);
        var path = $"/api/recoveries/{(await sam.RecoveryAsync()).GetProperty("id").GetString()}";
        (await council.PostAsync(Staff.OtherHr, $"{path}/approval")).Expect(200);
        await council.SendMessageAsync(
            Queues.PayrollConfirmations, new { instructionId = sam.LastInstructionId(), outcome = "confirmed", on = "2025-02-28", grossPence = 37_500 });

        var partly = (await council.GetAsync(Staff.Hr, path)).Expect(200);
        Assert.Equal(("outstanding", 100_000L), (partly["state"].GetString(), partly["leftPence"].GetInt64()));
        Assert.Equal(["plan", "waive"], partly["allowedActions"].EnumerateArray().Select(step => step.GetString()!).Order());
        Assert.Contains(council.MailLines("hr@council.example"), line => line.EndsWith("£1,000.00 of a recovery is outstanding", StringComparison.Ordinal));

        (await council.PostAsync(Staff.Hr, $"{path}/repayments", new { on = "2025-02-15", pence = 1 })).Expect(409, "step-not-allowed");
        (await council.PostAsync(Staff.Hr, $"{path}/repayment-plan", new { instalments = new[] { new { dueOn = "2025-03-31", pence = 99_999 } } }))
            .Expect(422, "invalid-fields");
        (await council.PostAsync(Sam, $"{path}/repayment-plan", Halves)).Expect(409, "approver-is-beneficiary");
        Assert.Equal("outstanding", (await sam.RecoveryAsync()).GetProperty("state").GetString());
        (await council.PostAsync(Staff.Hr, $"{path}/repayment-plan", Halves)).Expect(200);
        Assert.Contains("by 31 March 2025: £500.00\nby 30 April 2025: £500.00", council.MailsTo(Starter.Email)[^1].Text, StringComparison.Ordinal);

        await council.AdvanceAsync("2025-03-28T10:00");
        (await council.PostAsync(Staff.Payroll, $"{path}/repayments", new { on = "2025-03-28", pence = 50_001 * 2 })).Expect(409, "more-than-owed");
        (await council.PostAsync(Staff.Payroll, $"{path}/repayments", new { on = "2025-03-28", pence = 50_000 })).Expect(200);
        await council.AdvanceAsync("2025-05-02T10:00");
        (await council.PostAsync(Staff.Payroll, $"{path}/repayments", new { on = "2025-05-02", pence = 50_000 })).Expect(200);

        Assert.Equal(
            [
                "2025-02-15 09:00 Your retention payments and your leaving",
                "2025-02-15 09:00 Repayment of £1,375.00",
                "2025-02-15 09:00 Your repayment plan",
                "2025-03-28 10:00 Thank you for your repayment",
                "2025-05-01 00:00 Your repayment has not reached us",
                "2025-05-02 10:00 Your repayment is complete",
            ],
            council.MailLines(Starter.Email).SkipWhile(line => !line.StartsWith("2025", StringComparison.Ordinal)));
        Assert.Single(council.MailLines("hr@council.example"), line => line == "2025-05-01 00:00 An instalment has not come in");
        Assert.Equal("recovered", (await sam.RecoveryAsync()).GetProperty("state").GetString());
        Assert.Equal("Completed", council.Instance($"retention-{sam.Id}")!.Status.ToString());
        (await council.PostAsync(Staff.Hr, $"{path}/waiver", new { reason = "late" })).Expect(409, "step-not-allowed");
    }

    [Fact]
    public async Task Without_a_signed_agreement_nothing_is_taken_from_pay()
    {
        await using var council = await Council.OpenAsync("2024-01-15T09:00");
        (await council.PostAsync(Staff.Hr, "/api/payment-schemes", Schemes.PaidAtStart())).Expect(201);
        var sam = new Starter(council, (await council.PostAsync(Staff.Hr, "/api/employments", Starter.Employment(startedOn: "2024-01-15"))).Expect(201).Id);
        (await council.PostAsync(Staff.Hr, $"/api/employments/{sam.Id}/enrolments", new { schemeId = "attraction", version = 1 })).Expect(201);
        (await sam.ApproveAsync(1)).Expect(200);
        await sam.ConfirmAsync("2024-01-15");
        await council.AdvanceAsync("2025-02-15T09:00");
        await sam.RecordAsync("leaving", new { lastDayOn = "2025-02-14", reason = "resignation" });
        var recovery = await sam.RecoveryAsync();
        Assert.Equal(["plan", "waive"], recovery.GetProperty("allowedActions").EnumerateArray().Select(step => step.GetString()!).Order());

        (await council.PostAsync(Staff.OtherHr, $"/api/recoveries/{recovery.GetProperty("id").GetString()}/approval")).Expect(409, "agreement-not-signed");
        Assert.Single(sam.Instructions());
        (await council.PostAsync(Staff.OtherHr, $"/api/recoveries/{recovery.GetProperty("id").GetString()}/waiver", new { reason = "never signed" })).Expect(200);
        Assert.Equal("Completed", council.Instance($"retention-{sam.Id}")!.Status.ToString());
    }

    [Fact]
    public async Task An_exempt_reason_is_named_line_by_line()
    {
        await using var council = await Council.OpenAsync("2024-01-15T09:00");
        await LeftAsync(council, "redundancy");

        Assert.Contains(
            "£3,000.00 paid on 15 January 2024: nothing to be repaid, because of the reason for leaving (redundancy)",
            council.MailsTo(Starter.Email)[^1].Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_confirmation_of_more_than_is_owed_is_kept_for_people_to_look_at()
    {
        await using var council = await Council.OpenAsync("2024-01-15T09:00");
        var sam = await LeftAsync(council);
        (await council.PostAsync(Staff.OtherHr, $"/api/recoveries/{(await sam.RecoveryAsync()).GetProperty("id").GetString()}/approval")).Expect(200);

        await council.SendMessageAsync(
            Queues.PayrollConfirmations, new { instructionId = sam.LastInstructionId(), outcome = "confirmed", on = "2025-02-28", grossPence = 137_501 });
        await council.SendMessageAsync(
            Queues.PayrollConfirmations, new { instructionId = sam.LastInstructionId(), outcome = "confirmed", on = "2025-02-28", grossPence = 0.5 });

        Assert.Equal("instructed", (await sam.RecoveryAsync()).GetProperty("state").GetString());
        Assert.Equal("more-than-owed", Assert.Single((await council.GetAsync(Staff.Payroll, "/api/unmatched-confirmations"))["items"].EnumerateArray()).GetProperty("why").GetString());
        Assert.Equal(
            "'grossPence' must be a whole number above 0.",
            Assert.Single(council.Messages($"{Queues.PayrollConfirmations}/$deadletterqueue")).DeadLetterErrorDescription);
    }

    [Theory]
    [InlineData(true, "2/pay/1 100000")]
    [InlineData(false, "")]
    public async Task Payroll_is_told_what_it_may_set_off_against_a_payment_not_made_yet(bool netOff, string told)
    {
        await using var council = await Council.OpenAsync("2026-03-02T09:00");
        (await council.PostAsync(Staff.Hr, "/api/payment-schemes", TwoPayments(netOff))).Expect(201);
        var sam = await Starter.BeginAsync(council, schemeId: "two-payments");
        (await sam.ApproveAsync(1)).Expect(200);
        await sam.ConfirmAsync("2026-03-02");
        await council.AdvanceAsync("2026-09-02T09:00");
        (await sam.ApproveAsync(2)).Expect(200);
        await sam.RecordAsync("leaving", new { lastDayOn = "2026-09-02", reason = "resignation" });
        var path = $"/api/recoveries/{(await sam.RecoveryAsync()).GetProperty("id").GetString()}";

        (await council.PostAsync(Staff.OtherHr, $"{path}/approval")).Expect(200);

        // £3,000 tied for two years, 6 full months served: £2,250.00, of which the £1,000 on their way may cover a part. Both go gross.
        Assert.Equal(("recovery", 225_000L), (sam.LastInstruction().GetProperty("kind").GetString(), sam.LastInstruction().GetProperty("grossPence").GetInt64()));
        Assert.Equal(
            told,
            string.Join(", ", sam.LastInstruction().GetProperty("netOff").EnumerateArray().Select(one =>
                $"{one.GetProperty("instructionId").GetString()![(sam.Id.Length + 1)..]} {one.GetProperty("pence").GetInt64()}")));
        Assert.Equal(netOff, council.MailsTo(Starter.Email)[^1].Text!.Contains("£1,000.00 of it may be set off against your payment due on 2 September 2026.", StringComparison.Ordinal));
        Assert.Equal("instructed", await sam.StateAsync(2));
    }

    private static object TwoPayments(bool netOff) => new
    {
        id = "two-payments",
        name = "Two payments",
        effectiveFrom = "2026-01-01",
        effectiveTo = (string?)null,
        eligibility = new[] { new { kind = "contracts", oneOf = new[] { "permanent" } } },
        schedule = new
        {
            anchor = "start",
            milestones = new[]
            {
                new { due = new { kind = "after-months", months = 0 }, amount = new { kind = "fixed", pence = 300_000 }, tieInMonths = 24 },
                new { due = new { kind = "after-months", months = 6 }, amount = new { kind = "fixed", pence = 100_000 }, tieInMonths = 0 },
            },
            proRata = "none",
            maximumPence = 400_000,
        },
        gates = Array.Empty<string>(),
        onMove = "keeps",
        recovery = new { mode = new { kind = "linear-by-full-month" }, exemptReasons = Array.Empty<string>(), tieInMeasuredFrom = "start", netOff },
        governance = new { approvedBy = "Employment Committee", memorandum = new { kind = "within" } },
    };

    private static object Halves => new { instalments = new[] { new { dueOn = "2025-03-31", pence = 50_000 }, new { dueOn = "2025-04-30", pence = 50_000 } } };

    private static async Task<Starter> LeftAsync(Council council, string reason = "resignation")
    {
        (await council.PostAsync(Staff.Hr, "/api/payment-schemes", Schemes.PaidAtStart())).Expect(201);
        var sam = await Starter.BeginAsync(council, schemeId: "attraction", startedOn: "2024-01-15");
        (await sam.ApproveAsync(1)).Expect(200);
        await sam.ConfirmAsync("2024-01-15");
        await council.AdvanceAsync("2025-02-15T09:00");
        await sam.RecordAsync("leaving", new { lastDayOn = "2025-02-14", reason });
        return sam;
    }
}
