namespace RecruitRetain.Recruitment;

/// <summary>What was known about an application when it came in, as far as decisions need it.</summary>
/// <param name="Referred">Whether the candidate named an employee who told them of the vacancy; the name stands with the person.</param>
/// <param name="StintId">The newest agency stint of somebody with the same e-mail address or registration number: a locum applies.</param>
/// <param name="ImportId">The import that it came with, if any.</param>
public sealed record IntakeFacts(bool Referred = false, string? StintId = null, string? ImportId = null);
