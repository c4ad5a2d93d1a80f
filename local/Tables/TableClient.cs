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

    public static string CreateQueryFilter(FormattableString filter) => throw new NotImplementedException();

    public static string CreateQueryFilter<T>(Expression<Func<T, bool>> filter) => throw new NotImplementedException();

    public Task<Response<TableItem>> CreateAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Task<Response> DeleteAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Task<Response<T>> GetEntityAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = default, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => throw new NotImplementedException();

    public Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = default, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => throw new NotImplementedException();

    public Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity => throw new NotImplementedException();

    public Task<Response> UpsertEntityAsync<T>(T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => throw new NotImplementedException();

    public Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => throw new NotImplementedException();

    public Task<Response> DeleteEntityAsync(string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    public Task<Response> DeleteEntityAsync(ITableEntity entity, ETag ifMatch = default, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    public AsyncPageable<T> QueryAsync<T>(
        string? filter = default, int? maxPerPage = default, IEnumerable<string>? select = default, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => throw new NotImplementedException();

    public AsyncPageable<T> QueryAsync<T>(
        Expression<Func<T, bool>> filter,
        int? maxPerPage = default,
        IEnumerable<string>? select = default,
        CancellationToken cancellationToken = default)
        where T : class, ITableEntity => throw new NotImplementedException();

    public Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
