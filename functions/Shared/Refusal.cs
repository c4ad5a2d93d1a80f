namespace RecruitRetain.Shared;

/// <summary>Why a command is refused; the number is the HTTP status it becomes.</summary>
public enum RefusalKind
{
    /// <summary>The caller may not do this.</summary>
    Forbidden = 403,

    /// <summary>There is no such thing.</summary>
    NotFound = 404,

    /// <summary>A rule or the present state does not allow it.</summary>
    Rule = 409,

    /// <summary>Well formed, but what it says cannot be meant.</summary>
    Meaning = 422,
}

/// <summary>One field and what was expected of it.</summary>
/// <param name="Field">The field, as a path within the body, or the parameter's name.</param>
/// <param name="Expected">What was expected of it.</param>
public sealed record FieldError(string Field, string Expected);

/// <summary>A decision not to do something: a stable kebab-case code, a sentence for people, and the fields at fault where there are any.</summary>
public sealed record Refusal(string Code, string Message, RefusalKind Kind, IReadOnlyList<FieldError> Fields)
{
    /// <summary>What could be done instead; null where the refusal is not about the order of steps.</summary>
    public IReadOnlyList<string>? AllowedActions { get; init; }

    /// <summary>A rule or the present state does not allow it (409).</summary>
    public static Refusal Rule(string code, string message) => new(code, message, RefusalKind.Rule, []);

    /// <summary>What was sent cannot be meant (422).</summary>
    public static Refusal Meaning(string code, string message, params IReadOnlyList<FieldError> fields) =>
        new(code, message, RefusalKind.Meaning, fields);

    /// <summary>The caller may not do this (403).</summary>
    public static Refusal Forbidden(string code, string message) => new(code, message, RefusalKind.Forbidden, []);

    /// <summary>There is no such thing (404).</summary>
    public static Refusal NotFound(string message) => new("not-found", message, RefusalKind.NotFound, []);

    /// <summary>A refusal (422, <c>invalid-fields</c>) when any field is at fault, otherwise null.</summary>
    public static Refusal? Of(IReadOnlyList<FieldError> fields) =>
        fields.Count == 0 ? null : Meaning("invalid-fields", "Some fields cannot be accepted.", fields);
}
