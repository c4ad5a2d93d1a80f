using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Serialization;
using Azure.Data.Tables;

namespace RecruitRetain.Local;

/// <summary>Turns entities of any class into rows and back, by the package's rules.</summary>
internal static class EntityMapper
{
    private const string ETagName = "odata.etag";

    private static readonly ConcurrentDictionary<Type, Member[]> Members = new();

    private static readonly HashSet<string> SystemNames =
        [nameof(ITableEntity.PartitionKey), nameof(ITableEntity.RowKey), nameof(ITableEntity.Timestamp), nameof(ITableEntity.ETag), ETagName];

    /// <summary>The entity's own properties, in the types that are kept. What is null is absent.</summary>
    /// <exception cref="NotSupportedException">A property's type cannot be kept.</exception>
    public static Dictionary<string, object> ToProperties(ITableEntity entity)
    {
        Dictionary<string, object> properties = new(StringComparer.Ordinal);
        var values = entity is TableEntity dictionary
            ? dictionary.Where(pair => !SystemNames.Contains(pair.Key) && !pair.Key.EndsWith("@odata.type", StringComparison.Ordinal))
            : MembersOf(entity.GetType()).Where(member => member.Property.CanRead).Select(member => KeyValuePair.Create(member.Name, member.Property.GetValue(entity)));
        foreach (var (name, value) in values)
        {
            if (value is not null)
            {
                properties.Add(name, ToKept(name, value));
            }
        }

        return properties;
    }

    /// <summary>An entity of the class asked for.</summary>
    /// <param name="row">What is kept.</param>
    /// <param name="select">The properties wanted; null for all.</param>
    /// <exception cref="InvalidOperationException">A kept value cannot be read as the class's property type.</exception>
    public static T ToEntity<T>(EntityRow row, IReadOnlySet<string>? select)
        where T : class, ITableEntity
    {
        var entity = Activator.CreateInstance<T>();
        entity.ETag = row.ETag;
        if (Wanted(nameof(row.PartitionKey)))
        {
            entity.PartitionKey = row.PartitionKey;
        }

        if (Wanted(nameof(row.RowKey)))
        {
            entity.RowKey = row.RowKey;
        }

        if (Wanted(nameof(row.Timestamp)))
        {
            entity.Timestamp = row.Timestamp;
        }

        if (entity is TableEntity dictionary)
        {
            foreach (var (name, value) in row.Properties)
            {
                if (Wanted(name))
                {
                    dictionary[name] = value;
                }
            }
        }
        else
        {
            foreach (var member in MembersOf(typeof(T)))
            {
                if (member.Property.CanWrite && Wanted(member.Name) && row.Properties.TryGetValue(member.Name, out var value))
                {
                    member.Property.SetValue(entity, FromKept(member, value));
                }
            }
        }

        return entity;

        bool Wanted(string name) => select is null || select.Contains(name);
    }

    /// <summary>The name under which a class's property is kept.</summary>
    public static string NameOf(MemberInfo property) => property.GetCustomAttribute<DataMemberAttribute>()?.Name ?? property.Name;

    /// <summary>A value in one of the types that are kept.</summary>
    /// <exception cref="NotSupportedException">The type cannot be kept.</exception>
    public static object ToKept(string name, object value) => value switch
    {
        string or bool or int or long or double or Guid or byte[] => value,
        DateTimeOffset instant => instant.ToUniversalTime(),
        DateTime time => new DateTimeOffset(time.Kind is DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : time).ToUniversalTime(),
        BinaryData data => data.ToArray(),
        Enum member => member.ToString(),
        _ => throw NotKept(name, value.GetType()),
    };

    private static Member[] MembersOf(Type type) => Members.GetOrAdd(type, static type =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0 && !property.IsDefined(typeof(IgnoreDataMemberAttribute)) && !SystemNames.Contains(property.Name))
            .Select(property => new Member(property)),
    ]);

    private static object FromKept(Member member, object value)
    {
        var type = member.Type;
        return value switch
        {
            _ when value.GetType() == type => value,
            string text when type.IsEnum => Enum.Parse(type, text),
            int or long when type == typeof(double) => Convert.ToDouble(value, null),
            DateTimeOffset instant when type == typeof(DateTime) => instant.UtcDateTime,
            byte[] bytes when type == typeof(BinaryData) => BinaryData.FromBytes(bytes),
            _ => throw new InvalidOperationException(
                $"Property '{member.Name}' is kept as {value.GetType().Name} and cannot be read as {type.Name} ({member.Property.DeclaringType})."),
        };
    }

    private static NotSupportedException NotKept(string name, Type type) => new(
        $"Property '{name}' is a {type}, which Table Storage cannot keep. It keeps String, Boolean, Int32, Int64, Double, DateTime, Guid and Binary; "
        + "an amount of money is kept as whole pence in an Int64.");

    /// <summary>A property of an entity class.</summary>
    private sealed class Member
    {
        public Member(PropertyInfo property)
        {
            Property = property;
            Name = NameOf(property);
            Type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (!Type.IsEnum && Type != typeof(DateTime) && Type != typeof(BinaryData) && Type != typeof(byte[]) && Type != typeof(Guid)
                && Type != typeof(DateTimeOffset) && Type != typeof(string) && Type != typeof(bool) && Type != typeof(int) && Type != typeof(long) && Type != typeof(double))
            {
                throw NotKept(property.Name, property.PropertyType);
            }
        }

        public PropertyInfo Property { get; }

        public string Name { get; }

        public Type Type { get; }
    }
}
