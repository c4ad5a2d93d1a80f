using System.Runtime.CompilerServices;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Rules;

/// <summary>The one table of what can happen to an application, looked at from every side.</summary>
public class ApplicationStatesTests
{
    private static readonly Transitions<ApplicationState, ApplicationStep> Machine = JobApplication.Machine;

    public static TheoryData<ApplicationState, ApplicationStep> Refused =>
    [
        .. from state in Enum.GetValues<ApplicationState>()
           from step in Enum.GetValues<ApplicationStep>()
           where !Machine.Rows.Any(row => row.From == state && row.Step == step)
           select new TheoryDataRow<ApplicationState, ApplicationStep>(state, step),
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_the_table_does_not_list_is_refused_with_what_it_does(ApplicationState state, ApplicationStep step)
    {
        var refusal = Machine.Refuse(state, step)!;

        Assert.Equal(("step-not-allowed", RefusalKind.Rule), (refusal.Code, refusal.Kind));
        Assert.Equal(Machine.AllowedActions(state), refusal.AllowedActions);
        Assert.Throws<InvalidOperationException>(() => Machine.Next(state, step));
    }

    [Fact]
    public void Every_pair_stands_in_the_table_once_and_leads_where_it_says() => Assert.All(Machine.Rows, row =>
    {
        Assert.Single(Machine.Rows, other => other.From == row.From && other.Step == row.Step);
        Assert.Equal(row.To, Machine.Next(row.From, row.Step));
        Assert.Null(Machine.Refuse(row.From, row.Step));
    });

    [Fact]
    public void Every_state_is_before_the_decision_with_the_candidate_on_the_way_in_or_at_an_end()
    {
        ApplicationState[] deciding =
        [
            ApplicationState.Submitted, ApplicationState.Shortlisted, ApplicationState.InterviewOffered, ApplicationState.InterviewScheduled, ApplicationState.Interviewed,
        ];
        ApplicationState[] offering = [ApplicationState.Offered, ApplicationState.OfferDeclined, ApplicationState.OfferLapsed];
        ApplicationState[] joining = [ApplicationState.OfferAccepted, ApplicationState.Cleared];
        ApplicationState[] ended = [ApplicationState.NotShortlisted, ApplicationState.Started, ApplicationState.Withdrawn, ApplicationState.Rejected];

        Assert.Equal(Enum.GetValues<ApplicationState>(), deciding.Concat(offering).Concat(joining).Concat(ended).Order());
        Assert.Equal(ended, Enum.GetValues<ApplicationState>().Where(Machine.IsTerminal));
        Assert.DoesNotContain(Machine.Rows, row => ended.Contains(row.From));
        Assert.DoesNotContain(Machine.Rows, row => joining.Contains(row.From) && (deciding.Contains(row.To) || offering.Contains(row.To)));
    }

    [Fact]
    public void Every_state_can_be_reached_and_every_living_one_can_come_to_an_end()
    {
        foreach (var state in Enum.GetValues<ApplicationState>())
        {
            Assert.Contains(state, From(Machine.Initial));
            Assert.True(Machine.IsTerminal(state) || From(state).Any(Machine.IsTerminal), $"{state} has no end.");
        }
    }

    [Fact]
    public void A_candidate_can_withdraw_from_every_living_state() =>
        Assert.All(Enum.GetValues<ApplicationState>().Where(state => !Machine.IsTerminal(state)), state => Assert.True(Machine.Allows(state, ApplicationStep.Withdraw)));

    [Fact]
    public async Task The_diagram_in_the_docs_is_that_of_the_table()
    {
        var path = Docs();
        var kept = File.Exists(path) ? (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n") : "";

        Assert.True(kept == Page(), $"Put this into docs/application-states.md:\n\n{Page()}");
    }

    private static HashSet<ApplicationState> From(ApplicationState start)
    {
        HashSet<ApplicationState> reached = [start];
        while (Machine.Rows.Any(row => reached.Contains(row.From) && reached.Add(row.To)))
        {
        }

        return reached;
    }

    private static string Page() => string.Join('\n',
    [
        "# The states of an application",
        "",
        "Generated from `JobApplication.Machine`, the one table of states and steps; a test holds this page to it. Whatever it does not show is refused",
        "with 409, the code `step-not-allowed` and the steps that are allowed.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        $"    [*] --> {Machine.Initial}",
        .. from row in Machine.Rows
           where row.From != row.To
           group Words(row.Step) by (row.From, row.To) into steps
           select $"    {steps.Key.From} --> {steps.Key.To} : {string.Join(", ", steps)}",
        .. Enum.GetValues<ApplicationState>().Where(Machine.IsTerminal).Select(state => $"    {state} --> [*]"),
        "```",
        "",
        "Steps that leave an application where it is:",
        "",
        "| state | steps |",
        "|---|---|",
        .. from row in Machine.Rows
           where row.From == row.To
           group Words(row.Step) by row.From into steps
           select $"| {steps.Key} | {string.Join(", ", steps)} |",
        "",
    ]);

    private static string Words(ApplicationStep step) => Json.Word(step);

    private static string Docs([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "application-states.md");
}
