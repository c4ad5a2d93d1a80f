using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;

namespace RecruitRetain.Shared;

/// <summary>How an aggregate stands in lists: one row, repeated under each key by which a list is ordered. Never personal data.</summary>
/// <param name="Columns">What the row says; null values are left out.</param>
/// <param name="Keys">Where it stands, each key made with <see cref="Listings.Key"/>; the last part of each is the aggregate's id.</param>
/// <param name="CountedUnder">The beginning of one of the keys under which aggregates are counted by the key's next part; null for no counts.</param>
/// <param name="ByChange">
/// Whether it also stands under <see cref="Listings.Changed"/> and the instant at which it was last listed with other columns than before, so
/// that whoever has read all rows once can read on with those that changed since.
/// </param>
public sealed record Listing(
    IReadOnlyList<(string Column, object? Value)> Columns, IReadOnlyList<string> Keys, string? CountedUnder = null, bool ByChange = false);

/// <summary>Says how an aggregate stands in lists.</summary>
public interface ILister<TState>
{
    /// <summary>Its row and keys.</summary>
    Task<Listing> ListAsync(Loaded<TState> aggregate);
}

/// <summary>
/// What lists are read from. Table Storage finds rows quickly by their keys only, so each aggregate that is listed stands here once for every
/// order in which somebody wants to see it, all kinds apart. It is a copy: the journal's table is the truth, an intent written before the
/// commit has a swallowed update repeated, and who deletes this table has it made anew from the journals at the next start.
/// </summary>
/// <remarks>
/// All rows of a kind share a partition, so that one transaction moves an aggregate from its old places to its new ones. The transaction is
/// conditional on the aggregate's head row, which carries the journal's number: of two updates that race, the higher number wins. The price is
/// the service's limit for a partition, some 250 changes a second in the whole council.
/// </remarks>
public sealed class Listings(TableServiceClient tables, IServiceProvider services, TimeProvider clock)
{
    internal const string TableName = "listings";

    /// <summary>The beginning of the keys in the order of changes.</summary>
    public const string Changed = "changed";

    private const char Separator = '|';

    // The character after the separator: keys with a beginning lie between the beginning and this.
    private const char AfterSeparator = '}';

    private const string Marker = "made";

    // As many as a transaction of the service takes.
    private const int MostChanges = 100;

    // Half of the 4 MiB that one may have, in UTF-16.
    private const int LongestChanges = 1_000_000;

    /// <summary>A key, or the beginning of one where further parts follow.</summary>
    public static string Key(params ReadOnlySpan<string> parts) => string.Join(Separator, parts!);

    /// <summary>An instant as a part of a key: earlier ones come first.</summary>
    public static string KeyPart(DateTimeOffset instant) => instant.ToUnixTimeMilliseconds().ToString("D15", CultureInfo.InvariantCulture);

    /// <summary>The aggregate that a row is about.</summary>
    public static string IdOf(TableEntity row) => row.RowKey[(row.RowKey.LastIndexOf(Separator) + 1)..];

    /// <summary>Brings the rows of an aggregate up to what was committed; changes nothing where they are newer.</summary>
    public async Task KeepAsync<TState, TEvent>(AggregateKind<TState, TEvent> kind, Loaded<TState> aggregate)
        where TState : class
        where TEvent : class
    {
        if (!kind.IsListed)
        {
            return;
        }

        var listing = await services.GetRequiredService<ILister<TState>>().ListAsync(aggregate);
        var table = tables.GetTableClient(TableName);
        var headKey = Key("head", aggregate.Id);
        for (var known = aggregate.Number > 1; ; known = true)
        {
            // The first of its events needs no look at what there is: nothing, unless it is being repeated.
            var found = known ? await table.GetEntityIfExistsAsync<TableEntity>(kind.Table, headKey) : null;
            var before = found is { HasValue: true } ? found.Value : null;
            if (before?.GetInt64("Number") > aggregate.Number)
            {
                return;
            }

            var placed = Placed(listing, aggregate.Id, before);
            var same = before is not null && Says(before, placed);
            if (same && before!.GetInt64("Number") == aggregate.Number)
            {
                return;
            }

            try
            {
                if (same)
                {
                    await RaiseAsync(table, before!, aggregate.Number);
                }
                else
                {
                    await table.SubmitTransactionAsync(Changes(kind.Table, headKey, aggregate, placed, before));
                }

                return;
            }
            catch (RequestFailedException e) when (known ? e.Status is 409 or 412 : e.Status == 409)
            {
                // Somebody else keeps it too: look again whose number is higher.
            }
        }
    }

