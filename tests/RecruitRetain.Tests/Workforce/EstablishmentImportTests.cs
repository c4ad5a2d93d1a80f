using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace RecruitRetain.Tests.Workforce;

public class EstablishmentImportTests
{
    private const string Header = "kind,post_reference,role,team,grade,fte,over_established,contract,name,email,started_on,probation_ends_on,hourly_rate,covers_vacancy\n";

    [Fact]
    public async Task The_council_of_2015_is_taken_over_whole_and_once()
    {
        await using var council = await Council.OpenAsync("2015-08-03T09:00");
        var file = await File.ReadAllTextAsync(DemoFile());

        var imported = (await PostAsync(council, file)).Expect(201);
        var again = (await PostAsync(council, file)).Expect(201);

        Assert.Equal((104, 72, 32), (imported["posts"].GetInt32(), imported["employments"].GetInt32(), imported["agencyStints"].GetInt32()));
        Assert.Equal(imported.Text, again.Text);
        string[] practitioners = ["social-worker", "senior-social-worker"];
        var posts = await AllAsync(council, "/api/posts?size=200");
        Assert.Equal(87, posts.Count(post => practitioners.Contains(post.GetProperty("role").GetString())));
        Assert.Equal(2, posts.Count(post => post.GetProperty("overEstablished").GetBoolean()));
        var employed = await AllAsync(council, "/api/employments?size=200");
        Assert.Equal(57, employed.Count(one => practitioners.Contains(one.GetProperty("position").GetProperty("role").GetString())));
        var stints = await AllAsync(council, "/api/agency-stints?size=200");
        Assert.Equal(30, stints.Count(stint => practitioners.Contains(stint.GetProperty("role").GetString())));
        Assert.All(stints, stint => Assert.Equal(3_600, stint.GetProperty("hourlyPence").GetInt64()));
        Assert.Single(await AllAsync(council, "/api/establishment/imports"));
    }

    [Theory]
    [InlineData("robot,P1,social-worker,north,PO2,1.00,,,,,,,,", "line 2, kind")]
    [InlineData("post,,social-worker,north,PO2,1.00,,,,,,,,", "line 2, post_reference")]
    [InlineData("post,P1,,north,PO2,1.00,,,,,,,,", "line 2, role")]
    [InlineData("post,P1,social-worker,north,PO2,1.005,,,,,,,,", "line 2, fte")]
    [InlineData("post,P1,social-worker,north,PO2,1.00,perhaps,,,,,,,", "line 2, over_established")]
    [InlineData("post,P1,social-worker,north,PO2,1.00,,permanent,,,,,,", "line 2, contract")]
    [InlineData("employment,P9,social-worker,north,PO2,1.00,,permanent,Ann Other,ann@example.org,2015-01-05,,,", "line 2, post_reference")]
    [InlineData("employment,,social-worker,north,PO2,1.00,,agency,Ann Other,ann@example.org,2015-01-05,,,", "line 2, contract")]
    [InlineData("employment,,social-worker,north,PO2,1.00,,permanent,,ann@example.org,2015-01-05,,,", "line 2, name")]
    [InlineData("employment,,social-worker,north,PO2,1.00,,permanent,Ann Other,nowhere,2015-01-05,,,", "line 2, email")]
    [InlineData("employment,,social-worker,north,PO2,1.00,,permanent,Ann Other,ann@example.org,05/01/2015,,,", "line 2, started_on")]
    [InlineData("employment,,social-worker,north,PO2,1.00,,permanent,Ann Other,ann@example.org,2015-01-05,2015-01-04,,", "line 2, probation_ends_on")]
    [InlineData("agency,,social-worker,north,PO2,1.00,,,Ann Other,ann@example.org,2015-01-05,,0.00,yes", "line 2, hourly_rate")]
    [InlineData("agency,,social-worker,north,PO2,1.00,,,Ann Other,ann@example.org,2015-01-05,,36.00,maybe", "line 2, covers_vacancy")]
    [InlineData("post,P1,social-worker", "line 2")]
    [InlineData("post,\"P1,social-worker,north,PO2,1.00,,,,,,,,", "line 2")]
    public async Task A_bad_row_is_named_by_line_and_field_and_nothing_is_written(string row, string field)
    {
        await using var council = await Council.OpenAsync("2015-08-03T09:00");

        var refused = (await PostAsync(council, Header + row + "\npost,P2,social-worker,north,PO2,1.00,,,,,,,,\n")).Expect(422, "import-refused");

        Assert.Contains(field, refused.Fields);
        Assert.Empty(await AllAsync(council, "/api/posts"));
    }

    [Fact]
    public async Task Every_fault_of_a_file_is_named_at_once()
    {
        await using var council = await Council.OpenAsync("2015-08-03T09:00");

        Assert.Equal(
            ["line 3, post_reference", "line 4, kind", "line 5, fte"],
            (await PostAsync(
                council,
                Header + "post,P1,a,b,c,1.00,,,,,,,,\npost,P1,a,b,c,1.00,,,,,,,,\nx,P2,a,b,c,1.00,,,,,,,,\npost,P3,a,b,c,7,,,,,,,,\n")).Expect(422, "import-refused").Fields);
        Assert.Equal(
            ["line 1, salary"],
            (await PostAsync(council, "kind,post_reference,salary\n", "k2")).Expect(422).Fields);
        Assert.Equal(["line 1"], (await PostAsync(council, "", "k3")).Expect(422).Fields);
        (await PostAsync(council, Header, null)).Expect(400, "idempotency-key-required");
        (await council.PostAsync(Staff.Hr, "/api/establishment/import", Header, ("Idempotency-Key", "k4"))).Expect(415, "csv-expected");
        Assert.Equal(413, (await PostAsync(council, Header + new string('x', 32 * 1024 * 1024), "k5")).Status);
    }

    private static async Task<Reply> PostAsync(Council council, string csv, string? key = "k1")
    {
        using var content = new StringContent(csv, Encoding.UTF8, "text/csv");
        return await council.PostAsync(Staff.Hr, "/api/establishment/import", content, key is null ? [] : [("Idempotency-Key", key)]);
    }

    private static async Task<IReadOnlyList<JsonElement>> AllAsync(Council council, string path)
    {
        List<JsonElement> all = [];
        for (string? next = path; next is not null;)
        {
            var page = (await council.GetAsync(Staff.Hr, next)).Expect(200);
            all.AddRange(page["items"].EnumerateArray());
            next = page["next"].GetString();
        }

        return all;
    }

    private static string DemoFile([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "demo", "establishment-2015.csv");
}
