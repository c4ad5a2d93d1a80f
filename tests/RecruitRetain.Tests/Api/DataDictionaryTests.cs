using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using RecruitRetain.Audit;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Api;

/// <summary>The tables in <c>docs/data-dictionary.md</c> are those of the code: what they hold, under which keys, what of it is about people and for how long.</summary>
[Collection(nameof(PlayedRequests))]
public sealed partial class DataDictionaryTests(PlayedRequests played)
{
    private const string Begin = "<!-- tables -->";
    private const string End = "<!-- /tables -->";
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Type[] Types = typeof(OpenApiDocument).Assembly.GetTypes();

    // By table: the state and the base of the events of its aggregates.
    private static readonly Dictionary<string, (string Prefix, Type State, Type Event)> Aggregates =
        (from type in Types
         where !type.ContainsGenericParameters
         from field in type.GetFields(All)
         where field.IsStatic && field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(AggregateKind<,>)
         let kind = field.GetValue(null)!
         let of = field.FieldType.GetGenericArguments()
         select (Table: (string)field.FieldType.GetProperty("Table")!.GetValue(kind)!, Prefix: (string)field.FieldType.GetProperty("Prefix")!.GetValue(kind)!, State: of[0], Event: of[1]))
        .DistinctBy(kind => kind.Table).ToDictionary(kind => kind.Table, kind => (kind.Prefix, kind.State, kind.Event));

