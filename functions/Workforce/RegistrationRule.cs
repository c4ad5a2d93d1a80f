namespace RecruitRetain.Workforce;

/// <summary>What the register of Social Work England says about somebody.</summary>
public enum RegistrationStatus
{
    /// <summary>Registered.</summary>
    Registered,

    /// <summary>Renewal season: the register still shows last year's end while it is being updated. Warn and look again.</summary>
    PendingRegisterUpdate,

    /// <summary>Not registered. Blocks.</summary>
    Lapsed,
}

/// <summary>
/// Reads a look-up of the register. Renewal runs from 1 September to 30 November, and the register is updated from 1 December on: an end date
/// that has just passed with the season is not by itself a lapse (Social Work England, for employers). How long that is believed is the council's
/// setting. So registration is looked up again every year, once the season is over.
/// </summary>
public static class RegistrationRule
{
    private const int LastMonthOfSeason = 11;

    private const int LastDayOfSeason = 30;

    /// <summary>Judges, on a day, the end date that the register showed.</summary>
    public static RegistrationStatus Judge(DateOnly on, DateOnly registeredUntil, int graceDays) =>
        on <= registeredUntil ? RegistrationStatus.Registered
        : EndsWithSeason(registeredUntil) && on <= registeredUntil.AddDays(graceDays) ? RegistrationStatus.PendingRegisterUpdate
        : RegistrationStatus.Lapsed;

    /// <summary>
    /// Whether the register must be looked up again: nobody has done so since the last renewal season ended, or what it showed was not final.
    /// </summary>
    public static bool IsRecheckDue(RegistrationCheck? last, DateOnly today) =>
        last is not { Status: RegistrationStatus.Registered } || last.CheckedOn <= LastSeasonEnd(today);

    /// <summary>The last day of the renewal season that ended most recently before a day.</summary>
    public static DateOnly LastSeasonEnd(DateOnly before)
    {
        var end = new DateOnly(before.Year, LastMonthOfSeason, LastDayOfSeason);
        return end < before ? end : end.AddYears(-1);
    }

    private static bool EndsWithSeason(DateOnly until) => until is { Month: LastMonthOfSeason, Day: LastDayOfSeason };
}
