using System.Text.Json;
using Azure.Messaging.ServiceBus;
using RecruitRetain.Shared;
using RecruitRetain.Tests.Housing;

namespace RecruitRetain.Tests.Operations;

public sealed class DeadLetterTests
{
    internal static readonly Staff Operator = new("otto", "operator");

    private const string Somebody = "Jo Marsh <jo@example.org> emp_0123456789abcdefghjkmnpqrs";

    [Fact]
    public async Task A_dead_letter_is_shown_with_its_reason_and_the_records_it_names_and_never_with_what_it_says()
    {
        await using var council = await Council.OpenAsync("2026-03-02T09:00");
        await council.SendMessageAsync(Queues.PayrollConfirmations, Somebody, "c-1");

        var listed = Assert.Single((await council.GetAsync(Operator, "/api/dead-letters")).Expect(200)["items"].EnumerateArray());
        var shown = (await council.GetAsync(Staff.Auditor, $"/api/dead-letters/{listed.GetProperty("id").GetString()}")).Expect(200);

        Assert.Equal("payroll-confirmations", shown["queue"].GetString());
        Assert.Equal("c-1", shown["messageId"].GetString());
        Assert.Equal("confirmation-unreadable", shown["reason"].GetString());
        Assert.Equal("The message is not JSON.", shown["trouble"].GetString());
        Assert.Equal(["emp_0123456789abcdefghjkmnpqrs"], shown["about"].EnumerateArray().Select(id => id.GetString()));
        Assert.Equal(Somebody.Length, shown["bytes"].GetInt32());
        Assert.Equal(new DateTimeOffset(2026, 3, 3, 9, 0, 0, TimeSpan.Zero), shown["replayFrom"].GetDateTimeOffset());
        Assert.DoesNotContain("Marsh", shown.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("jo@", listed.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_neighbour_writes_on_a_dead_letter_of_its_own_is_not_shown()
    {
        await using var council = await Council.OpenAsync();
        await council.Azure.Bus.SendAsync(Queues.PayrollInstructions, [new ServiceBusMessage("{}") { MessageId = "Jo Marsh", Subject = "Jo Marsh" }]);
        var message = Assert.Single(await council.Azure.Bus.ReceiveAsync(Queues.PayrollInstructions, 1, ServiceBusReceiveMode.PeekLock, null, TestContext.Current.CancellationToken));
        await council.Azure.Bus.DeadLetterAsync(message, null, "unknown-jo-marsh", "Jo Marsh has no payroll number");

        var reply = (await council.GetAsync(Operator, "/api/dead-letters?queue=payroll-instructions")).Expect(200);

        var shown = Assert.Single(reply["items"].EnumerateArray());
        Assert.Equal("refused-by-receiver", shown.GetProperty("reason").GetString());
        Assert.All(["messageId", "subject", "trouble"], name => Assert.Equal(JsonValueKind.Null, shown.GetProperty(name).ValueKind));
        Assert.DoesNotContain("marsh", reply.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_message_is_sent_again_under_its_own_id_once_what_was_wrong_is_mended_and_who_did_it_is_recorded()
    {
        await using var council = await Council.OpenAsync("2026-03-02T09:00");
        var notice = JsonSerializer.SerializeToElement(HousingJourneyTests.Void("OF-1", providerId: "oakfield"));
        await council.SendMessageAsync(Queues.HousingHomes, notice.GetRawText(), "oakfield-1");
        var id = await OnlyAsync(council);
        await AgreeAsync(council, "oakfield");

        // Within a day the queue would drop it without a word.
        var early = (await council.PostAsync(Operator, $"/api/dead-letters/{id}/replay", Because("the agreement is in force"))).Expect(409, "replay-too-early");
        Assert.Contains("09:00 on 3 March 2026", early["detail"].GetString(), StringComparison.Ordinal);
        await council.AdvanceAsync("2026-03-03T09:00");
        var act = (await council.PostAsync(Operator, $"/api/dead-letters/{id}/replay", Because("the agreement is in force"))).Expect(201);

        Assert.Empty(council.Messages($"{Queues.HousingHomes}/$deadletterqueue"));
        Assert.Equal("OF-1", Assert.Single((await council.GetAsync(Staff.Housing, "/api/homes")).Expect(200)["items"].EnumerateArray()).GetProperty("homeReference").GetString());
        var recorded = (await council.GetAsync(Staff.Auditor, act.Location!)).Expect(200);
        Assert.Equal(
            ("replay-dead-letter", id, "the agreement is in force", "otto", "done"),
            (recorded["what"].GetString(), recorded["subject"].GetString(), recorded["reason"].GetString(), recorded["by"].GetString(), recorded["outcome"].GetString()));
        Assert.Single((await council.GetAsync(Staff.Auditor, "/api/operator-acts?by=otto&what=replay-dead-letter")).Expect(200)["items"].EnumerateArray());
        (await council.GetAsync(Operator, $"/api/dead-letters/{id}")).Expect(404);
    }

    [Fact]
    public async Task A_message_is_thrown_away_with_a_reason_and_those_before_and_after_it_stay()
    {
        await using var council = await Council.OpenAsync();
        foreach (var number in new[] { 1, 2, 3 })
        {
            await council.SendMessageAsync(Queues.PayrollConfirmations, "no", $"c-{number}");
        }

        var id = $"payroll-confirmations-{Dead(council)[1].SequenceNumber}";
        (await council.PostAsync(Operator, $"/api/dead-letters/{id}/discard", Because(" "))).Expect(422, "reason-required");
        (await council.PostAsync(Operator, $"/api/dead-letters/{id}/discard", Because(new string('a', 1_001)))).Expect(422, "invalid-fields");
        (await council.PostAsync(Staff.Hr, $"/api/dead-letters/{id}/discard", Because("junk"))).Expect(403, "role-required");
        (await council.PostAsync(Staff.Auditor, $"/api/dead-letters/{id}/discard", Because("junk"))).Expect(403, "role-required");
        Assert.Equal(3, Dead(council).Count);
        Assert.Empty((await council.GetAsync(Operator, "/api/operator-acts")).Expect(200)["items"].EnumerateArray());

        (string, string) once = ("Idempotency-Key", "discard-2");
        var first = (await council.PostAsync(Operator, $"/api/dead-letters/{id}/discard", Because("junk"), once)).Expect(201);
        var again = (await council.PostAsync(Operator, $"/api/dead-letters/{id}/discard", Because("junk"), once)).Expect(201);

        Assert.Equal(["c-1", "c-3"], Dead(council).Select(message => message.MessageId));
        Assert.Equal(first.Location, again.Location);
        Assert.Equal(id, Assert.Single((await council.GetAsync(Operator, $"/api/operator-acts?subject={id}")).Expect(200)["items"].EnumerateArray()).GetProperty("subject").GetString());
        (await council.PostAsync(Operator, $"/api/dead-letters/{id}/discard", Because("junk"))).Expect(404);
    }

    [Fact]
    public async Task Of_two_operators_at_once_one_has_it()
    {
        await using var council = await Council.OpenAsync("2026-03-02T09:00");
        await council.SendMessageAsync(Queues.PayrollConfirmations, "no", "c-1");
        var id = await OnlyAsync(council);

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => council.PostAsync(Operator, $"/api/dead-letters/{id}/discard", Because("junk"))));

        Assert.Equal(1, both.Count(reply => reply.Status == 201));
        Assert.All(both.Where(reply => reply.Status != 201), reply => Assert.Contains(reply.Code, new[] { "dead-letter-held", "not-found" }));
        Assert.Empty(Dead(council));
    }

    [Fact]
    public async Task Pages_go_from_queue_to_queue()
    {
        await using var council = await Council.OpenAsync();
        foreach (var (queue, number) in new[]
        {
            (Queues.PayrollConfirmations, 1), (Queues.HousingHomes, 1), (Queues.PayrollConfirmations, 2), (Queues.HousingHomes, 2), (Queues.PayrollConfirmations, 3),
        })
        {
            await council.SendMessageAsync(queue, "no", $"{queue}:{number}");
        }

        List<string> seen = [];
        List<int> sizes = [];
        for (var next = "/api/dead-letters?size=2"; next is not null;)
        {
            var page = (await council.GetAsync(Operator, next)).Expect(200);
            seen.AddRange(page["items"].EnumerateArray().Select(item => item.GetProperty("messageId").GetString()!));
            sizes.Add(page["items"].GetArrayLength());
            next = page["next"].GetString();
        }

        Assert.Equal(
            ["housing-homes:1", "housing-homes:2", "payroll-confirmations:1", "payroll-confirmations:2", "payroll-confirmations:3"], seen);
        Assert.All(sizes, size => Assert.InRange(size, 0, 2));
        Assert.Equal(["queue"], (await council.GetAsync(Operator, "/api/dead-letters?queue=payroll")).Expect(400, "query-malformed").Fields);
    }

    [Theory]
    [InlineData("payroll-confirmations-999")]
    [InlineData("payroll-confirmations--1")]
    [InlineData("payroll-confirmations")]
    [InlineData("nothing-1")]
    [InlineData("7")]
    public async Task What_is_no_dead_letter_is_not_found(string id)
    {
        await using var council = await Council.OpenAsync();

        (await council.GetAsync(Operator, $"/api/dead-letters/{id}")).Expect(404);
        (await council.PostAsync(Operator, $"/api/dead-letters/{id}/replay", Because("x"))).Expect(404);
        (await council.PostAsync(Operator, $"/api/dead-letters/{id}/discard", Because("x"))).Expect(404);
    }

    internal static object Because(string reason) => new { reason };

    private static IReadOnlyList<ServiceBusReceivedMessage> Dead(Council council) => council.Messages($"{Queues.PayrollConfirmations}/$DeadLetterQueue");

    private static async Task<string> OnlyAsync(Council council) =>
        Assert.Single((await council.GetAsync(Operator, "/api/dead-letters")).Expect(200)["items"].EnumerateArray()).GetProperty("id").GetString()!;

    private static async Task AgreeAsync(Council council, string providerId)
    {
        var terms = System.Text.Json.Nodes.JsonNode.Parse((await council.GetAsync(Staff.Housing, "/api/housing-agreements/riverside/versions/1")).Expect(200).Text)!.AsObject();
        terms["providerId"] = providerId;
        terms.Remove("version");
        (await council.PostAsync(Staff.Housing, "/api/housing-agreements", terms.ToJsonString())).Expect(201);
    }
}
