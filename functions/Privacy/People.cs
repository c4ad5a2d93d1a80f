using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>Somebody, as far as the council must know them. This is the only place where personal data lives.</summary>
/// <param name="Id">The person's id, <c>per_…</c>.</param>
/// <param name="Name">As they want to be called.</param>
/// <param name="Email">Where mail reaches them.</param>
/// <param name="Phone">A number, if they gave one.</param>
/// <param name="RegistrationNumber">Their number on Social Work England's register, if they have one.</param>
/// <param name="PrivacyNotice">The version of the privacy notice they were shown.</param>
/// <param name="MailTrouble">Why mail does not reach them: <c>bounce</c>, <c>blocked</c>, <c>dropped</c>, <c>spamreport</c>; null while it does.</param>
/// <param name="PrivacyNoticeAt">When they said that they had seen it (UTC); null where it was given to them otherwise.</param>
/// <param name="StaffId">The subject of their own tokens, where they work for the council and it is known.</param>
public sealed record Person(
    string Id, string Name, string Email, string? Phone, string? RegistrationNumber, string PrivacyNotice, string? MailTrouble = null, string? StaffId = null,
    DateTimeOffset? PrivacyNoticeAt = null);

/// <summary>The people's rows. Everything else holds their ids.</summary>
public sealed class People(TableServiceClient tables)
{
    /// <summary>The table.</summary>
    public const string TableName = "people";

    private const string Row = "person";

    // A property holds 64 KiB of UTF-16.
    private const int LongestText = 30_000;

    // As many as a transaction of the service takes.
    private const int MostChanges = 100;

    private const int AtOnce = 512;

    /// <summary>Keeps a person, and lets them be found by e-mail address and registration number.</summary>
    public Task SaveAsync(Person person, CancellationToken cancellationToken = default) => SaveAsync(person, [], cancellationToken);

    /// <summary>The same together with what they wrote in an application, each in a row of its own beside theirs.</summary>
    /// <param name="person">The person.</param>
    /// <param name="applicationId">The application.</param>
    /// <param name="statement">What they wrote in support; null for nothing.</param>
    /// <param name="form">The rest of the form.</param>
    /// <param name="cancellationToken">Stops before it is kept.</param>
    public Task SaveAsync(Person person, string applicationId, string? statement, string form, CancellationToken cancellationToken = default)
    {
        var formRow = new TableEntity(person.Id, FormRow(applicationId));
        foreach (var (i, part) in form.Chunk(LongestText).Index())
        {
            formRow[$"Data{i}"] = new string(part);
        }

        return SaveAsync(
            person,
            statement is null ? [formRow] : [formRow, new TableEntity(person.Id, StatementRow(applicationId)) { ["Statement"] = statement }],
            cancellationToken);
    }

