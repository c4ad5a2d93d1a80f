using static RecruitRetain.Local.PortalPage;

namespace RecruitRetain.Local;

/// <summary><c>/local/functions</c>: every function by its trigger.</summary>
internal static class FunctionsPage
{
    public static PortalPage Show(FunctionCatalog catalog) => new("Functions", Html.Of($"""
        {Table("HTTP", ["Function", "Methods", "Route", "Level"],
            catalog.Http.OrderBy(function => function.Route.RawText, StringComparer.Ordinal).Select(Html[] (function) =>
            [
                Text(function.Function.Name),
                Text(function.Methods.Count == 0 ? "any" : string.Join(", ", function.Methods)),
                Text("/" + function.Route.RawText),
                Text(function.Level),
            ]))}
        {Table("Timers", ["Function", "Schedule", "Next run", "Last run"],
            catalog.Timers.OrderBy(timer => timer.Next).Select(Html[] (timer) =>
                [Text(timer.Function.Name), Text(timer.Expression), When(timer.Next), When(timer.Last)]))}
        {Table("Messages", ["Function", "Queue or subscription", "#At once"],
            catalog.Listeners.Select(Html[] (listener) =>
                [Text(listener.Function.Name), Link(listener.Path, "/local/queues/detail", ("path", listener.Path)), Text(listener.MaxConcurrent)]))}
        {Table("Orchestrations", ["Function", "Method"], Named(catalog, catalog.Orchestrations.Keys))}
        {Table("Activities", ["Function", "Method"], Named(catalog, catalog.Activities.Keys))}
        """));

    private static IEnumerable<Html[]> Named(FunctionCatalog catalog, IEnumerable<string> names) =>
        names.Order(StringComparer.Ordinal).Select(Html[] (name) => [Text(name), Text(catalog.Functions[name].Definition.EntryPoint)]);
}
