using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;

namespace RecruitRetain.Shared;

/// <summary>The calendar people agree dates in: Europe/London days, months from an original date, and England's working days.</summary>
public static class UkCalendar
{
    /// <summary>The first day that anything is about: what is counted back from it, months and years, is a day too.</summary>
    public static DateOnly Earliest { get; } = new(1900, 1, 1);

    /// <summary>The last day that anything is about.</summary>
    public static DateOnly Latest { get; } = new(2199, 12, 31);

    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    private static readonly ConcurrentDictionary<int, FrozenSet<DateOnly>> HolidaysByYear = new();

    // Moved or added by royal proclamation; gov.uk/bank-holidays.
    private static readonly FrozenDictionary<DateOnly, DateOnly> Moved = new Dictionary<DateOnly, DateOnly>
    {
        [new(2012, 5, 28)] = new(2012, 6, 4),
        [new(2020, 5, 4)] = new(2020, 5, 8),
        [new(2022, 5, 30)] = new(2022, 6, 2),
    }.ToFrozenDictionary();

    private static readonly DateOnly[] Added =
    [
        new(2011, 4, 29), // royal wedding
        new(2012, 6, 5), // diamond jubilee
        new(2022, 6, 3), // platinum jubilee
        new(2022, 9, 19), // state funeral
        new(2023, 5, 8), // coronation
    ];

    /// <summary>Whether something can be about a day: one further off is a slip of the pen.</summary>
    public static bool Covers(DateOnly date) => date >= Earliest && date <= Latest;

    /// <summary>The UTC instant at which the day begins in London.</summary>
    public static DateTimeOffset StartOfDayUtc(DateOnly date)
    {
        var midnight = date.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, London.GetUtcOffset(midnight)).ToUniversalTime();
    }

    /// <summary>The UTC instant at which letters go out on a day: eight in the morning in London.</summary>
    public static DateTimeOffset MorningUtc(DateOnly date)
    {
        var morning = date.ToDateTime(new TimeOnly(8, 0));
        return new DateTimeOffset(morning, London.GetUtcOffset(morning)).ToUniversalTime();
    }

    /// <summary>The London calendar day on which an instant falls.</summary>
    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, London).DateTime);

    /// <summary>The instant in London wall-clock time, for display.</summary>
    public static DateTimeOffset InLondon(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, London);

    /// <summary>A date as people write it: 3 July 2026.</summary>
    public static string Words(DateOnly date) => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Months after the original date, clamped to the end of a shorter month. Always pass the original date: chaining drifts.</summary>
    public static DateOnly AddMonths(DateOnly original, int months) => original.AddMonths(months);

    /// <summary>The earlier of two days; null stands for no end.</summary>
    public static DateOnly Earlier(DateOnly? one, DateOnly other) => one < other ? one.Value : other;

    /// <summary>The later of two days.</summary>
    public static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    /// <summary>Whole months from <paramref name="from"/> up to and including <paramref name="lastDayOn"/>: the last day counts. Never negative.</summary>
    public static int FullMonths(DateOnly from, DateOnly lastDayOn)
    {
        var dayAfter = lastDayOn.AddDays(1);
        var months = ((dayAfter.Year - from.Year) * 12) + dayAfter.Month - from.Month;
        if (AddMonths(from, months) > dayAfter)
        {
            months--;
        }

        return Math.Max(0, months);
    }

    /// <summary>England's bank holidays of a year, in order; computed by rule, with the proclaimed exceptions since 2010.</summary>
    public static IReadOnlyList<DateOnly> BankHolidays(int year) => [.. HolidaysOf(year).Order()];

    /// <summary>Neither a weekend nor a bank holiday in England.</summary>
    public static bool IsWorkingDay(DateOnly date) => !IsWeekend(date) && !HolidaysOf(date.Year).Contains(date);

    /// <summary>The day that lies the given number of working days after <paramref name="date"/>; the day itself never counts.</summary>
    public static DateOnly AddWorkingDays(DateOnly date, int workingDays)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(workingDays);
        while (workingDays > 0)
        {
            date = date.AddDays(1);
            if (IsWorkingDay(date))
            {
                workingDays--;
            }
        }

        return date;
    }

    private static FrozenSet<DateOnly> HolidaysOf(int year) => HolidaysByYear.GetOrAdd(year, Compute);

    private static FrozenSet<DateOnly> Compute(int year)
    {
        var easter = EasterSunday(year);
        List<DateOnly> usual =
        [
            easter.AddDays(-2),
            easter.AddDays(1),
            OnOrAfter(new(year, 5, 1), DayOfWeek.Monday),
            OnOrAfter(new(year, 5, 25), DayOfWeek.Monday),
            OnOrAfter(new(year, 8, 25), DayOfWeek.Monday),
        ];
        var holidays = usual.Select(day => Moved.GetValueOrDefault(day, day)).Concat(Added.Where(day => day.Year == year)).ToHashSet();
        foreach (var day in new DateOnly[] { new(year, 1, 1), new(year, 12, 25), new(year, 12, 26) })
        {
            var substitute = day;
            while (IsWeekend(substitute) || holidays.Contains(substitute))
            {
                substitute = substitute.AddDays(1);
            }

            holidays.Add(substitute);
        }

        return holidays.ToFrozenSet();
    }

    private static bool IsWeekend(DateOnly date) => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private static DateOnly OnOrAfter(DateOnly date, DayOfWeek day) => date.AddDays(((int)day - (int)date.DayOfWeek + 7) % 7);

    // The anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8).
    private static DateOnly EasterSunday(int year)
    {
        var golden = year % 19;
        var (century, ofCentury) = (year / 100, year % 100);
        var epact = ((19 * golden) + century - (century / 4) - ((century - ((century + 8) / 25) + 1) / 3) + 15) % 30;
        var weekday = (32 + (2 * (century % 4)) + (2 * (ofCentury / 4)) - epact - (ofCentury % 4)) % 7;
        var correction = (golden + (11 * epact) + (22 * weekday)) / 451;
        var days = epact + weekday - (7 * correction) + 114;
        return new(year, days / 31, (days % 31) + 1);
    }
}

/// <summary>The London calendar on any clock.</summary>
public static class UkClock
{
    /// <summary>Today in London.</summary>
    public static DateOnly Today(this TimeProvider clock) => UkCalendar.DateOf(clock.GetUtcNow());

    /// <summary>The last day in London whose letters may go out: today from eight in the morning on, yesterday before.</summary>
    public static DateOnly LettersDay(this TimeProvider clock)
    {
        var today = clock.Today();
        return clock.GetUtcNow() >= UkCalendar.MorningUtc(today) ? today : today.AddDays(-1);
    }
}
