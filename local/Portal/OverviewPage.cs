using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using RecruitRetain.Local.Demo;
using static RecruitRetain.Local.PortalPage;

namespace RecruitRetain.Local;

/// <summary><c>/local</c>: the clock, and how much there is of everything.</summary>
internal static class OverviewPage
{
    private static readonly (string By, string Label)[] Moves = [("PT1H", "+1 hour"), ("P1D", "+1 day"), ("P1M", "+1 month")];

    public static PortalPage Show(FunctionsHost host)
    {
        var azure = host.Azure;
        var queues = azure.Bus.List();
        var (instances, mails, setAside) = azure.Store.Read(session => (
            session.Query("SELECT status, COUNT(*) FROM instances GROUP BY status", row => ((OrchestrationRuntimeStatus)row.GetInt32(0), row.GetInt64(1))),
            session.Scalar<long>("SELECT COUNT(*) FROM mails"),
            session.Scalar<long>("SELECT COUNT(*) FROM set_aside")));
        var tables = azure.Tables.ListTables();
        return new PortalPage("Overview", Html.Of($"""
            <h2>Clock</h2>
            {Facts(
                ("Now", Html.Of($"{When(azure.Clock.GetUtcNow())} in London")),
                ("Runs", Text(azure.Clock.IsHeld ? "No: it is held, and moves only when moved" : "Yes")),
                ("Work in hand", Text(azure.Workload.Count == 0 ? "None" : $"{azure.Workload.Count} pieces")),
                ("Store", Text(azure.Store.Path)))}
            <div class="row">{Html.Each(Moves, move => Html.Of($"<form method=\"post\" action=\"/local/move-clock\"><button name=\"by\" value=\"{move.By}\">{move.Label}</button></form>"))}
            <form method="post" action="/local/move-clock"><button class="plain" name="hold" value="{(azure.Clock.IsHeld ? "false" : "true")}">{(azure.Clock.IsHeld ? "Let it run" : "Hold it")}</button></form></div>
            <form class="row" method="post" action="/local/move-clock">{Field("Move to (London)", "to", London.At(azure.Clock.GetUtcNow()).ToString("yyyy-MM-dd'T'HH:mm", null), "datetime-local")}<button>Move the clock</button></form>
            <p>Moving the clock lets everything happen that falls due on the way; the page answers when all that is done.</p>
            <h2>Contents</h2>
            {Table("Everything that is kept", ["What", "#Count"],
            [
                [Link("Functions", "/local/functions"), Text(host.Catalog.Functions.Count)],
                .. instances.OrderBy(found => found.Item1).Select(Html[] (found) =>
                    [Link($"Instances: {found.Item1}", "/local/instances", ("status", found.Item1.ToString())), Text(found.Item2)]),
                [Link("Tables", "/local/tables"), Text(tables.Count)],
                [Link("Entities in them", "/local/tables"), Text(tables.Sum(table => table.Rows))],
                [Link("Messages in queues and subscriptions", "/local/queues"), Text(queues.Sum(queue => queue.Active + queue.Locked + queue.Scheduled))],
                [Link("Dead letters", "/local/queues"), Text(queues.Sum(queue => queue.DeadLettered))],
                [Link("Mails", "/local/mailbox"), Text(mails)],
                [Link("Work items set aside", "/local/set-aside"), Text(setAside)],
            ])}
            """));
    }

    /// <summary>Moves the clock by a duration or to a date, holds it or lets it run.</summary>
    public static async Task<string> MoveAsync(LocalAzure azure, IFormCollection form)
    {
        if (form["hold"] is [{ } hold])
        {
            await azure.Clock.HoldAsync(hold == "true");
            return "/local";
        }

        var now = azure.Clock.GetUtcNow();
        var to = form["by"] is [{ } by] ? ClockEndpoints.Add(now, by) : London.TryParse(form["to"].ToString(), out var given) ? given : null;
        if (to is null)
        {
            throw new FormException("Enter a date and time that London's clocks show, like 2027-03-01T09:00.");
        }

        if (to < now)
        {
            throw new FormException($"The clock stands at {London.Format(now)} and does not go back.");
        }

        await azure.Clock.AdvanceAsync(to.Value);
        return "/local";
    }
}
