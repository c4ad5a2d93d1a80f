using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Quartz;

namespace RecruitRetain.Local;

/// <summary>When a timer function runs.</summary>
internal abstract partial class TimerSchedule
{
    private const string ZoneSetting = "WEBSITE_TIME_ZONE";
    private const string Fields = "{second} {minute} {hour} {day} {month} {day-of-week}";

    /// <summary>The first instant after another at which it runs.</summary>
    public abstract DateTimeOffset Next(DateTimeOffset after);

    /// <summary>Reads a six-field NCRONTAB expression (in the zone of <c>WEBSITE_TIME_ZONE</c>, UTC without it) or a time span.</summary>
    /// <exception cref="WorkerException">It is neither.</exception>
    public static TimerSchedule Parse(FunctionEntry function, string text, IConfiguration settings)
    {
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval))
        {
            return interval > TimeSpan.Zero ? new Interval(interval) : throw Wrong("a time span must be more than zero");
        }

        var zone = TimeZoneInfo.Utc;
        if (settings[ZoneSetting] is { Length: > 0 } id && !TimeZoneInfo.TryFindSystemTimeZoneById(id, out zone))
        {
            throw FunctionCatalog.Cannot(
                function.Name, $"the setting {ZoneSetting} names no time zone: '{id}' (expected one like Europe/London)");
        }

        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 6 || fields.FirstOrDefault(field => !Field().IsMatch(field)) is not null)
        {
            throw Wrong($"expected six fields {Fields} of numbers, names, '*', ',', '-' and '/', or a time span");
        }

        // In NCRONTAB a day must be in both fields, in Quartz in either: Quartz gets one of them and the other is looked at here.
        var anyDay = fields[3] == "*" || fields[5] == "*";
        try
        {
            var weekdays = Weekdays(fields[5]);
            var (day, weekday) = anyDay && fields[5] != "*" ? ("?", weekdays) : (fields[3], "?");
            var cron = new CronExpression(string.Join(' ', [.. fields[..3], day, fields[4], weekday]), zone);
            var days = anyDay ? null : new CronExpression($"0 0 0 ? * {weekdays}", TimeZoneInfo.Utc);
            return new Cron(cron, days, zone) is var schedule && schedule.Falls(DateTimeOffset.UnixEpoch)
                ? schedule
                : throw Wrong("it never falls due");
        }
        catch (FormatException e)
        {
            throw Wrong(e.Message.TrimEnd('.'));
        }

        WorkerException Wrong(string why) =>
            FunctionCatalog.Cannot(function.Name, function.Triggered, $"the schedule '{text}' cannot be read: {why}");
    }

    // NCRONTAB counts the days of the week from Sunday 0 (or 7), Quartz from Sunday 1; what follows a slash is a step, not a day.
    private static string Weekdays(string field) => Weekday().Replace(field, match =>
        int.Parse(match.Value, CultureInfo.InvariantCulture) is <= 7 and var day
            ? ((day % 7) + 1).ToString(CultureInfo.InvariantCulture)
            : throw new FormatException($"day of the week {match.Value} is not one of 0 (Sunday) to 7 (Sunday again)"));

    [GeneratedRegex(@"^((\*|[0-9]{1,2}|[a-zA-Z]{3})(-([0-9]{1,2}|[a-zA-Z]{3}))?(/[0-9]{1,2})?(,|$))+$")]
    private static partial Regex Field();

    [GeneratedRegex("(?<!/)\\b[0-9]+")]
    private static partial Regex Weekday();

    private sealed class Interval(TimeSpan interval) : TimerSchedule
    {
        public override DateTimeOffset Next(DateTimeOffset after) => after + interval;
    }

    private sealed class Cron(CronExpression cron, CronExpression? days, TimeZoneInfo zone) : TimerSchedule
    {
        public bool Falls(DateTimeOffset after) => Find(after) is not null;

        public override DateTimeOffset Next(DateTimeOffset after)
        {
            // Asked within the hour that the clocks repeat, Quartz would name a time again that was met in the first pass: ask from before.
            var from = zone.IsAmbiguousTime(after) ? after.AddHours(-2) : after;
            var next = Find(from);
            while (next <= after)
            {
                next = Find(next.Value);
            }

            return next ?? DateTimeOffset.MaxValue;
        }

        private DateTimeOffset? Find(DateTimeOffset after)
        {
            var next = cron.GetNextValidTimeAfter(after);
            while (next is { } at && days is not null)
            {
                var day = TimeZoneInfo.ConvertTime(at, zone).Date;
                if (days.IsSatisfiedBy(new DateTimeOffset(day, TimeSpan.Zero)))
                {
                    break;
                }

                var midnight = day.AddDays(1);

                // None of that day's times: on to the end of the day.
                next = cron.GetNextValidTimeAfter(new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).AddSeconds(-1));
            }

            return next;
        }
    }
}
