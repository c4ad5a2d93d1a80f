using RecruitRetain.Local.Demo;

namespace RecruitRetain.Tests.Demo;

public sealed class HttpFileTests
{
    [Fact]
    public void Requests_are_separated_by_three_hashes_and_titled_beside_them()
    {
        var file = Parse("""
            GET https://council.example/vacancies

            ### Opens a vacancy
            POST https://council.example/vacancies HTTP/1.1
            Content-Type: application/json
            If-Match : "v1"

            {
              "title": "Social worker",

              "posts": 2
            }

            ####
            https://council.example/vacancies/1
            """);

        Assert.Equal(3, file.Steps.Count);
        var (first, second, third) = (file.Steps[0], file.Steps[1], file.Steps[2]);
        Assert.Equal(("GET", "https://council.example/vacancies", ""), (first.Request!.Method, first.Request.Url.Source, first.Title.Source));
        Assert.Equal((3, "Opens a vacancy"), (second.Line, second.Title.Source));
        Assert.Equal(("POST", "https://council.example/vacancies"), (second.Request!.Method, second.Request.Url.Source));
        Assert.Equal(
            [("Content-Type", "application/json"), ("If-Match", "\"v1\"")], second.Request.Headers.Select(header => (header.Name, header.Value.Source)));
        Assert.Equal(
            ["{", "  \"title\": \"Social worker\",", "", "  \"posts\": 2", "}"], second.Request.Body.Select(line => line.Text.Source));
        Assert.Equal(("GET", "https://council.example/vacancies/1"), (third.Request!.Method, third.Request.Url.Source));
    }

    [Fact]
    public void Windows_line_ends_and_a_byte_order_mark_change_nothing()
    {
        var file = Parse("\uFEFF@a = 1\r\n\r\nPOST /api/x\r\nAccept: text/plain\r\n\r\nline one\r\nline two\r\n");

        var step = Assert.Single(file.Steps);
        Assert.Equal("1", Assert.Single(step.Definitions).Value.Source);
        Assert.Equal(["line one", "line two"], step.Request!.Body.Select(line => line.Text.Source));
    }

    // The forms that VS Code's REST Client documents: variables from responses, comments of both kinds, a query over several lines, editors' settings.
    [Fact]
    public void A_file_as_written_for_VS_Code_is_read()
    {
        var file = Parse("""
            @hostname = localhost
            @port = 8080
            @host = http://{{hostname}}:{{port}}

            ###

            # @name signIn
            # @no-log
            POST {{host}}/api/sign-in HTTP/1.1
            Content-Type: application/x-www-form-urlencoded

            name=rachel
            &role=recruiter

            ###

            @token = {{signIn.response.headers.X-Token}}
            @first = {{signIn.response.body.$.items[0].id}}
            @whole = {{signIn.response.body.*}}

            // @name addNote
            // @note changes something
            # an ordinary comment, with an address rachel@council.example
            POST {{host}}/api/notes
                ?page=2
                &size={{$randomInt 5 10}}
            Authorization: Bearer {{token}}
            # X-Left-Out: yes
            Content-Type: application/json

            { "id": "{{$guid}}", "at": "{{$datetime iso8601 -1 d}}", "on": "{{$localDatetime 'YYYY-MM-DD'}}", "seconds": {{$timestamp 2 h}} }
            // left out of the body
            """);

        Assert.Equal(2, file.Steps.Count);
        Assert.Equal(["hostname", "port", "host"], file.Steps[0].Definitions.Select(definition => definition.Name));
        var step = file.Steps[1];
        Assert.Equal("addNote", step.Name);
        Assert.Equal("{{host}}/api/notes?page=2&size={{$randomInt 5 10}}", step.Request!.Url.Source);
        Assert.Equal(["Authorization", "Content-Type"], step.Request.Headers.Select(header => header.Name));
        Assert.Single(step.Request.Body);
    }

    // As Visual Studio's templates write them.
    [Fact]
    public void A_file_as_written_for_Visual_Studio_is_read()
    {
        var file = Parse("""
            @Council.Api_HostAddress = http://localhost:5224

            GET {{Council.Api_HostAddress}}/posts/
            Accept: application/json

            ###

            @days = 3
            # @name plan
            GET {{Council.Api_HostAddress}}/posts?from={{$datetime "yyyy-MM-dd" 1 d}}&days={{days}} HTTP/2
            X-Request: {{$randomInt}}

            ###
            """);

        Assert.Equal(["/posts/", "/posts?from={{$datetime \"yyyy-MM-dd\" 1 d}}&days={{days}}"],
            file.Steps.Select(step => step.Request!.Url.Source.Replace("{{Council.Api_HostAddress}}", "", StringComparison.Ordinal)));
    }

