using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using RecruitRetain.Housing;
using RecruitRetain.Recruitment;
using RecruitRetain.Retention;
using RecruitRetain.Workforce;

namespace RecruitRetain.Shared;

/// <summary>
/// Traces and metrics in the words of the business. A metric counts journalled events, so it agrees with the journal; nothing here names a
/// person or a case.
/// </summary>
public static class Telemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "RecruitRetain";

    /// <summary>One activity for each commit to a journal.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Dictionary<Type, Counter<long>> Counters = new()
    {
        [typeof(ApplicationSubmitted)] = Meter.CreateCounter<long>("applications.received", "{application}"),
        [typeof(OfferAccepted)] = Meter.CreateCounter<long>("offers.accepted", "{offer}"),
        [typeof(OfferLapsed)] = Meter.CreateCounter<long>("offers.lapsed", "{offer}"),
        [typeof(EmploymentStarted)] = Meter.CreateCounter<long>("employments.started", "{employment}"),
        [typeof(EmploymentLeft)] = Meter.CreateCounter<long>("employments.left", "{employment}"),
        [typeof(PaymentFellDue)] = Meter.CreateCounter<long>("milestones.due", "{milestone}"),
        [typeof(PaymentHeld)] = Meter.CreateCounter<long>("payments.held", "{payment}"),
        [typeof(PaymentInstructed)] = Meter.CreateCounter<long>("payments.instructed", "{payment}"),
        [typeof(PaymentPaid)] = Meter.CreateCounter<long>("payments.paid", "{payment}"),
        [typeof(PaymentRejected)] = Meter.CreateCounter<long>("payments.rejected", "{payment}"),
        [typeof(RecoveryProposed)] = Meter.CreateCounter<long>("recoveries.proposed", "{recovery}"),
        [typeof(KeyWorkerNominated)] = Meter.CreateCounter<long>("nominations.made", "{nomination}"),
        [typeof(NominationLapsed)] = Meter.CreateCounter<long>("nominations.lapsed", "{nomination}"),
    };

    private static readonly ConcurrentDictionary<string, Gauge<long>> Gauges = new(StringComparer.Ordinal);

    /// <summary>Records how much there is of something now.</summary>
    public static void Record(string name, long value) => Gauges.GetOrAdd(name, given => Meter.CreateGauge<long>(given)).Record(value);

    /// <summary>Counts what was journalled.</summary>
    public static void Count(object happened)
    {
        if (Counters.TryGetValue(happened.GetType(), out var counter))
        {
            counter.Add(1);
        }
    }
}
