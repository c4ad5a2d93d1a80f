using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Local;
using RecruitRetain.Tests.Worker;

namespace RecruitRetain.Tests.Portal;

public sealed class PortalTests : IAsyncLifetime
{
    private const string Hostile = "<script>alert('x')</script>\"&";

    private readonly SampleApp _app = new();

    private LocalAzure Azure => _app.Azure;

    private DurableTaskClient Durable => _app.Host.Services.GetRequiredService<DurableTaskClient>();

    public async ValueTask InitializeAsync()
    {
        _app.Write("servicebus.json", """
            { "UserConfig": { "Namespaces": [ { "Name": "local", "Queues": [
                { "Name": "payments", "Properties": { "MaxDeliveryCount": 1 } }, { "Name": "instructions", "Properties": { "MaxDeliveryCount": 3 } } ],
              "Topics": [ { "Name": "decisions", "Properties": {}, "Subscriptions": [ { "Name": "housing", "Properties": { "MaxDeliveryCount": 3 } } ] } ] } ] } }
            """);
        await _app.RunAsync(typeof(PortalSamples), typeof(TimerSamples));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("/local", "Overview")]
    [InlineData("/local/functions", "Functions")]
    [InlineData("/local/instances", "Instances")]
    [InlineData("/local/tables", "Tables")]
    [InlineData("/local/queues", "Queues")]
    [InlineData("/local/mailbox", "Mailbox")]
    [InlineData("/local/set-aside", "Set aside")]
    public async Task Every_part_has_its_page_with_landmarks_and_its_place_in_the_navigation(string path, string heading)
    {
        var page = await PageAsync(path);

        Assert.Equal(heading, page.QuerySelector("main h1")!.TextContent);
        Assert.Equal(heading, page.QuerySelector("nav [aria-current=page]")!.TextContent);
        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal("#main", page.QuerySelector("a.skip")!.GetAttribute("href"));
        Assert.Empty(page.QuerySelectorAll("script"));
        Assert.All(page.QuerySelectorAll("table"), table => Assert.NotNull(table.QuerySelector("caption")));
        Assert.All(page.QuerySelectorAll("main input:not([type=hidden]), main select"), field => Assert.NotNull(page.QuerySelector($"label[for={field.Id}]")));
    }

