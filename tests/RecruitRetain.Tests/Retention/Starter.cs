using System.Text.Json;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Retention;

/// <summary>Sam, who started on 2 March 2026 in Children in Need, enrolled in the council's own scheme.</summary>
internal sealed class Starter(Council council, string id)
{
    public const string Email = "sam@example.org";

    public string Id => id;

    public static object Employment(decimal fte = 1m, string email = Email, string startedOn = "2026-03-02", string role = "social-worker") => new
    {
        name = "Sam Starter",
        email,
        contract = "permanent",
        role,
        team = "children-in-need",
        grade = "PO2",
        fte,
        startedOn,
        probationEndsOn = "2026-08-31",
    };

    /// <summary>Employs and enrols; everything that could hold a payment is settled.</summary>
    public static async Task<Starter> BeginAsync(
        Council council, decimal fte = 1m, string schemeId = "retention-2026", string email = Email, string startedOn = "2026-03-02")
    {
        var employed = (await council.PostAsync(Staff.Hr, "/api/employments", Employment(fte, email, startedOn))).Expect(201);
        var starter = new Starter(council, employed.Id);
        (await council.PostAsync(Staff.Hr, $"/api/employments/{starter.Id}/enrolments", new { schemeId, version = 1, enrolledOn = startedOn })).Expect(201);
        await starter.RecordAsync("agreement", new { signedOn = startedOn });
        await starter.RecordAsync("registration", new { checkedOn = startedOn, status = "registered" });
        await starter.RecordAsync("probation-pass", new { on = startedOn });
        return starter;
    }

    public async Task<Reply> RecordAsync(string step, object body) => (await TryRecordAsync(step, body)).Expect(200);

    public Task<Reply> TryRecordAsync(string step, object body) => council.PostAsync(Staff.Hr, $"/api/employments/{id}/{step}", body);

    public Task<Reply> PreviewAsync(string step, object body) => TryRecordAsync($"{step}/preview", body);

    /// <summary>The payments as lines like <c>2026-09-02 paid 1000.00</c>.</summary>
    public async Task<IReadOnlyList<string>> PaymentsAsync() =>
    [
        .. (await PlanAsync()).GetProperty("payments").EnumerateArray().Select(payment =>
            $"{payment.GetProperty("dueOn").GetString()} {payment.GetProperty("state").GetString()} {payment.GetProperty("amountPence").GetInt64()}"),
    ];

    public async Task<JsonElement> PlanAsync() => (await council.GetAsync(Staff.Hr, $"/api/employments/{id}/retention-plan")).Expect(200).Json;

    public async Task<JsonElement> PaymentAsync(int number) => (await PlanAsync()).GetProperty("payments")[number - 1];

    public async Task<string> PaymentIdAsync(int number) => (await PaymentAsync(number)).GetProperty("id").GetString()!;

    public async Task<string> StateAsync(int number) => (await PaymentAsync(number)).GetProperty("state").GetString()!;

    public async Task<Reply> ApproveAsync(int number, Staff? by = null) =>
        await council.PostAsync(by ?? Staff.OtherHr, $"/api/payments/{await PaymentIdAsync(number)}/approval");

    /// <summary>Payroll answers the last instruction.</summary>
    public Task ConfirmAsync(string on, string outcome = "confirmed", string? reason = null) =>
        council.SendMessageAsync(Queues.PayrollConfirmations, new { instructionId = LastInstructionId(), outcome, on, reason, payRun = "unknown here" });

    public JsonElement LastInstruction() => Instructions()[^1];

    public string LastInstructionId() => LastInstruction().GetProperty("instructionId").GetString()!;

    public IReadOnlyList<JsonElement> Instructions() =>
        [.. council.Messages(Queues.PayrollInstructions).Select(message => JsonDocument.Parse(message.Body.ToString()).RootElement)];

    public async Task<JsonElement> RecoveryAsync() =>
        Assert.Single((await council.GetAsync(Staff.Hr, "/api/recoveries")).Expect(200)["items"].EnumerateArray());
}
