using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RecruitRetain.Local.Demo;

/// <summary>What a comment <c># @word …</c> asks of the player. An editor takes it for a comment.</summary>
internal abstract record Directive(int Line, string Source)
{
    /// <summary>Whether it speaks of the response, so that there must be a request.</summary>
    public virtual bool NeedsResponse => false;

    /// <summary>Everything it refers to.</summary>
    public virtual IEnumerable<Template> Templates => [];
}

/// <summary><c>@as NAME role[,role]</c>: who sends the request.</summary>
internal sealed record AsDirective(int Line, string Source, Template Name, IReadOnlyList<string> Roles) : Directive(Line, Source)
{
    public override bool NeedsResponse => true;

    public override IEnumerable<Template> Templates => [Name];
}

/// <summary>How a clock is moved.</summary>
internal enum ClockMove
{
    /// <summary>Set before anything has happened.</summary>
    Set,

    /// <summary>Advanced to an instant.</summary>
    AdvanceTo,

    /// <summary>Advanced by a duration.</summary>
    AdvanceBy,
}

/// <summary><c>@clock set|advance-to INSTANT</c>, <c>@clock advance DURATION</c>.</summary>
internal sealed record ClockDirective(int Line, string Source, ClockMove Move, Template Value) : Directive(Line, Source)
{
    public override IEnumerable<Template> Templates => [Value];
}

/// <summary><c>@settle</c>: waits until nothing is runnable.</summary>
internal sealed record SettleDirective(int Line, string Source) : Directive(Line, Source);

/// <summary><c>@expect 201</c>.</summary>
internal sealed record ExpectStatusDirective(int Line, string Source, int Status) : Directive(Line, Source)
{
    public override bool NeedsResponse => true;
}

/// <summary><c>@expect SUBJECT OPERATOR [VALUE]</c>.</summary>
internal sealed record ExpectDirective(int Line, string Source, Subject Subject, Operator Operator, Operand? Value) : Directive(Line, Source)
{
    public override bool NeedsResponse => true;

    public override IEnumerable<Template> Templates => Value is null ? [] : [Value.Text];
}

/// <summary><c>@mail to ADDRESS [subject|text|html|link OPERATOR VALUE]…</c>: a mail has gone out.</summary>
internal sealed record ExpectMailDirective(int Line, string Source, MailPattern Pattern) : Directive(Line, Source)
{
    public override IEnumerable<Template> Templates => Pattern.Templates;
}

/// <summary><c>@capture name = $.path</c>.</summary>
internal sealed record CaptureDirective(int Line, string Source, string Variable, JsonPath Path) : Directive(Line, Source)
{
    public override bool NeedsResponse => true;
}

/// <summary><c>@capture name = mail to ADDRESS …</c>: the link of the newest mail.</summary>
internal sealed record CaptureLinkDirective(int Line, string Source, string Variable, MailPattern Pattern) : Directive(Line, Source)
{
    public override IEnumerable<Template> Templates => Pattern.Templates;
}

/// <summary><c>@say text</c>: a line of the story.</summary>
internal sealed record SayDirective(int Line, string Source, Template Text) : Directive(Line, Source)
{
    public override IEnumerable<Template> Templates => [Text];
}

/// <summary>How a value is compared.</summary>
internal enum Operator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
    Exists,
    Matches,
}

/// <summary>What of a response is compared: a value of its JSON, how many items an array has, a header, or the body's text.</summary>
internal abstract record Subject
{
    internal sealed record Value(JsonPath Path) : Subject;

    internal sealed record Count(JsonPath Path) : Subject;

    internal sealed record Header(string Name) : Subject;

    internal sealed record Body : Subject;
}

/// <summary>What a value is compared with: a JSON literal, a bare <c>{{reference}}</c>, which is taken as what the other side is, or a regular expression.</summary>
internal sealed record Operand(Template Text, bool IsString, Regex? Pattern)
{
    /// <summary>The value, compared with an actual one.</summary>
    /// <exception cref="JsonException">With its variables replaced it is no JSON.</exception>
    public JsonNode? Resolve(Func<Reference, string> valueOf, JsonNode? actual)
    {
        var text = Text.Resolve(valueOf);
        if (IsString)
        {
            return JsonValue.Create(text);
        }

        if (Text.IsBare && (actual is null || actual.GetValueKind() is JsonValueKind.String or JsonValueKind.Array || !IsJson(text)))
        {
            return JsonValue.Create(text);
        }

        return JsonNode.Parse(text);
    }

    internal static bool IsJson(string text)
    {
        try
        {
            JsonNode.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

/// <summary>Which mails are meant: to whom, and what they say.</summary>
internal sealed record MailPattern(Template To, IReadOnlyList<MailCondition> Conditions)
{
    public IEnumerable<Template> Templates => [To, .. Conditions.Select(condition => condition.Value.Text)];
}

/// <summary>One condition on a part of a mail: <c>subject contains "offer"</c>.</summary>
internal sealed record MailCondition(string Part, Operator Operator, Operand Value);
