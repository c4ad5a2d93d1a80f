using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using RecruitRetain.Housing;
using RecruitRetain.Retention;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Rules;

public sealed class TelemetryTests
{
    [Fact]
    public void What_is_journalled_is_counted_under_its_business_name()
    {
        ConcurrentDictionary<string, long> counted = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == Telemetry.Name)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => counted.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.Start();

        Telemetry.Count(new PaymentHeld(1, ["probation-open"]));
        Telemetry.Count(new PaymentFellDue(1));
        Telemetry.Count(new NominationLapsed());

        // Other tests in this process may be counted too.
        Assert.All(["payments.held", "milestones.due", "nominations.lapsed"], name => Assert.True(counted[name] >= 1));
    }
}
