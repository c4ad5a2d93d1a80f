using Azure.Data.Tables;

namespace RecruitRetain.Shared;

/// <summary>Removes rows.</summary>
internal static class Partitions
{
    private const int MostActions = 100;

    /// <summary>Removes every row of a partition, in the order of the keys, a hundred at a time; one that is gone already stays gone.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<int> RemovePartitionAsync(this TableClient table, string partition, CancellationToken cancellationToken = default)
    {
        List<string> rows = [];
        await foreach (var row in table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken))
        {
            rows.Add(row.RowKey);
        }

        await table.RemoveRowsAsync(partition, rows, cancellationToken);
        return rows.Count;
    }

    /// <summary>Removes rows of a partition, a hundred at a time.</summary>
    public static async Task RemoveRowsAsync(this TableClient table, string partition, IEnumerable<string> rows, CancellationToken cancellationToken = default)
    {
        foreach (var chunk in rows.Chunk(MostActions))
        {
            await table.SubmitTransactionAsync(
                chunk.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partition, row))), cancellationToken);
        }
    }
}
