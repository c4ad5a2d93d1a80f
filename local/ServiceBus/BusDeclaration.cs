using System.Text.Json;
using System.Xml;

namespace RecruitRetain.Local;

/// <summary>Reads the document that declares queues and topics: the shape of the public Service Bus emulator's <c>Config.json</c>.</summary>
internal static class BusDeclaration
{
    private static readonly JsonDocumentOptions Format = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Every entity declared, each queue and subscription with its dead-letter sub-queue.</summary>
    public static IReadOnlyList<BusEntity> Parse(string json, string file)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Format);
        }
        catch (JsonException e)
        {
            throw new BusDeclarationException($"{file} is not JSON: {e.Message}");
        }

        using (document)
        {
            var root = new Node(file, "the document", document.RootElement);
            List<BusEntity> entities = [];
            foreach (var space in root.Required("UserConfig").Required("Namespaces").Items("namespace"))
            {
                entities.AddRange(space.Optional("Queues")?.Items("queue").SelectMany(queue => Receivable(queue, BusEntityKind.Queue, queue.Name)) ?? []);
                entities.AddRange(space.Optional("Topics")?.Items("topic").SelectMany(Topic) ?? []);
            }

            var twice = entities.GroupBy(entity => entity.Path, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1);
            return twice is null ? entities : throw new BusDeclarationException($"{file} declares '{twice.Key}' twice.");
        }
    }

    private static IEnumerable<BusEntity> Topic(Node topic)
    {
        var properties = topic.Properties();
        yield return new BusEntity(topic.Name, BusEntityKind.Topic)
        {
            DuplicateWindow = properties.DuplicateWindow(),
            DefaultTimeToLive = properties.TimeToLive(),
        };
        properties.RefuseTheRest();
        foreach (var entity in topic.Optional("Subscriptions")?.Items("subscription").SelectMany(
            subscription => Receivable(subscription, BusEntityKind.Subscription, BusEntity.SubscriptionPath(topic.Name, subscription.Name))) ?? [])
        {
            yield return entity;
        }
    }

    private static IEnumerable<BusEntity> Receivable(Node node, BusEntityKind kind, string path)
    {
        var properties = node.Properties();
        var entity = new BusEntity(path, kind)
        {
            LockDuration = properties.Duration("LockDuration", TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5)),
            MaxDeliveryCount = properties.Number("MaxDeliveryCount", 10, 1, 2_000),
            DuplicateWindow = kind == BusEntityKind.Queue ? properties.DuplicateWindow() : null,
            DefaultTimeToLive = properties.TimeToLive(),
            DeadLettersExpired = properties.Flag("DeadLetteringOnMessageExpiration"),
        };
        properties.RefuseTheRest();
        return [entity, new BusEntity(BusEntity.DeadLetterPath(path), BusEntityKind.DeadLetterQueue) { LockDuration = entity.LockDuration }];
    }

    private sealed class Node(string file, string what, JsonElement element)
    {
        private readonly HashSet<string> _read = [];

        public string Name { get; private init; } = string.Empty;

        public Node Required(string property) => Optional(property) ?? throw Wrong(property, "is missing");

        public Node? Optional(string property) =>
            element.ValueKind != JsonValueKind.Object ? throw new BusDeclarationException($"{file}: {what} must be an object.")
            : element.TryGetProperty(property, out var value) ? new Node(file, $"'{property}' of {what}", value)
            : null;

        public IEnumerable<Node> Items(string kind)
        {
            if (element.ValueKind != JsonValueKind.Array)
            {
                throw new BusDeclarationException($"{file}: {what} must be an array.");
            }

            foreach (var item in element.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(nameof(Name), out var name) || name.ValueKind != JsonValueKind.String
                    || name.GetString() is not { Length: > 0 } text)
                {
                    throw new BusDeclarationException($"{file}: each {kind} in {what} must have a 'Name'.");
                }

                yield return new Node(file, $"the {kind} '{text}'", item) { Name = text };
            }
        }

        public Node Properties() =>
            element.TryGetProperty("Properties", out var properties) ? new Node(file, what, properties) : new Node(file, what, JsonDocument.Parse("{}").RootElement);

        public TimeSpan TimeToLive() => Duration("DefaultMessageTimeToLive", TimeSpan.MaxValue, TimeSpan.FromSeconds(1), TimeSpan.MaxValue);

        public TimeSpan? DuplicateWindow()
        {
            var window = Duration("DuplicateDetectionHistoryTimeWindow", TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(20), TimeSpan.FromDays(7));
            return Flag("RequiresDuplicateDetection") ? window : null;
        }

        public TimeSpan Duration(string property, TimeSpan otherwise, TimeSpan least, TimeSpan most)
        {
            if (Value(property) is not { } value)
            {
                return otherwise;
            }

            var most8601 = most == TimeSpan.MaxValue ? "any length" : XmlConvert.ToString(most);
            var expected = $"must be an ISO 8601 duration from {XmlConvert.ToString(least)} to {most8601}, such as \"PT1M\"";
            try
            {
                var span = value.ValueKind == JsonValueKind.String ? XmlConvert.ToTimeSpan(value.GetString()!) : throw Wrong(property, expected);
                return span >= least && span <= most ? span : throw Wrong(property, expected);
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                throw Wrong(property, expected);
            }
        }

        public int Number(string property, int otherwise, int least, int most) =>
            Value(property) is not { } value ? otherwise
            : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most ? number
            : throw Wrong(property, $"must be a whole number from {least} to {most}");

        public bool Flag(string property) => Value(property) is { } value
            && (value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(property, "must be true or false"));

        /// <summary>What is asked for and not done here would be missed without a word.</summary>
        public void RefuseTheRest()
        {
            foreach (var property in element.EnumerateObject().Where(property => !_read.Contains(property.Name)))
            {
                var says = property.Value.ValueKind is not (JsonValueKind.False or JsonValueKind.Null)
                    && !(property.Value.ValueKind == JsonValueKind.String && property.Value.GetString() is "");
                if (says)
                {
                    throw Wrong(property.Name, "is not supported by the embedded Service Bus");
                }
            }
        }

        private JsonElement? Value(string property)
        {
            _read.Add(property);
            return element.ValueKind != JsonValueKind.Object ? throw new BusDeclarationException($"{file}: 'Properties' of {what} must be an object.")
                : element.TryGetProperty(property, out var value) ? value
                : null;
        }

        private BusDeclarationException Wrong(string property, string expected) => new($"{file}: '{property}' of {what} {expected}.");
    }
}
