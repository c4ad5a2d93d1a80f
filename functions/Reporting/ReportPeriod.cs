using System.Globalization;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>Why a report was made.</summary>
public enum ReportKind
{
    /// <summary>A week had ended.</summary>
    Weekly,

    /// <summary>A month had ended.</summary>
    Monthly,

    /// <summary>The year to 30 September had ended, the Department for Education's.</summary>
    Annual,

    /// <summary>Somebody asked.</summary>
    OnDemand,
}

/// <summary>The period of a report: a week from Monday, a month, the year from 1 October, or what was asked for; by London's calendar.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="From">Its first day.</param>
/// <param name="To">Its last day, of which the report tells.</param>
public sealed record ReportPeriod(ReportKind Kind, DateOnly From, DateOnly To)
{
    /// <summary>How many missed reports of a kind are made up for at most, the latest ones: five years of months.</summary>
    public const int MostMissed = 60;

    /// <summary>The report's id: <c>weekly-2026-03-02</c> after the Monday it is due, <c>monthly-2026-02</c> and <c>annual-2026</c> after the month and the year in which the period ends.</summary>
    public string ReportId => Kind switch
    {
        ReportKind.Weekly => $"weekly-{To.AddDays(1):yyyy-MM-dd}",
        ReportKind.Monthly => $"monthly-{To:yyyy-MM}",
        ReportKind.Annual => $"annual-{To:yyyy}",
        _ => throw new InvalidOperationException("A report on demand has an id of its own."),
    };

    /// <summary>The period in words.</summary>
    public string Words => Kind switch
    {
        ReportKind.Weekly => $"the week to {UkCalendar.Words(To)}",
        ReportKind.Monthly => To.ToString("MMMM yyyy", CultureInfo.InvariantCulture),
        ReportKind.Annual => $"the year to {UkCalendar.Words(To)}",
        _ => $"{UkCalendar.Words(From)} to {UkCalendar.Words(To)}",
    };

    /// <summary>The last period of a kind that had ended before a day.</summary>
    public static ReportPeriod Before(ReportKind kind, DateOnly day)
    {
        var begun = kind switch
        {
            ReportKind.Weekly => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            ReportKind.Monthly => new DateOnly(day.Year, day.Month, 1),
            ReportKind.Annual => new DateOnly(day.Month < 10 ? day.Year - 1 : day.Year, 10, 1),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Such reports have no schedule."),
        };
        var from = kind switch
        {
            ReportKind.Weekly => begun.AddDays(-7),
            ReportKind.Monthly => begun.AddMonths(-1),
            _ => begun.AddYears(-1),
        };
        return new(kind, from, begun.AddDays(-1));
    }

    /// <summary>The periods whose reports are due on a day and not made yet, the earliest first: all since the newest that is kept, and the last one where none is.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="today">The day.</param>
    /// <param name="newestTo">The last day of the newest report's period; null where none is kept.</param>
    public static IReadOnlyList<ReportPeriod> Due(ReportKind kind, DateOnly today, DateOnly? newestTo)
    {
        List<ReportPeriod> due = [];
        for (var period = Before(kind, today); due.Count < MostMissed && (newestTo is { } newest ? period.To > newest : due.Count == 0); period = Before(kind, period.From))
        {
            due.Insert(0, period);
        }

        return due;
    }
}
