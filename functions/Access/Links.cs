using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using RecruitRetain.Shared;

namespace RecruitRetain.Access;

/// <summary>What a signed link lets its holder do. One link, one purpose, one object.</summary>
public enum LinkPurpose
{
    /// <summary>See one's own application and withdraw it.</summary>
    Application,

    /// <summary>Choose the time of an interview.</summary>
    Interview,

    /// <summary>Answer an offer.</summary>
    Offer,

    /// <summary>See one's own schedule of payments.</summary>
    Schedule,

    /// <summary>Ask for a key-worker home.</summary>
    Housing,

    /// <summary>Answer the offer of a home.</summary>
    HomeOffer,

    /// <summary>Say whether one wants to hear of other jobs.</summary>
    JobAlerts,
}

/// <summary>A link as it was found to be valid.</summary>
/// <param name="Purpose">What it is for.</param>
/// <param name="ObjectId">The one object it is about.</param>
public sealed record Link(LinkPurpose Purpose, string ObjectId);

/// <summary>What somebody holds a link to, without the secret, which nobody keeps.</summary>
/// <param name="Purpose">What it is for.</param>
/// <param name="ObjectId">The one object it is about.</param>
/// <param name="Path">The path below <c>/api/</c>, with <c>{token}</c> in the place of the secret.</param>
/// <param name="ExpiresAt">When it ends (UTC).</param>
public sealed record HeldLink(LinkPurpose Purpose, string ObjectId, string Path, DateTimeOffset ExpiresAt);

/// <summary>
/// Links for people without a password: unguessable, for one purpose and one object, expiring and revocable. Only the hash is kept, so that
/// who reads the table cannot use them.
/// </summary>
public sealed class Links(TableServiceClient tables, TimeProvider clock, PublicUrl url)
{
    internal const string TableName = "links";

    /// <summary>Makes a link and answers its URL. Whoever has the URL is taken for the person; it goes into that person's mail only.</summary>
    /// <param name="purpose">What it is for.</param>
    /// <param name="objectId">The object it is about.</param>
    /// <param name="personId">Whose it is: they can ask for a fresh one while it lasts.</param>
    /// <param name="path">The path below <c>/api/</c>, with <c>{token}</c> in the place of the secret.</param>
    /// <param name="expiresAt">When it ends (UTC).</param>
    /// <param name="cancellationToken">Stops before it is made.</param>
    public async Task<Uri> MakeAsync(
        LinkPurpose purpose, string objectId, string personId, string path, DateTimeOffset expiresAt, CancellationToken cancellationToken = default)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        var table = tables.GetTableClient(TableName);
        await table.AddEntityAsync(
            new TableEntity(objectId, Hash(token)) { ["Purpose"] = purpose.ToString(), ["ExpiresAt"] = expiresAt, ["PersonId"] = personId }, cancellationToken);
        await table.UpsertEntityAsync(
            new TableEntity(personId, HeldRow(purpose, objectId)) { ["ObjectId"] = objectId, ["Purpose"] = purpose.ToString(), ["Path"] = path, ["ExpiresAt"] = expiresAt },
            TableUpdateMode.Replace,
            cancellationToken);
        return url.To($"api/{path.Replace("{token}", $"{objectId}.{token}", StringComparison.Ordinal)}");
    }

    /// <summary>The link behind a token, if it is one for that purpose and still valid.</summary>
    public async Task<Link?> FindAsync(string token, LinkPurpose purpose, CancellationToken cancellationToken)
    {
        if (token.Split('.') is not [var objectId, { Length: 32 } secret] || objectId.Length > 64 || !objectId.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            return null;
        }

        var row = await tables.GetTableClient(TableName).GetEntityIfExistsAsync<TableEntity>(objectId, Hash(secret), cancellationToken: cancellationToken);
        return row is { HasValue: true, Value: { } link }
            && link.GetString("Purpose") == purpose.ToString()
            && link.GetDateTimeOffset("ExpiresAt") > clock.GetUtcNow()
            ? new Link(purpose, objectId)
            : null;
    }

    /// <summary>What a person holds a link to for a purpose that has neither ended nor been revoked.</summary>
    public async Task<IReadOnlyList<HeldLink>> HeldAsync(LinkPurpose purpose, string personId, CancellationToken cancellationToken = default)
    {
        List<HeldLink> held = [];
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {personId} and Purpose eq {purpose.ToString()}");
        await foreach (var row in tables.GetTableClient(TableName).QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            if (row.GetDateTimeOffset("ExpiresAt") is { } expiresAt && expiresAt > clock.GetUtcNow())
            {
                held.Add(new(purpose, row.GetString("ObjectId")!, row.GetString("Path")!, expiresAt));
            }
        }

        return held;
    }

    /// <summary>Makes a link in the place of those that a person holds. Those end once it is made, so that a death in between leaves one that works.</summary>
    /// <param name="held">What the person holds.</param>
    /// <param name="personId">Whose it is.</param>
    public async Task<Uri> RenewAsync(HeldLink held, string personId)
    {
        var older = await RowsOf(held.Purpose, held.ObjectId).ToListAsync();
        var link = await MakeAsync(held.Purpose, held.ObjectId, personId, held.Path, held.ExpiresAt);
        foreach (var row in older)
        {
            await tables.GetTableClient(TableName).DeleteEntityAsync(held.ObjectId, row.RowKey, ETag.All);
        }

        return link;
    }

    /// <summary>Ends every link to an object for a purpose.</summary>
    public async Task RevokeAsync(LinkPurpose purpose, string objectId, CancellationToken cancellationToken = default)
    {
        var table = tables.GetTableClient(TableName);
        await foreach (var row in RowsOf(purpose, objectId).WithCancellation(cancellationToken))
        {
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
            await table.DeleteEntityAsync(row.GetString("PersonId")!, HeldRow(purpose, objectId), ETag.All, cancellationToken);
        }
    }

    private AsyncPageable<TableEntity> RowsOf(LinkPurpose purpose, string objectId) =>
        tables.GetTableClient(TableName).QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {objectId} and Purpose eq {purpose.ToString()}"));

    private static string HeldRow(LinkPurpose purpose, string objectId) => $"{purpose}|{objectId}";

    private static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(token)));
}
