using Microsoft.Azure.Functions.Worker;

namespace RecruitRetain.Local;

/// <summary>A function that runs on a schedule, and where it stands. Its state is guarded by <see cref="TimerFunctions"/>.</summary>
internal sealed class TimerFunction(FunctionEntry function, TimerSchedule schedule, bool runOnStartup)
{
    public FunctionEntry Function => function;

    public TimerSchedule Schedule => schedule;

    public bool RunOnStartup => runOnStartup;

    /// <summary>The expression as the attribute has it.</summary>
    public string Expression => ((TimerTriggerAttribute)function.Trigger).Schedule;

    /// <summary>When it runs next; what lies in the past was missed.</summary>
    public DateTimeOffset Next { get; set; }

    /// <summary>When it fell due for its last run.</summary>
    public DateTimeOffset? Last { get; set; }

    /// <summary>Whether the next run was missed while the app was down or busy with the one before.</summary>
    public bool Missed { get; set; }

    /// <summary>The run that is on its way.</summary>
    public Task? Running { get; set; }
}
