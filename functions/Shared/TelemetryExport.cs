using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace RecruitRetain.Shared;

/// <summary>Sends traces and metrics to the collector that the setting <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names; without it, nowhere.</summary>
public sealed class TelemetryExport(IConfiguration settings) : IHostedService, IDisposable
{
    private MeterProvider? _metrics;
    private TracerProvider? _traces;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 } endpoint)
        {
            var collector = new Uri(endpoint);
            _metrics = Sdk.CreateMeterProviderBuilder().AddMeter(Telemetry.Name).AddOtlpExporter(otlp => otlp.Endpoint = collector).Build();
            _traces = Sdk.CreateTracerProviderBuilder().AddSource(Telemetry.Name).AddOtlpExporter(otlp => otlp.Endpoint = collector).Build();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        _metrics?.Dispose();
        _traces?.Dispose();
    }
}
