using System.Text;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Retention;

namespace RecruitRetain.Tests.Retention;

public class PayRunTests
{
    private static readonly Staff Third = new("thea", "hr");

    [Fact]
    public async Task A_run_is_prepared_by_one_approved_by_another_and_goes_out_as_messages()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        var robin = await Starter.BeginAsync(council, 0.6m, email: "robin@example.org");
        await sam.RecordAsync("references", new { payrollReference = "10442" });
        await council.AdvanceAsync("2026-09-10T09:00");
        var run = (await council.PostAsync(Staff.Hr, "/api/pay-runs", new { cutOffOn = "2026-09-10" })).Expect(201).Id;

        var prepared = (await council.PostAsync(Staff.Hr, $"/api/pay-runs/{run}/preparation")).Expect(200);
        Assert.Equal(("prepared", 2, 160_000L), (prepared["state"].GetString(), prepared["payments"].GetInt32(), prepared["totalPence"].GetInt64()));
        Assert.Equal("children-in-need", prepared["teams"][0].GetProperty("team").GetString());
        Assert.Equal(("retention-2026", 160_000L), (prepared["schemes"][0].GetProperty("schemeId").GetString(), prepared["schemes"][0].GetProperty("totalPence").GetInt64()));
        (await council.PostAsync(Staff.Hr, $"/api/pay-runs/{run}/instruction")).Expect(409, "step-not-allowed");
        (await council.PostAsync(Staff.Hr, $"/api/pay-runs/{run}/approval")).Expect(409, "approver-is-preparer");
        (await council.PostAsync(Staff.OtherHr, $"/api/pay-runs/{run}/approval")).Expect(200);
        Assert.Empty(sam.Instructions());
        Assert.Equal("eligible", await sam.StateAsync(1));

        (await council.PostAsync(Staff.Payroll, $"/api/pay-runs/{run}/instruction")).Expect(200);

        Assert.Equal("instructed", (await council.GetAsync(Staff.Auditor, $"/api/pay-runs/{run}")).Expect(200)["state"].GetString());
        Assert.Equal("instructed", await sam.StateAsync(1));
        Assert.Equal("harold", (await sam.PaymentAsync(1)).GetProperty("approvedBy").GetString());
        Assert.Equal(
            [$"{sam.Id}/1/pay/1 100000 10442 2026-27 {run}", $"{robin.Id}/1/pay/1 60000  2026-27 {run}"],
            sam.Instructions().OrderByDescending(one => one.GetProperty("grossPence").GetInt64()).Select(one =>
                $"{one.GetProperty("instructionId").GetString()} {one.GetProperty("grossPence").GetInt64()} {one.GetProperty("payrollReference").GetString()} {one.GetProperty("taxYear").GetString()} {one.GetProperty("payRunId").GetString()}"));
        Assert.DoesNotContain(sam.Instructions(), one => one.GetRawText().Contains("Sam", StringComparison.Ordinal));
        Assert.Single(council.MailLines(Starter.Email), line => line.EndsWith("Your retention payment is approved", StringComparison.Ordinal));
        (await council.PostAsync(Staff.OtherHr, $"/api/pay-runs/{run}/approval-withdrawal", new { reason = "too late" })).Expect(409, "step-not-allowed");

