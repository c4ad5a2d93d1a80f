using System.Globalization;

namespace RecruitRetain.Tests.Worker;

public sealed class TimerFunctionsTests : IAsyncLifetime
{
    private readonly SampleApp _app = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_timer_runs_at_each_due_instant_of_the_moved_clock()
    {
        await _app.RunAsync(typeof(TimerSamples));

        await _app.Azure.Clock.AdvanceAsync(At("2027-03-01T12:30:00Z"));

        Assert.Equal(["hourly 03-01 10:00", "hourly 03-01 11:00", "hourly 03-01 12:00"], _app.Journal.Lines);
    }

    [Fact]
    public async Task However_many_runs_were_missed_one_makes_up_for_them_as_past_due()
    {
        await _app.RunAsync(typeof(TimerSamples));
        await _app.Azure.Clock.AdvanceAsync(At("2027-03-01T10:30:00Z"));
        await _app.Host.Azure.Store.WriteAsync(session => session.Execute(
            "UPDATE timer_functions SET next_ticks = ?1", At("2027-03-01T07:00:00Z").UtcTicks));
        await _app.StopAsync();

        await _app.RunAsync(typeof(TimerSamples));
        await _app.Azure.Clock.AdvanceAsync(At("2027-03-01T12:00:00Z"));

        Assert.Equal(["hourly 03-01 10:00", "hourly 03-01 10:30 late", "hourly 03-01 11:00", "hourly 03-01 12:00"], _app.Journal.Lines);
    }

    [Fact]
    public async Task A_restart_between_two_runs_neither_repeats_nor_skips_one()
    {
        for (var i = 10; i <= 12; i++)
        {
            await _app.RunAsync(typeof(TimerSamples));
            await _app.Azure.Clock.AdvanceAsync(At($"2027-03-01T{i}:30:00Z"));
            await _app.StopAsync();
        }

        Assert.Equal(["hourly 03-01 10:00", "hourly 03-01 11:00", "hourly 03-01 12:00"], _app.Journal.Lines);
    }

    [Fact]
    public async Task Schedules_come_from_settings_in_the_zone_of_the_settings()
    {
        _app.Settings["Weekly"] = "0 0 7 * * Mon";
        _app.Settings["WEBSITE_TIME_ZONE"] = "Europe/London";
        await _app.RunAsync(typeof(SettingTimerSamples));

        await _app.Azure.Clock.AdvanceAsync(At("2027-03-30T00:00:00Z"));

        Assert.Equal(
            [
                "weekly 03-08 07:00 last 01-01 00:00 next 03-15 07:00",
                "weekly 03-15 07:00 last 03-08 07:00 next 03-22 07:00",
                "weekly 03-22 07:00 last 03-15 07:00 next 03-29 06:00",
                "weekly 03-29 06:00 last 03-22 07:00 next 04-05 06:00",
            ],
            _app.Journal.Lines.Where(line => line.StartsWith("weekly", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Run_on_startup_runs_at_once_and_then_by_the_schedule()
    {
        _app.Settings["Weekly"] = "0 0 7 * * Mon";
        await _app.RunAsync(typeof(SettingTimerSamples));

        await _app.Azure.Clock.AdvanceAsync(At("2027-03-02T12:00:00Z"));

        Assert.Equal(["at-startup 03-01 09:00", "at-startup 03-01 21:00", "at-startup 03-02 09:00"], _app.Journal.Lines);
    }

    [Fact]
    public async Task A_run_that_outlasts_its_interval_is_never_joined_by_another()
    {
        await _app.RunAsync(typeof(OverlapSamples));
        var advanced = _app.Azure.Clock.AdvanceAsync(At("2027-03-01T10:00:00Z"));
        await OverlapSamples.Begun.WaitAsync();

        // The clock is set past two more due instants while the first run is still on its way.
        var source = _app.Host.Worker.Timers;
        await source.FireAsync(At("2027-03-01T12:30:00Z"));
        Assert.Null(source.NextDue);
        OverlapSamples.Go.SetResult();
        await advanced;

        Assert.Equal(["begins", "ends"], _app.Journal.Lines);
    }

    [Fact]
    public async Task A_timer_that_throws_runs_again_at_its_next_time()
    {
        await _app.RunAsync(typeof(ThrowingTimerSamples));

        await _app.Azure.Clock.AdvanceAsync(At("2027-03-01T11:00:00Z"));

        Assert.Equal(["throws", "throws"], _app.Journal.Lines);
    }

    [Fact]
    public async Task Twenty_four_months_of_an_hourly_timer_are_17544_runs()
    {
        await _app.RunAsync(typeof(TimerSamples));

        await _app.Azure.Clock.AdvanceAsync(At("2029-03-01T09:00:00Z"));

        Assert.Equal(17_544, _app.Journal.Lines.Count); // 731 days: 2028 is a leap year
    }

    private static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);
}
