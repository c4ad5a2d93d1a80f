using System.Text.Json;
using System.Text.Json.Nodes;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>What is kept about somebody, made ready for them to read: others who stand in it are left out, members of staff stand there by what they are.</summary>
internal static class Described
{
    private const string Staff = "a member of staff";

    // Properties that hold members of staff, by the subject of their token.
    private static readonly HashSet<string> StaffNames =
    [
        "assignee", "by", "seenBy", "enrolledBy", "approvedBy", "preparedBy", "withdrawnBy", "withheldBy", "releasedBy", "proposedBy", "plannedBy", "waivedBy",
        "draftedBy", "panel",
    ];

    // Properties that hold other people's records.
    private static readonly HashSet<string> OthersNames = ["friendEmploymentId", "referrerEmploymentId"];

    /// <summary>A value as JSON.</summary>
    public static JsonNode Node<T>(T value) => JsonSerializer.SerializeToNode(value, Json.Options)!;

    /// <summary>A journal: what happened, when, and whether the person, staff or the system did it.</summary>
    public static JsonNode Journal<TEvent>(IReadOnlyList<JournalEntry<TEvent>> history)
        where TEvent : class => new JsonArray(
    [
        .. history.Select(JsonNode (entry) => new JsonObject
        {
            ["what"] = entry.Happened.GetType().Name,
            ["at"] = entry.At,
            ["by"] = Who(entry.Actor),
            ["details"] = WithoutOthers(JsonSerializer.SerializeToNode(entry.Happened, entry.Happened.GetType(), Json.Options)!),
        }),
    ]);

    /// <summary>The same JSON without members of staff and other people.</summary>
    public static JsonNode WithoutOthers(JsonNode node)
    {
        switch (node)
        {
            case JsonObject properties:
                foreach (var (name, value) in properties.ToList())
                {
                    if (StaffNames.Contains(name) && value is not null)
                    {
                        properties[name] = value is JsonValue text && text.TryGetValue(out string? actor) ? Who(actor) : Staff;
                    }
                    else if (OthersNames.Contains(name) && value is not null)
                    {
                        properties[name] = "somebody else";
                    }
                    else if (value is not null)
                    {
                        WithoutOthers(value);
                    }
                }

                break;
            case JsonArray items:
                foreach (var item in items.OfType<JsonNode>())
                {
                    WithoutOthers(item);
                }

                break;
        }

        return node;
    }

    private static string Who(string actor) =>
        actor.StartsWith("link:", StringComparison.Ordinal) || actor == Access.Caller.Anonymous.Id ? "you" : Actor.IsPerson(actor) ? Staff : "the system";
}
