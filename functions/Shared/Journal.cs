using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using RecruitRetain.Privacy;

namespace RecruitRetain.Shared;

/// <summary>Somebody else changed the aggregate between reading and writing it.</summary>
public sealed class JournalConflictException() : Exception("The aggregate was changed in between.");

/// <summary>
/// The journals: one entity group transaction in an aggregate's own partition writes its new state and the events that made it, and nothing
/// else changes state. What has been committed is told to the waiting journeys; an intent written before the commit lets
/// <see cref="SweepIntents"/> repeat what a crash swallowed.
/// </summary>
public sealed class Journal(TableServiceClient tables, TimeProvider clock)
{
    private const string StateRow = "state";

    // A property holds 64 KiB of UTF-16; the state is cut into as many as it takes.
    private const int LongestText = 30_000;

    private const int MostActions = 100;

    /// <summary>Reads an aggregate; null if there is none of that id.</summary>
    public async Task<Loaded<TState>?> FindAsync<TState, TEvent>(
        AggregateKind<TState, TEvent> kind, string id, CancellationToken cancellationToken = default)
        where TState : class
        where TEvent : class
    {
        if (!Id.IsValid(kind.Prefix, id))
        {
            return null;
        }

        var row = await Table(kind.Table).GetEntityIfExistsAsync<TableEntity>(id, StateRow, cancellationToken: cancellationToken);
        return row.HasValue ? Read<TState>(row.Value!) : null;
    }

    /// <summary>Reads an aggregate that must be there.</summary>
    /// <exception cref="InvalidOperationException">There is none of that id.</exception>
    public async Task<Loaded<TState>> GetAsync<TState, TEvent>(
        AggregateKind<TState, TEvent> kind, string id, CancellationToken cancellationToken = default)
        where TState : class
        where TEvent : class =>
        await FindAsync(kind, id, cancellationToken) ?? throw new InvalidOperationException($"There is no {id}.");