    /// <summary>Takes an aggregate out of the lists that is gone. Nothing stays but that it changed, so that whoever knows it learns to forget it.</summary>
    public async Task RemoveAsync(string list, string id)
    {
        var table = tables.GetTableClient(TableName);
        var headKey = Key("head", id);
        while (await table.GetEntityIfExistsAsync<TableEntity>(list, headKey) is { HasValue: true, Value: { } head })
        {
            string[] ours = ["Number", "Keys", "CountedUnder", "PartitionKey", "RowKey", "Timestamp", "odata.etag"];
            var placed = Placed(new([.. head.Keys.Except(ours).Select(column => (column, (object?)null))], [], ByChange: true), id, head);
            if (Says(head, placed))
            {
                return;
            }

            try
            {
                await table.SubmitTransactionAsync(Changes(list, headKey, new Loaded<object>(id, head, head.GetInt64("Number")!.Value, "", []), placed, head));
                return;
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                // Somebody else keeps it too: look again.
            }
        }
    }

    /// <summary>Brings the rows of many of a kind that have not been listed yet, a transaction for as many as it holds.</summary>
    public async Task KeepNewAsync<TState, TEvent>(AggregateKind<TState, TEvent> kind, IReadOnlyList<Loaded<TState>> aggregates)
        where TState : class
        where TEvent : class
    {
        if (!kind.IsListed)
        {
            return;
        }

        var lister = services.GetRequiredService<ILister<TState>>();
        var table = tables.GetTableClient(TableName);
        var length = 0;
        List<Loaded<TState>> together = [];
        Dictionary<string, TableTransactionAction> changes = [];
        foreach (var aggregate in aggregates)
        {
            var own = Changes(kind.Table, Key("head", aggregate.Id), aggregate, Placed(await lister.ListAsync(aggregate), aggregate.Id, null), null);
            var longer = own.Sum(change => ((IDictionary<string, object>)change.Entity).Values.OfType<string>().Sum(text => text.Length));
            if (changes.Count + own.Count > MostChanges || length + longer > LongestChanges)
            {
                await SubmitAsync();
            }

            length += longer;
            together.Add(aggregate);
            own.ForEach(change => changes[change.Entity.RowKey] = change);
        }

        await SubmitAsync();

        async Task SubmitAsync()
        {
            if (changes.Count == 0)
            {
                return;
            }

            try
            {
                await table.SubmitTransactionAsync(changes.Values);
            }
            catch (TableTransactionFailedException e) when (e.Status == 409)
            {
                // Some have been listed, by an attempt before this one or because they have changed since: each by itself, as it is now.
                foreach (var aggregate in together)
                {
                    await KeepAsync(kind, aggregate);
                }
            }

            (together, changes, length) = ([], [], 0);
        }
    }