    // As JetBrains documents it: no method for GET, "@name =" and an indented path.
    [Fact]
    public void A_file_as_written_for_Rider_is_read()
    {
        var file = Parse("""
            // A first request
            http://council.example/posts/

            ### All homes
            # @name = homes
            GET http://council.example:8080
                /api
                /homes
                ?town=Ashby
            """);

        Assert.Equal("homes", file.Steps[1].Name);
        Assert.Equal("http://council.example:8080/api/homes?town=Ashby", file.Steps[1].Request!.Url.Source);
    }

    [Fact]
    public void Directives_are_read_in_order()
    {
        var file = Parse("""
            # @clock set 2026-03-02T09:00
            ### Opens it
            # @as "Rachel Okafor" recruiter, hr
            # @settle
            # @name open
            # @expect 201
            # @expect $.state == "Open"
            # @expect count($.items) >= 3
            # @expect header ETag exists
            # @expect body matches /^\{.*\}$/
            # @capture id = $.items[0]['an id']
            # @mail to priya@home.example subject contains "offer" link matches /\/offer\//
            # @capture link = mail to {{id}}@home.example link contains "/offer"
            # @say It has the number {{id}}.
            GET /api/vacancies
            ###
            # @clock advance P1Y2M
            # @clock advance-to {{open.response.body.$.closesAt}}
            """);

        Assert.Equal(
            ["ClockDirective"], file.Steps[0].Directives.Select(directive => directive.GetType().Name));
        Assert.Equal(
            [
                "AsDirective", "SettleDirective", "ExpectStatusDirective", "ExpectDirective", "ExpectDirective", "ExpectDirective", "ExpectDirective",
                "CaptureDirective", "ExpectMailDirective", "CaptureLinkDirective", "SayDirective",
            ],
            file.Steps[1].Directives.Select(directive => directive.GetType().Name));
        Assert.Equal(["recruiter", "hr"], Assert.IsType<AsDirective>(file.Steps[1].Directives[0]).Roles);
        Assert.Null(file.Steps[2].Request);
    }

    [Fact]
    public void Everything_that_is_wrong_is_listed_by_line()
    {
        var errors = Errors("""
            @ok = 1
            ### First
            # @expct 200
            # @expect $.a[x] == 1
            # @expect $.a == Open
            # @expect $.a matches /(/
            # @clock set 2026-03-02T09:00
            # @as Rachel
            GET {{host}}/api/{{unknown}}/{{ok
            Not a header

            {"id": "{{later.response.body.$.id}}"}
            # @expect 200
            < ./no-such.csv
            > {% client.log("x") %}

            ### Second
            # @capture id = $.id
            # @prompt name

            ### Third
            # @clock advance six months
            # @clock advance-to 2026-03-29T01:30
            FETCH /api/x
            """);

        Assert.Equal(
            [
                "demo/a.http(3): unknown directive '@expct', expected @as, @capture, @clock, @expect, @mail, @name, @say or @settle",
                "demo/a.http(4): '$.a[x]' is no JSON path, expected one like $.items[0].id",
                "demo/a.http(5): 'Open' is no value, expected a JSON literal (texts stand in double quotes) or a {{variable}}",
                "demo/a.http(6): '/(/' is no regular expression: Invalid pattern '(' at offset 1. Not enough )'s.",
                "demo/a.http(8): '@as Rachel' names nobody, expected '@as Name role' or '@as \"Full Name\" role,role'",
                "demo/a.http(9): '{{ok' opens a variable that does not end, expected '}}' on the same line",
                "demo/a.http(9): variable 'unknown' is not known here, expected '@unknown = …' or '# @capture unknown = …' above",
                "demo/a.http(10): 'Not a header' is no header, expected 'Name: value', or an empty line before the body",
                "demo/a.http(12): no step above is named 'later', expected '# @name later' there",
                "demo/a.http(13): '@expect' stands below the request line, expected it directly above",
                "demo/a.http(14): no file stands at 'demo/./no-such.csv', expected one to send",
                "demo/a.http(15): '> {% client.log(\"x\") %}' is a script or a saved response, expected '# @expect' and '# @capture' above the request instead",
                "demo/a.http(18): '@capture id = $.id' stands in a step without a request, expected a line like 'GET {{host}}/api/…' below it",
                "demo/a.http(19): @prompt asks a person, expected a variable '@name = value' instead",
                "demo/a.http(22): 'six months' is no duration, expected one like P6M, P1Y2M10D, P2W or PT36H",
                "demo/a.http(23): '2026-03-29T01:30' is no time in London, expected one like 2026-03-02T09:00",
                "demo/a.http(24): 'FETCH /api/x' is no request, expected a line like 'GET {{host}}/api/…', '@name = value', a comment or '###'",
            ],
            errors);
    }

