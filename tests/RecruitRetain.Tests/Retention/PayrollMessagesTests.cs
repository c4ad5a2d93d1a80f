using System.Text.Json;
using Azure.Messaging.ServiceBus;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Retention;

public class PayrollMessagesTests
{
    private const int Starters = 100;
    private const int Leavers = 20;

    /// <summary>£1,000 paid on 2 September 2026, tied for a year; of those who leave on 31 January 2027 each owes 8/12, £666.67.</summary>
    [Fact]
    public async Task Of_messages_twice_out_of_order_or_unreadable_and_a_restart_between_them_there_is_one_entry_for_each_key()
    {
        var chance = new Random(4_711);
        await using var council = await Council.OpenAsync();
        List<Starter> starters = [];
        for (var i = 0; i < Starters; i++)
        {
            starters.Add(await Starter.BeginAsync(council, email: $"starter{i}@example.org"));
        }

        await council.AdvanceAsync("2026-09-02T09:00");
        var run = (await council.PostAsync(Staff.Hr, "/api/pay-runs", new { cutOffOn = "2026-09-02" })).Expect(201).Id;
        (await council.PostAsync(Staff.Hr, $"/api/pay-runs/{run}/preparation")).Expect(200);
        (await council.PostAsync(Staff.OtherHr, $"/api/pay-runs/{run}/approval")).Expect(200);
        (await council.PostAsync(Staff.OtherHr, $"/api/pay-runs/{run}/instruction")).Expect(200);
        await StormAsync(council, chance, [.. Instructions(council).Select(id => Confirmation(id, "2026-09-02"))]);
        Assert.Equal((Starters, 0), await PaidAsync(council));

        await council.AdvanceAsync("2027-02-01T09:00");
        foreach (var starter in starters.Take(Leavers))
        {
            await starter.RecordAsync("leaving", new { lastDayOn = "2027-01-31", reason = "resignation" });
        }

        foreach (var recovery in (await council.GetAsync(Staff.Hr, "/api/recoveries?state=proposed&size=200")).Expect(200)["items"].EnumerateArray())
        {
            (await council.PostAsync(Staff.OtherHr, $"/api/recoveries/{recovery.GetProperty("id").GetString()}/approval")).Expect(200);
        }

        var recoveries = Instructions(council).Where(id => id.Contains("/recover/", StringComparison.Ordinal)).ToList();
        await StormAsync(council, chance, [.. recoveries.Select((id, i) => Confirmation(id, "2027-02-25", i % 2 == 0 ? null : 26_667))]);

        var ledger = (await council.GetAsync(Staff.Auditor, "/api/retention-ledger")).Expect(200);
        Assert.Equal(Starters + Leavers, ledger["entries"].GetArrayLength());
        Assert.Equal(Starters + Leavers, ledger["entries"].EnumerateArray().Select(entry => entry.GetProperty("key").GetString()).Distinct().Count());

        // 100 x £1,000 - 10 x £666.67 - 10 x £266.67
        Assert.Equal((9_066_660L, 0L, 0), (ledger["netPence"].GetInt64(), ledger["differencePence"].GetInt64(), ledger["differences"].GetArrayLength()));
        Assert.Equal((Starters, 0), await PaidAsync(council));
        Assert.Equal(10, (await council.GetAsync(Staff.Hr, "/api/recoveries?state=outstanding&size=200"))["items"].GetArrayLength());
        Assert.Equal(4, council.Messages($"{Queues.PayrollConfirmations}/$deadletterqueue").Count);
        Assert.Equal(Starters + Leavers, Instructions(council).Count);
    }

    // 10% come twice, 10% at another place, two cannot be read; the app is stopped and started again in between.
    private static async Task StormAsync(Council council, Random chance, List<string> messages)
    {
        var share = Math.Max(1, messages.Count / 10);
        messages.AddRange(messages.OrderBy(_ => chance.Next()).Take(share).ToList());
        foreach (var moved in messages.OrderBy(_ => chance.Next()).Take(share).ToList())
        {
            messages.Remove(moved);
            messages.Insert(chance.Next(messages.Count + 1), moved);
        }

        messages.Insert(chance.Next(messages.Count), "{\"instructionId\":");
        messages.Insert(chance.Next(messages.Count), "{\"instructionId\":\"x\",\"outcome\":\"perhaps\",\"on\":\"2026-09-02\"}");
        var half = messages.Count / 2;
        await SendAsync(council, messages[..half]);
        await council.RebuildAsync();
        await SendAsync(council, messages[half..]);
        await council.SettleAsync();
    }

    private static async Task SendAsync(Council council, IEnumerable<string> bodies) =>
        await council.Azure.Bus.SendAsync(Queues.PayrollConfirmations, [.. bodies.Select(body => new ServiceBusMessage(body) { ContentType = "application/json" })]);

    private static string Confirmation(string instructionId, string on, long? grossPence = null) =>
        Json.Write(new { instructionId, outcome = "confirmed", on, grossPence });

    private static List<string> Instructions(Council council) =>
    [
        .. council.Messages(Queues.PayrollInstructions)
            .Select(message => JsonDocument.Parse(message.Body.ToString()).RootElement.GetProperty("instructionId").GetString()!),
    ];

    private static async Task<(int Paid, int Unmatched)> PaidAsync(Council council) => (
        (await council.GetAsync(Staff.Hr, "/api/payments?state=paid&size=200")).Expect(200)["items"].GetArrayLength(),
        (await council.GetAsync(Staff.Payroll, "/api/unmatched-confirmations")).Expect(200)["items"].GetArrayLength());
}