    [Fact]
    public async Task The_dictionary_shows_the_tables_that_there_are()
    {
        var page = (await File.ReadAllTextAsync(Page(), TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");

        Assert.True(
            page.Split(Begin)[1].Split(End)[0].Trim() == Tables(),
            "docs/data-dictionary.md is not up to date. Build, then `RecruitRetain.Tests -explicit only -method \"*DataDictionaryTests.The_dictionary_is_written\"` writes it anew.");
    }

    [Fact]
    public void Every_table_and_every_member_of_a_state_says_what_it_means()
    {
        Assert.DoesNotContain(Composition.Tables, table => MeaningOf(table).Length == 0);
        var silent =
            from kind in Aggregates.Values
            from property in Members(kind.State)
            where Meanings.Of((MemberInfo)property.AttributeProvider!).Length == 0
            select $"{kind.State.Name}.{property.Name}";
        Assert.True(!silent.Any(), string.Join('\n', silent));
    }

    [Fact(Explicit = true)]
    public async Task The_dictionary_is_written()
    {
        var page = (await File.ReadAllTextAsync(Page(), TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        await File.WriteAllTextAsync(Page(), $"{page.Split(Begin)[0]}{Begin}\n\n{Tables()}\n\n{End}\n", TestContext.Current.CancellationToken);
    }

    private string Tables()
    {
        SortedDictionary<string, Type> open = new(StringComparer.Ordinal);
        var text = new StringBuilder("| table | what of it is about people | kept as |\n|---|---|---|\n");
        foreach (var table in Composition.Tables.Order(StringComparer.Ordinal))
        {
            text.Append("| [").Append(table).Append("](#").Append(table).Append(") | ").Append(PeopleIn(table)).Append(" | ")
                .Append(string.Join(", ", KindsIn(table).Select(kind => Json.Word(kind)))).Append(" |\n");
        }

        foreach (var table in Composition.Tables.Order(StringComparer.Ordinal))
        {
            text.Append("\n## ").Append(table).Append("\n\n").Append(MeaningOf(table)).Append("\n\n");
            if (Aggregates.TryGetValue(table, out var kind))
            {
                text.Append("Partition: the aggregate's id, `").Append(kind.Prefix).Append("_…`. Columns to filter by: ").Append(Columns(table)).Append(".\n\n");
                AppendMembers(text, kind.State, open);
                text.Append("\n| event | what happened | it says |\n|---|---|---|\n");
                foreach (var happened in kind.Event.GetCustomAttributes<JsonDerivedTypeAttribute>().Select(derived => derived.DerivedType))
                {
                    text.Append("| `").Append(happened.Name).Append("` | ").Append(Cell(Meanings.Of(happened))).Append(" | ")
                        .Append(string.Join(", ", Members(happened).Select(property => $"`{property.Name}`"))).Append(" |\n");
                    Members(happened).ToList().ForEach(property => Kind(property.PropertyType, open));
                }
            }
            else
            {
                text.Append("Columns: ").Append(Columns(table)).Append(".\n");
            }
        }

        text.Append("\n## Types\n\nWhat stands within the states and events above.\n");
        // Telling of one may lead to others: all of them first, then in the order of their names.
        for (var count = -1; count != open.Count;)
        {
            count = open.Count;
            foreach (var type in open.Values.ToList())
            {
                AppendType(new StringBuilder(), type, open);
            }
        }

        foreach (var type in open.Values.ToList())
        {
            AppendType(text, type, open);
        }

        return text.ToString().Trim();
    }

    private static void AppendType(StringBuilder text, Type type, SortedDictionary<string, Type> open)
    {
        text.Append("\n### ").Append(Name(type)).Append("\n\n").Append(Meanings.Of(type)).Append("\n\n");
        if (type.IsEnum)
        {
            foreach (var word in Enum.GetNames(type))
            {
                text.Append("- `").Append(System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(word)).Append("`: ").Append(Meanings.Of(type.GetField(word)!)).Append('\n');
            }

            return;
        }

        var kinds = type.GetCustomAttributes<JsonDerivedTypeAttribute>().ToList();
        foreach (var kind in kinds)
        {
            text.Append("- `").Append(kind.TypeDiscriminator).Append("`: ").Append(Meanings.Of(kind.DerivedType));
            text.Append(string.Concat(Members(kind.DerivedType).Select(property => $" `{property.Name}` ({Kind(property.PropertyType, open)}): {Meanings.Of((MemberInfo)property.AttributeProvider!)}"))).Append('\n');
        }

        if (kinds.Count == 0)
        {
            AppendMembers(text, type, open);
        }
    }

    private static void AppendMembers(StringBuilder text, Type type, SortedDictionary<string, Type> open)
    {
        text.Append("| member | kind | meaning |\n|---|---|---|\n");
        foreach (var property in Members(type))
        {
            text.Append("| `").Append(property.Name).Append("` | ").Append(Kind(property.PropertyType, open)).Append(property.IsGetNullable && Nullable.GetUnderlyingType(property.PropertyType) is null ? " or nothing" : "")
                .Append(" | ").Append(Cell(Meanings.Of((MemberInfo)property.AttributeProvider!))).Append(" |\n");
        }
    }

    private static string Kind(Type type, SortedDictionary<string, Type> open)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return $"{Kind(value, open)} or nothing";
        }

        var info = Json.Options.GetTypeInfo(type);
        if (info.Kind == JsonTypeInfoKind.Enumerable)
        {
            return $"list of {Kind(info.ElementType!, open)}";
        }

        if (info.Kind == JsonTypeInfoKind.Dictionary)
        {
            return $"{Kind(info.ElementType!, open)} by {Kind(info.KeyType!, open)}";
        }

        if (type.Assembly == typeof(OpenApiDocument).Assembly)
        {
            open[Name(type)] = type;
            return $"[{Name(type)}](#{Name(type).ToLowerInvariant()})";
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.String => "text",
            TypeCode.Boolean => "true or false",
            TypeCode.Int32 or TypeCode.Int64 => "whole number",
            TypeCode.Decimal or TypeCode.Double => "number",
            _ when type == typeof(DateOnly) => "day",
            _ when type == typeof(DateTimeOffset) => "time",
            _ => "any JSON",
        };
    }

    private static string Name(Type type) => type.Name.Split('`')[0];

    private static IEnumerable<JsonPropertyInfo> Members(Type type) => Json.Options.GetTypeInfo(type).Properties.Where(property => property.AttributeProvider is PropertyInfo && property.Get is not null);

    private string Columns(string table) => played.Columns.TryGetValue(table, out var columns) && columns.Count > 0 ? string.Join(", ", columns.Select(column => $"`{column}`")) : "none";

    private static string MeaningOf(string table) => Aggregates.TryGetValue(table, out var kind)
        ? Meanings.Of(kind.State)
        : Types.SelectMany(type => type.GetFields(All)).Where(field => field is { IsLiteral: true } && field.FieldType == typeof(string) && (string)field.GetRawConstantValue()! == table && field.Name.EndsWith("TableName", StringComparison.Ordinal))
            .Select(field => string.Join(' ', new[] { Meanings.Of(field.DeclaringType!), Meanings.Of(field) }.Where(said => said.Length > 0 && said is not "The table."))).FirstOrDefault() ?? "";

    private string PeopleIn(string table) => table switch
    {
        People.TableName => "**who somebody is**: names, addresses, numbers, and what was written freely",
        EqualityAnswers.TableName => "**what candidates said for equality monitoring**, by id",
        AuditTrail.TableName => "who looked at whom, and who decided, by id",
        _ => played.Kept.GetValueOrDefault(table) switch
        {
            { IsPersonal: true } => "what concerns one person at a time, by id",
            { } => "ids of people",
            null => "nothing but ids, where it has any",
        },
    };

    // Which kinds of record the holdings of a table speak of stands in their source.
    private IEnumerable<RecordKind> KindsIn(string table) => table switch
    {
        AuditTrail.TableName => [RecordKind.AuditTrail],
        EqualityAnswers.TableName => [RecordKind.EqualityAnswers],
        _ => KindsHeld(table),
    };

    private IEnumerable<RecordKind> KindsHeld(string table) => played.Kept.GetValueOrDefault(table) is { } holdings
        ? holdings.Kinds.Length > 0 ? holdings.Kinds
        : RecordWord().Matches(File.ReadAllText(Directory.EnumerateFiles(Path.Combine(Sources(), "functions"), $"{holdings.Type}.cs", SearchOption.AllDirectories).Single()))
            .Select(match => Enum.Parse<RecordKind>(match.Groups[1].Value)).Distinct().Order()
        : [];

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Page() => Path.Combine(Sources(), "docs", "data-dictionary.md");

    private static string Sources([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..");

    [GeneratedRegex(@"RecordKind\.(\w+)")]
    private static partial Regex RecordWord();
}
