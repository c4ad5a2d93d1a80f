using System.Runtime.CompilerServices;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Access;

public sealed class ReadmeRoutesTests
{
    [Fact]
    public async Task The_README_lists_the_routes_that_there_are()
    {
        var readme = (await File.ReadAllTextAsync(Readme(), TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        var listed = readme.Split("<!-- routes -->")[1].Split("<!-- /routes -->")[0].Trim();

        Assert.True(listed == Table(), $"Put this between the markers in README.md:\n\n{Table()}\n");
    }

    private static string Table() => string.Join('\n',
    [
        "| method | path | open to | what it does |",
        "|---|---|---|---|",
        .. RouteTable.Routes.Select(route => $"| {route.Method} | `{OpenApiDocument.PathOf(route)}` | {route.Callers} | {route.Operation?.Summary} |"),
    ]);

    private static string Readme([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "README.md");
}
