using Azure.Core;
using Azure.Data.Tables.Models;
using RecruitRetain.Local;

namespace Azure.Data.Tables;

public class TableServiceClient
{
    private readonly TableStore _store;

    public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions? options = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(tokenCredential);
        _store = LocalAzure.At(endpoint.Authority).Tables;
    }

    public TableClient GetTableClient(string tableName) => new(_store, tableName);

    public Task<Response<TableItem>> CreateTableAsync(string tableName, CancellationToken cancellationToken = default) =>
        GetTableClient(tableName).CreateAsync(cancellationToken);

    public Task<Response<TableItem>> CreateTableIfNotExistsAsync(string tableName, CancellationToken cancellationToken = default) =>
        GetTableClient(tableName).CreateIfNotExistsAsync(cancellationToken);

    public Task<Response> DeleteTableAsync(string tableName, CancellationToken cancellationToken = default) =>
        GetTableClient(tableName).DeleteAsync(cancellationToken);

    public AsyncPageable<TableItem> QueryAsync(string? filter = default, int? maxPerPage = default, CancellationToken cancellationToken = default)
    {
        var condition = ODataParser.Parse(filter);
        return new LocalPageable<TableItem>(
            (continuation, size) =>
            {
                var most = TableStore.CheckPageSize(size);
                var names = _store.TableNames()
                    .Where(name => continuation is null || string.Compare(name, continuation, StringComparison.OrdinalIgnoreCase) >= 0)
                    .Where(name => condition is null || condition.Matches(new EntityRow("", "", 0, new Dictionary<string, object> { ["TableName"] = name })))
                    .Take(most + 1)
                    .ToList();
                return ([.. names.Take(most).Select(name => new TableItem(name))], names.ElementAtOrDefault(most));
            },
            maxPerPage,
            cancellationToken);
    }
}
