using System.Globalization;
using Azure.Data.Tables;
using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>Keeps in the listings, in the order of changes, what reports reckon with: the <see cref="FactBook"/> reads it there.</summary>
/// <param name="factOf">The fact of an aggregate; null where there is none to tell.</param>
/// <param name="besides">How an aggregate stands in lists besides; null for a kind that stands there for its facts only.</param>
public sealed class FactLister<TState, TFact>(Func<TState, TFact?> factOf, Func<TState, Listing>? besides = null) : ILister<TState>
    where TFact : class
{
    /// <inheritdoc/>
    public Task<Listing> ListAsync(Loaded<TState> aggregate)
    {
        var listing = besides?.Invoke(aggregate.State) ?? new([], []);
        return Task.FromResult(listing with { Columns = [.. listing.Columns, .. FactRow.Columns(factOf(aggregate.State))], ByChange = true });
    }
}

/// <summary>A fact as the columns of a row. A property holds 64 KiB of UTF-16; the fact is cut into as many as it takes.</summary>
internal static class FactRow
{
    private const int LongestText = 30_000;

    /// <summary>The columns.</summary>
    public static IReadOnlyList<(string Column, object? Value)> Columns<TFact>(TFact? fact)
        where TFact : class => fact is null
        ? [(Column(0), null)]
        : [.. Json.Write(fact).Chunk(LongestText).Select((part, i) => (Column(i), (object?)new string(part)))];

    /// <summary>The fact that a row tells; null where there is none any more.</summary>
    public static TFact? Read<TFact>(TableEntity row)
        where TFact : class => row.GetString(Column(0)) is not { } first ? null
        : Json.Read<TFact>(row.ContainsKey(Column(1))
            ? string.Concat(Enumerable.Range(0, int.MaxValue).Select(i => row.GetString(Column(i))).TakeWhile(part => part is not null))
            : first);

    private static string Column(int number) => number == 0 ? "Fact" : string.Create(CultureInfo.InvariantCulture, $"Fact{number}");
}
