using Azure;
using Azure.Data.Tables;

namespace RecruitRetain.Tests.Tables;

public sealed class TransactionTests : TablesUnderTest
{
    [Fact]
    public async Task All_actions_of_a_transaction_happen_and_each_write_answers_its_etag()
    {
        await Table.AddEntityAsync(new TableEntity("p", "merged") { ["Name"] = "Ann" });
        await Table.AddEntityAsync(new TableEntity("p", "deleted"));

        var response = await Table.SubmitTransactionAsync(
        [
            new(TableTransactionActionType.Add, new TableEntity("p", "added")),
            new(TableTransactionActionType.UpdateMerge, new TableEntity("p", "merged") { ["Grade"] = 2 }, ETag.All),
            new(TableTransactionActionType.Delete, new TableEntity("p", "deleted")),
            new(TableTransactionActionType.UpsertReplace, new TableEntity("p", "upserted")),
        ]);

        Assert.Equal(202, response.GetRawResponse().Status);
        Assert.Equal([204, 204, 204, 204], response.Value.Select(answer => answer.Status));
        Assert.Equal(["added", "merged", "upserted"], await RowKeysAsync(""));
        var merged = (await Table.GetEntityAsync<TableEntity>("p", "merged")).Value;
        Assert.Equal(("Ann", 2), (merged.GetString("Name"), merged.GetInt32("Grade")));
        Assert.Equal(merged.ETag, response.Value[1].Headers.ETag);
        Assert.Null(response.Value[2].Headers.ETag);
        Assert.Equal(3, response.Value.Where(answer => answer.Headers.ETag is not null).Select(answer => answer.Headers.ETag).Distinct().Count());
    }

    [Fact]
    public async Task One_refused_action_undoes_the_whole_transaction_and_is_named()
    {
        await Table.AddEntityAsync(new TableEntity("p", "there") { ["Grade"] = 1 });

        var failure = await FailsAsync(
            new(TableTransactionActionType.Add, new TableEntity("p", "new")),
            new(TableTransactionActionType.UpdateReplace, new TableEntity("p", "there") { ["Grade"] = 2 }, ETag.All),
            new(TableTransactionActionType.Add, new TableEntity("p", "there2")),
            new(TableTransactionActionType.UpdateMerge, new TableEntity("p", "missing"), ETag.All));

        Assert.Equal((404, "ResourceNotFound", 3), (failure.Status, failure.ErrorCode, failure.FailedTransactionActionIndex));
        Assert.Equal(["there"], await RowKeysAsync(""));
        Assert.Equal(1, (await Table.GetEntityAsync<TableEntity>("p", "there")).Value.GetInt32("Grade"));
    }

    [Fact]
    public async Task A_stale_etag_or_an_entity_that_is_there_refuses_the_transaction()
    {
        var stale = (await Table.AddEntityAsync(new TableEntity("p", "r"))).Headers.ETag!.Value;
        await Table.UpsertEntityAsync(new TableEntity("p", "r"));

        var update = await FailsAsync(new TableTransactionAction(TableTransactionActionType.UpdateReplace, new TableEntity("p", "r"), stale));
        var add = await FailsAsync(
            new(TableTransactionActionType.Add, new TableEntity("p", "s")), new(TableTransactionActionType.Add, new TableEntity("p", "r")));
        var delete = await FailsAsync(new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity("p", "missing")));

