using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Api;

/// <summary>What the comments in the code say of a type or a member, as plain text with code between backticks.</summary>
internal static partial class Meanings
{
    private static readonly Dictionary<string, string> Summaries =
        XDocument.Load(Path.ChangeExtension(typeof(OpenApiDocument).Assembly.Location, ".xml")).Root!.Element("members")!.Elements("member")
            .Where(member => member.Element("summary") is not null)
            .GroupBy(member => (string)member.Attribute("name")!).ToDictionary(member => member.Key, member => Text(member.First().Element("summary")!));

    public static string Of(Type type) => Summaries.GetValueOrDefault($"T:{Name(type)}", "");

    public static string Of(MemberInfo member) =>
        Summaries.GetValueOrDefault($"{(member is FieldInfo ? "F" : "P")}:{Name(member.DeclaringType!)}.{member.Name}", "");

    private static string Name(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string Text(XElement element) => Spaces().Replace(string.Concat(element.Nodes().Select(node => node switch
    {
        XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref" } see =>
            $"`{((string?)see.Attribute("cref") ?? (string?)see.Attribute("name") ?? (string?)see.Attribute("langword") ?? see.Value).Split('.', ':')[^1].Split('(', '`')[0]}`",
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement other => Text(other),
        _ => ((XText)node).Value,
    })), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
