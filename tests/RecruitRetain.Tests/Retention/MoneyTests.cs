using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Retention;

public class MoneyTests
{
    [Fact]
    public async Task The_ledger_has_every_payment_and_all_that_came_back_and_reconciles()
    {
        await using var council = await Council.OpenAsync("2024-01-15T09:00");
        (await council.PostAsync(Staff.Hr, "/api/payment-schemes", Schemes.PaidAtStart())).Expect(201);
        var sam = await Starter.BeginAsync(council, schemeId: "attraction", startedOn: "2024-01-15");
        var robin = await Starter.BeginAsync(council, schemeId: "attraction", startedOn: "2024-01-15", email: "robin@example.org");
        foreach (var starter in new[] { sam, robin })
        {
            (await starter.ApproveAsync(1)).Expect(200);
            await starter.ConfirmAsync("2024-01-15");
        }

        await council.AdvanceAsync("2024-05-01T09:00");
        await sam.RecordAsync("position", new { effectiveOn = "2024-05-01", role = "social-worker", team = "court", grade = "PO2", fte = 1.0 });
        await council.AdvanceAsync("2025-02-15T09:00");
        await sam.RecordAsync("leaving", new { lastDayOn = "2025-02-14", reason = "resignation" });
        var path = $"/api/recoveries/{(await sam.RecoveryAsync()).GetProperty("id").GetString()}";
        (await council.PostAsync(Staff.OtherHr, $"{path}/approval")).Expect(200);
        await council.SendMessageAsync(
            Queues.PayrollConfirmations, new { instructionId = sam.LastInstructionId(), outcome = "confirmed", on = "2025-02-28", grossPence = 37_500 });
        (await council.PostAsync(Staff.Hr, $"{path}/repayment-plan", new { instalments = new[] { new { dueOn = "2025-04-30", pence = 100_000 } } })).Expect(200);
        await council.AdvanceAsync("2025-04-10T09:00");
        (await council.PostAsync(Staff.Payroll, $"{path}/repayments", new { on = "2025-04-10", pence = 60_000 })).Expect(200);
        (await council.PostAsync(Staff.Hr, $"{path}/waiver", new { reason = "hardship" })).Expect(200);

        (await council.GetAsync(Staff.Recruiter, "/api/retention-ledger")).Expect(403, "role-required");
        var ledger = (await council.GetAsync(Staff.Auditor, "/api/retention-ledger")).Expect(200);

        Assert.Equal(
            [
                "2024-01-15 payment children-in-need 2023-24 300000", "2024-01-15 payment children-in-need 2023-24 300000",
                "2025-02-28 recovery children-in-need 2024-25 -37500", "2025-04-10 repayment children-in-need 2025-26 -60000",
            ],
            ledger["entries"].EnumerateArray().Select(one =>
                $"{one.GetProperty("on").GetString()} {one.GetProperty("kind").GetString()} {one.GetProperty("team").GetString()} {one.GetProperty("taxYear").GetString()} {one.GetProperty("pence").GetInt64()}"));
        Assert.Equal(
            ["2023-24 2 600000 0", "2024-25 0 0 37500", "2025-26 0 0 60000"],
            ledger["taxYears"].EnumerateArray().Select(one =>
                $"{one.GetProperty("of").GetString()} {one.GetProperty("payments").GetInt32()} {one.GetProperty("paidPence").GetInt64()} {one.GetProperty("recoveredPence").GetInt64()}"));
        Assert.Equal((502_500L, 502_500L, 0L, 0), (
            ledger["netPence"].GetInt64(), ledger["plansPence"].GetInt64(), ledger["differencePence"].GetInt64(), ledger["differences"].GetArrayLength()));

        var money = (await council.GetAsync(Staff.Payroll, "/api/retention-money")).Expect(200)["spent"];
        Assert.Equal((600_000L, 97_500L, 40_000L, 0L), (
            money.GetProperty("paidPence").GetInt64(),
            money.GetProperty("recoveredPence").GetInt64(),
            money.GetProperty("waivedPence").GetInt64(),
            money.GetProperty("atRiskPence").GetInt64()));

        // Robin has stayed 14 full months of 24 by 10 April 2025: £3,000 x 10/24
        Assert.Equal(125_000, money.GetProperty("tiedPence").GetInt64());
    }
}
