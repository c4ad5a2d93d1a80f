using System.Globalization;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using static RecruitRetain.Local.PortalPage;

namespace RecruitRetain.Local;

/// <summary><c>/local/queues</c>: queues, topics and subscriptions with what lies in them, and what to do with dead letters.</summary>
internal static class QueuePages
{
    private const string Detail = "/local/queues/detail";

    public static PortalPage List(Bus bus) => new("Queues", Table(
        "Queues, topics and subscriptions",
        ["Path", "Kind", "#Active", "#Locked", "#Scheduled", "#Dead letters"],
        bus.List().Select(Html[] (entity) =>
        [
            Link(entity.Path, Detail, ("path", entity.Path)), Text(entity.Kind), Text(entity.Active), Text(entity.Locked), Text(entity.Scheduled), Text(entity.DeadLettered),
        ])));

    public static PortalPage Show(Bus bus, IQueryCollection query)
    {
        var path = query["path"].ToString();
        var messages = bus.Peek(path, Number(query["from"]), Rows + 1);
        var isTopic = bus.List().Any(entity => entity.Kind == BusEntityKind.Topic && entity.Path.Equals(path, StringComparison.OrdinalIgnoreCase));
        var dead = isTopic ? [] : bus.Peek(BusEntity.DeadLetterPath(path), Number(query["deadFrom"]), Rows + 1);
        return new PortalPage(path, Html.Of($"""
            <h2>Messages</h2>
            {Table("Active, locked and scheduled, oldest first", ["#Sequence", "Message id", "Subject", "Enqueued", "#Deliveries", "Body"],
                messages.Take(Rows).Select(message => Line(message)))}
            {(messages.Count > Rows ? Next(Detail, ("path", path), ("from", $"{messages[Rows].SequenceNumber}")) : Html.None)}
            <h2>Dead letters</h2>
            {Table("Dead letters, oldest first", ["#Sequence", "Message id", "Subject", "Enqueued", "#Deliveries", "Body", "Reason", "Do"],
                dead.Take(Rows).Select(Html[] (message) => [.. Line(message), Html.Of($"<strong>{message.DeadLetterReason}</strong><br>{message.DeadLetterErrorDescription}"), Buttons(path, message)]))}
            {(dead.Count > Rows ? Next(Detail, ("path", path), ("deadFrom", $"{dead[Rows].SequenceNumber}")) : Html.None)}
            """));
    }

    public static async Task<string> ResubmitAsync(Bus bus, IFormCollection form) =>
        await bus.ResubmitAsync(form["path"].ToString(), Number(form["sequence"])) ? Back(form) : throw Gone(form);

    public static async Task<string> DiscardAsync(Bus bus, IFormCollection form) =>
        await bus.DiscardAsync(form["path"].ToString(), Number(form["sequence"])) ? Back(form) : throw Gone(form);

    private static Html[] Line(ServiceBusReceivedMessage message) =>
    [
        Text(message.SequenceNumber), Text(message.MessageId), Text(message.Subject), When(message.EnqueuedTime), Text(message.DeliveryCount), Code(message.Body.ToString()),
    ];

    private static Html Buttons(string path, ServiceBusReceivedMessage message)
    {
        var fields = Html.Of($"""
            <input type="hidden" name="path" value="{path}"><input type="hidden" name="sequence" value="{message.SequenceNumber}">
            """);
        var name = Html.Of($" aria-label=\"Resubmit message {message.SequenceNumber}\"");
        return Html.Of($"""
            <form method="post" action="/local/queues/resubmit">{fields}<button{name}>Resubmit</button></form>
            <form method="post" action="/local/queues/discard">{fields}<button class="plain" aria-label="Discard message {message.SequenceNumber}">Discard</button></form>
            """);
    }

    private static string Back(IFormCollection form) => $"{Detail}?path={Uri.EscapeDataString(form["path"].ToString())}";

    private static FormException Gone(IFormCollection form) => new($"There is no dead letter {form["sequence"]} in '{form["path"]}' any more.");

    private static long Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
