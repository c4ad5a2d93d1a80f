namespace RecruitRetain.Shared;

/// <summary>Who acts, as an opaque id. The system acts under names of its own, so that a rule can ask for a person.</summary>
public static class Actor
{
    /// <summary>The system, when time alone made something happen.</summary>
    public const string Timer = "system:timer";

    /// <summary>The system, when one step follows from another.</summary>
    public const string Journey = "system:journey";

    /// <summary>Whether the actor is a person rather than the system.</summary>
    public static bool IsPerson(string actor) => actor.Length > 0 && !actor.StartsWith("system:", StringComparison.Ordinal);

    /// <summary>The refusal <c>person-required</c> (403) when the actor is not a person: the system ranks and reminds, people decide.</summary>
    public static Refusal? RequirePerson(string actor) =>
        IsPerson(actor) ? null : Refusal.Forbidden("person-required", "A named person must take this decision.");

    /// <summary>The refusal <c>reason-required</c> (422) when no reason is given.</summary>
    public static Refusal? RequireReason(string? reason) =>
        string.IsNullOrWhiteSpace(reason)
            ? Refusal.Meaning("reason-required", "Say why; the reason is kept.", new FieldError("reason", "a sentence of at least one word"))
            : null;
}
