using Azure.Data.Tables;
using Microsoft.Extensions.Hosting;

namespace RecruitRetain.Shared;

/// <summary>Creates the tables that are missing, before the first request.</summary>
/// <param name="tables">Where.</param>
/// <param name="names">All tables of this system.</param>
public sealed class CreateTables(TableServiceClient tables, IReadOnlyList<string> names) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(names.Select(name => tables.CreateTableIfNotExistsAsync(name, cancellationToken)));

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
