using System.Globalization;
using Azure;

namespace RecruitRetain.Local;

/// <summary>An entity as it is kept: its keys, when it was last written (UTC ticks, unique in the store) and its own properties.</summary>
internal sealed record EntityRow(string PartitionKey, string RowKey, long Written, IReadOnlyDictionary<string, object> Properties)
{
    public DateTimeOffset Timestamp => new(Written, TimeSpan.Zero);

    public ETag ETag => ETagOf(Written);

    /// <summary>A property by name, system properties included; null if there is none.</summary>
    public object? this[string name] => name switch
    {
        nameof(PartitionKey) => PartitionKey,
        nameof(RowKey) => RowKey,
        nameof(Timestamp) => Timestamp,
        _ => Properties.GetValueOrDefault(name),
    };

    /// <summary>The service's ETag: the time of the last write, escaped as in a URL.</summary>
    public static ETag ETagOf(long written) => new(string.Create(
        CultureInfo.InvariantCulture, $"W/\"datetime'{new DateTime(written, DateTimeKind.Utc):yyyy-MM-dd'T'HH'%3A'mm'%3A'ss.fffffff'Z'}'\""));
}

/// <summary>One step of a write: what shall become of one entity, if it is still as expected.</summary>
/// <param name="Step">What to do.</param>
/// <param name="PartitionKey">The entity's partition.</param>
/// <param name="RowKey">The entity within it.</param>
/// <param name="Properties">Its own properties; empty for a deletion.</param>
/// <param name="IfMatch">The ETag it must still have; null for no condition at all, so that an update of a missing entity adds it.</param>
internal sealed record EntityChange(EntityStep Step, string PartitionKey, string RowKey, IReadOnlyDictionary<string, object> Properties, ETag? IfMatch = null);

/// <summary>What a change does.</summary>
internal enum EntityStep
{
    Add,
    Merge,
    Replace,
    Delete,
}
