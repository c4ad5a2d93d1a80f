using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace RecruitRetain.Workforce;

/// <summary>How the council reads the register of Social Work England.</summary>
public sealed class Register(IConfiguration settings)
{
    private const int UsualGraceDays = 31;

    /// <summary>
    /// For how many calendar days after the end of a renewal season the register is believed to be behind: the setting
    /// <c>Registration:GraceDays</c>, otherwise 31.
    /// </summary>
    public int GraceDays { get; } = settings["Registration:GraceDays"] is { } days ? int.Parse(days, CultureInfo.InvariantCulture) : UsualGraceDays;
}
