namespace RecruitRetain.Local.Demo;

/// <summary>One step of a journey: what is defined, done before, sent, and expected of the answer.</summary>
/// <param name="Line">Where it begins.</param>
/// <param name="Title">What stands beside its <c>###</c>; may be empty.</param>
/// <param name="Name">The name by which later steps refer to its response.</param>
/// <param name="Definitions">The file variables defined since the step before.</param>
/// <param name="Directives">In the order of the file.</param>
/// <param name="Request">Null if the step consists of directives only.</param>
internal sealed record HttpStep(
    int Line, Template Title, string? Name, IReadOnlyList<Definition> Definitions, IReadOnlyList<Directive> Directives, HttpStepRequest? Request);

/// <summary><c>@name = value</c>.</summary>
internal sealed record Definition(int Line, string Name, Template Value);

/// <summary>A request as written.</summary>
internal sealed record HttpStepRequest(
    int Line, string Method, Template Url, IReadOnlyList<HttpStepHeader> Headers, IReadOnlyList<BodyLine> Body);

/// <summary>A header as written.</summary>
internal sealed record HttpStepHeader(int Line, string Name, Template Value);

/// <summary>One line of a body: its text, or the file whose bytes stand in its place (<c>&lt; path</c>).</summary>
internal sealed record BodyLine(int Line, Template Text, string? File);
