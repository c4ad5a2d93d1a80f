using System.Runtime.CompilerServices;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.DataProtection;

public sealed class DataProtectionPageTests
{
    [Fact]
    public async Task The_page_shows_the_schedule_that_is_shipped()
    {
        var page = (await File.ReadAllTextAsync(Page(), TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        var shown = page.Split("<!-- schedule -->")[1].Split("<!-- /schedule -->")[0].Trim();

        Assert.True(shown == Table(), $"Put this between the markers in docs/data-protection.md:\n\n{Table()}\n");
    }

    private static string Table() => string.Join('\n',
    [
        "| record | months | from | then | on request | why |",
        "|---|---|---|---|---|---|",
        .. RetentionSchedule.Shipped.Select(period =>
        {
            var rule = RecordRule.Of(period.Kind);
            return $"| {rule.What} | {period.Months} | {rule.From} | {Json.Word(rule.Disposal)} | {(rule.GoesOnRequest ? "goes" : "stays")} | {period.Basis} |";
        }),
    ]);

    private static string Page([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "data-protection.md");
}