    [Fact]
    public async Task Functions_are_listed_by_trigger_with_route_and_next_run()
    {
        var page = await PageAsync("/local/functions");

        Assert.Contains("fails-when-told GET /api/fails Anonymous", Lines(page, "HTTP"));
        Assert.Contains("hourly 0 0 * * * * Mon 1 Mar 2027 10:00:00", Lines(page, "Timers"));
        Assert.Contains("pays payments 16", Lines(page, "Messages"));
        Assert.StartsWith("Child ", Lines(page, "Orchestrations")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_shows_its_history_its_family_and_why_it_failed()
    {
        await Durable.ScheduleNewOrchestrationInstanceAsync(nameof(PortalSamples.Parent), Hostile, new StartOrchestrationOptions("journey-1"));
        await Azure.Clock.SettleAsync();

        var list = await PageAsync("/local/instances?prefix=journey-&status=Failed");
        var page = await PageAsync(list.QuerySelector<IHtmlAnchorElement>("td a")!.GetAttribute("href")!);

        Assert.Equal("journey-1", page.QuerySelector("h1")!.TextContent);
        Assert.Contains("no child of mine", page.QuerySelector("dd .bad")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(page.QuerySelectorAll("dd pre"), value => value.TextContent.Contains("script", StringComparison.Ordinal) && !value.TextContent.Contains(" at ", StringComparison.Ordinal));
        Assert.Empty(page.QuerySelectorAll("script"));
        Assert.Contains(Lines(page, "History, "), line => line.Contains("SubOrchestrationFailed", StringComparison.Ordinal));
        var child = page.QuerySelector<IHtmlAnchorElement>("td a")!;
        var family = await PageAsync(child.GetAttribute("href")!);
        Assert.Equal("journey-1", family.QuerySelector("dd a")!.TextContent);
    }

    [Fact]
    public async Task Instances_are_paged_and_filtered()
    {
        for (var i = 0; i < 51; i++)
        {
            await Durable.ScheduleNewOrchestrationInstanceAsync(nameof(PortalSamples.Waiting), input: null, options: new StartOrchestrationOptions($"i{i:00}"));
        }

        await Azure.Clock.SettleAsync();

        var first = await PageAsync("/local/instances?prefix=i&status=Running");
        var second = await PageAsync(first.QuerySelector("a[rel=next]")!.GetAttribute("href")!);

        Assert.Equal(50, first.QuerySelectorAll("tbody tr").Length);
        Assert.Equal("i50", Assert.Single(second.QuerySelectorAll("tbody tr")).QuerySelector("a")!.TextContent);
        Assert.Null(second.QuerySelector("a[rel=next]"));
        Assert.Empty((await PageAsync("/local/instances?status=Completed")).QuerySelectorAll("tbody tr"));
    }

    [Fact]
    public async Task Tables_lead_to_pages_of_entities_and_to_each_entity()
    {
        var table = new TableServiceClient(_app.Host.BaseAddress, new NoCredential()).GetTableClient("vacancies");
        await table.CreateIfNotExistsAsync();
        for (var i = 0; i < 51; i++)
        {
            await table.AddEntityAsync(new TableEntity("p", $"{i:00}") { ["Status"] = i == 7 ? Hostile : "Open", ["Pence"] = 4_186_900L });
        }

        var tables = await PageAsync("/local/tables");
        var first = await PageAsync(tables.QuerySelector("td a")!.GetAttribute("href")!);
        var second = await PageAsync(first.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        var filtered = await PageAsync("/local/tables/vacancies?filter=" + Uri.EscapeDataString("RowKey eq '07'"));
        var entity = await PageAsync(filtered.QuerySelector("td a")!.GetAttribute("href")!);

        Assert.Equal(["vacancies 51"], Lines(tables, "Tables"));
        Assert.Equal(50, first.QuerySelectorAll("tbody tr").Length);
        Assert.Single(second.QuerySelectorAll("tbody tr"));
        Assert.Equal(["Pence Int64 4186900", $"Status String {Hostile}"], Lines(entity, "Properties"));
        Assert.Equal(HttpStatusCode.BadRequest, (await _app.Http.GetAsync("/local/tables/vacancies?filter=%2B")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _app.Http.GetAsync("/local/tables/nothing")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _app.Http.GetAsync("/local/tables/vacancies/entity?pk=p&rk=99")).StatusCode);
    }

    [Fact]
    public async Task A_dead_letter_is_shown_with_its_reason_and_can_be_resubmitted_or_discarded()
    {
        await Azure.Bus.SendAsync("payments", [new ServiceBusMessage("refuse me") { MessageId = Hostile }]);
        await Azure.Clock.SettleAsync();
        await Azure.Bus.SendAsync("payments", [new ServiceBusMessage("refuse me too")]);
        await Azure.Clock.SettleAsync();

        var page = await PageAsync("/local/queues/detail?path=payments");
        var lines = Lines(page, "Dead letters");
        await PostAsync("/local/queues/resubmit", ("path", "payments"), ("sequence", lines[0].Split(' ')[0]));
        await Azure.Clock.SettleAsync();
        var after = await PostAsync("/local/queues/discard", ("path", "payments"), ("sequence", lines[1].Split(' ')[0]));
        var gone = await PostAsync("/local/queues/discard", ("path", "payments"), ("sequence", lines[1].Split(' ')[0]));

        Assert.Contains(Hostile, lines[0], StringComparison.Ordinal);
        Assert.Contains("MaxDeliveryCountExceeded", lines[0], StringComparison.Ordinal);
        Assert.Equal(["refuse me", "refuse me too", "refuse me"], _app.Journal.Lines);
        Assert.Equal(HttpStatusCode.SeeOther, after.StatusCode);
        Assert.Equal("/local/queues/detail?path=payments", after.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.BadRequest, gone.StatusCode);
        Assert.Equal(1, Azure.Bus.List().Single(queue => queue.Path == "payments").DeadLettered);
        Assert.Contains("payments Queue 0 0 0 1", Lines(await PageAsync("/local/queues"), "Queues, topics"));
        Assert.Equal(HttpStatusCode.NotFound, (await _app.Http.GetAsync("/local/queues/detail?path=nothing")).StatusCode);
    }

    [Theory]
    [InlineData("decisions")]
    [InlineData("decisions/Subscriptions/housing")]
    public async Task A_topic_and_a_subscription_have_their_pages(string path) =>
        Assert.Equal(path, (await PageAsync("/local/queues/detail?path=" + Uri.EscapeDataString(path))).QuerySelector("h1")!.TextContent);

    [Fact]
    public async Task A_mail_shows_its_text_its_html_in_a_sandbox_and_gives_its_attachments()
    {
        await Azure.Mailbox.AcceptAsync("""
            { "personalizations": [ { "to": [ { "email": "sam@example.com" } ] } ], "from": { "email": "hr@council.example" }, "subject": "<b>Your</b> offer",
              "content": [ { "type": "text/plain", "value": "Answer at http://127.0.0.1/api/links/a?b=1&c=2." }, { "type": "text/html", "value": "<p onclick=\"x()\">Hello</p>" } ],
              "custom_args": { "key": "emp_1/offer" },
              "attachments": [ { "content": "aGVsbG8=", "filename": "offer.html", "type": "text/html" } ] }
            """, "key");

        var list = await PageAsync("/local/mailbox?to=sam@example.com");
        var page = await PageAsync(list.QuerySelector("td a")!.GetAttribute("href")!);
        var frame = page.QuerySelector("iframe")!;
        var attachment = await _app.Http.GetAsync(page.QuerySelectorAll("td a").Single(link => link.TextContent == "offer.html").GetAttribute("href"));

        Assert.Equal("<b>Your</b> offer", page.QuerySelector("h1")!.TextContent);
        Assert.Equal("", frame.GetAttribute("sandbox"));
        Assert.Equal("<p onclick=\"x()\">Hello</p>", frame.GetAttribute("srcdoc"));
        Assert.Equal(["http://127.0.0.1/api/links/a?b=1&c=2"], Lines(page, "Links"));
        Assert.Equal(["key emp_1/offer"], Lines(page, "Custom arguments"));
        Assert.Equal(["to sam@example.com delivered"], Lines(page, "Recipients"));
        Assert.Equal("hello", await attachment.Content.ReadAsStringAsync());
        Assert.Equal("application/octet-stream", attachment.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.NotFound, (await _app.Http.GetAsync("/local/mailbox/99")).StatusCode);
        Assert.Empty((await PageAsync("/local/mailbox?to=other@example.com")).QuerySelectorAll("tbody tr"));
    }

    [Fact]
    public async Task Mails_and_messages_are_answered_as_JSON_in_the_order_of_sending()
    {
        await Azure.Mailbox.AcceptAsync(Mail("sam@example.com", "First", "See <https://council.example/a>, or https://council.example/b."), "key");
        await Azure.Mailbox.AcceptAsync(Mail("ann@example.com", "Second", "nothing"), "key");
        using var sent = await _app.Http.PostAsJsonAsync(
            "/local/messages", new { queue = "payments", body = new { pence = 100 }, messageId = "m-1", subject = "Confirmed" });
        await Azure.Clock.SettleAsync();

        var mails = await _app.Http.GetStringAsync("/local/mails?after=0");
        var second = await _app.Http.GetStringAsync("/local/mails?after=1&contains=SECOND");
        var messages = await _app.Http.GetStringAsync("/local/messages?after=0");

        Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);
        Assert.Contains("\"id\":1,\"to\":\"sam@example.com\",\"subject\":\"First\"", mails, StringComparison.Ordinal);
        Assert.Contains("\"links\":[\"https://council.example/a\",\"https://council.example/b\"]", mails, StringComparison.Ordinal);
        Assert.StartsWith("[{\"id\":2,", second, StringComparison.Ordinal);
        Assert.Equal(
            """[{"sequence":1,"entity":"payments","messageId":"m-1","subject":"Confirmed","body":"{\"pence\":100}","at":"2027-03-01T09:00:00+00:00"}]""",
            messages);
        Assert.Equal("[]", await _app.Http.GetStringAsync("/local/messages?after=1"));
    }

    [Theory]
    [InlineData("/local/messages", """{ "queue": "payments" }""", 400)]
    [InlineData("/local/messages", """{ "queue": "payments", "body": "x", "messageId": "" }""", 400)]
    [InlineData("/local/messages", """{ "queue": "nothing", "body": "x" }""", 404)]
    [InlineData("/local/mail-addresses", """{ "address": "sam", "treatment": "bounce" }""", 400)]
    [InlineData("/local/mail-addresses", """{ "address": "sam@example.com", "treatment": "eat" }""", 400)]
    [InlineData("/local/mail-addresses", """{ "address": "sam@example.com", "treatment": "defer" }""", 200)]
    public async Task What_is_posted_is_checked(string path, string body, int status) =>
        Assert.Equal(status, (int)(await _app.Http.PostAsync(path, new StringContent(body))).StatusCode);

    [Fact]
    public async Task The_clock_buttons_move_hold_and_release_the_clock()
    {
        var moved = await PostAsync("/local/move-clock", ("by", "P1M"));
        await PostAsync("/local/move-clock", ("to", "2027-04-02T09:00"));
        var back = await PostAsync("/local/move-clock", ("to", "2027-03-01T09:00"));
        var wrong = await PostAsync("/local/move-clock", ("to", "soon"));

        Assert.Equal("/local", moved.Headers.Location!.ToString());
        Assert.Equal(new DateTimeOffset(2027, 4, 2, 8, 0, 0, TimeSpan.Zero), Azure.Clock.GetUtcNow());
        Assert.Equal(HttpStatusCode.BadRequest, back.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);

        await PostAsync("/local/move-clock", ("hold", "false"));
        Assert.False(Azure.Clock.IsHeld);
    }

    [Fact]
    public async Task A_set_clock_plans_the_timers_anew_and_can_be_set_only_while_nothing_has_happened()
    {
        await _app.StopAsync();
        var options = new LocalHostOptions { StorePath = Path.Combine(_app.Folder, "fresh.db"), Folder = _app.Folder, Types = [typeof(TimerSamples)] };
        await using var fresh = await LocalHost.StartAsync(builder => builder.Services.AddSingleton(_app.Journal), typeof(PortalTests).Assembly, options);
        using var http = new HttpClient { BaseAddress = fresh.BaseAddress };

        using var set = await http.PostAsJsonAsync("/local/clock/set", new { to = "2020-01-01T09:00:00Z", hold = true });
        using var advanced = await http.PostAsJsonAsync("/local/clock/advance", new { by = "PT1H" });
        using var again = await http.PostAsJsonAsync("/local/clock/set", new { to = "2020-02-01T09:00:00Z", hold = true });

        Assert.Equal("""{"now":"2020-01-01T09:00:00+00:00","held":true}""", await set.Content.ReadAsStringAsync());
        Assert.Equal(["hourly 01-01 10:00"], _app.Journal.Lines);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task An_address_can_be_treated_from_the_mailbox()
    {
        await PostAsync("/local/mailbox/treatment", ("address", "sam@example.com"), ("treatment", "Bounce"));
        Assert.Equal(["sam@example.com Bounce"], Lines(await PageAsync("/local/mailbox"), "Addresses"));

        await PostAsync("/local/mailbox/treatment", ("address", "sam@example.com"), ("treatment", "Deliver"));
        Assert.Empty(Azure.Mailbox.Treatments());
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("/local/mailbox/treatment", ("address", "sam"), ("treatment", "Bounce"))).StatusCode);
    }

    [Theory]
    [InlineData("/local/move-clock", "https://recruit.example")]
    [InlineData("/local/queues/discard", "null")]
    [InlineData("/local/mailbox/treatment", "http://127.0.0.1:1")]
    public async Task A_form_of_another_site_is_refused(string path, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([new("by", "P1M")]) };
        request.Headers.Add("Origin", origin);

        Assert.Equal(HttpStatusCode.Forbidden, (await _app.Http.SendAsync(request)).StatusCode);
        Assert.Equal(SampleApp.Start, Azure.Clock.GetUtcNow());
    }

    private static string Mail(string to, string subject, string text) =>
        $$"""
        { "personalizations": [ { "to": [ { "email": "{{to}}" } ] } ], "from": { "email": "hr@council.example" }, "subject": "{{subject}}",
          "content": [ { "type": "text/plain", "value": "{{text}}" } ] }
        """;

    /// <summary>The rows of the table whose caption begins so, the cells of each on a line.</summary>
    private static List<string> Lines(IDocument page, string caption)
    {
        var table = page.QuerySelectorAll("table").Single(found => found.QuerySelector("caption")!.TextContent.StartsWith(caption, StringComparison.Ordinal));
        return [.. table.QuerySelectorAll("tbody tr").Select(row => string.Join(' ', row.QuerySelectorAll("td").Select(cell => cell.TextContent.Trim()).Where(text => text.Length > 0)))];
    }

    private async Task<IDocument> PageAsync(string path)
    {
        using var response = await _app.Http.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, string.Create(CultureInfo.InvariantCulture, $"{path}: {(int)response.StatusCode} {text}"));
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.DoesNotContain("<script>", text, StringComparison.OrdinalIgnoreCase);
        return new HtmlParser().ParseDocument(text);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = _app.Host.BaseAddress };
        http.DefaultRequestHeaders.Add("Origin", _app.Host.BaseAddress.GetLeftPart(UriPartial.Authority));
        return await http.PostAsync(path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));
    }
}
