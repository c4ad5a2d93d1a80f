namespace RecruitRetain.Retention;

/// <summary>How far a retention stage has come.</summary>
/// <param name="EmploymentId">Whose stage it is.</param>
/// <param name="Seen">The number of the last line of the plan's journal for which letters were looked up.</param>
/// <param name="AnnouncedTo">The due date of the last payment announced; null before the first.</param>
public sealed record RetentionProgress(string EmploymentId, long Seen = 0, DateOnly? AnnouncedTo = null);
