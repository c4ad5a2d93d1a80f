using System.Buffers.Text;
using System.Text;

namespace RecruitRetain.Local;

/// <summary>
/// The stretch of the index, both ends included, outside which a filter matches nothing. <see cref="Last"/> stands for "no end": a BLOB,
/// which SQLite orders after every text. Within it, <see cref="LowRow"/> and <see cref="HighRow"/> bound the row keys of every partition.
/// </summary>
internal readonly record struct KeyRange(string FromPartition, string FromRow, object ToPartition, object ToRow, string LowRow, object HighRow)
{
    public static readonly byte[] Last = [];

    /// <summary>The narrowest range that the filter's comparisons of the keys allow.</summary>
    public static KeyRange Of(ODataFilter? filter)
    {
        var partition = Bounds.Of(filter, nameof(EntityRow.PartitionKey));
        var row = Bounds.Of(filter, nameof(EntityRow.RowKey));
        var highRow = (object?)row.High ?? Last;
        return partition.High is { } only && only == partition.Low
            ? new(only, row.Low, only, highRow, row.Low, highRow)
            : new(partition.Low, "", (object?)partition.High ?? Last, Last, row.Low, highRow);
    }

    /// <summary>What is left of it from where a page ended.</summary>
    /// <exception cref="Azure.RequestFailedException">400 InvalidInput: no page gave this token.</exception>
    public KeyRange From(string? continuation)
    {
        if (continuation is null)
        {
            return this;
        }

        try
        {
            if (Encoding.UTF8.GetString(Base64Url.DecodeFromChars(continuation)).Split('\n') is [var partition, var row])
            {
                return this with { FromPartition = partition, FromRow = row };
            }
        }
        catch (FormatException)
        {
            // Refused below.
        }

        throw TableErrors.InvalidInput("The continuation token is not valid.");
    }

    /// <summary>The token of a page that ended before a row.</summary>
    public static string Continuation(string partitionKey, string rowKey) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{partitionKey}\n{rowKey}"));

    private readonly record struct Bounds(string Low, string? High)
    {
        public static Bounds Of(ODataFilter? filter, string key) => filter switch
        {
            AndFilter and => Of(and.Left, key).Within(Of(and.Right, key)),
            OrFilter or => Of(or.Left, key).With(Of(or.Right, key)),
            ComparisonFilter { Value: string value } comparison when comparison.Property == key => comparison.Operator switch
            {
                "eq" => new(value, value),
                "ge" or "gt" => new(value, null),
                "le" or "lt" => new("", value),
                _ => new("", null),
            },
            _ => new("", null),
        };

        private Bounds Within(Bounds other) => new(
            string.CompareOrdinal(Low, other.Low) >= 0 ? Low : other.Low,
            High is null || (other.High is not null && string.CompareOrdinal(other.High, High) < 0) ? other.High : High);

        private Bounds With(Bounds other) => new(
            string.CompareOrdinal(Low, other.Low) <= 0 ? Low : other.Low,
            High is null || other.High is null ? null : string.CompareOrdinal(High, other.High) >= 0 ? High : other.High);
    }
}
