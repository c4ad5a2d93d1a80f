using RecruitRetain.Local;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Time;

public sealed class ClockTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("clock-").FullName;
    private LocalAzure _azure = null!;

    private LocalClock Clock => _azure.Clock;

    public async ValueTask InitializeAsync()
    {
        _azure = LocalAzure.Open(Path.Combine(_folder, "store.db"));
        await Clock.SetAsync(Monday, hold: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _azure.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("6.00:00:00")]
    [InlineData("7.00:00:00")]
    [InlineData("49.17:02:47")]
    [InlineData("49.17:02:48")]
    [InlineData("731.00:00:00")]
    public async Task A_delay_of_any_length_passes_when_the_clock_is_moved_over_it_and_not_before(string length)
    {
        var delay = TimeSpan.Parse(length, System.Globalization.CultureInfo.InvariantCulture);
        var passed = new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = Clock.CreateTimer(_ => passed.SetResult(Clock.GetUtcNow()), null, delay, Timeout.InfiniteTimeSpan);

        await Clock.AdvanceAsync(Monday + delay - TimeSpan.FromTicks(1));
        var early = passed.Task.IsCompleted;
        await Clock.AdvanceAsync(Monday + delay + TimeSpan.FromDays(3));

        Assert.False(early);
        Assert.Equal(Monday + delay, await passed.Task);
        Assert.Equal(Monday + delay + TimeSpan.FromDays(3), Clock.GetUtcNow());
    }

    [Fact]
    public async Task What_falls_due_on_the_way_fires_in_order_and_each_at_its_own_instant()
    {
        List<string> fired = [];
        int[] hours = [5, 1, 3, 8];
        foreach (var hour in hours)
        {
            Clock.Register(new Alarm(Monday.AddHours(hour), _azure.Workload, () => fired.Add($"{hour} at {(Clock.GetUtcNow() - Monday).TotalHours}")));
        }

        await Clock.AdvanceAsync(Monday.AddHours(6));

        Assert.Equal(["1 at 1", "3 at 3", "5 at 5"], fired);
    }

    [Fact]
    public async Task What_follows_from_something_due_is_done_before_the_clock_goes_on()
    {
        List<double> seen = [];
        Clock.Register(new Alarm(Monday.AddHours(1), _azure.Workload, () =>
            Clock.Register(new Alarm(Monday.AddHours(2), _azure.Workload, () => seen.Add((Clock.GetUtcNow() - Monday).TotalHours)))));
        Clock.Register(new Alarm(Monday.AddHours(3), _azure.Workload, () => seen.Add((Clock.GetUtcNow() - Monday).TotalHours)));

        await Clock.AdvanceAsync(Monday.AddHours(4));

        Assert.Equal([2.0, 3.0], seen);
    }

    [Fact]
    public async Task The_clock_passes_a_leap_day_and_both_clock_changes_without_losing_an_hour()
    {
        List<string> london = [];
        foreach (var instant in new[]
        {
            new DateTimeOffset(2026, 3, 29, 0, 59, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 29, 1, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero), new DateTimeOffset(2026, 10, 25, 1, 30, 0, TimeSpan.Zero),
            new DateTimeOffset(2028, 2, 29, 12, 0, 0, TimeSpan.Zero),
        })
        {
            Clock.Register(new Alarm(instant, _azure.Workload, () => london.Add(
                UkCalendar.InLondon(Clock.GetUtcNow()).ToString("yyyy-MM-dd HH:mm zzz", System.Globalization.CultureInfo.InvariantCulture))));
        }

        await Clock.AdvanceAsync(new DateTimeOffset(2028, 3, 1, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal(
            ["2026-03-29 00:59 +00:00", "2026-03-29 02:00 +01:00", "2026-10-25 01:30 +01:00", "2026-10-25 01:30 +00:00", "2028-02-29 12:00 +00:00"],
            london);
    }

    [Fact]
    public async Task The_clock_does_not_go_back_not_even_over_a_restart()
    {
        await Clock.AdvanceAsync(Monday.AddMonths(24));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Clock.AdvanceAsync(Monday));
        await _azure.DisposeAsync();

        _azure = LocalAzure.Open(Path.Combine(_folder, "store.db"));

        Assert.Equal(Monday.AddMonths(24), Clock.GetUtcNow());
        Assert.True(Clock.IsHeld);
    }

    [Fact]
    public async Task A_live_clock_goes_on_from_where_it_was_moved_to()
    {
        await Clock.HoldAsync(false);

        await Clock.AdvanceAsync(Monday.AddYears(2));
        var first = Clock.GetUtcNow();
        SpinWait.SpinUntil(() => Clock.GetUtcNow() > first);

        Assert.InRange(Clock.GetUtcNow(), Monday.AddYears(2), Monday.AddYears(2).AddMinutes(1));
    }

    /// <summary>Something due once.</summary>
    private sealed class Alarm(DateTimeOffset at, Workload workload, Action ring) : IDueSource
    {
        private bool _rung;

        public DateTimeOffset? NextDue => _rung ? null : at;

        public Task FireAsync(DateTimeOffset now)
        {
            _rung = true;
            workload.Begin();
            _ = Task.Run(() =>
            {
                ring();
                workload.End();
            });
            return Task.CompletedTask;
        }
    }
}