    /// <summary>Reads a page of aggregates in id order.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="filter">An OData filter on the index columns, or null for all.</param>
    /// <param name="cursor">Where the page before ended, or null for the first.</param>
    /// <param name="size">How many, at most 1,000.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<(IReadOnlyList<Loaded<TState>> Items, string? Next)> ListAsync<TState, TEvent>(
        AggregateKind<TState, TEvent> kind, string? filter, string? cursor, int size, CancellationToken cancellationToken = default)
        where TState : class
        where TEvent : class
    {
        var states = $"RowKey eq '{StateRow}'" + (filter is null ? "" : $" and ({filter})");
        var (rows, next) = await Table(kind.Table).QueryAsync<TableEntity>(states, size, cancellationToken: cancellationToken).PageAsync(cursor, size);
        return ([.. rows.Select(Read<TState>)], next);
    }

    /// <summary>Reads all aggregates that a filter on the index columns leaves.</summary>
    public async IAsyncEnumerable<Loaded<TState>> AllAsync<TState, TEvent>(AggregateKind<TState, TEvent> kind, string? filter = null)
        where TState : class
        where TEvent : class
    {
        var states = $"RowKey eq '{StateRow}'" + (filter is null ? "" : $" and ({filter})");
        await foreach (var row in Table(kind.Table).QueryAsync<TableEntity>(states))
        {
            yield return Read<TState>(row);
        }
    }

    /// <summary>The index columns of all aggregates, which is much quicker than to read them: each row's partition key is the id.</summary>
    public IAsyncEnumerable<TableEntity> IndexAsync<TState, TEvent>(
        AggregateKind<TState, TEvent> kind, IEnumerable<string> columns, CancellationToken cancellationToken = default)
        where TState : class
        where TEvent : class =>
        Table(kind.Table).QueryAsync<TableEntity>($"RowKey eq '{StateRow}'", select: ["PartitionKey", .. columns], cancellationToken: cancellationToken);

    /// <summary>The ids of all aggregates.</summary>
    public async IAsyncEnumerable<string> IdsAsync<TState, TEvent>(
        AggregateKind<TState, TEvent> kind, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where TState : class
        where TEvent : class
    {
        var states = Table(kind.Table).QueryAsync<TableEntity>($"RowKey eq '{StateRow}'", select: ["PartitionKey"], cancellationToken: cancellationToken);
        await foreach (var row in states)
        {
            yield return row.PartitionKey;
        }
    }

    /// <summary>Reads what happened in a line of a journal, and the aggregate right after it.</summary>
    /// <exception cref="InvalidOperationException">There is no such line.</exception>
    public async Task<(TState After, TEvent Happened)> RecallAsync<TState, TEvent>(
        AggregateKind<TState, TEvent> kind, string id, long number, CancellationToken cancellationToken = default)
        where TState : class
        where TEvent : class
    {
        TState? state = null;
        foreach (var entry in await HistoryAsync(kind, id, cancellationToken))
        {
            state = kind.Apply(state, entry.Happened);
            if (entry.Number == number)
            {
                return (state, entry.Happened);
            }
        }

        throw new InvalidOperationException($"{id} has no event {number}.");
    }

    /// <summary>Makes an aggregate from its events alone.</summary>
    public async Task<Loaded<TState>> ReplayAsync<TState, TEvent>(
        AggregateKind<TState, TEvent> kind, string id, CancellationToken cancellationToken = default)
        where TState : class
        where TEvent : class
    {
        TState? state = null;
        IReadOnlyList<StageReached> course = [];
        var history = await HistoryAsync(kind, id, cancellationToken);
        foreach (var entry in history)
        {
            state = kind.Apply(state, entry.Happened);
            course = kind.Stage is { } stage ? StageReached.Next(course, stage(state), entry.At) : course;
        }

        return new(id, state!, history.Count, "", course);
    }

    /// <summary>Reads what happened to an aggregate, in order.</summary>
    public async Task<IReadOnlyList<JournalEntry<TEvent>>> HistoryAsync<TState, TEvent>(
        AggregateKind<TState, TEvent> kind, string id, CancellationToken cancellationToken = default)
        where TState : class
        where TEvent : class
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {id} and RowKey ge {"event-"} and RowKey lt {"event."}");
        List<JournalEntry<TEvent>> entries = [];
        await foreach (var row in Table(kind.Table).QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            entries.Add(new(row.GetInt64("Number")!.Value, Json.Read<TEvent>(Text(row)), row.GetString("Actor")!, row.GetDateTimeOffset("At")!.Value));
        }

        return entries;
    }

    /// <summary>Writes events and the state they make, all or none.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="id">Which aggregate.</param>
    /// <param name="before">The aggregate as it was read; null to begin it.</param>
    /// <param name="events">What happened; at least one.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="marker">A row key that may be written once only, for a command that must not happen twice; null for none.</param>
    /// <param name="import">The import that brings it, which lists can leave out while it is being written; null for none.</param>
    /// <param name="at">When it happened (UTC); now where nothing is said.</param>
    /// <param name="cancellationToken">Stops before the commit, never within.</param>
    /// <exception cref="JournalConflictException">Somebody else was faster, or the marker is there already.</exception>
    public async Task<Loaded<TState>> CommitAsync<TState, TEvent>(
        AggregateKind<TState, TEvent> kind,
        string id,
        Loaded<TState>? before,
        IReadOnlyList<TEvent> events,
        string actor,
        string? marker = null,
        string? import = null,
        DateTimeOffset? at = null,
        CancellationToken cancellationToken = default)
        where TState : class
        where TEvent : class
    {
        using var activity = Telemetry.Activities.StartActivity($"journal {kind.Table}");
        var happenedAt = at ?? clock.GetUtcNow();
        var number = before?.Number ?? 0;
        var state = before?.State;
        var course = before?.Course ?? [];
        List<TableTransactionAction> actions = [];
        foreach (var happened in events)
        {
            state = kind.Apply(state, happened);
            course = kind.Stage is { } stage ? StageReached.Next(course, stage(state), happenedAt) : course;
            var row = EventRow(id, ++number, happened, actor, happenedAt);
            Cut(row, Json.Write(happened));
            actions.Add(new(TableTransactionActionType.Add, row));
        }

        var stateRow = StateRowOf(kind, id, number, state!, course);
        if (import is not null)
        {
            stateRow["Import"] = import;
        }

        actions.Insert(0, before is null
            ? new(TableTransactionActionType.Add, stateRow)
            : new(TableTransactionActionType.UpdateReplace, stateRow, new ETag(before.ETag)));
        if (marker is not null)
        {
            actions.Add(new(TableTransactionActionType.Add, new TableEntity(id, marker) { ["At"] = happenedAt }));
        }

        if (kind.StartsClockOf is { } startsClockOf)
        {
            // Before the commit, so that no death in between leaves a record that nobody ever looks at again.
            foreach (var (table, record) in events.SelectMany(happened => startsClockOf(state!, happened)).Distinct())
            {
                await PurgeCalendar.NoteAsync(tables, clock.Today(), table, record, cancellationToken);
            }
        }

        try
        {
            var written = await Table(kind.Table).SubmitTransactionAsync(actions, cancellationToken);
            foreach (var happened in events)
            {
                Telemetry.Count(happened);
            }

            return new(id, state!, number, written.Value[0].Headers.ETag!.Value.ToString(), course);
        }
        catch (TableTransactionFailedException e) when (e.Status is 409 or 412)
        {
            throw new JournalConflictException();
        }
    }

    /// <summary>Writes an aggregate as it was read, so that nothing more can be committed on an earlier reading of it.</summary>
    /// <exception cref="JournalConflictException">Somebody else was faster.</exception>
    public async Task TouchAsync<TState, TEvent>(
        AggregateKind<TState, TEvent> kind, Loaded<TState> aggregate, CancellationToken cancellationToken = default)
        where TState : class
        where TEvent : class
    {
        try
        {
            await Table(kind.Table).UpdateEntityAsync(
                new TableEntity(aggregate.Id, StateRow) { ["Number"] = aggregate.Number },
                new ETag(aggregate.ETag),
                TableUpdateMode.Merge,
                cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            throw new JournalConflictException();
        }
    }

    /// <summary>
    /// Writes an aggregate anew with less in its events, and the state that these then make. What happened when, and in which order, stays; so does
    /// its number. A death in between leaves some events to be written again by the next attempt.
    /// </summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="id">Which aggregate.</param>
    /// <param name="less">An event with less in it; the same again where nothing is to go.</param>
    /// <param name="cancellationToken">Stops between two writes.</param>
    /// <exception cref="JournalConflictException">Somebody else changed it meanwhile.</exception>
    public async Task<Loaded<TState>> RewriteAsync<TState, TEvent>(
        AggregateKind<TState, TEvent> kind, string id, Func<TEvent, TEvent> less, CancellationToken cancellationToken = default)
        where TState : class
        where TEvent : class
    {
        var before = await GetAsync(kind, id, cancellationToken);
        TState? state = null;
        List<TableTransactionAction> actions = [];
        foreach (var entry in await HistoryAsync(kind, id, cancellationToken))
        {
            var happened = less(entry.Happened);
            state = kind.Apply(state, happened);
            var text = Json.Write(happened);
            if (text != Json.Write(entry.Happened))
            {
                var row = EventRow(id, entry.Number, happened, entry.Actor, entry.At);
                Cut(row, text);
                actions.Add(new(TableTransactionActionType.UpsertReplace, row));
            }
        }

        // The state last: until then the next attempt finds the aggregate as it was.
        actions.Add(new(TableTransactionActionType.UpdateReplace, StateRowOf(kind, id, before.Number, state!, before.Course), new ETag(before.ETag)));
        try
        {
            foreach (var chunk in actions.Chunk(MostActions))
            {
                await Table(kind.Table).SubmitTransactionAsync(chunk, cancellationToken);
            }
        }
        catch (TableTransactionFailedException e) when (e.Status is 409 or 412)
        {
            throw new JournalConflictException();
        }

        return await GetAsync(kind, id, cancellationToken);
    }

    /// <summary>Removes an aggregate with everything in its journal, the state last.</summary>
    public Task RemoveAsync<TState, TEvent>(AggregateKind<TState, TEvent> kind, string id, CancellationToken cancellationToken = default)
        where TState : class
        where TEvent : class => Table(kind.Table).RemovePartitionAsync(id, cancellationToken);

    /// <summary>Of events that were going to be told, those that were committed.</summary>
    public async Task<IReadOnlyList<ToldEvent>> CommittedAsync(Telling told, CancellationToken cancellationToken)
    {
        var (first, last) = (told.Events[0], told.Events[^1]);
        var filter = TableClient.CreateQueryFilter(
            $"PartitionKey eq {first.SubjectId} and RowKey ge {EventKey(first.Version)} and RowKey le {EventKey(last.Version)}");
        HashSet<(long, string)> committed = [];
        await foreach (var row in Table(told.Table).QueryAsync<TableEntity>(filter, select: ["Number", "Kind"], cancellationToken: cancellationToken))
        {
            committed.Add((row.GetInt64("Number")!.Value, Tells.KindOf(first.Subject, row.GetString("Kind")!)));
        }

        return [.. told.Events.Where(one => committed.Contains((one.Version, one.Kind)))];
    }

    /// <summary>Whether a command's marker stands in an aggregate's partition.</summary>
    public async Task<bool> HasMarkerAsync<TState, TEvent>(
        AggregateKind<TState, TEvent> kind, string id, string marker, CancellationToken cancellationToken = default)
        where TState : class
        where TEvent : class =>
        (await Table(kind.Table).GetEntityIfExistsAsync<TableEntity>(id, marker, ["RowKey"], cancellationToken)).HasValue;

    /// <summary>The row of a line of a journal.</summary>
    internal static string EventKey(long number) => $"event-{number:D10}";

    private TableClient Table(string name) => tables.GetTableClient(name);

    private static TableEntity EventRow(string id, long number, object happened, string actor, DateTimeOffset at) => new(id, EventKey(number))
    {
        ["Number"] = number,
        ["Kind"] = happened.GetType().Name,
        ["Actor"] = actor,
        ["At"] = at,
    };

    private static TableEntity StateRowOf<TState, TEvent>(
        AggregateKind<TState, TEvent> kind, string id, long number, TState state, IReadOnlyList<StageReached> course)
        where TState : class
        where TEvent : class
    {
        var row = new TableEntity(id, StateRow) { ["Number"] = number };
        foreach (var (column, value) in kind.Index(state))
        {
            row[column] = value;
        }

        if (course.Count > 0)
        {
            row["Course"] = StageReached.Write(course);
        }

        Cut(row, Json.Write(state));
        return row;
    }

    private static Loaded<TState> Read<TState>(TableEntity row) =>
        new(row.PartitionKey, Json.Read<TState>(Text(row)), row.GetInt64("Number")!.Value, row.ETag.ToString(), StageReached.Read(row.GetString("Course")));

    private static void Cut(TableEntity row, string text)
    {
        for (var i = 0; i * LongestText < text.Length; i++)
        {
            row[$"Data{i}"] = text.Substring(i * LongestText, Math.Min(LongestText, text.Length - (i * LongestText)));
        }
    }

    /// <summary>What stands in a row of a journal, as JSON.</summary>
    internal static string Text(TableEntity row)
    {
        var first = row.GetString("Data0")!;
        return row.ContainsKey("Data1")
            ? string.Concat(Enumerable.Range(0, int.MaxValue).Select(i => row.GetString($"Data{i}")).TakeWhile(part => part is not null))
            : first;
    }
}
