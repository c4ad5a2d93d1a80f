using Microsoft.DurableTask.Client;

namespace RecruitRetain.Shared;

/// <summary>
/// Tells journeys that something was journalled. A nudge is a hint without content: the journey reads the journal.
/// </summary>
public static class Nudges
{
    /// <summary>The one event that every stage waits for.</summary>
    public const string Event = "Nudge";

    /// <summary>Nudges the journeys.</summary>
    public static Task SendAsync(DurableTaskClient client, IEnumerable<string> journeys) =>
        Task.WhenAll(journeys.Select(journey => client.RaiseEventAsync(journey, Event)));
}