    private async Task SaveAsync(Person person, IEnumerable<TableEntity> documents, CancellationToken cancellationToken)
    {
        var table = tables.GetTableClient(TableName);
        await table.SubmitTransactionAsync(
            documents.Prepend(RowOf(person)).Select(entity => new TableTransactionAction(TableTransactionActionType.UpsertReplace, entity)), cancellationToken);
        await Task.WhenAll(WaysTo(person).Select(row => (Task)table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken)));
    }

    /// <summary>Keeps under which subject somebody signs in. One that was kept before leads to them no more, and goes first, so that a death in between leaves it to the repeat.</summary>
    public async Task SaveStaffIdAsync(Person person, string staffId, CancellationToken cancellationToken = default)
    {
        foreach (var handle in Handles(null, null, person.StaffId))
        {
            await tables.GetTableClient(TableName).DeleteEntityAsync(handle, person.Id, ETag.All, cancellationToken);
        }

        await SaveAsync(person with { StaffId = staffId }, cancellationToken);
    }

    /// <summary>Keeps many people, with as few writes as their rows allow.</summary>
    public async Task SaveManyAsync(IReadOnlyCollection<Person> people, CancellationToken cancellationToken = default)
    {
        var table = tables.GetTableClient(TableName);
        var together = people.SelectMany(person => WaysTo(person).Append(RowOf(person)))
            .GroupBy(row => row.PartitionKey)
            .SelectMany(partition => partition.Chunk(MostChanges));
        await Parallel.ForEachAsync(together, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (rows, stop) =>
            await (rows is [var row]
                ? (Task)table.UpsertEntityAsync(row, TableUpdateMode.Replace, stop)
                : table.SubmitTransactionAsync(rows.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)), stop)));
    }

    private static TableEntity RowOf(Person person) => new(person.Id, Row)
    {
        ["Name"] = person.Name,
        ["Email"] = person.Email,
        ["Phone"] = person.Phone,
        ["RegistrationNumber"] = person.RegistrationNumber,
        ["PrivacyNotice"] = person.PrivacyNotice,
        ["MailTrouble"] = person.MailTrouble,
        ["StaffId"] = person.StaffId,
        ["PrivacyNoticeAt"] = person.PrivacyNoticeAt,
    };

    private static IEnumerable<TableEntity> WaysTo(Person person) =>
        Handles(person.Email, person.RegistrationNumber, person.StaffId).Select(handle => new TableEntity(handle, person.Id)).Concat(NameIndex.RowsOf(person));

    /// <summary>The person; null if unknown or erased.</summary>
    public async Task<Person?> FindAsync(string id, CancellationToken cancellationToken = default)
    {
        var row = await tables.GetTableClient(TableName).GetEntityIfExistsAsync<TableEntity>(id, Row, cancellationToken: cancellationToken);
        return row is { HasValue: true, Value: { } found }
            ? new Person(
                id,
                found.GetString("Name")!,
                found.GetString("Email")!,
                found.GetString("Phone"),
                found.GetString("RegistrationNumber"),
                found.GetString("PrivacyNotice")!,
                found.GetString("MailTrouble"),
                found.GetString("StaffId"),
                found.GetDateTimeOffset("PrivacyNoticeAt"))
            : null;
    }

    /// <summary>Marks somebody whom mail does not reach.</summary>
    /// <returns>False for somebody unknown or erased.</returns>
    public async Task<bool> MarkMailTroubleAsync(string id, string trouble, CancellationToken cancellationToken = default)
    {
        try
        {
            await tables.GetTableClient(TableName).UpdateEntityAsync(
                new TableEntity(id, Row) { ["MailTrouble"] = trouble }, ETag.All, TableUpdateMode.Merge, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return false;
        }
    }

    /// <summary>What a person wrote in support of an application; null for nothing, or erased.</summary>
    public async Task<string?> FindStatementAsync(string personId, string applicationId, CancellationToken cancellationToken = default)
    {
        var row = await tables.GetTableClient(TableName).GetEntityIfExistsAsync<TableEntity>(
            personId, StatementRow(applicationId), cancellationToken: cancellationToken);
        return row.HasValue ? row.Value!.GetString("Statement") : null;
    }

    /// <summary>Keeps what a person wrote about an offer that they would like changed; the last time counts.</summary>
    public Task SaveOfferMessageAsync(string personId, string applicationId, string message, CancellationToken cancellationToken = default) =>
        tables.GetTableClient(TableName).UpsertEntityAsync(
            new TableEntity(personId, OfferMessageRow(applicationId)) { ["Message"] = message }, TableUpdateMode.Replace, cancellationToken);

    /// <summary>What a person wrote about an offer that they would like changed; null for nothing, or erased.</summary>
    public async Task<string?> FindOfferMessageAsync(string personId, string applicationId, CancellationToken cancellationToken = default)
    {
        var row = await tables.GetTableClient(TableName).GetEntityIfExistsAsync<TableEntity>(
            personId, OfferMessageRow(applicationId), cancellationToken: cancellationToken);
        return row.HasValue ? row.Value!.GetString("Message") : null;
    }

    /// <summary>What a person wrote besides the statement, as it was kept; null for nothing, or erased.</summary>
    public async Task<string?> FindFormAsync(string personId, string applicationId, CancellationToken cancellationToken = default)
    {
        var row = await tables.GetTableClient(TableName).GetEntityIfExistsAsync<TableEntity>(
            personId, FormRow(applicationId), cancellationToken: cancellationToken);
        return row is { HasValue: true, Value: { } form }
            ? string.Concat(Enumerable.Range(0, int.MaxValue).Select(i => form.GetString($"Data{i}")).TakeWhile(part => part is not null))
            : null;
    }

    /// <summary>Keeps what a person wrote to the council about an application.</summary>
    public Task SaveMessageAsync(string personId, string messageId, string text, CancellationToken cancellationToken = default) =>
        tables.GetTableClient(TableName).UpsertEntityAsync(
            new TableEntity(personId, messageId) { ["Message"] = text }, TableUpdateMode.Replace, cancellationToken);

    /// <summary>What a person wrote to the council; null if it was erased.</summary>
    public async Task<string?> FindMessageAsync(string personId, string messageId, CancellationToken cancellationToken = default)
    {
        var row = await tables.GetTableClient(TableName).GetEntityIfExistsAsync<TableEntity>(personId, messageId, cancellationToken: cancellationToken);
        return row.HasValue ? row.Value!.GetString("Message") : null;
    }

    /// <summary>
    /// The people who gave this address, ignoring case, or this registration number: perhaps the same person twice, which a person decides.
    /// </summary>
    public Task<IReadOnlyList<string>> LikelyAsync(string email, string? registrationNumber, CancellationToken cancellationToken = default) =>
        WithAsync(Handles(email, registrationNumber), cancellationToken);

    /// <summary>The people who gave this address, ignoring case, or this registration number; each null for not by that.</summary>
    public Task<IReadOnlyList<string>> WithHandleAsync(string? email, string? registrationNumber, CancellationToken cancellationToken = default) =>
        WithAsync(Handles(email, registrationNumber), cancellationToken);

    private async Task<IReadOnlyList<string>> WithAsync(IEnumerable<string> handles, CancellationToken cancellationToken)
    {
        HashSet<string> ids = [];
        foreach (var handle in handles)
        {
            await foreach (var row in tables.GetTableClient(TableName).QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {handle}"), cancellationToken: cancellationToken))
            {
                ids.Add(row.RowKey);
            }
        }

        return [.. ids];
    }

    /// <summary>The people who gave this address, ignoring case.</summary>
    public Task<IReadOnlyList<string>> WithEmailAsync(string email, CancellationToken cancellationToken = default) => LikelyAsync(email, null, cancellationToken);

    /// <summary>The people behind a token: by its address, ignoring case, or by its subject.</summary>
    public Task<IReadOnlyList<string>> BehindAsync(string staffId, string? email, CancellationToken cancellationToken = default) =>
        WithAsync(Handles(email, null, staffId), cancellationToken);

    /// <summary>Keeps a note that staff wrote about a person.</summary>
    public Task SaveNoteAsync(string personId, string noteId, string text, CancellationToken cancellationToken = default) =>
        tables.GetTableClient(TableName).UpsertEntityAsync(new TableEntity(personId, noteId) { ["Note"] = text }, TableUpdateMode.Replace, cancellationToken);

    /// <summary>The notes about a person, by their ids.</summary>
    public async Task<IReadOnlyDictionary<string, string>> NotesAsync(string personId, CancellationToken cancellationToken = default)
    {
        Dictionary<string, string> notes = [];
        await foreach (var row in tables.GetTableClient(TableName).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {personId} and RowKey ge {"note_"} and RowKey lt {"note`"}"), cancellationToken: cancellationToken))
        {
            notes.Add(row.RowKey, row.GetString("Note")!);
        }

        return notes;
    }

    /// <summary>Keeps people who are coming in by file until they have come in, as text, a number of them at a time.</summary>
    public Task SaveBatchAsync(string importId, int number, string text, CancellationToken cancellationToken = default)
    {
        var row = new TableEntity(importId, BatchRow(number));
        foreach (var (i, part) in text.Chunk(LongestText).Index())
        {
            row[$"Data{i}"] = new string(part);
        }

        return tables.GetTableClient(TableName).UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }

    /// <summary>One of the batches of a file that is coming in.</summary>
    public async Task<string> BatchAsync(string importId, int number, CancellationToken cancellationToken = default)
    {
        var row = await tables.GetTableClient(TableName).GetEntityAsync<TableEntity>(importId, BatchRow(number), cancellationToken: cancellationToken);
        return string.Concat(Enumerable.Range(0, int.MaxValue).Select(i => row.Value.GetString($"Data{i}")).TakeWhile(part => part is not null));
    }

    /// <summary>The people whose rows were written before an instant, and not before another.</summary>
    public IAsyncEnumerable<string> WrittenAsync(DateTimeOffset? from, DateTimeOffset before, CancellationToken cancellationToken = default)
    {
        var filter = TableClient.CreateQueryFilter($"RowKey eq {Row} and Timestamp lt {before}");
        return tables.GetTableClient(TableName).QueryAsync<TableEntity>(
            from is { } first ? $"{filter} and {TableClient.CreateQueryFilter($"Timestamp ge {first}")}" : filter, select: ["PartitionKey"], cancellationToken: cancellationToken)
            .Select(row => row.PartitionKey);
    }

    /// <summary>Forgets the batches of files that should have come in before an instant.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> ForgetBatchesAsync(DateTimeOffset before, CancellationToken cancellationToken = default)
    {
        var batches = await tables.GetTableClient(TableName).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"RowKey ge {"batch-"} and RowKey lt {"batch."} and Timestamp lt {before}"), select: ["PartitionKey", "RowKey"], cancellationToken: cancellationToken)
            .ToListAsync(cancellationToken);
        foreach (var batch in batches)
        {
            await tables.GetTableClient(TableName).DeleteEntityAsync(batch.PartitionKey, batch.RowKey, ETag.All, cancellationToken);
        }

        return batches.Count;
    }

    /// <summary>Forgets a batch: its people stand under their own ids now.</summary>
    public Task ForgetBatchAsync(string importId, int number, CancellationToken cancellationToken = default) =>
        tables.GetTableClient(TableName).DeleteEntityAsync(importId, BatchRow(number), ETag.All, cancellationToken);

    /// <summary>Forgets what a person wrote in an application, and what was written to them or about them there.</summary>
    /// <param name="personId">The person.</param>
    /// <param name="applicationId">The application.</param>
    /// <param name="written">The ids of messages and notes.</param>
    /// <param name="cancellationToken">Stops before it is forgotten.</param>
    public async Task RemoveWordsAsync(string personId, string applicationId, IEnumerable<string> written, CancellationToken cancellationToken = default)
    {
        HashSet<string> going = [OfferMessageRow(applicationId), StatementRow(applicationId), FormRow(applicationId), .. written];
        var rows = await RowsOfAsync(personId, cancellationToken);
        await tables.GetTableClient(TableName).RemoveRowsAsync(personId, rows.Where(going.Contains), cancellationToken);
    }

    /// <summary>Forgets a person: all that is kept of them here, and by which they are found. Who they are goes last, so that a death in between leaves the rest to be found.</summary>
    public async Task RemoveAsync(string personId, CancellationToken cancellationToken = default)
    {
        var table = tables.GetTableClient(TableName);
        if (await FindAsync(personId, cancellationToken) is { } person)
        {
            foreach (var partition in Handles(person.Email, person.RegistrationNumber, person.StaffId).Concat(NameIndex.PartitionsOf(person)))
            {
                await table.DeleteEntityAsync(partition, personId, ETag.All, cancellationToken);
            }
        }

        var rows = await RowsOfAsync(personId, cancellationToken);
        await table.RemoveRowsAsync(personId, rows.Where(row => row != Row), cancellationToken);
        await table.DeleteEntityAsync(personId, Row, ETag.All, cancellationToken);
    }

    private async Task<IReadOnlyList<string>> RowsOfAsync(string personId, CancellationToken cancellationToken) =>
        await tables.GetTableClient(TableName).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {personId}"), select: ["RowKey"], cancellationToken: cancellationToken)
            .Select(row => row.RowKey).ToListAsync(cancellationToken);

    private static string BatchRow(int number) => $"batch-{number:D5}";

    private static string OfferMessageRow(string applicationId) => $"offer-message-{applicationId}";

    private static string StatementRow(string applicationId) => $"statement-{applicationId}";

    private static string FormRow(string applicationId) => $"form-{applicationId}";

    private static IEnumerable<string> Handles(string? email, string? registrationNumber, string? staffId = null)
    {
        if (email is not null)
        {
            yield return $"email-{Hash(email)}";
        }

        if (staffId is not null)
        {
            yield return $"staff-{Hash(staffId)}";
        }

        if (!string.IsNullOrWhiteSpace(registrationNumber))
        {
            yield return $"registration-{Hash(registrationNumber)}";
        }
    }

    private static string Hash(string handle) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(handle.Trim().ToUpperInvariant())));
}
