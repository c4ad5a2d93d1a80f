namespace RecruitRetain.Audit;

/// <summary>
/// The route shows what is protected: special-category data, checks, absences, who somebody is, or the trail itself. Its function enters in the trail who is shown it about
/// whom before it answers; a test holds every route against this.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProtectedAttribute : Attribute;
