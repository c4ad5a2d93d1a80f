using System.Text.Json;
using Microsoft.DurableTask.Client;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Rules;

public sealed class StandingTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("it has not begun for an hour", OrchestrationRuntimeStatus.Pending, null, null, "11:00", false)]
    [InlineData("it has not begun for longer", OrchestrationRuntimeStatus.Pending, null, null, "10:59", true)]
    [InlineData("it waits for people", OrchestrationRuntimeStatus.Running, true, null, "00:00", false)]
    [InlineData("it waits for a time to come", OrchestrationRuntimeStatus.Running, true, "12:01", "00:00", false)]
    [InlineData("its time came an hour ago", OrchestrationRuntimeStatus.Running, true, "11:00", "00:00", false)]
    [InlineData("its time came longer ago", OrchestrationRuntimeStatus.Running, true, "10:59", "00:00", true)]
    [InlineData("its time came longer ago and it has just woken", OrchestrationRuntimeStatus.Running, true, "10:59", "11:59", false)]
    [InlineData("it tries again every hour", OrchestrationRuntimeStatus.Running, false, null, "10:00", false)]
    [InlineData("it has not tried for longer", OrchestrationRuntimeStatus.Running, false, null, "09:59", true)]
    [InlineData("it has never said how it stands", OrchestrationRuntimeStatus.Running, null, null, "00:00", false)]
    [InlineData("an operator holds it", OrchestrationRuntimeStatus.Suspended, true, "10:00", "00:00", false)]
    [InlineData("it has ended", OrchestrationRuntimeStatus.Completed, false, null, "00:00", false)]
    [InlineData("it has failed, which is counted elsewhere", OrchestrationRuntimeStatus.Failed, false, null, "00:00", false)]
    public void Idle_is_who_should_have_gone_on_and_has_not(string when, OrchestrationRuntimeStatus status, bool? waits, string? until, string updated, bool idle)
    {
        var instance = new OrchestrationMetadata("RetentionStage", "retention-emp_1")
        {
            RuntimeStatus = status,
            LastUpdatedAt = At(updated),
            SerializedCustomStatus = waits is { } known ? JsonSerializer.Serialize(new Standing("1.0", known, At(updated), until is null ? null : At(until))) : null,
        };

        Assert.True(idle == Standing.IsIdle(instance, Now), when);
    }

    private static DateTimeOffset At(string time) => new(DateOnly.FromDateTime(Now.Date), TimeOnly.Parse(time, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero);
}