    [Theory]
    [InlineData("# @settle\n# @clock set 2026-03-02T09:00\n", "demo/a.http(2): '@clock set' stands below another directive or request, expected it first in the file: later the clock only advances")]
    [InlineData("# @name a\nGET /x\n###\n# @name a\nGET /x", "demo/a.http(3): a step named 'a' stands above already, expected another name")]
    [InlineData("# @name two words\nGET /x", "demo/a.http(1): 'two words' is no name for a step, expected one word")]
    [InlineData("@a = {{b}}\n@b = 1\nGET /x", "demo/a.http(1): variable 'b' is not known here, expected '@b = …' or '# @capture b = …' above")]
    [InlineData("GET /x/{{$dotenv KEY}}", "demo/a.http(1): '{{$dotenv KEY}}' is no variable known here, expected $guid, $uuid, $randomInt [from to], $timestamp [offset unit], $datetime format [offset unit] or $localDatetime format [offset unit], with format iso8601, rfc1123 or \"yyyy-MM-dd\"")]
    [InlineData("# @name a\nGET /x\n###\nGET /{{a.response.body.id}}", "demo/a.http(4): 'id' is no JSON path, expected one like $.items[0].id, or * for the whole body")]
    [InlineData("# only a comment", "demo/a.http(1): the file has no step, expected a request like 'GET {{host}}/api/health'")]
    [InlineData("# @as Rachel recruiter\n# @as Sam hr\nGET /x", "demo/a.http(2): a second '@as' stands in this step, expected one")]
    public void A_mistake_is_named(string text, string error) => Assert.Equal([error], Errors(text));

    [Fact]
    public void A_variable_is_known_only_below_what_captures_it()
    {
        var errors = Errors("""
            # @capture id = $.id
            GET {{host}}/api/{{id}}
            ###
            GET {{host}}/api/{{id}}
            """);

        Assert.Equal(["demo/a.http(2): variable 'id' is not known here, expected '@id = …' or '# @capture id = …' above"], errors);
    }

    [Theory]
    [InlineData("2026-03-28T09:00:00Z", "P1D", "2026-03-29T08:00:00Z")]
    [InlineData("2026-01-31T12:00:00Z", "P1M", "2026-02-28T12:00:00Z")]
    [InlineData("2024-02-29T00:00:00Z", "P1Y", "2025-02-28T00:00:00Z")]
    [InlineData("2026-10-24T23:30:00Z", "PT2H", "2026-10-25T01:30:00Z")]
    [InlineData("2026-03-02T09:00:00Z", "P2WT1H30M", "2026-03-16T10:30:00Z")]
    public void Calendar_units_keep_the_time_on_Londons_clocks(string from, string by, string to)
    {
        Assert.True(London.Duration.TryParse(by, out var duration));

        Assert.Equal(At(to), duration.After(At(from)));
    }

    [Theory]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1DT")]
    [InlineData("6M")]
    [InlineData("P-1D")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(London.Duration.TryParse(text, out _));

    [Theory]
    [InlineData("2026-07-01T09:00", "2026-07-01T08:00:00Z")]
    [InlineData("2026-01-05T09:00:30", "2026-01-05T09:00:30Z")]
    [InlineData("2026-07-01", "2026-06-30T23:00:00Z")]
    [InlineData("2026-07-01T09:00:00+00:00", "2026-07-01T09:00:00Z")]
    public void A_time_without_an_offset_is_Londons(string text, string instant)
    {
        Assert.True(London.TryParse(text, out var parsed));

        Assert.Equal(At(instant), parsed);
    }

    private static HttpFile Parse(string text) => HttpFile.Parse(text, "demo/a.http");

    private static IReadOnlyList<string> Errors(string text) => Assert.Throws<HttpFileException>(() => Parse(text)).Errors;

    private static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture);
}