        Assert.Equal((412, "UpdateConditionNotSatisfied", 0), (update.Status, update.ErrorCode, update.FailedTransactionActionIndex));
        Assert.Equal((409, "EntityAlreadyExists", 1), (add.Status, add.ErrorCode, add.FailedTransactionActionIndex));
        Assert.Equal((404, "ResourceNotFound", 0), (delete.Status, delete.ErrorCode, delete.FailedTransactionActionIndex));
    }

    [Fact]
    public async Task An_update_in_a_transaction_that_names_no_etag_adds_what_is_missing()
    {
        await Table.SubmitTransactionAsync([new(TableTransactionActionType.UpdateReplace, new TableEntity("p", "r"))]);

        Assert.Equal(["r"], await RowKeysAsync(""));
    }

    [Fact]
    public async Task A_transaction_stays_in_one_partition()
    {
        var failure = await FailsAsync(
            new(TableTransactionActionType.Add, new TableEntity("p", "r")), new(TableTransactionActionType.Add, new TableEntity("q", "r")));

        Assert.Equal((400, "CommandsInBatchActOnDifferentPartitions", 1), (failure.Status, failure.ErrorCode, failure.FailedTransactionActionIndex));
    }

    [Fact]
    public async Task An_entity_appears_once_in_a_transaction()
    {
        var failure = await FailsAsync(
            new(TableTransactionActionType.Add, new TableEntity("p", "r")), new(TableTransactionActionType.Delete, new TableEntity("p", "r")));

        Assert.Equal((400, "InvalidDuplicateRow", 1), (failure.Status, failure.ErrorCode, failure.FailedTransactionActionIndex));
    }

    [Fact]
    public async Task A_transaction_holds_a_hundred_actions()
    {
        await Table.SubmitTransactionAsync(Adds("a", 100));

        var failure = await FailsAsync([.. Adds("b", 101)]);

        Assert.Equal((400, "InvalidInput"), (failure.Status, failure.ErrorCode));
        Assert.Equal(100, (await RowKeysAsync("")).Count);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Table.SubmitTransactionAsync([]));
    }

    [Fact]
    public async Task A_transaction_holds_four_mebibytes()
    {
        await Table.SubmitTransactionAsync(Adds("a", 63, bytes: 65_536));

        var failure = await FailsAsync([.. Adds("b", 64, bytes: 65_536)]);

        Assert.Equal((413, "RequestBodyTooLarge"), (failure.Status, failure.ErrorCode));
    }

    [Fact]
    public async Task A_property_over_the_limit_names_its_action()
    {
        var failure = await FailsAsync(
            new(TableTransactionActionType.Add, new TableEntity("p", "r")),
            new(TableTransactionActionType.Add, new TableEntity("p", "s") { ["Text"] = new string('t', 32_769) }));

        Assert.Equal((400, "PropertyValueTooLarge", 1), (failure.Status, failure.ErrorCode, failure.FailedTransactionActionIndex));
    }

    [Fact]
    public async Task A_transaction_on_a_missing_table_says_so()
    {
        await Table.DeleteAsync();

        var failure = await FailsAsync(new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", "r")));

        Assert.Equal((404, "TableNotFound"), (failure.Status, failure.ErrorCode));
    }

    [Fact]
    public async Task Of_many_transactions_on_one_etag_exactly_one_succeeds()
    {
        var etag = (await Table.AddEntityAsync(new TableEntity("p", "state"))).Headers.ETag!.Value;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            try
            {
                await Table.SubmitTransactionAsync(
                [
                    new(TableTransactionActionType.UpdateReplace, new TableEntity("p", "state"), etag),
                    new(TableTransactionActionType.Add, new TableEntity("p", $"event-{i}")),
                ]);
                return true;
            }
            catch (TableTransactionFailedException)
            {
                return false;
            }
        }));

        Assert.Single(outcomes, true);
        Assert.Equal(2, (await RowKeysAsync("")).Count);
    }

    private static IEnumerable<TableTransactionAction> Adds(string prefix, int count, int bytes = 1) => Enumerable.Range(0, count)
        .Select(i => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", $"{prefix}{i:D3}") { ["Data"] = new byte[bytes] }));

    private Task<TableTransactionFailedException> FailsAsync(params TableTransactionAction[] actions) =>
        Assert.ThrowsAsync<TableTransactionFailedException>(() => Table.SubmitTransactionAsync(actions));
}
