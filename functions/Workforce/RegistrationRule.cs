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
/// that has just passed is not by itself a lapse (Social Work England, for employers). How long that is believed is the council's setting.
/// </summary>
public static class RegistrationRule
{
    /// <summary>Judges the end date that the register showed on the day it was looked up.</summary>
    public static RegistrationStatus Judge(DateOnly checkedOn, DateOnly registeredUntil, int graceDays) =>
        checkedOn <= registeredUntil ? RegistrationStatus.Registered
        : checkedOn <= registeredUntil.AddDays(graceDays) ? RegistrationStatus.PendingRegisterUpdate
        : RegistrationStatus.Lapsed;
}
