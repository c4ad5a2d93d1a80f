using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using RecruitRetain.Local.Demo;
using static RecruitRetain.Local.PortalPage;

namespace RecruitRetain.Local;

/// <summary><c>/local/instances</c>: the orchestrations with their histories; <c>/local/set-aside</c>: work that was given up.</summary>
internal static class InstancePages
{
    private const string Path = "/local/instances";
    private const string Detail = "/local/instances/detail";
    private const int HistoryRows = 200;

    public static PortalPage List(Store store, IQueryCollection query)
    {
        var (prefix, after) = (query["prefix"].ToString(), query["after"].ToString());
        OrchestrationRuntimeStatus? status = Enum.TryParse<OrchestrationRuntimeStatus>(query["status"], out var chosen) ? chosen : null;
        var rows = store.Read(session => session.Instances(after, prefix, Rows + 1, status is null ? null : [status.Value]));
        return new PortalPage("Instances", Html.Of($"""
            <form class="row" method="get" action="{Path}" role="search">{Field("Id begins with", "prefix", prefix)}
            {Choice("Status", "status", ["", .. Enum.GetNames<OrchestrationRuntimeStatus>()], status?.ToString() ?? "")}<button>Filter</button></form>
            {Table("Orchestration instances, by id", ["Id", "Orchestration", "Status", "Custom status", "Created", "Updated"], rows.Take(Rows).Select(Html[] (row) =>
                [ToInstance(row.Id), Text(row.Name), Text(row.Status), Text(Excerpt.Of(row.CustomStatus ?? "", 80)), When(row.CreatedAt), When(row.UpdatedAt)]))}
            {(rows.Count > Rows ? Next(Path, ("prefix", prefix), ("status", status?.ToString()), ("after", rows[Rows - 1].Id)) : Html.None)}
            """));
    }

    public static PortalPage Show(Store store, IQueryCollection query)
    {
        var id = query["id"].ToString();
        var from = int.TryParse(query["from"], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
        var (found, history, children, timers, activities) = store.Read(session => (
            session.Instance(id),
            session.History(id),
            session.Query("SELECT id, name, status FROM instances WHERE parent_id = ?1 ORDER BY created, id", row => (row.GetString(0), row.GetString(1), row.GetInt32(2)), id),
            session.Query("SELECT fire_at FROM timers WHERE instance = ?1 ORDER BY fire_at", row => DurableTables.Instant(row.GetInt64(0)), id),
            session.Query("SELECT name, attempts FROM activities WHERE instance = ?1 ORDER BY task", row => (row.GetString(0), row.GetInt64(1)), id)));
        if (found is not { } row)
        {
            return Problem(StatusCodes.Status404NotFound, $"There is no instance '{id}'.");
        }

        return new PortalPage(row.Id, Html.Of($"""
            {Facts(
                ("Orchestration", Text(row.Name)),
                ("Status", Text(row.Status)),
                ("Custom status", Code(row.CustomStatus)),
                ("Failure", Html.If(DurableTables.ReadFailure(row.Failure), failure => Html.Of(
                    $"<p class=\"bad\"><strong>{failure.ErrorType}</strong>: {failure.ErrorMessage}</p>{Code(failure.StackTrace)}"))),
                ("Parent", Html.If(row.ParentId, ToInstance)),
                ("Version", Text(row.Version)),
                ("Created", When(row.CreatedAt)),
                ("Updated", When(row.UpdatedAt)),
                ("Input", Code(row.Input)),
                ("Output", Code(row.Output)))}
            {Table("Children", ["Id", "Orchestration", "Status"], children.Select(Html[] (child) =>
                [ToInstance(child.Item1), Text(child.Item2), Text((OrchestrationRuntimeStatus)child.Item3)]))}
            {Table("Timers it waits for", ["Due"], timers.Select(Html[] (at) => [When(at)]))}
            {Table("Activities under way", ["Activity", "#Attempts cut short"], activities.Select(Html[] (work) => [Text(work.Item1), Text(work.Item2)]))}
            {Table($"History, {history.Count} events", ["#", "At", "Event", "#Task", "Name", "Details"],
                history.Index().Skip(from).Take(HistoryRows).Select(line => Line(line.Index, line.Item)))}
            {(history.Count > from + HistoryRows ? Next(Detail, ("id", id), ("from", $"{from + HistoryRows}")) : Html.None)}
            """));
    }

    public static PortalPage SetAside(Store store, IQueryCollection query)
    {
        var before = long.TryParse(query["before"], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : long.MaxValue;
        var rows = store.Read(session => session.Query(
            "SELECT id, at, instance, work, reason FROM set_aside WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
            row => (Id: row.GetInt64(0), At: DurableTables.Instant(row.GetInt64(1)), Instance: row.GetString(2), Work: row.GetString(3), Reason: row.GetString(4)),
            before,
            Rows + 1));
        return new PortalPage("Set aside", Html.Of($"""
            <p>Work that failed again and again, or took the process down with it, and was given up so that the rest can go on.</p>
            {Table("Work items set aside, newest first", ["At", "Instance", "Work", "Reason"], rows.Take(Rows).Select(Html[] (row) =>
                [When(row.At), ToInstance(row.Instance), Text(row.Work), Text(row.Reason)]))}
            {(rows.Count > Rows ? Next("/local/set-aside", ("before", $"{rows[Rows - 1].Id}")) : Html.None)}
            """));
    }

    private static Html ToInstance(string id) => Link(id, Detail, ("id", id));

    private static Html[] Line(int number, HistoryEvent line) =>
    [
        Text(number),
        When(line.At),
        Text(line.Kind),
        Text(line.TaskId < 0 ? "" : line.TaskId),
        Text(line.Name),
        Html.Of($"""
            {Html.If(line.InstanceId, ToInstance)}{(line.FireAt is { } at ? Html.Of($"due {When(at)}") : Html.None)}
            {Html.If(line.Failure, failure => Html.Of($"<span class=\"bad\">{failure.ErrorType}: {failure.ErrorMessage}</span>"))}{Code(line.Data)}
            """),
    ];
}
