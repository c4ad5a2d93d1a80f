using System.Text.Json.Serialization;

namespace RecruitRetain.Workforce;

/// <summary>Something that happened to a stint.</summary>
[JsonDerivedType(typeof(StintBegan), nameof(StintBegan))]
[JsonDerivedType(typeof(StintEnded), nameof(StintEnded))]
[JsonDerivedType(typeof(StintRateChanged), nameof(StintRateChanged))]
[JsonDerivedType(typeof(StintPostCovered), nameof(StintPostCovered))]
[JsonDerivedType(typeof(StintCorrected), nameof(StintCorrected))]
public abstract record StintEvent;

/// <summary>An agency worker began.</summary>
public sealed record StintBegan(AgencyStint Stint) : StintEvent;

/// <summary>The stint ended with its last day.</summary>
public sealed record StintEnded(DateOnly LastDayOn) : StintEvent;

/// <summary>The agency charges another rate from a day on.</summary>
public sealed record StintRateChanged(HourlyRate Rate) : StintEvent;

/// <summary>The stint covers a post.</summary>
public sealed record StintPostCovered(string PostId) : StintEvent;

/// <summary>Something was recorded wrongly; what is null was right.</summary>
/// <param name="Reason">Why it is corrected.</param>
/// <param name="StartedOn">The first day in truth.</param>
/// <param name="LastDayOn">The last day in truth.</param>
/// <param name="Fte">The full-time equivalent in truth.</param>
/// <param name="PostId">The post covered in truth.</param>
/// <param name="HourlyPence">What the agency charged from the first day in truth, in pence.</param>
public sealed record StintCorrected(string Reason, DateOnly? StartedOn, DateOnly? LastDayOn, decimal? Fte, string? PostId, long? HourlyPence) : StintEvent;
