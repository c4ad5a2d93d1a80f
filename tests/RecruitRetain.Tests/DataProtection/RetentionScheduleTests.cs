using RecruitRetain.Privacy;
using RecruitRetain.Retention;

namespace RecruitRetain.Tests.DataProtection;

public sealed class RetentionScheduleTests
{
    [Theory]
    [InlineData(RecordKind.UnsuccessfulApplication, 6, "2026-08-31", "2027-02-28")]
    [InlineData(RecordKind.UnsuccessfulApplication, 12, "2026-08-31", "2027-08-31")]
    [InlineData(RecordKind.RightToWork, 24, "2024-02-29", "2026-02-28")]
    [InlineData(RecordKind.DbsDecisions, 6, "2025-08-31", "2026-02-28")]
    [InlineData(RecordKind.Payments, 72, "2026-04-05", "2032-04-05")]
    public void A_record_is_kept_to_the_end_of_the_day_that_lies_so_many_months_after(RecordKind kind, int months, string since, string until) =>
        Assert.Equal(DateOnly.Parse(until, null), new RetentionPeriod(kind, months, "why").KeptUntil(DateOnly.Parse(since, null)));

    [Theory]
    [InlineData("2026-04-05", "2026-04-05")]
    [InlineData("2026-04-06", "2027-04-05")]
    [InlineData("2026-12-31", "2027-04-05")]
    [InlineData("2027-01-01", "2027-04-05")]
    public void A_tax_year_ends_on_5_April(string day, string end) => Assert.Equal(DateOnly.Parse(end, null), TaxYear.EndOf(DateOnly.Parse(day, null)));

    [Fact]
    public void What_is_shipped_can_be_published()
    {
        Assert.Empty(new RetentionSchedule(1, RetentionSchedule.Shipped).Validate());
        Assert.Equal(Enum.GetValues<RecordKind>(), RecordRule.All.Select(rule => rule.Kind));
    }

    [Fact]
    public async Task The_months_are_the_councils_to_decide_above_what_the_law_asks_for()
    {
        await using var council = await Council.OpenAsync();
        var shipped = (await council.GetAsync(Staff.Auditor, "/api/retention-schedules")).Expect(200)["items"][0];
        Assert.Equal((1, 15), (shipped.GetProperty("version").GetInt32(), shipped.GetProperty("periods").GetArrayLength()));

        var refused = await PublishAsync(council, (RecordKind.RightToWork, 23), (RecordKind.UnsuccessfulApplication, 5));
        var missing = await council.PostAsync(Staff.Hr, "/api/retention-schedules", new { periods = RetentionSchedule.Shipped.Skip(1) });
        var published = (await PublishAsync(council, (RecordKind.UnsuccessfulApplication, 6))).Expect(201);

        Assert.Equal(["periods[0].months", "periods[3].months"], refused.Expect(422).Fields);
        Assert.Equal(["periods"], missing.Expect(422).Fields);
        Assert.Equal(2, published["version"].GetInt32());
        Assert.Equal(6, (await council.GetAsync(Staff.Hr, "/api/retention-schedules/2")).Expect(200)["periods"][0].GetProperty("months").GetInt32());
        Assert.Equal(12, (await council.GetAsync(Staff.Hr, "/api/retention-schedules/1")).Expect(200)["periods"][0].GetProperty("months").GetInt32());
        (await council.GetAsync(Staff.Hr, "/api/retention-schedules/3")).Expect(404);
    }

    /// <summary>Publishes the shipped schedule with some months changed.</summary>
    internal static Task<Reply> PublishAsync(Council council, params (RecordKind Kind, int Months)[] changed) => council.PostAsync(
        Staff.Hr,
        "/api/retention-schedules",
        new
        {
            periods = RetentionSchedule.Shipped.Select(period =>
                changed.Any(change => change.Kind == period.Kind) ? period with { Months = changed.Single(change => change.Kind == period.Kind).Months } : period),
        });
}
