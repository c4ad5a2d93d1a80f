using System.Globalization;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using RecruitRetain.Local;

namespace RecruitRetain.Tests.Worker;

public sealed class TimerScheduleTests
{
    [Theory]
    [InlineData("0 */5 * * * *", "2027-01-01T00:02:00Z", "01-01 00:05, 01-01 00:10, 01-01 00:15")]
    [InlineData("30 0 9 * * 1-5", "2027-01-01T10:00:00Z", "01-04 09:00, 01-05 09:00, 01-06 09:00")] // 1 January 2027 is a Friday
    [InlineData("0 0 9 * * Mon", "2027-01-01T00:00:00Z", "01-04 09:00, 01-11 09:00, 01-18 09:00")]
    [InlineData("0 0 9 * * 0", "2027-01-01T00:00:00Z", "01-03 09:00, 01-10 09:00, 01-17 09:00")]
    [InlineData("0 0 9 * * 7", "2027-01-01T00:00:00Z", "01-03 09:00, 01-10 09:00, 01-17 09:00")]
    [InlineData("0 0 9 * * 5-7", "2027-01-01T10:00:00Z", "01-02 09:00, 01-03 09:00, 01-08 09:00")]
    [InlineData("0 0 9 * * */3", "2027-01-01T10:00:00Z", "01-02 09:00, 01-03 09:00, 01-06 09:00")] // Sunday, Wednesday, Saturday
    [InlineData("0 0 9 1,15 jan-mar *", "2027-01-02T00:00:00Z", "01-15 09:00, 02-01 09:00, 02-15 09:00")]
    [InlineData("0 0 9 13 * 5", "2027-01-01T00:00:00Z", "08-13 09:00, 10-13 09:00, 04-13 09:00")] // Fridays the 13th, not Fridays or the 13th
    [InlineData("0 0 0 29 2 *", "2027-01-01T00:00:00Z", "02-29 00:00, 02-29 00:00, 02-29 00:00")]
    [InlineData("06:00:00", "2027-01-01T01:00:00Z", "01-01 07:00, 01-01 13:00, 01-01 19:00")]
    public void Schedules_fall_due_as_NCRONTAB_says(string schedule, string after, string expected) =>
        Assert.Equal(expected, Dues(schedule, "UTC", after, 3));

    [Theory]
    [InlineData("0 30 1 * * *", "2027-03-27T12:00:00Z", "03-28 01:00, 03-29 00:30")] // skipped: once, when the clocks have moved
    [InlineData("0 0,30 1 * * *", "2027-03-27T12:00:00Z", "03-28 01:00, 03-29 00:00, 03-29 00:30")]
    [InlineData("0 30 1 * * *", "2027-10-30T12:00:00Z", "10-31 00:30, 11-01 01:30")] // repeated: in the first pass only
    [InlineData("0 30 1 * * *", "2027-10-31T01:05:00Z", "11-01 01:30")]
    [InlineData("0 30 9 * * *", "2027-03-27T12:00:00Z", "03-28 08:30, 03-29 08:30")]
    [InlineData("0 30 9 * * *", "2027-10-30T12:00:00Z", "10-31 09:30, 11-01 09:30")]
    [InlineData("0 0 * * * *", "2027-03-27T23:30:00Z", "03-28 00:00, 03-28 01:00, 03-28 02:00")]
    [InlineData("0 0 * * * *", "2027-10-30T23:30:00Z", "10-31 00:00, 10-31 01:00, 10-31 02:00")]
    public void Both_clock_changes_of_London_keep_one_run_a_day(string schedule, string after, string expected) =>
        Assert.Equal(expected, Dues(schedule, "Europe/London", after, expected.Split(',').Length));

    [Theory]
    [InlineData("0 0 9 * *", "expected six fields")]
    [InlineData("0 0 9 L * *", "expected six fields")]
    [InlineData("0 0 9 ? * *", "expected six fields")]
    [InlineData("0 61 9 * * *", "Minute")]
    [InlineData("0 0 24 * * *", "Hour")]
    [InlineData("0 0 9 * * 8", "day of the week 8")]
    [InlineData("0 0 9 30 2 *", "it never falls due")]
    [InlineData("00:00:00", "more than zero")]
    [InlineData("every day", "expected six fields")]
    public void A_schedule_that_cannot_be_read_is_named_with_its_function(string schedule, string why)
    {
        var error = Assert.Throws<WorkerException>(() => Parse(schedule, "UTC"));

        Assert.StartsWith($"Function 'hourly' cannot run: its parameter 'timer' ([TimerTrigger] TimerInfo): the schedule '{schedule}' cannot be read: ", error.Message);
        Assert.Contains(why, error.Message);
    }

    [Fact]
    public void An_unknown_time_zone_is_named() =>
        Assert.Equal(
            "Function 'hourly' cannot run: the setting WEBSITE_TIME_ZONE names no time zone: 'Europe/Londres' (expected one like Europe/London).",
            Assert.Throws<WorkerException>(() => Parse("0 0 9 * * *", "Europe/Londres")).Message);

    private static string Dues(string schedule, string zone, string after, int count)
    {
        var parsed = Parse(schedule, zone);
        var instant = DateTimeOffset.Parse(after, CultureInfo.InvariantCulture);
        List<string> dues = [];
        for (var i = 0; i < count; i++)
        {
            instant = parsed.Next(instant);
            dues.Add(instant.UtcDateTime.ToString("MM-dd HH:mm", CultureInfo.InvariantCulture));
        }

        return string.Join(", ", dues);
    }

    private static TimerSchedule Parse(string schedule, string zone)
    {
        var method = typeof(TimerSamples).GetMethod(nameof(TimerSamples.Hourly))!;
        var parameter = method.GetParameters()[0];
        return TimerSchedule.Parse(
            new FunctionEntry("hourly", method, parameter, parameter.GetCustomAttribute<TimerTriggerAttribute>()!),
            schedule,
            new ConfigurationBuilder().AddInMemoryCollection([new("WEBSITE_TIME_ZONE", zone)]).Build());
    }
}
