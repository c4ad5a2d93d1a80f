using Azure.Data.Tables.Models;

namespace RecruitRetain.Local;

/// <summary>The service's limits on tables, keys, properties and sizes.</summary>
internal static class EntityRules
{
    public const int LargestEntity = 1024 * 1024;

    public const int LargestTransaction = 4 * 1024 * 1024;

    public const int MostInTransaction = 100;

    private const int LongestKey = 512;
    private const int LongestName = 255;
    private const int MostProperties = 252;
    private const int LongestText = 32 * 1024;
    private const int LargestBinary = 64 * 1024;

    private static readonly DateTimeOffset EarliestInstant = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>3 to 63 letters and digits, a letter first; the name "tables" is the service's own.</summary>
    public static void CheckTableName(string name)
    {
        if (name.Length is < 3 or > 63)
        {
            throw TableErrors.Refusal(400, TableErrorCode.OutOfRangeInput, "The specified resource name length is not within the permissible limits.");
        }

        if (!char.IsAsciiLetter(name[0]) || !name.All(char.IsAsciiLetterOrDigit) || name.Equals("tables", StringComparison.OrdinalIgnoreCase))
        {
            throw TableErrors.Refusal(400, "InvalidResourceName", "The specifed resource name contains invalid characters.");
        }
    }

    /// <summary>Keys of at most 1 KiB without the characters that a URL would trip over.</summary>
    public static void CheckKeys(EntityChange change)
    {
        CheckKey(nameof(change.PartitionKey), change.PartitionKey);
        CheckKey(nameof(change.RowKey), change.RowKey);
    }

    /// <summary>Names, values, their number and the size of them all.</summary>
    public static void CheckProperties(string partitionKey, string rowKey, IReadOnlyDictionary<string, object> properties)
    {
        if (properties.Count > MostProperties)
        {
            throw TableErrors.Refusal(400, TableErrorCode.TooManyProperties, "The entity contains more properties than allowed. Each entity can include up to 252 properties to store data.");
        }

        // The service's own sum: characters count two bytes, and each property eight of overhead.
        var size = 4L + ((partitionKey.Length + rowKey.Length) * 2);
        foreach (var (name, value) in properties)
        {
            CheckName(name);
            size += 8 + (name.Length * 2) + SizeOf(name, value);
        }

        if (size > LargestEntity)
        {
            throw TableErrors.Refusal(400, TableErrorCode.EntityTooLarge, "The entity is larger than the maximum allowed size (1MB).");
        }
    }

    private static void CheckKey(string which, string key)
    {
        if (key.Length > LongestKey)
        {
            throw TableErrors.Refusal(400, TableErrorCode.KeyValueTooLarge, $"The {which} is larger than the maximum size permitted (1KB).");
        }

        if (key.Any(c => c is '/' or '\\' or '#' or '?' || char.IsControl(c)))
        {
            throw TableErrors.Refusal(400, TableErrorCode.OutOfRangeInput, $"The '{which}' parameter of value '{key}' is out of range.");
        }
    }

    private static void CheckName(string name)
    {
        if (name.Length > LongestName)
        {
            throw TableErrors.Refusal(400, TableErrorCode.PropertyNameTooLong, "The property name exceeds the maximum allowed length (255).");
        }

        if (name.Length == 0 || char.IsDigit(name[0]) || !name.All(c => c == '_' || char.IsLetterOrDigit(c)))
        {
            throw TableErrors.Refusal(400, TableErrorCode.PropertyNameInvalid, $"The property name '{name}' is invalid.");
        }
    }

    private static long SizeOf(string name, object value)
    {
        switch (value)
        {
            case string text when text.Length <= LongestText:
                return 4 + (text.Length * 2L);
            case byte[] bytes when bytes.Length <= LargestBinary:
                return 4 + bytes.Length;
            case string or byte[]:
                throw TableErrors.Refusal(400, TableErrorCode.PropertyValueTooLarge, "The property value exceeds the maximum allowed size (64KB). If the property value is a string, it is UTF-16 encoded and the maximum number of characters should be 32K or less.");
            case DateTimeOffset instant when instant < EarliestInstant:
                throw TableErrors.Refusal(400, TableErrorCode.OutOfRangeInput, $"The '{name}' parameter of value '{instant:u}' is out of range.");
            case bool:
                return 1;
            case int:
                return 4;
            case Guid:
                return 16;
            default:
                return 8;
        }
    }
}
