using RecruitRetain.Access;

namespace RecruitRetain.Tests.Access;

public sealed class RouteAccessTests : IAsyncLifetime
{
    private Council _council = null!;
    private Door _door = null!;

    public async ValueTask InitializeAsync()
    {
        _council = await Council.OpenAsync();
        _door = new Door(_council);
    }

    public ValueTask DisposeAsync() => _council.DisposeAsync();

    [Fact]
    public async Task Public_routes_ask_for_no_token_and_machines_need_their_key_or_signature()
    {
        foreach (var route in Door.With<PublicAttribute>())
        {
            Assert.False((await _door.KnockAsync(route)).Status is 401 or 403);
        }

        foreach (var route in Door.With<ByFunctionKeyAttribute>())
        {
            (await _door.KnockAsync(route)).Expect(401);
        }

        foreach (var route in Door.With<BySignatureAttribute>())
        {
            (await _door.KnockAsync(route)).Expect(403, "signature-not-valid");
        }
    }

    [Fact]
    public async Task The_document_is_open_to_everybody()
    {
        var reply = (await _council.GetAsync(null, "/api/openapi.json")).Expect(200);

        Assert.Equal("RecruitRetain", reply["info"].GetProperty("title").GetString());
    }
}
