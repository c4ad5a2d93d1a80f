using RecruitRetain.Local.Demo;

namespace RecruitRetain.Tests.Demo;

public sealed class HttpPlayerTests
{
    [Fact]
    public async Task A_journey_is_told_step_by_step()
    {
        await using var azure = await FakeAzure.StartAsync();

        var (result, story) = await PlayAsync(azure, """
            @host = http://127.0.0.1:7071
            @email = priya@home.example

            # @clock set 2026-06-01T09:00
            # @say The council is short of social workers.

            ### opens a vacancy
            # @as Rachel recruiter,hr
            # @name open
            # @expect 201
            # @expect $.id == "vac_1"
            # @capture id = $.id
            # @say It has the number {{id}}.
            POST {{host}}/api/vacancies?status=201

            {}

            ### offers the post
            # @as Rachel recruiter,hr
            # @mail to {{email}} subject contains "offer"
            # @capture link = mail to {{email}} link contains "/offer/"
            POST {{host}}/api/vacancies/{{open.response.body.$.id}}/offer?mails={{email}}
            If-Match: {{open.response.headers.ETag}}

            ### six months pass
            # @clock advance P6M
            # @say The link was {{link}}.
            """);

        Assert.Null(result.Unmet);
        Assert.Equal((4, 3), (result.Steps, result.Expectations));
        Assert.Equal(
            """
            Mon 1 Jun 2026 09:00
                The council is short of social workers.
            Mon 1 Jun 2026 09:00  Rachel (recruiter, hr)  opens a vacancy  → 201
                It has the number vac_1.
            Mon 1 Jun 2026 09:00  Rachel (recruiter, hr)  offers the post  → 200
                ✉ To priya@home.example “Your offer from the council”
            Tue 1 Dec 2026 09:00  six months pass
                The link was https://council.example/offer/abc.

            """,
            story);
        Assert.Equal(
            [
                """clock set {"to":"2026-06-01T08:00:00+00:00","hold":true}""",
                """token {"sub":"Rachel","name":"Rachel","roles":["recruiter","hr"]}""",
                "POST /api/vacancies?status=201",
                "POST /api/vacancies/vac_1/offer?mails=priya@home.example",
                """clock advance {"to":"2026-12-01T09:00:00+00:00"}""",
            ],
            azure.Calls.Where(call => call != "clock settle {}"));
    }

    [Fact]
    public async Task Messages_and_mails_are_told_with_the_step_that_sent_them_and_dated_if_it_was_another_time()
    {
        await using var azure = await FakeAzure.StartAsync();
        azure.Mail("old@home.example", "From an earlier life");
        azure.Message("payments", "Earlier");

        var sent = 0;
        var (_, story) = await PlayAsync(
            azure,
            """
            # @settle
            ### waits
            # @clock advance-to 2026-01-06T09:00
            """,
            () =>
            {
                if (sent++ == 0)
                {
                    azure.Message("payments", "PaymentInstructed");
                    azure.Mail("priya@home.example", "Paid");
                }

                return Task.CompletedTask;
            });

        Assert.Equal(
            """
            Mon 5 Jan 2026 09:00
                Mon 5 Jan 2026 09:00  ✉ To priya@home.example “Paid”
                Mon 5 Jan 2026 09:00  ⇒ On payments: PaymentInstructed  emp_1/12/pay  {"pence":100000}
            Tue 6 Jan 2026 09:00  waits

            """,
            story);
    }

