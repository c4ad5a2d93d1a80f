using System.Globalization;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Rules;

public class UkCalendarTests
{
    [Theory]
    [InlineData("2025-08-31", 6, "2026-02-28")]
    [InlineData("2025-08-31", 18, "2027-02-28")]
    [InlineData("2024-02-29", 12, "2025-02-28")]
    [InlineData("2024-02-29", 48, "2028-02-29")]
    [InlineData("2026-01-31", 1, "2026-02-28")]
    [InlineData("2026-01-31", 2, "2026-03-31")]
    [InlineData("2026-08-31", 6, "2027-02-28")]
    [InlineData("2026-08-31", 12, "2027-08-31")]
    [InlineData("2024-02-29", 24, "2026-02-28")]
    [InlineData("2026-01-31", 3, "2026-04-30")]
    [InlineData("2026-04-05", 72, "2032-04-05")]
    public void Months_are_added_to_the_original_date_and_clamped_to_the_end_of_the_month(string from, int months, string expected) =>
        Assert.Equal(Date(expected), UkCalendar.AddMonths(Date(from), months));

    [Theory]
    [InlineData("2024-01-15", "2025-02-14", 13)]
    [InlineData("2024-01-15", "2025-02-13", 12)]
    [InlineData("2024-01-15", "2026-01-14", 24)]
    [InlineData("2024-01-15", "2024-01-15", 0)]
    [InlineData("2024-01-15", "2023-06-01", 0)]
    [InlineData("2024-02-29", "2025-02-27", 12)]
    [InlineData("2024-02-29", "2025-02-26", 11)]
    public void Full_months_count_the_last_day_as_worked(string from, string lastDay, int months) =>
        Assert.Equal(months, UkCalendar.FullMonths(Date(from), Date(lastDay)));

    [Theory]
    [InlineData("2026-04-02", 3, "2026-04-09")]
    [InlineData("2026-12-21", 10, "2027-01-07")]
    [InlineData("2026-04-04", 0, "2026-04-04")]
    [InlineData("2026-04-04", 1, "2026-04-07")]
    public void Working_days_step_over_weekends_and_bank_holidays(string from, int days, string expected) =>
        Assert.Equal(Date(expected), UkCalendar.AddWorkingDays(Date(from), days));

    // gov.uk/bank-holidays, England and Wales
    [Theory]
    [InlineData(2011, "2011-01-03 2011-04-22 2011-04-25 2011-04-29 2011-05-02 2011-05-30 2011-08-29 2011-12-26 2011-12-27")]
    [InlineData(2012, "2012-01-02 2012-04-06 2012-04-09 2012-05-07 2012-06-04 2012-06-05 2012-08-27 2012-12-25 2012-12-26")]
    [InlineData(2020, "2020-01-01 2020-04-10 2020-04-13 2020-05-08 2020-05-25 2020-08-31 2020-12-25 2020-12-28")]
    [InlineData(2021, "2021-01-01 2021-04-02 2021-04-05 2021-05-03 2021-05-31 2021-08-30 2021-12-27 2021-12-28")]
    [InlineData(2022, "2022-01-03 2022-04-15 2022-04-18 2022-05-02 2022-06-02 2022-06-03 2022-08-29 2022-09-19 2022-12-26 2022-12-27")]
    [InlineData(2023, "2023-01-02 2023-04-07 2023-04-10 2023-05-01 2023-05-08 2023-05-29 2023-08-28 2023-12-25 2023-12-26")]
    [InlineData(2024, "2024-01-01 2024-03-29 2024-04-01 2024-05-06 2024-05-27 2024-08-26 2024-12-25 2024-12-26")]
    [InlineData(2026, "2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28")]
    [InlineData(2027, "2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28")]
    public void Bank_holidays_are_the_published_ones(int year, string expected) =>
        Assert.Equal(expected.Split(' ').Select(Date), UkCalendar.BankHolidays(year));

    [Theory]
    [InlineData("2026-03-29", "2026-03-29T00:00:00Z")] // the clocks go forward at 01:00
    [InlineData("2026-03-30", "2026-03-29T23:00:00Z")]
    [InlineData("2026-10-25", "2026-10-24T23:00:00Z")] // and back at 02:00
    [InlineData("2026-10-26", "2026-10-26T00:00:00Z")]
    public void A_day_begins_at_midnight_in_London(string date, string utc)
    {
        var start = UkCalendar.StartOfDayUtc(Date(date));

        Assert.Equal(Instant(utc), start);
        Assert.Equal(TimeSpan.Zero, start.Offset);
        Assert.Equal(Date(date), UkCalendar.DateOf(start));
        Assert.Equal(Date(date).AddDays(-1), UkCalendar.DateOf(start.AddTicks(-1)));
    }

    [Fact]
    public void Letters_go_out_at_eight_in_London_in_winter_and_in_summer()
    {
        Assert.Equal(new DateTimeOffset(2026, 3, 28, 8, 0, 0, TimeSpan.Zero), UkCalendar.MorningUtc(new(2026, 3, 28)));
        Assert.Equal(new DateTimeOffset(2026, 3, 29, 7, 0, 0, TimeSpan.Zero), UkCalendar.MorningUtc(new(2026, 3, 29)));
    }

    [Fact]
    public void Twenty_four_hours_over_the_clock_change_end_an_hour_later_on_the_wall() =>
        Assert.Equal(
            "2026-03-29T19:00:00+01:00",
            UkCalendar.InLondon(Instant("2026-03-28T18:00:00Z").AddHours(24)).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture));

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
