using System.Globalization;
using System.Runtime.Serialization;
using Azure;
using Azure.Core;
using Azure.Data.Tables;
using RecruitRetain.Local;

namespace RecruitRetain.Tests.Tables;

/// <summary>An embedded Azure of its own with one table, its clock held at noon on 1 June 2026.</summary>
public abstract class TablesUnderTest : IAsyncLifetime
{
    private readonly string _folder = Scratch.Folder("tables-");

    protected static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    protected LocalAzure Azure { get; private set; } = null!;

    protected TableServiceClient Service { get; private set; } = null!;

    protected TableClient Table { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await OpenAsync();
        await Azure.Clock.SetAsync(Noon, hold: true);
        await Service.CreateTableIfNotExistsAsync("people");
    }

    public async ValueTask DisposeAsync()
    {
        await Azure.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected async Task RestartAsync()
    {
        await Azure.DisposeAsync();
        await OpenAsync();
    }

    protected static async Task<RequestFailedException> RefusedAsync(int status, string code, Func<Task> act)
    {
        var refusal = await Assert.ThrowsAnyAsync<RequestFailedException>(act);
        Assert.Equal((status, code), (refusal.Status, refusal.ErrorCode));
        return refusal;
    }

    protected async Task<List<string>> RowKeysAsync(string filter)
    {
        List<string> keys = [];
        await foreach (var entity in Table.QueryAsync<TableEntity>(filter))
        {
            keys.Add(entity.RowKey);
        }

        return keys;
    }

    private Task OpenAsync()
    {
        Azure = LocalAzure.Open(Path.Combine(_folder, "store.db"));
        var host = $"tables-{Path.GetFileName(_folder)}.local";
        Azure.Publish(host);
        Service = new TableServiceClient(new Uri($"http://{host}/"), new NoToken());
        Table = Service.GetTableClient("people");
        return Task.CompletedTask;
    }

    private sealed class NoToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => default;

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => default;
    }
}

public enum Standing
{
    Applied,
    Offered,
}

public sealed class Person : ITableEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public string? Name { get; set; }

    public bool Registered { get; set; }

    public int Grade { get; set; }

    public long SalaryPence { get; set; }

    public double Hours { get; set; }

    public DateTime StartsAt { get; set; }

    public DateTimeOffset AppliedAt { get; set; }

    public Guid Reference { get; set; }

    public byte[]? Photo { get; set; }

    public BinaryData? Letter { get; set; }

    public Standing Standing { get; set; }

    public int? Children { get; set; }

    public Standing? Former { get; set; }

    [DataMember(Name = "nino")]
    public string? InsuranceNumber { get; set; }

    [IgnoreDataMember]
    public decimal HourlyRate { get; set; }

    public string Initial => Name is { Length: > 0 } name ? name[..1].ToUpper(CultureInfo.InvariantCulture) : "";
}

public sealed class Payslip : ITableEntity
{
    public string PartitionKey { get; set; } = "";

    public string RowKey { get; set; } = "";

    public DateTimeOffset? Timestamp { get; set; }

    public ETag ETag { get; set; }

    public IReadOnlyList<DateOnly> Days { get; init; } = [];
}
