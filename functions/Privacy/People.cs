using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;

namespace RecruitRetain.Privacy;

/// <summary>Somebody, as far as the council must know them. This is the only place where personal data lives.</summary>
/// <param name="Id">The person's id, <c>per_…</c>.</param>
/// <param name="Name">As they want to be called.</param>
/// <param name="Email">Where mail reaches them.</param>
/// <param name="Phone">A number, if they gave one.</param>
/// <param name="RegistrationNumber">Their number on Social Work England's register, if they have one.</param>
/// <param name="PrivacyNotice">The version of the privacy notice they were shown.</param>
/// <param name="MailTrouble">Why mail does not reach them: <c>bounce</c>, <c>blocked</c>, <c>dropped</c>, <c>spamreport</c>; null while it does.</param>
public sealed record Person(
    string Id, string Name, string Email, string? Phone, string? RegistrationNumber, string PrivacyNotice, string? MailTrouble = null);

/// <summary>The people's rows. Everything else holds their ids.</summary>
public sealed class People(TableServiceClient tables)
{
    /// <summary>The table.</summary>
    public const string TableName = "people";

    private const string Row = "person";

    /// <summary>Keeps a person, and lets them be found by e-mail address.</summary>
    public async Task SaveAsync(Person person, CancellationToken cancellationToken = default)
    {
        var table = tables.GetTableClient(TableName);
        await table.UpsertEntityAsync(
            new TableEntity(person.Id, Row)
            {
                ["Name"] = person.Name,
                ["Email"] = person.Email,
                ["Phone"] = person.Phone,
                ["RegistrationNumber"] = person.RegistrationNumber,
                ["PrivacyNotice"] = person.PrivacyNotice,
                ["MailTrouble"] = person.MailTrouble,
            },
            TableUpdateMode.Replace,
            cancellationToken);
        await Task.WhenAll(
            table.UpsertEntityAsync(new TableEntity(EmailPartition(person.Email), person.Id), TableUpdateMode.Replace, cancellationToken),
            NameIndex.SaveAsync(table, person, cancellationToken));
    }

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
                found.GetString("MailTrouble"))
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

    /// <summary>Keeps what a person wrote in support of an application, in a row of its own beside theirs.</summary>
    public Task SaveStatementAsync(string personId, string applicationId, string statement, CancellationToken cancellationToken = default) =>
        tables.GetTableClient(TableName).UpsertEntityAsync(
            new TableEntity(personId, StatementRow(applicationId)) { ["Statement"] = statement }, TableUpdateMode.Replace, cancellationToken);

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

    /// <summary>The people who gave this address, ignoring case: perhaps the same person twice, which a person decides.</summary>
    public async Task<IReadOnlyList<string>> WithEmailAsync(string email, CancellationToken cancellationToken = default)
    {
        List<string> ids = [];
        await foreach (var row in tables.GetTableClient(TableName).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {EmailPartition(email)}"), cancellationToken: cancellationToken))
        {
            ids.Add(row.RowKey);
        }

        return ids;
    }

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

    private static string OfferMessageRow(string applicationId) => $"offer-message-{applicationId}";

    private static string StatementRow(string applicationId) => $"statement-{applicationId}";

    private static string EmailPartition(string email) =>
        $"email-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(email.Trim().ToUpperInvariant())))}";
}
