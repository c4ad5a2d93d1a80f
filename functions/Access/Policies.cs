using System.Net.Mime;

namespace RecruitRetain.Access;

/// <summary>Who may call a route. Every HTTP function carries exactly one; one without is closed to everybody.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class PolicyAttribute : Attribute;

/// <summary>Open to callers with a token that has at least one of the roles.</summary>
public sealed class AllowAttribute(params Role[] roles) : PolicyAttribute
{
    /// <summary>Any of these will do.</summary>
    public IReadOnlyList<Role> Roles { get; } = roles;
}

/// <summary>Open to everybody, without a token.</summary>
public sealed class PublicAttribute : PolicyAttribute;

/// <summary>Open to whoever holds a signed link for this purpose; the link is the route's <c>token</c>.</summary>
public sealed class ByLinkAttribute(LinkPurpose purpose) : PolicyAttribute
{
    /// <summary>What the link must have been made for.</summary>
    public LinkPurpose Purpose { get; } = purpose;
}

/// <summary>Open to machines that hold a function key, which the Functions host checks. A key is never an identity.</summary>
public sealed class ByFunctionKeyAttribute : PolicyAttribute;

/// <summary>Open to the service that signs what it sends; the function checks the signature, for which it needs the body.</summary>
public sealed class BySignatureAttribute : PolicyAttribute;

/// <summary>What a route does, for the API's document and for <c>allowedActions</c>.</summary>
/// <param name="summary">One sentence.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OperationAttribute(string summary) : Attribute
{
    /// <summary>One sentence.</summary>
    public string Summary { get; } = summary;

    /// <summary>The step of the resource's state machine that the route takes, in kebab case; null for none.</summary>
    public string? Step { get; init; }

    /// <summary>The type of the body; null for none.</summary>
    public Type? Body { get; init; }

    /// <summary>The media type of the body.</summary>
    public string Accepts { get; init; } = MediaTypeNames.Application.Json;

    /// <summary>The type of the answer; null for none.</summary>
    public Type? Answers { get; init; }

    /// <summary>The media types in which the answer can be had.</summary>
    public string[] Produces { get; init; } = [MediaTypeNames.Application.Json];

    /// <summary>Whether a list comes in pages; false for one that is always answered whole.</summary>
    public bool Paged { get; init; } = true;

    /// <summary>The status when it went well.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Another status with an answer of the same kind; 0 for none.</summary>
    public int Otherwise { get; init; }
}

/// <summary>A query parameter of a route, for the API's document. Those of paging need no mention.</summary>
/// <param name="name">As it stands in the address.</param>
/// <param name="type">What its value is.</param>
/// <param name="description">What it does, in a sentence.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class QueryAttribute(string name, Type type, string description) : Attribute
{
    /// <summary>As it stands in the address.</summary>
    public string Name { get; } = name;

    /// <summary>What its value is.</summary>
    public Type Type { get; } = type;

    /// <summary>What it does, in a sentence.</summary>
    public string Description { get; } = description;
}
