using System.Linq.Expressions;
using Azure.Data.Tables.Models;
using RecruitRetain.Local;

namespace Azure.Data.Tables;

public class TableClient
{
    private readonly TableStore _store;

    internal TableClient(TableStore store, string tableName)
    {
        ArgumentException.ThrowIfNullOrEmpty(tableName);
        _store = store;
        Name = tableName;
    }

    public string Name { get; }

    public static string CreateQueryFilter(FormattableString filter) => ODataLiteral.Fill(filter);

    public static string CreateQueryFilter<T>(Expression<Func<T, bool>> filter) => ODataExpression.Translate(filter);

    public async Task<Response<TableItem>> CreateAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await _store.CreateTableAsync(Name)
            ? Response.FromValue(new TableItem(Name), new LocalResponse(201))
            : throw TableErrors.TableAlreadyExists();
    }

    public async Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Response.FromValue(new TableItem(Name), new LocalResponse(await _store.CreateTableAsync(Name) ? 201 : 409));
    }

    public async Task<Response> DeleteAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new LocalResponse(await _store.DeleteTableAsync(Name) ? 204 : 404);
    }

    public Task<Response<T>> GetEntityAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = default, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => Answer(
        () =>
        {
            var row = Find(partitionKey, rowKey) ?? throw TableErrors.NotFound();
            return Response.FromValue(EntityMapper.ToEntity<T>(row, select?.ToHashSet()), new LocalResponse(200, row.ETag));
        },
        cancellationToken);

    public Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = default, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => Answer<NullableResponse<T>>(
        () =>
        {
            try
            {
                return Find(partitionKey, rowKey) is { } row
                    ? Response.FromValue(EntityMapper.ToEntity<T>(row, select?.ToHashSet()), new LocalResponse(200, row.ETag))
                    : new NoValueResponse<T>(new LocalResponse(404));
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                // As in the package, a missing table is no different here from a missing entity.
                return new NoValueResponse<T>(new LocalResponse(404));
            }
        },
        cancellationToken);

    public Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity => WriteAsync(EntityStep.Add, entity, null, cancellationToken);

    public Task<Response> UpsertEntityAsync<T>(T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => WriteAsync(StepOf(mode), entity, null, cancellationToken);

    public Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => ifMatch == default
        ? throw new ArgumentException("An update needs the ETag it expects, or ETag.All.", nameof(ifMatch))
        : WriteAsync(StepOf(mode), entity, ifMatch, cancellationToken);

    public async Task<Response> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await _store.ApplyAsync(Name, Deletion(partitionKey, rowKey, ifMatch));
            return new LocalResponse(204);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // As in the package: what is gone already is no failure.
            return new LocalResponse(404);
        }
    }

    public Task<Response> DeleteEntityAsync(ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return DeleteEntityAsync(entity.PartitionKey, entity.RowKey, ifMatch, cancellationToken);
    }

    public AsyncPageable<T> QueryAsync<T>(
        string? filter = default, int? maxPerPage = default, IEnumerable<string>? select = default, CancellationToken cancellationToken = default)
        where T : class, ITableEntity
    {
        var selected = select?.ToHashSet();
        return new LocalPageable<T>(
            (continuation, size) =>
            {
                var (rows, next) = _store.Page(Name, filter, continuation, size);
                return (rows.Select(row => EntityMapper.ToEntity<T>(row, selected)).ToList(), next);
            },
            maxPerPage,
            cancellationToken);
    }

    public AsyncPageable<T> QueryAsync<T>(
        Expression<Func<T, bool>> filter,
        int? maxPerPage = default,
        IEnumerable<string>? select = default,
        CancellationToken cancellationToken = default)
        where T : class, ITableEntity => QueryAsync<T>(CreateQueryFilter(filter), maxPerPage, select, cancellationToken);

    public async Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transactionActions);
        cancellationToken.ThrowIfCancellationRequested();
        List<EntityChange> changes = [.. transactionActions.Select(ChangeOf)];
        if (changes.Count == 0)
        {
            throw new InvalidOperationException("The transaction contains no operations.");
        }

        try
        {
            var written = await _store.ApplyAsync(Name, changes);
            return Response.FromValue<IReadOnlyList<Response>>([.. written.Select(Written)], new LocalResponse(202));
        }
        catch (RequestFailedException e)
        {
            throw new TableTransactionFailedException(e);
        }
    }

    private static EntityChange ChangeOf(TableTransactionAction action) => action.ActionType switch
    {
        TableTransactionActionType.Delete => Deletion(action.Entity.PartitionKey, action.Entity.RowKey, action.ETag),
        TableTransactionActionType.Add => Change(EntityStep.Add, action.Entity, null),
        TableTransactionActionType.UpsertMerge => Change(EntityStep.Merge, action.Entity, null),
        TableTransactionActionType.UpsertReplace => Change(EntityStep.Replace, action.Entity, null),

        // As in the package: an update that names no ETag sends no condition, and so adds an entity that is missing.
        TableTransactionActionType.UpdateMerge => Change(EntityStep.Merge, action.Entity, action.ETag == default ? null : action.ETag),
        TableTransactionActionType.UpdateReplace => Change(EntityStep.Replace, action.Entity, action.ETag == default ? null : action.ETag),
        var type => throw new InvalidOperationException($"There is no transaction action {type}."),
    };

    private static EntityChange Deletion(string partitionKey, string rowKey, ETag ifMatch) =>
        new(EntityStep.Delete, partitionKey, rowKey, new Dictionary<string, object>(), ifMatch == default ? ETag.All : ifMatch);

    private static EntityChange Change(EntityStep step, ITableEntity entity, ETag? ifMatch)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentNullException.ThrowIfNull(entity.PartitionKey);
        ArgumentNullException.ThrowIfNull(entity.RowKey);
        return new(step, entity.PartitionKey, entity.RowKey, EntityMapper.ToProperties(entity), ifMatch);
    }

    private static LocalResponse Written(long written) => new(204, written == 0 ? null : EntityRow.ETagOf(written));

    private static EntityStep StepOf(TableUpdateMode mode) => mode switch
    {
        TableUpdateMode.Merge => EntityStep.Merge,
        TableUpdateMode.Replace => EntityStep.Replace,
        _ => throw new ArgumentException($"Unexpected value for mode: {mode}", nameof(mode)),
    };

    private static Task<T> Answer<T>(Func<T> read, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        try
        {
            return Task.FromResult(read());
        }
#pragma warning disable CA1031 // Whatever it is comes back in the task, as from any asynchronous call.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Task.FromException<T>(e);
        }
    }

    private EntityRow? Find(string partitionKey, string rowKey)
    {
        ArgumentNullException.ThrowIfNull(partitionKey);
        ArgumentNullException.ThrowIfNull(rowKey);
        return _store.Find(Name, partitionKey, rowKey);
    }

    private async Task<Response> WriteAsync(EntityStep step, ITableEntity entity, ETag? ifMatch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Written(await _store.ApplyAsync(Name, Change(step, entity, ifMatch)));
    }
}
