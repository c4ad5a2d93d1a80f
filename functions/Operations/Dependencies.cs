using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using RecruitRetain.Shared;

namespace RecruitRetain.Operations;

/// <summary>Something that the app cannot do without.</summary>
/// <param name="Name">What.</param>
/// <param name="Works">Whether it answered.</param>
/// <param name="Milliseconds">How long that took.</param>
/// <param name="Trouble">What is wrong, in a sentence; null where it works. The log says more.</param>
public sealed record Dependency(string Name, bool Works, long Milliseconds, string? Trouble);

/// <summary>Whether the app can do its work.</summary>
/// <param name="Ready">Whether every dependency works.</param>
/// <param name="At">When that was found out (UTC); an answer is given again for five seconds.</param>
/// <param name="Dependencies">Each by itself.</param>
public sealed record Readiness(bool Ready, DateTimeOffset At, IReadOnlyList<Dependency> Dependencies);

/// <summary>
/// Whether all that the app needs works. Each is asked at the same time, with three seconds to answer, and a probe that asks without end costs
/// one look in five seconds.
/// </summary>
public sealed partial class Dependencies(
    TableServiceClient tables, ServiceBusClient bus, IConfiguration settings, TimeProvider clock, ILogger<Dependencies> log) : IDisposable
{
    private const string UnresolvedReference = "@Microsoft.KeyVault";

    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _one = new(1);

    private Readiness? _last;

    /// <summary>What was found out within the last five seconds, or is now.</summary>
    public async Task<Readiness> ReadAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var now = clock.GetUtcNow();
            if (_last is not { } last || now - last.At >= KeptFor)
            {
                var found = await Task.WhenAll(
                    TryAsync("tables", stop => LookIntoTableAsync(stop)),
                    TryAsync("service-bus", stop => PeekAsync(stop)),
                    TryAsync("journeys", stop => client.GetInstanceAsync("health", stop)),
                    TryAsync("mail", _ => Task.FromResult(MissingForMail())));
                _last = last = new(found.All(dependency => dependency.Works), now, found);
            }

            return last;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<Dependency> TryAsync(string name, Func<CancellationToken, Task> look)
    {
        var from = clock.GetTimestamp();
        using var patience = new CancellationTokenSource(Patience, clock);
        string? trouble = null;
        try
        {
            var looking = look(patience.Token);
            await looking.WaitAsync(patience.Token);
            trouble = (looking as Task<string?>)?.Result;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            trouble = $"It did not answer within {Patience.TotalSeconds:0} seconds.";
        }
#pragma warning disable CA1031 // Whatever is wrong, this one does not work.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogTrouble(log, e, name);
            trouble = "It refused, or could not be reached.";
        }

        return new(name, trouble is null, (long)clock.GetElapsedTime(from).TotalMilliseconds, trouble);
    }

    private async Task LookIntoTableAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in tables.GetTableClient(EventFeed.TableName).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {"health"}"), maxPerPage: 1, cancellationToken: cancellationToken))
        {
            break;
        }
    }

    private async Task PeekAsync(CancellationToken cancellationToken)
    {
        await using var receiver = bus.CreateReceiver(Queues.PayrollConfirmations);
        await receiver.PeekMessageAsync(cancellationToken: cancellationToken);
    }

    // The mail service itself is not asked: each question would be a mail.
    private string? MissingForMail()
    {
        string?[] values = [settings["SendGrid:ApiKey"], settings["SendGrid:Host"], settings["Mail:From"], settings["Mail:Hr"], settings["PublicUrl"]];
        return values.Any(value => string.IsNullOrWhiteSpace(value) || value.StartsWith(UnresolvedReference, StringComparison.Ordinal))
            ? "A setting for mail is missing, or is a reference to Key Vault that could not be resolved."
            : null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The dependency {Name} does not work.")]
    private static partial void LogTrouble(ILogger log, Exception e, string name);
}
