using System.Text.Json.Serialization;

namespace RecruitRetain.Retention;

/// <summary>Where a scheme stands against the regional memorandum on social workers' pay.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(WithinMemorandum), "within")]
[JsonDerivedType(typeof(ExceedsMemorandum), "exceeds")]
[JsonDerivedType(typeof(NotCoveredByMemorandum), "not-covered")]
public abstract record MemorandumPosition;

/// <summary>It pays no more than was agreed.</summary>
public sealed record WithinMemorandum : MemorandumPosition;

/// <summary>It pays more, by an exemption.</summary>
/// <param name="ExemptionReference">Under which the region granted it.</param>
public sealed record ExceedsMemorandum(string ExemptionReference) : MemorandumPosition;

/// <summary>The memorandum does not speak of such payments, or there is none.</summary>
public sealed record NotCoveredByMemorandum : MemorandumPosition;

/// <summary>Who answers for a scheme.</summary>
/// <param name="ApprovedBy">The officer or committee that approved it.</param>
/// <param name="Memorandum">Where it stands against the regional memorandum.</param>
/// <param name="ReviewOn">The day it is to be reviewed; at most a year after it takes effect is good practice.</param>
/// <param name="BudgetPence">The most that all enrolments together may promise, gross, in pence; null for no limit.</param>
public sealed record Governance(string ApprovedBy, MemorandumPosition Memorandum, DateOnly? ReviewOn = null, long? BudgetPence = null);
