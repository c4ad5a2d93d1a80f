using System.Text.Json.Nodes;
using Azure;
using Azure.Data.Tables;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Correspondence;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>What stands beside a record under its id: letters and messages sent, what became of them, signed links, journeys.</summary>
public sealed class Traces(TableServiceClient tables)
{
    private static readonly string[] Tables = [Effects.TableName, Links.TableName, ReceiveMailEvents.TableName];

    /// <summary>What was sent about a record, and what became of it.</summary>
    public async Task<JsonNode> DescribeAsync(string id, CancellationToken cancellationToken)
    {
        JsonArray sent = [];
        await foreach (var row in RowsAsync(Effects.TableName, id, cancellationToken).Where(Effects.IsDone))
        {
            sent.Add(new JsonObject { ["what"] = row.RowKey.Replace('|', '/'), ["at"] = row.GetDateTimeOffset("At") });
        }

        JsonArray events = [];
        await foreach (var row in RowsAsync(ReceiveMailEvents.TableName, id, cancellationToken))
        {
            events.Add(new JsonObject { ["what"] = row.GetString("Kind"), ["mail"] = row.GetString("Mail"), ["at"] = row.GetDateTimeOffset("At") });
        }

        JsonArray links = [];
        await foreach (var row in RowsAsync(Links.TableName, id, cancellationToken))
        {
            links.Add(new JsonObject { ["purpose"] = row.GetString("Purpose"), ["worksUntil"] = row.GetDateTimeOffset("ExpiresAt") });
        }

        return new JsonObject { ["sent"] = sent, ["mailEvents"] = events, ["signedLinks"] = links };
    }

    /// <summary>Removes all of it.</summary>
    /// <param name="id">The record's id.</param>
    /// <param name="client">Ends and removes journeys.</param>
    /// <param name="journeys">The journeys that were about it, the outermost first.</param>
    /// <param name="cancellationToken">Stops between two tables.</param>
    public async Task RemoveAsync(string id, DurableTaskClient client, IEnumerable<string> journeys, CancellationToken cancellationToken)
    {
        foreach (var journey in journeys)
        {
            await EndAsync(client, journey, cancellationToken);
        }

        foreach (var table in Tables)
        {
            await tables.GetTableClient(table).RemovePartitionAsync(id, cancellationToken);
        }
    }

    // A journey may wait still, for a decision that nobody ever took.
    private static async Task EndAsync(DurableTaskClient client, string journey, CancellationToken cancellationToken)
    {
        if (await client.GetInstanceAsync(journey, cancellationToken) is not { } known)
        {
            return;
        }

        if (!known.IsCompleted)
        {
            await client.TerminateInstanceAsync(journey, new TerminateInstanceOptions(Recursive: true), cancellationToken);
            await client.WaitForInstanceCompletionAsync(journey, cancellationToken);
        }

        await client.PurgeInstanceAsync(journey, new PurgeInstanceOptions(Recursive: true), cancellationToken);
    }

    private AsyncPageable<TableEntity> RowsAsync(string table, string id, CancellationToken cancellationToken) =>
        tables.GetTableClient(table).QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {id}"), cancellationToken: cancellationToken);
}
