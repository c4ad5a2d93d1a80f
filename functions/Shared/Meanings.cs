using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RecruitRetain.Shared;

/// <summary>
/// What the comments in the code say of a type or a member, as plain text with code between backticks; nothing where the file with them, which the
/// build puts beside the assembly, was not brought along.
/// </summary>
internal static partial class Meanings
{
    private static readonly Dictionary<string, string> Summaries = Read(Path.ChangeExtension(typeof(Meanings).Assembly.Location, ".xml"));

    public static string Of(Type type) => Summaries.GetValueOrDefault($"T:{Name(type)}", "");

    public static string Of(MemberInfo member) =>
        Summaries.GetValueOrDefault($"{(member is FieldInfo ? "F" : "P")}:{Name(member.DeclaringType!)}.{member.Name}", "");

    private static Dictionary<string, string> Read(string path) => !File.Exists(path) ? [] : XDocument.Load(path).Root!.Element("members")!.Elements("member")
        .Where(member => member.Element("summary") is not null)
        .GroupBy(member => (string)member.Attribute("name")!).ToDictionary(member => member.Key, member => Text(member.First().Element("summary")!));

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