        var open = (await council.GetAsync(Staff.Payroll, "/api/open-instructions")).Expect(200)["items"];
        Assert.Equal(2, open.GetArrayLength());
        Assert.Equal(0, (await council.GetAsync(Staff.Payroll, "/api/open-instructions?late=true")).Expect(200)["items"].GetArrayLength());
        await council.AdvanceAsync("2026-10-12T09:00");
        Assert.Equal(2, (await council.GetAsync(Staff.Payroll, "/api/open-instructions?late=true")).Expect(200)["items"].GetArrayLength());
    }

    [Fact]
    public async Task What_becomes_of_a_payment_after_the_run_was_prepared_leaves_it_out()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        var robin = await Starter.BeginAsync(council, email: "robin@example.org");
        await council.AdvanceAsync("2026-09-10T09:00");
        var run = await PreparedAsync(council);
        (await council.PostAsync(Staff.OtherHr, $"/api/pay-runs/{run}/approval")).Expect(200);
        (await council.PostAsync(Staff.Hr, $"/api/payments/{await robin.PaymentIdAsync(1)}/hold", new { reason = "role under review" })).Expect(200);

        (await council.PostAsync(Staff.Payroll, $"/api/pay-runs/{run}/instruction")).Expect(200);

        var leftOut = Assert.Single((await council.GetAsync(Staff.Hr, $"/api/pay-runs/{run}")).Expect(200)["leftOut"].EnumerateArray());
        Assert.Equal((await robin.PaymentIdAsync(1), "step-not-allowed"), (leftOut.GetProperty("paymentId").GetString(), leftOut.GetProperty("code").GetString()));
        Assert.Equal("held", await robin.StateAsync(1));
        Assert.Equal($"{sam.Id}/1/pay/1", Assert.Single(sam.Instructions()).GetProperty("instructionId").GetString());
    }

    [Fact]
    public async Task The_approval_of_a_run_is_taken_back_before_payroll_is_told()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-09-10T09:00");
        var run = await PreparedAsync(council);
        (await council.PostAsync(Staff.OtherHr, $"/api/pay-runs/{run}/approval")).Expect(200);

        (await council.PostAsync(Staff.OtherHr, $"/api/pay-runs/{run}/approval-withdrawal", new { reason = " " })).Expect(422, "reason-required");
        (await council.PostAsync(Staff.OtherHr, $"/api/pay-runs/{run}/approval-withdrawal", new { reason = "budget to be checked" })).Expect(200);
        (await council.PostAsync(Staff.Hr, $"/api/pay-runs/{run}/instruction")).Expect(409, "step-not-allowed");
        (await council.PostAsync(Staff.Hr, $"/api/pay-runs/{run}/cancellation", new { reason = "next month" })).Expect(200);

        Assert.Empty(sam.Instructions());
        Assert.Equal("eligible", await sam.StateAsync(1));
        (await sam.ApproveAsync(1)).Expect(200);
    }

    [Fact]
    public async Task A_payment_is_in_one_run_at_a_time_and_nothing_makes_no_run()
    {
        await using var council = await Council.OpenAsync();
        await Starter.BeginAsync(council);
        (await council.PostAsync(Staff.Hr, "/api/pay-runs", new { cutOffOn = "2026-03-03" })).Expect(422, "invalid-fields");
        await council.AdvanceAsync("2026-09-10T09:00");
        var early = (await council.PostAsync(Staff.Hr, "/api/pay-runs", new { cutOffOn = "2026-09-01" })).Expect(201).Id;
        (await council.PostAsync(Staff.Hr, $"/api/pay-runs/{early}/preparation")).Expect(409, "nothing-to-pay");
        var run = await PreparedAsync(council);
        var other = (await council.PostAsync(Staff.Hr, "/api/pay-runs", new { cutOffOn = "2026-09-10" })).Expect(201).Id;
        (await council.PostAsync(Staff.Hr, $"/api/pay-runs/{other}/preparation")).Expect(409, "nothing-to-pay");

        (await council.PostAsync(Staff.Hr, $"/api/pay-runs/{run}/cancellation", new { reason = "drafted twice" })).Expect(200);
        (await council.PostAsync(Staff.Hr, $"/api/pay-runs/{other}/preparation")).Expect(200);
    }

    [Theory]
    [InlineData("thea", null)]
    [InlineData("other", "SAM@example.org")]
    public async Task Whoever_is_paid_by_a_run_does_not_approve_it(string name, string? email)
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await sam.RecordAsync("references", new { staffId = "thea" });
        await council.AdvanceAsync("2026-09-10T09:00");
        var run = await PreparedAsync(council);
        var approver = new Staff(name, "hr") { Email = email };

        (await council.PostAsync(approver, $"/api/pay-runs/{run}/approval")).Expect(409, "approver-is-beneficiary");
        (await sam.ApproveAsync(1, approver)).Expect(409, "approver-is-beneficiary");
        Assert.Equal("prepared", (await council.GetAsync(Staff.Hr, $"/api/pay-runs/{run}")).Expect(200)["state"].GetString());
    }

    [Fact]
    public async Task Whoever_prepared_one_of_its_payments_again_does_not_approve_the_run()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-09-02T09:00");
        (await sam.ApproveAsync(1)).Expect(200);
        await sam.ConfirmAsync("2026-09-03", "rejected", "account closed");
        (await council.PostAsync(Third, $"/api/payments/{await sam.PaymentIdAsync(1)}/preparation")).Expect(200);
        await council.AdvanceAsync("2026-09-10T09:00");
        var run = await PreparedAsync(council);

        (await council.PostAsync(Third, $"/api/pay-runs/{run}/approval")).Expect(409, "approver-is-preparer");
        (await council.PostAsync(Staff.OtherHr, $"/api/pay-runs/{run}/approval")).Expect(200);
        (await council.PostAsync(Staff.Hr, $"/api/pay-runs/{run}/instruction")).Expect(200);
        Assert.EndsWith("/1/pay/2", sam.LastInstructionId(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_approvers_of_a_run_at_once_one_wins()
    {
        await using var council = await Council.OpenAsync();
        await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-09-10T09:00");
        var run = await PreparedAsync(council);

        var replies = await Task.WhenAll(
            council.PostAsync(Staff.OtherHr, $"/api/pay-runs/{run}/approval"), council.PostAsync(Third, $"/api/pay-runs/{run}/approval"));

        Assert.Single(replies, reply => reply.Status == 200);
        Assert.Single(replies, reply => reply.Status == 409 && reply.Code == "step-not-allowed");
    }

    [Fact]
    public async Task A_payment_approved_by_itself_while_its_run_goes_out_is_instructed_once()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-09-10T09:00");
        var run = await PreparedAsync(council);
        (await council.PostAsync(Staff.OtherHr, $"/api/pay-runs/{run}/approval")).Expect(200);
        var id = await sam.PaymentIdAsync(1);

        await Task.WhenAll(
            council.PostAsync(Staff.Hr, $"/api/pay-runs/{run}/instruction"), council.PostAsync(Third, $"/api/payments/{id}/approval"));

        Assert.Single(sam.Instructions());
        Assert.Equal("instructed", await sam.StateAsync(1));
        Assert.Equal("instructed", (await council.GetAsync(Staff.Hr, $"/api/pay-runs/{run}")).Expect(200)["state"].GetString());
    }

    [Fact]
    public async Task A_run_is_exported_without_names_and_without_formulas()
    {
        await using var council = await Council.OpenAsync(rebuilds: true);
        var sam = await Starter.BeginAsync(council);
        await sam.RecordAsync("references", new { payrollReference = "10442" });
        await sam.RecordAsync("position", new { effectiveOn = "2026-03-03", role = "social-worker", team = "=cmd|' /C calc'!A0", grade = "PO2", fte = 1.0 });
        await council.AdvanceAsync("2026-09-10T09:00");
        var run = await PreparedAsync(council);

        var csv = (await council.GetAsync(Staff.Payroll, $"/api/pay-runs/{run}/export")).Expect(200).Text;

        Assert.Equal(
            "instruction_id,payment_id,employment_id,payroll_reference,gross_pounds,scheme,version,team,due_on,tax_year\r\n"
            + $"{sam.Id}/1/pay/1,{await sam.PaymentIdAsync(1)},{sam.Id},10442,1000.00,retention-2026,1,\"'=cmd|' /C calc'!A0\",2026-09-02,2026-27\r\n",
            csv);
        (await sam.TryRecordAsync("references", new { payrollReference = "=1+1" })).Expect(422, "invalid-fields");
        var robin = await Starter.BeginAsync(council, email: "robin@example.org");
        (await robin.TryRecordAsync("references", new { payrollReference = "10442" })).Expect(409, "payroll-reference-taken");
    }

    [Fact]
    public async Task Payroll_answers_by_file()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        var robin = await Starter.BeginAsync(council, email: "robin@example.org");
        await council.AdvanceAsync("2026-09-10T09:00");
        var run = await PreparedAsync(council);
        (await council.PostAsync(Staff.OtherHr, $"/api/pay-runs/{run}/approval")).Expect(200);
        (await council.PostAsync(Staff.Hr, $"/api/pay-runs/{run}/instruction")).Expect(200);
        await council.AdvanceAsync("2026-09-28T09:00");

        var bad = (await FileAsync(
            council,
            $"""
            {sam.Id}/1/pay/1,confirmed,2026-09-25,
            ,paid,25/09/2026,
            {robin.Id}/1/pay/1,rejected,2026-12-01,
            {robin.Id}/1/pay/1,confirmed,2026-09-25,
            """)).Expect(422, "file-refused");
        Assert.Equal(
            ["line 3, instruction_id", "line 3, outcome", "line 3, on", "line 4, on", "line 4, reason", "line 5, instruction_id"], bad.Fields);
        Assert.Equal("instructed", await sam.StateAsync(1));
        (await council.PostAsync(Staff.Payroll, "/api/payroll-confirmations", new { })).Expect(415, "csv-expected");

        var rows = $"""
            {sam.Id}/1/pay/1,confirmed,2026-09-25,
            {robin.Id}/1/pay/1,rejected,2026-09-25,account closed
            {robin.Id}/2/pay/1,confirmed,2026-09-25,
            """;
        var taken = (await FileAsync(council, rows)).Expect(200);
        Assert.Equal((2, "instruction-not-open"), (taken["taken"].GetInt32(), taken["unmatched"][0].GetProperty("why").GetString()));
        Assert.Equal(("paid", "rejected"), (await sam.StateAsync(1), await robin.StateAsync(1)));

        (await FileAsync(council, rows)).Expect(200);
        Assert.Single((await council.GetAsync(Staff.Payroll, "/api/unmatched-confirmations")).Expect(200)["items"].EnumerateArray());
        Assert.Single(council.MailLines(Starter.Email), line => line.EndsWith("has been paid", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_part_of_a_run_that_is_sent_again_after_a_crash_doubles_nothing()
    {
        await using var council = await Council.OpenAsync();
        var sam = await Starter.BeginAsync(council);
        await council.AdvanceAsync("2026-09-10T09:00");
        var run = await PreparedAsync(council);
        (await council.PostAsync(Staff.OtherHr, $"/api/pay-runs/{run}/approval")).Expect(200);
        (await council.PostAsync(Staff.Hr, $"/api/pay-runs/{run}/instruction")).Expect(200);
        var activities = ActivatorUtilities.CreateInstance<PayRunActivities>(council.Services);
        var client = council.Services.GetRequiredService<DurableTaskClient>();

        Assert.Empty(await activities.SendPartOfPayRun(new(run, 0), client));
        await activities.CompletePayRun(new(run, []));
        await council.SettleAsync();
        await sam.ConfirmAsync("2026-09-25", "rejected", "account closed");
        (await council.PostAsync(Third, $"/api/payments/{await sam.PaymentIdAsync(1)}/preparation")).Expect(200);
        Assert.Empty(await activities.SendPartOfPayRun(new(run, 0), client));

        Assert.Single(sam.Instructions());
        Assert.Equal("eligible", await sam.StateAsync(1));
    }

    private static async Task<string> PreparedAsync(Council council)
    {
        var run = (await council.PostAsync(Staff.Hr, "/api/pay-runs", new { cutOffOn = "2026-09-10" })).Expect(201).Id;
        (await council.PostAsync(Staff.Hr, $"/api/pay-runs/{run}/preparation")).Expect(200);
        return run;
    }

    private static Task<Reply> FileAsync(Council council, string rows) => council.PostAsync(
        Staff.Payroll, "/api/payroll-confirmations", new StringContent("instruction_id,outcome,on,reason\n" + rows, Encoding.UTF8, "text/csv"));
}
