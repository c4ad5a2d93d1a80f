using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Retention;

public class PaymentTests
{
    private static readonly Staff Sam = new("sam", "hr") { Email = "SAM@example.org" };

    [Fact]
    public async Task A_staff_id_that_was_put_right_leads_to_nobody_else_any_more()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await sam.RecordAsync("references", new { staffId = Staff.OtherHr.Name });
        await council.AdvanceAsync("2026-09-02T09:00");
        (await sam.ApproveAsync(1, Staff.OtherHr)).Expect(409, "approver-is-beneficiary");

        await sam.RecordAsync("references", new { staffId = "sam" });

        (await sam.ApproveAsync(1, Staff.OtherHr)).Expect(200);
    }

    [Fact]
    public async Task Of_two_approvers_at_once_one_wins_and_payroll_is_told_once()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-09-02T09:00");
        var id = await sam.PaymentIdAsync(1);

        var replies = await Task.WhenAll(
            council.PostAsync(Staff.Hr, $"/api/payments/{id}/approval"), council.PostAsync(Staff.OtherHr, $"/api/payments/{id}/approval"));

        Assert.Single(replies, reply => reply.Status == 200);
        Assert.Single(replies, reply => reply.Status == 409 && reply.Code == "step-not-allowed");
        Assert.Single(sam.Instructions());
    }

    [Fact]
    public async Task An_approval_of_what_was_changed_meanwhile_is_refused()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-09-02T09:00");
        var id = await sam.PaymentIdAsync(1);
        var read = (await council.GetAsync(Staff.Hr, $"/api/payments/{id}")).Expect(200);
        Assert.Equal(["approve", "void", "withhold"], read["allowedActions"].EnumerateArray().Select(step => step.GetString()!).Order());
        (await council.PostAsync(Staff.Hr, $"/api/payments/{id}/hold", new { reason = "role under review" })).Expect(200);
        (await council.PostAsync(Staff.Hr, $"/api/payments/{id}/release")).Expect(200);

        (await council.PostAsync(Staff.OtherHr, $"/api/payments/{id}/approval", null, ("If-Match", read.ETag!))).Expect(412, "changed-meanwhile");
    }

    [Fact]
    public async Task Nobody_approves_their_own_payment()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-09-02T09:00");

        (await sam.ApproveAsync(1, Sam)).Expect(409, "approver-is-beneficiary");
        (await sam.ApproveAsync(1, Staff.Payroll)).Expect(403, "role-required");
        Assert.Equal("eligible", await sam.StateAsync(1));
    }

    [Fact]
    public async Task What_payroll_rejects_is_prepared_again_by_one_and_approved_by_another()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-09-02T09:00");
        (await sam.ApproveAsync(1)).Expect(200);
        await sam.ConfirmAsync("2026-09-25", "rejected", "account closed");
        Assert.Equal("rejected", await sam.StateAsync(1));
        Assert.Contains(council.MailLines("hr@council.example"), line => line.EndsWith("Payroll could not make a retention payment", StringComparison.Ordinal));

        (await council.PostAsync(Staff.Hr, $"/api/payments/{await sam.PaymentIdAsync(1)}/preparation")).Expect(200);
        (await sam.ApproveAsync(1, Staff.Hr)).Expect(409, "approver-is-preparer");
        (await sam.ApproveAsync(1, Staff.OtherHr)).Expect(200);

        Assert.Equal(2, sam.Instructions().Count);
        Assert.EndsWith("/1/pay/2", sam.LastInstructionId(), StringComparison.Ordinal);
        await sam.ConfirmAsync("2026-09-30");
        Assert.Equal("paid", await sam.StateAsync(1));
    }

    [Fact]
    public async Task Confirmations_that_repeat_or_match_nothing_change_nothing()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-09-02T09:00");
        (await sam.ApproveAsync(1)).Expect(200);
        await sam.ConfirmAsync("2026-09-25");
        await sam.ConfirmAsync("2026-09-25");
        Assert.Empty((await council.GetAsync(Staff.Payroll, "/api/unmatched-confirmations")).Expect(200)["items"].EnumerateArray());

        await sam.ConfirmAsync("2026-09-26");
        await council.SendMessageAsync(Queues.PayrollConfirmations, new { instructionId = "emp_unknown/1/pay/1", outcome = "confirmed", on = "2026-09-25" });
        await council.SendMessageAsync(Queues.PayrollConfirmations, new { instructionId = $"{sam.Id}/2/pay/1", outcome = "confirmed", on = "2026-09-25" });
        await council.SendMessageAsync(Queues.PayrollConfirmations, new { instructionId = $"{sam.Id}/1/pay/1", outcome = "confirmed", on = "2036-09-25" });

        Assert.Equal(
            ["day-too-far-ahead", "instruction-not-open", "instruction-unknown", "step-not-allowed"],
            (await council.GetAsync(Staff.Payroll, "/api/unmatched-confirmations")).Expect(200)["items"].EnumerateArray()
                .Select(one => one.GetProperty("why").GetString()!).Order());
        Assert.Empty(council.Messages(Queues.PayrollConfirmations));
        Assert.Equal(["2026-09-02 paid 100000", "2027-03-02 scheduled 100000", "2027-09-02 scheduled 150000", "2028-03-02 scheduled 150000"], await sam.PaymentsAsync());
        Assert.Single(council.MailLines(Starter.Email), line => line.EndsWith("has been paid", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("not json", "The message is not JSON.")]
    [InlineData("[]", "Expected a JSON object.")]
    [InlineData("""{"outcome":"confirmed","on":"2026-09-25"}""", "'instructionId' is missing.")]
    [InlineData("""{"instructionId":"x","outcome":"paid","on":"2026-09-25"}""", "'outcome' must be confirmed or rejected.")]
    [InlineData("""{"instructionId":"x","outcome":"confirmed","on":"25/09/2026"}""", "'on' must be a date like 2026-03-31.")]
    [InlineData("""{"instructionId":"x","outcome":"rejected","on":"2026-09-25"}""", "'reason' is missing: a rejection must say why.")]
    public async Task A_confirmation_that_cannot_be_read_is_dead_lettered_with_its_reason(string body, string wrong)
    {
        await using var council = await Council.OpenAsync();

        await council.SendMessageAsync(Queues.PayrollConfirmations, body);

        var dead = Assert.Single(council.Messages($"{Queues.PayrollConfirmations}/$deadletterqueue"));
        Assert.Equal(("confirmation-unreadable", wrong), (dead.DeadLetterReason, dead.DeadLetterErrorDescription));
    }

    [Fact]
    public async Task Payments_are_listed_by_state_across_plans()
    {
        await using var council = await Council.OpenAsync();
        await Starter.BeginAsync(council);
        await Starter.BeginAsync(council, email: "robin@example.org");
        await council.AdvanceAsync("2026-09-02T09:00");

        Assert.Equal(2, (await council.GetAsync(Staff.Hr, "/api/payments?state=eligible")).Expect(200)["items"].GetArrayLength());
        Assert.Equal(6, (await council.GetAsync(Staff.Hr, "/api/payments?state=scheduled")).Expect(200)["items"].GetArrayLength());
        Assert.Equal(0, (await council.GetAsync(Staff.Hr, "/api/payments?state=paid")).Expect(200)["items"].GetArrayLength());
        (await council.GetAsync(Staff.Hr, "/api/payments?state=owed")).Expect(400, "query-malformed");
        (await council.GetAsync(Staff.Hr, "/api/payments/pay_x")).Expect(404);
    }
}
