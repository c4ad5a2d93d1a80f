using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Webhooks;

/// <summary>Something that happened.</summary>
/// <param name="Id">The event's own id; the same in every repeat, and in a webhook.</param>
/// <param name="Kind">What happened: <c>application.offer-accepted</c>.</param>
/// <param name="Subject">What it happened to: <c>application</c>.</param>
/// <param name="SubjectId">Which.</param>
/// <param name="Version">The place in that object's journal: a higher one happened later.</param>
/// <param name="At">When it came into the feed (UTC).</param>
public sealed record EventView(string Id, string Kind, string Subject, string SubjectId, long Version, DateTimeOffset At);

/// <summary>What happened after a place in the feed.</summary>
/// <param name="Items">The events, in the order that never changes.</param>
/// <param name="After">The place after them, with which to ask the next time; always there.</param>
/// <param name="More">Whether there is more already.</param>
public sealed record EventPage(IReadOnlyList<EventView> Items, string After, bool More);

/// <summary>What happened, for systems that ask instead of being told. Nothing ever appears behind a place that was handed out.</summary>
public sealed class ShowEvents(EventFeed feed)
{
    /// <summary>For so long events are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private const string Now = "now";

    // So that what a place is made of can be changed one day.
    private const string Version = "1.";

    /// <summary>Reads on from a place.</summary>
    [Function(nameof(ListEvents))]
    [Allow(Role.Integration, Role.Hr, Role.Auditor)]
    [Operation("List what happened since", Answers = typeof(EventPage), Paged = false)]
    [Query("after", typeof(string), "The place up to which the caller knows what happened, as the answer before gave it; `now` for the end; absent for the beginning.")]
    [Query("size", typeof(int), "How many events at most, 1 to 200, otherwise 50.")]
    public async Task<IResult> ListEvents([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "events")] HttpRequest request)
    {
        var stop = request.HttpContext.RequestAborted;
        var size = request.ReadNumber("size", Lists.UsualItems, 1, Lists.MostItems);
        var wanted = (string?)request.Query["after"];
        var head = await feed.HeadAsync(stop);
        var after = wanted is null ? head.Forgotten : wanted == Now ? head.Number : Place(wanted);
        if (after < head.Forgotten || after > head.Number)
        {
            return Problems.Of(
                StatusCodes.Status410Gone, "place-not-kept", "What came after this place is not kept any more, or never was. Read what there is anew, then go on from ?after=now.");
        }

        IReadOnlyList<FeedEntry> entries = after == head.Number ? [] : await feed.ReadAsync(after, size, cancellationToken: stop);
        var last = entries.Count == 0 ? after : entries[^1].Number;
        var page = new EventPage(
            [.. entries.Select(entry => new EventView(entry.Event.EventId(), entry.Event.Kind, entry.Event.Subject, entry.Event.SubjectId, entry.Event.Version, entry.At))],
            Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Version}{last}"))),
            last < head.Number);
        return Answer.Ok(page) with
        {
            Link = page.More ? $"<{QueryHelpers.AddQueryString(request.Path, new Dictionary<string, string?> { ["after"] = page.After, ["size"] = $"{size}" })}>; rel=\"next\"" : null,
        };
    }

    private static long Place(string text)
    {
        try
        {
            var place = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text));
            if (place.StartsWith(Version, StringComparison.Ordinal) && long.TryParse(place.AsSpan(Version.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return number;
            }
        }
        catch (FormatException)
        {
            // Not what was handed out.
        }

        throw new ProblemException(Problems.MalformedQuery("after", "the place that an answer before gave, or now"));
    }
}
