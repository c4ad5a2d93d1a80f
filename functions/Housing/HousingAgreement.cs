using Microsoft.Extensions.Configuration;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>The agreement in force: the setting <c>Housing:Agreement</c> as JSON, or the one shipped.</summary>
public sealed class HousingAgreement(IConfiguration settings)
{
    private readonly Lazy<HousingRules> _rules = new(() => Read(settings["Housing:Agreement"]));

    /// <summary>Its terms.</summary>
    /// <exception cref="InvalidOperationException">The setting cannot be meant.</exception>
    public HousingRules Rules => _rules.Value;

    private static HousingRules Read(string? text)
    {
        var rules = text is null ? HousingRules.Default : Json.Read<HousingRules>(text);
        return rules.Validate() is [var error, ..]
            ? throw new InvalidOperationException($"The setting Housing:Agreement is not an agreement: {error.Field} should be {error.Expected}.")
            : rules;
    }
}
