using Azure.Data.Tables;
using Azure.Identity;
using Microsoft.Extensions.Configuration;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Access;

public sealed class SignedLinkTests : IAsyncLifetime
{
    private const string Object = "app_00000000000000000000000000";
    private const string OtherObject = "app_11111111111111111111111111";

    private const string Holder = "per_00000000000000000000000000";

    private Council _council = null!;
    private Door _door = null!;
    private Links _links = null!;

    public async ValueTask InitializeAsync()
    {
        _council = await Council.OpenAsync();
        _door = new Door(_council);
        var url = $"http://{_council.Azure.HostName}";
        _links = new Links(
            new TableServiceClient(new Uri(url), new DefaultAzureCredential()),
            _council.Azure.Clock,
            new PublicUrl(new ConfigurationBuilder().AddInMemoryCollection([new("PublicUrl", url)]).Build()));
    }

    public ValueTask DisposeAsync() => _council.DisposeAsync();

    [Fact]
    public async Task A_link_opens_its_own_object_for_its_own_purpose_until_it_ends()
    {
        var token = await LinkAsync(LinkPurpose.Offer);

        Assert.Equal(new Link(LinkPurpose.Offer, Object), await FindAsync(token, LinkPurpose.Offer));
        Assert.Null(await FindAsync(token, LinkPurpose.Application));
        Assert.Null(await FindAsync(token.Replace(Object, OtherObject, StringComparison.Ordinal), LinkPurpose.Offer));

        await _council.AdvanceAsync("2026-03-09T08:59");
        Assert.NotNull(await FindAsync(token, LinkPurpose.Offer));

        await _council.AdvanceAsync("2026-03-09T09:00");
        Assert.Null(await FindAsync(token, LinkPurpose.Offer));
    }

    [Fact]
    public async Task Revoking_ends_the_links_of_one_object_and_purpose_and_no_others()
    {
        var offer = await LinkAsync(LinkPurpose.Offer);
        var application = await LinkAsync(LinkPurpose.Application);
        var other = await LinkAsync(LinkPurpose.Offer, OtherObject);

        await _links.RevokeAsync(LinkPurpose.Offer, Object, TestContext.Current.CancellationToken);

        Assert.Null(await FindAsync(offer, LinkPurpose.Offer));
        Assert.NotNull(await FindAsync(application, LinkPurpose.Application));
        Assert.NotNull(await FindAsync(other, LinkPurpose.Offer));
    }

    [Fact]
    public async Task The_secret_itself_is_not_kept()
    {
        var token = await LinkAsync(LinkPurpose.Offer);
        var secret = token.Split('.')[1];
        var rows = new TableServiceClient(new Uri($"http://{_council.Azure.HostName}"), new DefaultAzureCredential())
            .GetTableClient("links").QueryAsync<TableEntity>(cancellationToken: TestContext.Current.CancellationToken);

        await foreach (var row in rows)
        {
            Assert.All(row, property => Assert.DoesNotContain(secret, $"{property.Value}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task No_route_is_opened_by_a_link_that_is_made_up_ended_revoked_or_for_something_else()
    {
        var knocks = 0;
        foreach (var route in Door.With<ByLinkAttribute>())
        {
            var purpose = ((ByLinkAttribute)route.Policy!).Purpose;
            var valid = await LinkAsync(purpose);
            var secret = valid.Split('.')[1];
            Assert.False(await _door.KnockAsync(route, link: valid) is { Status: 404, Code: "link-not-valid" }, $"A valid link does not open {route.Path}.");

            var revoked = await LinkAsync(purpose);
            await _links.RevokeAsync(purpose, Object, TestContext.Current.CancellationToken);
            List<string> bad =
            [
                "none", "a.b", Object, $"{Object}.", $"{Object}.{new string('A', 32)}", $"{OtherObject}.{secret}", $"{Object}' or 'a' eq 'a.{secret}", $"x/../{valid}",
                revoked, await EndedAsync(purpose),
            ];
            foreach (var other in Enum.GetValues<LinkPurpose>().Where(other => other != purpose))
            {
                bad.Add(await LinkAsync(other));
            }

            foreach (var link in bad)
            {
                (await _door.KnockAsync(route, link: link)).Expect(404, "link-not-valid");
                knocks++;
            }

            // A token of staff is no link, and opens no link route.
            (await _door.KnockAsync(route, await _door.TokenAsync(Enum.GetValues<Role>()))).Expect(404, "link-not-valid");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{knocks} bad links at {Door.With<ByLinkAttribute>().Count()} routes, none opened.");
    }

    private async Task<string> EndedAsync(LinkPurpose purpose)
    {
        var url = await _links.MakeAsync(purpose, Object, Holder, "links/{token}", _council.Azure.Clock.GetUtcNow(), TestContext.Current.CancellationToken);
        return url.Segments[^1];
    }

    private async Task<string> LinkAsync(LinkPurpose purpose, string objectId = Object)
    {
        var url = await _links.MakeAsync(
            purpose, objectId, Holder, "links/{token}", _council.Azure.Clock.GetUtcNow().AddDays(7), TestContext.Current.CancellationToken);
        return url.Segments[^1];
    }

    private Task<Link?> FindAsync(string token, LinkPurpose purpose) => _links.FindAsync(token, purpose, TestContext.Current.CancellationToken);
}
