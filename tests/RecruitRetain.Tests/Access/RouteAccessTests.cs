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
    public async Task Nobody_gets_in_without_a_token_or_with_the_wrong_role()
    {
        var knocks = 0;
        foreach (var route in Door.With<AllowAttribute>())
        {
            (await _door.KnockAsync(route)).Expect(401, "token-required");
            (await _door.KnockAsync(route, await _door.TokenAsync([]))).Expect(403, "role-required");
            knocks += 2;
            foreach (var role in Enum.GetValues<Role>().Except(((AllowAttribute)route.Policy!).Roles))
            {
                (await _door.KnockAsync(route, await _door.TokenAsync([role]))).Expect(403, "role-required");
                knocks++;
            }
        }

        Assert.True(knocks > 0);
        TestContext.Current.TestOutputHelper?.WriteLine($"{knocks} knocks at {Door.With<AllowAttribute>().Count()} routes, none let in.");
    }

    [Fact]
    public async Task Each_role_gets_as_far_as_its_routes_say()
    {
        var knocks = 0;
        foreach (var route in Door.With<AllowAttribute>())
        {
            foreach (var role in ((AllowAttribute)route.Policy!).Roles)
            {
                var reply = await _door.KnockAsync(route, await _door.TokenAsync([role]));
                Assert.NotEqual(401, reply.Status);
                Assert.False(reply.Status == 403 && reply.Code == "role-required", $"{role} is not let in to {route.Method} {route.Path}.");
                knocks++;
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{knocks} knocks, all let in.");
    }

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
