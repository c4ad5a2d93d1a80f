using System.Runtime.CompilerServices;
using RecruitRetain.Retention;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Rules;

/// <summary>The one table of what can happen to a payment, and that of a pay run, looked at from every side.</summary>
public class PaymentStatesTests
{
    public static TheoryData<PaymentState, PaymentStep> Refused =>
    [
        .. from state in Enum.GetValues<PaymentState>()
           from step in Enum.GetValues<PaymentStep>()
           where !Payment.Machine.Rows.Any(row => row.From == state && row.Step == step)
           select new TheoryDataRow<PaymentState, PaymentStep>(state, step),
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_the_table_does_not_list_is_refused_with_what_it_does(PaymentState state, PaymentStep step)
    {
        var refusal = Payment.Machine.Refuse(state, step)!;

        Assert.Equal(("step-not-allowed", RefusalKind.Rule), (refusal.Code, refusal.Kind));
        Assert.Equal(Payment.Machine.AllowedActions(state), refusal.AllowedActions);
        Assert.Throws<InvalidOperationException>(() => Payment.Machine.Next(state, step));
    }

    [Theory]
    [InlineData(PaymentState.Scheduled, "fall-due void")]
    [InlineData(PaymentState.Due, "hold disallow prepare void")]
    [InlineData(PaymentState.Held, "hold disallow prepare void release")]
    [InlineData(PaymentState.NotPayable, "")]
    [InlineData(PaymentState.Eligible, "approve void withhold")]
    [InlineData(PaymentState.Approved, "instruct withdraw-approval void")]
    [InlineData(PaymentState.Instructed, "confirm-paid confirm-rejected")]
    [InlineData(PaymentState.Paid, "")]
    [InlineData(PaymentState.Rejected, "prepare void")]
    [InlineData(PaymentState.Voided, "")]
    public void Each_state_allows_these_steps_and_no_others(PaymentState state, string steps) =>
        Assert.Equal(steps, string.Join(' ', Payment.Machine.AllowedActions(state)));

    [Fact]
    public void Money_goes_out_only_by_way_of_a_second_person_and_what_payroll_was_told_is_not_taken_back()
    {
        Assert.All(Payment.Machine.Rows.Where(row => row.To == PaymentState.Instructed), row => Assert.Equal(PaymentState.Approved, row.From));
        Assert.All(Payment.Machine.Rows.Where(row => row.To == PaymentState.Approved), row => Assert.Equal((PaymentState.Eligible, PaymentStep.Approve), (row.From, row.Step)));
        Assert.All(Payment.Machine.Rows.Where(row => row.To == PaymentState.Paid), row => Assert.Equal(PaymentState.Instructed, row.From));
        Assert.False(Payment.Machine.Allows(PaymentState.Instructed, PaymentStep.Void));
    }

    [Fact]
    public void A_paid_payment_is_never_revised()
    {
        var life = Life.Of("2026-03-02").Joins(DefaultSchemes.Retention).Until("2026-09-02");

        Assert.Throws<InvalidOperationException>(() => life.Ledger.Payments[0].Revise(new(1, Life.Date("2026-03-02"), Life.Date("2026-09-02"), 1, [])));
        Assert.Throws<InvalidOperationException>(() => life.Ledger.Payments[0].Apply(new PaymentPrepared(1, 1, "usr_hr")));
    }

    [Fact]
    public async Task The_diagrams_in_the_docs_are_those_of_the_tables()
    {
        var path = Docs();
        var kept = File.Exists(path) ? (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n") : "";

        Assert.True(kept == Page(), $"Put this into docs/payment-states.md:\n\n{Page()}");
    }

    private static string Page() => string.Join('\n',
    [
        "# The states of a payment, of a pay run, and of what a leaver owes",
        "",
        "Generated from `Payment.Machine`, `PayRun.Machine` and `PaymentRecovery.Machine`; a test holds this page to them. Whatever it does not show is refused",
        "with 409, the code `step-not-allowed` and the steps that are allowed. What is paid is never edited: what a leaver owes back runs on a machine of its own.",
        "",
        "## A payment",
        "",
        .. Diagram(Payment.Machine),
        "",
        "A payment that is held stays so while its gates are looked at again: every week, and whenever something is recorded about the employment.",
        "",
        "No payment is refused by the clock alone. On the very day that the scheme published, a claim whose terms are not met lapses, and so does one whose day comes after the",
        "last day of the employment: the journal and the payment name the version of the terms (`lapsedUnder`), and the letter says that nobody decided it. After its day nothing lapses any",
        "more: a held payment whose claim ends then (`claimEnded`) waits for a named person, who declines it with a reason.",
        "",
        "## A pay run",
        "",
        .. Diagram(PayRun.Machine),
        "",
        "A run that is prepared can be prepared again. Its approval becomes that of its payments when it goes out; until then it can be taken back.",
        "",
        "## What a leaver owes of a payment",
        "",
        .. Diagram(PaymentRecovery.Machine),
        "",
        "Without an agreement to repay that was signed by the last day nothing is taken from pay: it is repaid by a plan agreed on, or waived with a reason.",
        "",
    ]);

    private static IEnumerable<string> Diagram<TState, TStep>(Transitions<TState, TStep> machine)
        where TState : struct, Enum
        where TStep : struct, Enum =>
    [
        "```mermaid",
        "stateDiagram-v2",
        $"    [*] --> {machine.Initial}",
        .. from row in machine.Rows
           where !row.From.Equals(row.To)
           group Json.Word(row.Step) by (row.From, row.To) into steps
           select $"    {steps.Key.From} --> {steps.Key.To} : {string.Join(", ", steps)}",
        .. Enum.GetValues<TState>().Where(machine.IsTerminal).Select(state => $"    {state} --> [*]"),
        "```",
    ];

    private static string Docs([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "payment-states.md");
}