    [Theory]
    [InlineData("$.id == \"vac_1\"")]
    [InlineData("$.id != \"vac_2\"")]
    [InlineData("$.id contains \"ac\"")]
    [InlineData("$.id matches /^vac_\\d$/")]
    [InlineData("$.id exists")]
    [InlineData("$.closedAt == null")]
    [InlineData("$.open == true")]
    [InlineData("$.posts == 3.0")]
    [InlineData("$.posts == {{three}}")]
    [InlineData("$.posts < 4")]
    [InlineData("$.posts <= 3")]
    [InlineData("$.posts > 2")]
    [InlineData("$.posts >= 3")]
    [InlineData("$.posts == {{first.response.body.$.posts}}")]
    [InlineData("$.id == {{first.response.body.$.id}}")]
    [InlineData("$.id == \"vac_{{one}}\"")]
    [InlineData("$.items[1].name == \"second\"")]
    [InlineData("$['items'][0]['name'] < \"second\"")]
    [InlineData("$.tags contains \"green\"")]
    [InlineData("$.tags == [\"red\", \"green\"]")]
    [InlineData("$.items contains {\"name\": \"second\"}")]
    [InlineData("count($.items) == 2")]
    [InlineData("header ETag exists")]
    [InlineData("header etag == \"\\\"v1\\\"\"")]
    [InlineData("body contains \"vac_{{one}}\"")]
    public async Task An_expectation_that_holds_is_met(string expectation)
    {
        await using var azure = await FakeAzure.StartAsync();

        var (result, _) = await PlayAsync(azure, $$$"""
            @three = 3
            @one = 1
            # @name first
            GET {{host}}/api/first
            ###
            # @expect {{{expectation}}}
            GET {{host}}/api/second
            """);

        Assert.Null(result.Unmet);
        Assert.Equal(1, result.Expectations);
    }

