using System.Diagnostics.Metrics;

namespace RecruitRetain.Local;

/// <summary>What would be requests to Azure, as metrics of the meter <see cref="Name"/>: what things cost there is reckoned from them.</summary>
internal static class Traffic
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "RecruitRetain.Local";

    private static readonly Meter Meter = new(Name);

    /// <summary>Rows read one by one.</summary>
    public static Counter<long> TableReads { get; } = Meter.CreateCounter<long>("table.reads", "{request}");

    /// <summary>Pages of rows read.</summary>
    public static Counter<long> TablePages { get; } = Meter.CreateCounter<long>("table.pages", "{request}");

    /// <summary>Rows written one by one, and transactions.</summary>
    public static Counter<long> TableWrites { get; } = Meter.CreateCounter<long>("table.writes", "{request}");

    /// <summary>Turns that orchestrations took.</summary>
    public static Counter<long> Turns { get; } = Meter.CreateCounter<long>("durable.turns", "{turn}");

    /// <summary>What was delivered to orchestrations: starts, events, answers of activities, timers that fired.</summary>
    public static Counter<long> Deliveries { get; } = Meter.CreateCounter<long>("durable.deliveries", "{message}");

    /// <summary>Activities run.</summary>
    public static Counter<long> Activities { get; } = Meter.CreateCounter<long>("durable.activities", "{activity}");
}
