using System.Diagnostics;

namespace RecruitRetain.Local;

/// <summary>
/// The named moments at which a crash is most telling. With <c>RECRUITRETAIN_DIE_AT=name:count</c> in the environment the process kills
/// itself, as <c>kill -9</c> would, the count-th time it reaches that moment; otherwise reaching one costs a comparison.
/// </summary>
internal static class Boundary
{
    public const string BeforeCommit = "before-commit";
    public const string AfterCommit = "after-commit";
    public const string TurnComputed = "turn-computed";
    public const string TurnCommitted = "turn-committed";
    public const string ActivityStarting = "activity-starting";
    public const string ActivityDone = "activity-done";
    public const string TimerFired = "timer-fired";
    public const string ClockJumped = "clock-jumped";
    public const string MessageReceived = "message-received";
    public const string MessageHandled = "message-handled";
    public const string MailAccepted = "mail-accepted";

    private static readonly string? Name;
    private static int _left;

    static Boundary()
    {
        if (Environment.GetEnvironmentVariable("RECRUITRETAIN_DIE_AT")?.Split(':') is [var name, var count])
        {
            Name = name;
            _left = int.Parse(count, System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Every name, for the test that dies at each.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        BeforeCommit, AfterCommit, TurnComputed, TurnCommitted, ActivityStarting, ActivityDone, TimerFired, ClockJumped, MessageReceived,
        MessageHandled, MailAccepted,
    ];

    /// <summary>Says that the moment has come.</summary>
    public static void Reach(string name)
    {
        if (Name is not null && Name == name && Interlocked.Decrement(ref _left) == 0)
        {
            Process.GetCurrentProcess().Kill();
        }
    }
}