    [Theory]
    [InlineData("404", "expected 404, got 200")]
    [InlineData("$.id == \"vac_2\"", "expected $.id == \"vac_2\", got \"vac_1\"")]
    [InlineData("$.id == 1", "expected $.id == 1, got \"vac_1\"")]
    [InlineData("$.posts > 3", "expected $.posts > 3, got 3")]
    [InlineData("$.posts > \"2\"", "expected $.posts > \"2\", got 3")]
    [InlineData("$.posts == {{four}}", "expected $.posts == {{four}} (which is 4), got 3")]
    [InlineData("$.nothing exists", "expected $.nothing, got nothing there")]
    [InlineData("$.items[2] exists", "expected $.items[2], got nothing there")]
    [InlineData("$.closedAt != null", "expected $.closedAt != null, got null")]
    [InlineData("$.tags contains \"blue\"", "expected $.tags contains \"blue\", got [\"red\",\"green\"]")]
    [InlineData("$.id matches /^app/", "expected $.id matches /^app/, got \"vac_1\"")]
    [InlineData("count($.id) == 1", "expected count($.id) == 1, got no array")]
    [InlineData("count($.tags) == 1", "expected count($.tags) == 1, got 2")]
    [InlineData("header X-None exists", "expected header X-None exists, got no such header")]
    public async Task The_first_unmet_expectation_ends_the_journey_with_its_line(string expectation, string message)
    {
        await using var azure = await FakeAzure.StartAsync();

        var (result, story) = await PlayAsync(azure, $$$"""
            @four = 4
            GET {{host}}/api/first
            ###
            # @expect 200
            # @expect {{{expectation}}}
            GET {{host}}/api/second
            ###
            GET {{host}}/api/third
            """);

        Assert.Equal((1, 5, message), (result.Steps, result.Unmet!.Line, result.Unmet.Message));
        Assert.DoesNotContain("GET /api/third", azure.Calls);
        Assert.Contains($"✗ demo/a.http(5): {message}", story, StringComparison.Ordinal);
        Assert.StartsWith("GET /api/second → 200 {\"id\":\"vac_1\"", result.Unmet.Response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_names_no_status_is_expected_to_succeed()
    {
        await using var azure = await FakeAzure.StartAsync();

        var (result, _) = await PlayAsync(azure, "\nGET {{host}}/api/x?status=409\n");

        Assert.Equal((2, "expected a status below 400, got 409"), (result.Unmet!.Line, result.Unmet.Message));
    }

    [Fact]
    public async Task A_long_response_is_shortened_to_400_characters()
    {
        await using var azure = await FakeAzure.StartAsync();

        var (result, _) = await PlayAsync(azure, $$$"""
            # @expect 404
            POST {{host}}/api/x

            {{{new string('x', 1000)}}}
            """);

        Assert.Equal("POST /api/x → 200 ".Length + 400, result.Unmet!.Response!.Length);
    }

    [Fact]
    public async Task A_mail_that_did_not_go_out_is_missed_and_those_that_did_are_named()
    {
        await using var azure = await FakeAzure.StartAsync();

        var (result, _) = await PlayAsync(azure, """
            POST {{host}}/api/x?mails=priya@home.example
            ###
            # @mail to priya@home.example subject contains "refusal"
            """);

        Assert.Equal(
            (3, "expected mail to priya@home.example subject contains \"refusal\", got “Your offer from the council”"),
            (result.Unmet!.Line, result.Unmet.Message));
    }

    [Fact]
    public async Task The_newest_mail_of_this_journey_gives_the_link()
    {
        await using var azure = await FakeAzure.StartAsync();
        azure.Mail("priya@home.example", "Your offer", "https://council.example/offer/before");

        var missed = await PlayAsync(azure, "# @capture link = mail to priya@home.example link contains \"/offer\"");
        var (result, story) = await PlayAsync(azure, """
            POST {{host}}/api/x?mails=priya@home.example
            ###
            # @capture link = mail to "priya@home.example" subject == "Your offer from the council" link matches /offer\/[a-c]+$/
            # @say {{link}}
            """);

        Assert.Equal("expected capture link = mail to priya@home.example link contains \"/offer\", got no mail to priya@home.example", missed.Result.Unmet!.Message);
        Assert.Null(result.Unmet);
        Assert.Contains("https://council.example/offer/abc", story, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_kept_until_the_moved_clock_passes_its_end()
    {
        await using var azure = await FakeAzure.StartAsync();

        await PlayAsync(azure, """
            # @as Rachel recruiter
            # @expect $.authorization == "Bearer token-of-Rachel"
            GET {{host}}/api/1
            Authorization: Bearer for-the-editor
            ###
            # @as Rachel recruiter
            GET {{host}}/api/2
            ###
            # @as Rachel hr
            GET {{host}}/api/3
            ###
            # @clock advance PT8H
            # @as Rachel recruiter
            GET {{host}}/api/4
            """);

        Assert.Equal(
            [
                """token {"sub":"Rachel","name":"Rachel","roles":["recruiter"]}""",
                """token {"sub":"Rachel","name":"Rachel","roles":["hr"]}""",
                """token {"sub":"Rachel","name":"Rachel","roles":["recruiter"]}""",
            ],
            azure.Calls.Where(call => call.StartsWith("token", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_authorization_header_is_sent_as_written()
    {
        await using var azure = await FakeAzure.StartAsync();

        var (result, _) = await PlayAsync(azure, """
            @token = abc
            # @expect $.authorization == "Bearer abc"
            GET {{host}}/api/1
            Authorization: Bearer {{token}}
            """);

        Assert.Null(result.Unmet);
    }

    [Fact]
    public async Task A_host_without_a_scheme_stays_without_one()
    {
        await using var azure = await FakeAzure.StartAsync();

        var (result, _) = await PlayAsync(azure, """
            @host = 127.0.0.1:7071
            GET http://{{host}}/api/1
            ###
            GET /api/2
            """);

        Assert.Null(result.Unmet);
        Assert.Equal(2, result.Steps);
    }

    [Fact]
    public async Task Files_are_sent_as_bodies()
    {
        await using var azure = await FakeAzure.StartAsync();
        var folder = Directory.CreateTempSubdirectory("player");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "posts.csv"), "id,name\n1,{{town}}\n");

            var (result, _) = await PlayAsync(
                azure,
                """
                @town = Ashby
                # @expect $.type == "text/csv"
                # @expect $.body matches /^id,name\n1,\{\{town\}\}\n$/
                POST {{host}}/api/import
                Content-Type: text/csv

                < ./posts.csv
                ###
                # @expect $.body == "id,name\n1,Ashby\n"
                POST {{host}}/api/import

                <@ ./posts.csv
                ###
                # @expect $.body matches /^--b\r\nContent-Disposition: form-data; name="f"\r\n\r\nid,name\n1,\{\{town\}\}\n\r\n--b--$/
                POST {{host}}/api/import
                Content-Type: multipart/form-data; boundary=b

                --b
                Content-Disposition: form-data; name="f"

                < ./posts.csv
                --b--
                ###
                # @expect $.body == "a=1&b=2"
                POST {{host}}/api/form
                Content-Type: application/x-www-form-urlencoded

                a=1
                &b=2
                """,
                path: Path.Combine(folder.FullName, "a.http"));

            Assert.Null(result.Unmet);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_time_in_a_request_is_the_moved_clocks()
    {
        await using var azure = await FakeAzure.StartAsync();

        var (result, _) = await PlayAsync(azure, """
            # @clock set 2026-06-01T09:00
            ###
            # @expect $.body == "2026-06-02T08:00:00.000Z 2026-06-01 09:00 1780300800"
            POST {{host}}/api/x

            {{$datetime iso8601 1 d}} {{$localDatetime "YYYY-MM-DD HH:mm"}} {{$timestamp}}
            """);

        Assert.Null(result.Unmet);
    }

    [Fact]
    public async Task A_server_that_is_no_embedded_Azure_is_named()
    {
        await using var azure = await FakeAzure.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(azure.Client.BaseAddress!, "elsewhere/") };

        var result = await HttpPlayer.PlayAsync(HttpFile.Parse("GET /api/x", "demo/a.http"), client, new Story(TextWriter.Null, colours: false));

        Assert.Equal("expected an answer of the embedded Azure to GET /local/clock, got 404", result.Unmet!.Message);
    }

    [Fact]
    public async Task The_command_says_with_its_exit_code_how_it_went()
    {
        await using var azure = await FakeAzure.StartAsync();
        var folder = Directory.CreateTempSubdirectory("player");
        try
        {
            string Write(string name, string text)
            {
                var path = Path.Combine(folder.FullName, name);
                File.WriteAllText(path, text);
                return path;
            }

            var good = Write("good.http", "# @expect 200\nGET {{host}}/api/good");
            var unmet = Write("unmet.http", "# @expect 404\nGET {{host}}/api/unmet");
            var bad = Write("bad.http", "# @expct 200\nGET {{host}}/api/bad");
            var missing = Path.Combine(folder.FullName, "missing.http");

            Assert.Equal((0, $"Mon 5 Jan 2026 09:00  GET /api/good  → 200\n{good}: 1 steps, 1 expectations met.\n"), await RunAsync(good));
            Assert.Equal(1, (await RunAsync(unmet, good)).Exit);
            var played = azure.Calls.Count;
            var (exit, output) = await RunAsync(good, bad, missing);
            Assert.Equal(2, exit);
            Assert.StartsWith($"{bad}(1): unknown directive '@expct'", output, StringComparison.Ordinal);
            Assert.Contains($"{missing}: cannot be read: ", output, StringComparison.Ordinal);
            Assert.Equal(played, azure.Calls.Count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        async Task<(int Exit, string Output)> RunAsync(params string[] paths)
        {
            using var output = new StringWriter { NewLine = "\n" };
            return (await DemoCommand.PlayFilesAsync(paths, azure.Client.BaseAddress!, output, CancellationToken.None), output.ToString());
        }
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_named()
    {
        using var client = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:1") };

        var result = await HttpPlayer.PlayAsync(HttpFile.Parse("\n### A\nGET /api/x", "demo/a.http"), client, new Story(TextWriter.Null, colours: false));

        Assert.StartsWith("demo/a.http(2): expected an answer from http://127.0.0.1:1, got ", result.Unmet!.ToString(), StringComparison.Ordinal);
    }

    private static async Task<(PlayResult Result, string Story)> PlayAsync(
        FakeAzure azure, string text, Func<Task>? betweenSteps = null, string path = "demo/a.http")
    {
        using var output = new StringWriter { NewLine = "\n" };
        var result = await HttpPlayer.PlayAsync(HttpFile.Parse(text, path), azure.Client, new Story(output, colours: false), betweenSteps);
        return (result, output.ToString());
    }
}
