namespace RecruitRetain.Tests.Retention;

public class PaymentSchemeTests
{
    [Fact]
    public async Task The_councils_own_scheme_is_there_from_the_beginning()
    {
        await using var council = await Council.OpenAsync();

        var scheme = Assert.Single((await council.GetAsync(Staff.Hr, "/api/payment-schemes")).Expect(200)["items"].EnumerateArray());

        Assert.Equal(("retention-2026", 1, 500_000L), (
            scheme.GetProperty("id").GetString(), scheme.GetProperty("version").GetInt32(), scheme.GetProperty("schedule").GetProperty("maximumPence").GetInt64()));
    }

    [Fact]
    public async Task Versions_follow_one_another_and_never_overlap()
    {
        await using var council = await Council.OpenAsync();
        Assert.Equal(1, (await council.PostAsync(Staff.Hr, "/api/payment-schemes", Schemes.PaidAtStart())).Expect(201)["version"].GetInt32());
        (await council.PostAsync(Staff.Hr, "/api/payment-schemes", Schemes.PaidAtStart(effectiveFrom: "2026-04-01"))).Expect(409, "versions-overlap");

        (await council.PostAsync(Staff.Hr, "/api/payment-schemes/attraction/versions/1/closing", new { effectiveTo = "2026-03-31" })).Expect(200);
        Assert.Equal(2, (await council.PostAsync(Staff.Hr, "/api/payment-schemes", Schemes.PaidAtStart(effectiveFrom: "2026-04-01"))).Expect(201)["version"].GetInt32());

        Assert.Equal("2026-03-31", (await council.GetAsync(Staff.Auditor, "/api/payment-schemes/attraction/versions/1")).Expect(200)["effectiveTo"].GetString());
        (await council.GetAsync(Staff.Hr, "/api/payment-schemes/attraction/versions/3")).Expect(404);
    }

    [Fact]
    public async Task A_scheme_that_promises_more_than_its_maximum_is_refused()
    {
        await using var council = await Council.OpenAsync();

        var refused = (await council.PostAsync(Staff.Hr, "/api/payment-schemes", Schemes.PaidAtStart(maximumPence: 299_999))).Expect(422, "invalid-fields");

        Assert.Equal(["schedule.maximumPence"], refused.Fields);
        (await council.PostAsync(Staff.Hr, "/api/payment-schemes", "{")).Expect(400, "body-malformed");
        (await council.PostAsync(Staff.Recruiter, "/api/payment-schemes", Schemes.PaidAtStart())).Expect(403, "role-required");
    }

    [Fact]
    public async Task A_repeated_key_publishes_one_version()
    {
        await using var council = await Council.OpenAsync();
        var first = (await council.PostAsync(Staff.Hr, "/api/payment-schemes", Schemes.PaidAtStart(), ("Idempotency-Key", "k1"))).Expect(201);
        var second = (await council.PostAsync(Staff.Hr, "/api/payment-schemes", Schemes.PaidAtStart(), ("Idempotency-Key", "k1"))).Expect(201);

        Assert.Equal(first.Text, second.Text);
        (await council.PostAsync(Staff.Hr, "/api/payment-schemes", Schemes.PaidAtStart(id: "other"), ("Idempotency-Key", "k1"))).Expect(422, "idempotency-key-reused");
    }
}
