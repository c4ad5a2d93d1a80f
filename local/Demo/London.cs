using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RecruitRetain.Local.Demo;

/// <summary>Dates as people in England write them, and the instants they mean.</summary>
internal static partial class London
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>The same instant by London's clocks.</summary>
    public static DateTimeOffset At(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Zone);

    /// <summary>An instant for the story: <c>Mon 3 Aug 2015 09:00</c>.</summary>
    public static string Format(DateTimeOffset instant) => At(instant).ToString("ddd d MMM yyyy HH:mm", CultureInfo.InvariantCulture);

    /// <summary>
    /// Reads <c>2026-03-02T09:00</c> or <c>2026-03-02</c> by London's clocks, or an instant with its offset. False for anything else, and
    /// for a time that the clocks skip.
    /// </summary>
    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        if (DateTime.TryParseExact(
                text, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            instant = FromLocal(local);
            return !Zone.IsInvalidTime(local);
        }

        instant = default;
        return WithOffset().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out instant);
    }

    private static DateTimeOffset FromLocal(DateTime local) => new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$")]
    private static partial Regex WithOffset();

    /// <summary>A length of time in calendar units and elapsed ones: <c>P6M</c>, <c>P1Y2M10D</c>, <c>P2W</c>, <c>PT36H</c>.</summary>
    internal sealed partial record Duration(int Months, int Days, TimeSpan Elapsed)
    {
        /// <summary>Reads an ISO 8601 duration in whole units; false if it is not one.</summary>
        public static bool TryParse(string text, [NotNullWhen(true)] out Duration? duration)
        {
            var match = Pattern().Match(text);
            int Unit(string name) => match.Groups[name] is { Success: true } group ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;
            duration = match.Success
                ? new Duration((12 * Unit("years")) + Unit("months"), (7 * Unit("weeks")) + Unit("days"), new TimeSpan(Unit("hours"), Unit("minutes"), Unit("seconds")))
                : null;
            return match.Success;
        }

        /// <summary>The instant this much later: calendar units keep the time on London's clocks, and months end where the month ends.</summary>
        public DateTimeOffset After(DateTimeOffset instant) =>
            FromLocal(At(instant).DateTime.AddMonths(Months).AddDays(Days)) + Elapsed;

        [GeneratedRegex(
            @"^P(?=\d|T\d)(?:(?<years>\d{1,4})Y)?(?:(?<months>\d{1,4})M)?(?:(?<weeks>\d{1,4})W)?(?:(?<days>\d{1,6})D)?" +
            @"(?:T(?=\d)(?:(?<hours>\d{1,6})H)?(?:(?<minutes>\d{1,6})M)?(?:(?<seconds>\d{1,6})S)?)?$")]
        private static partial Regex Pattern();
    }
}