    /// <summary>Reads a page of rows in the order of their keys.</summary>
    /// <param name="list">The kind's table.</param>
    /// <param name="from">The beginning that the keys have.</param>
    /// <param name="filter">An OData filter on the columns, or null for all.</param>
    /// <param name="before">Where to stop: only keys that come before this one; null for all that have the beginning.</param>
    /// <param name="cursor">Where the page before ended, or null for the first.</param>
    /// <param name="size">How many, at most 1,000.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public Task<(IReadOnlyList<TableEntity> Rows, string? Next)> PageAsync(
        string list, string from, string? filter, string? before, string? cursor, int size, CancellationToken cancellationToken) =>
        tables.GetTableClient(TableName).QueryAsync<TableEntity>(Within(list, from, before) + (filter is null ? "" : $" and ({filter})"), size, cancellationToken: cancellationToken)
            .PageAsync(cursor, size);

    /// <summary>Reads the rows in the order of their changes, from an instant on; null for all.</summary>
    public AsyncPageable<TableEntity> ChangedAsync(string list, DateTimeOffset? since, IEnumerable<string>? columns = null, CancellationToken cancellationToken = default)
    {
        var first = since is { } instant ? Key(Changed, KeyPart(instant)) : Changed + Separator;
        return tables.GetTableClient(TableName).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {list} and RowKey ge {first} and RowKey lt {Changed + AfterSeparator}"), select: columns, cancellationToken: cancellationToken);
    }

    /// <summary>Reads all rows whose keys have a beginning.</summary>
    public AsyncPageable<TableEntity> AllAsync(string list, string from, IEnumerable<string>? columns = null, CancellationToken cancellationToken = default) =>
        tables.GetTableClient(TableName).QueryAsync<TableEntity>(Within(list, from, null), select: columns, cancellationToken: cancellationToken);

    /// <summary>
    /// How many aggregates stand under each beginning and next part of the key: one row a beginning, counted when somebody asks and kept
    /// until something under it moves.
    /// </summary>
    /// <param name="list">The kind's table.</param>
    /// <param name="under">One beginning, or null for all.</param>
    /// <param name="cancellationToken">Stops counting.</param>
    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>>> CountAsync(string list, string? under, CancellationToken cancellationToken)
    {
        var table = tables.GetTableClient(TableName);
        var filter = under is null
            ? Within(list, "count", null)
            : TableClient.CreateQueryFilter($"PartitionKey eq {list} and RowKey eq {Key("count", under)}");
        Dictionary<string, IReadOnlyDictionary<string, int>> counts = [];
        await foreach (var row in table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            var beginning = row.RowKey["count|".Length..];
            counts[beginning] = row.GetString("Counts") is { } known ? JsonSerializer.Deserialize<Dictionary<string, int>>(known)! : await RecountAsync(row, beginning);
        }

        return counts;

        async Task<Dictionary<string, int>> RecountAsync(TableEntity row, string beginning)
        {
            Dictionary<string, int> counted = [];
            await foreach (var key in AllAsync(list, beginning, ["RowKey"], cancellationToken))
            {
                var start = beginning.Length + 1;
                var part = key.RowKey[start..key.RowKey.IndexOf(Separator, start)];
                counted[part] = counted.GetValueOrDefault(part) + 1;
            }

            try
            {
                // Whatever moved since the row was read has marked it again, and then this is refused.
                await table.UpdateEntityAsync(
                    new TableEntity(list, row.RowKey) { ["Counts"] = JsonSerializer.Serialize(counted) }, row.ETag, TableUpdateMode.Replace, cancellationToken);
            }
            catch (RequestFailedException e) when (e.Status == 412)
            {
                // The next who asks counts again.
            }

            return counted;
        }
    }

    internal async Task<bool> AreMadeAsync(string list, CancellationToken cancellationToken) =>
        (await tables.GetTableClient(TableName).GetEntityIfExistsAsync<TableEntity>(list, Marker, cancellationToken: cancellationToken)).HasValue;

    internal Task MarkMadeAsync(string list, CancellationToken cancellationToken) =>
        tables.GetTableClient(TableName).UpsertEntityAsync(new TableEntity(list, Marker), TableUpdateMode.Replace, cancellationToken);

    private static string Within(string list, string from, string? before) =>
        TableClient.CreateQueryFilter($"PartitionKey eq {list} and RowKey gt {from + Separator} and RowKey lt {before ?? from + AfterSeparator}");

    private static bool Says(TableEntity head, Listing listing) => head.GetString("Keys") == Together(listing.Keys) && SaysColumns(head, listing);

    private static bool SaysColumns(TableEntity head, Listing listing) =>
        listing.Columns.All(column => Equals(head.TryGetValue(column.Column, out var value) ? value : null, column.Value));

    private static string[] KeysOf(TableEntity head) => head.GetString("Keys")!.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    // The rows say what they should: only the number moves on, so that an update that comes late is known to be old.
    private static Task<Response> RaiseAsync(TableClient table, TableEntity head, long number) => table.UpdateEntityAsync(
        new TableEntity(head.PartitionKey, head.RowKey) { ["Number"] = number }, head.ETag, TableUpdateMode.Merge);

    // With the key in the order of changes: a new one unless the columns are as before, or nothing was said yet and nothing is to be said.
    private Listing Placed(Listing listing, string id, TableEntity? before)
    {
        if (!listing.ByChange)
        {
            return listing;
        }

        var placeBefore = before is null ? null : KeysOf(before).FirstOrDefault(key => key.StartsWith(Changed + Separator, StringComparison.Ordinal));
        var place = before is not null && SaysColumns(before, listing) ? placeBefore
            : placeBefore is null && listing.Columns.All(column => column.Value is null) ? null
            : Key(Changed, KeyPart(clock.GetUtcNow()), id);
        return place is null ? listing : listing with { Keys = [.. listing.Keys, place] };
    }

    private static List<TableTransactionAction> Changes<TState>(string list, string headKey, Loaded<TState> aggregate, Listing listing, TableEntity? before)
    {
        var head = Row(headKey);
        head["Number"] = aggregate.Number;
        head["Keys"] = Together(listing.Keys);
        head["CountedUnder"] = listing.CountedUnder;
        List<TableTransactionAction> changes =
        [
            before is null ? new(TableTransactionActionType.Add, head) : new(TableTransactionActionType.UpdateReplace, head, before.ETag),
        ];
        var keysBefore = before is null ? [] : KeysOf(before);
        changes.AddRange(keysBefore.Except(listing.Keys).Select(key => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(list, key))));
        changes.AddRange(listing.Keys.Select(key => new TableTransactionAction(TableTransactionActionType.UpsertReplace, Row(key))));

        string?[] counted = [before?.GetString("CountedUnder"), listing.CountedUnder];
        foreach (var beginning in counted.OfType<string>().Distinct())
        {
            var counts = (string key) => key.StartsWith(beginning + Separator, StringComparison.Ordinal);
            if (!keysBefore.Where(counts).SequenceEqual(listing.Keys.Where(counts)))
            {
                changes.Add(new(TableTransactionActionType.UpsertReplace, new TableEntity(list, Key("count", beginning))));
            }
        }

        return changes;

        TableEntity Row(string key)
        {
            var row = new TableEntity(list, key);
            foreach (var (column, value) in listing.Columns)
            {
                row[column] = value;
            }

            return row;
        }
    }

    private static string Together(IEnumerable<string> keys) => string.Join('\n', keys);
}
