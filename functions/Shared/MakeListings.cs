using Microsoft.Extensions.Hosting;

namespace RecruitRetain.Shared;

/// <summary>Makes the listings from the journals where they have never been made, before the first request.</summary>
public sealed class MakeListings(Journal journal, Listings listings, IReadOnlyList<IListedKind> kinds) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var kind in kinds)
        {
            if (!await listings.AreMadeAsync(kind.Table, cancellationToken))
            {
                await kind.ListAllAsync(journal, listings, cancellationToken);
                await listings.MarkMadeAsync(kind.Table, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
