using System.Net.Mail;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using SendGrid.Helpers.Mail;

namespace RecruitRetain.Local;

/// <summary>A request to v3 mail/send, read and checked with the service's limits and words.</summary>
internal static class MailRequest
{
    private const int LargestRequest = 30 * 1024 * 1024;
    private const int MostPersonalizations = 1_000;
    private const int MostRecipients = 1_000;
    private const int MostErased = 5_000;
    private const int MostCategories = 10;
    private const int MostCustomArgBytes = 10_000;

    private static readonly JsonSerializerOptions Format = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private static readonly HashSet<string> ReservedHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "x-sg-id", "x-sg-eid", "received", "dkim-signature", "Content-Type", "Content-Transfer-Encoding", "To", "From", "Subject", "Reply-To", "CC", "BCC",
    };

    /// <summary>The message, or the answer that refuses it.</summary>
    public static (SendGridMessage? Message, MailAnswer? Refusal) Parse(string json)
    {
        if (Encoding.UTF8.GetByteCount(json) > LargestRequest)
        {
            return (null, Refuse(413, [new("The JSON payload you have included in your request is too large.", null)]));
        }

        try
        {
            var message = JsonSerializer.Deserialize<SendGridMessage>(json, Format);
            List<MailError> errors = message is null ? [new("Bad Request", null)] : [.. Check(message)];
            return errors.Count == 0 ? (message, null) : (null, Refuse(400, errors));
        }
        catch (JsonException e)
        {
            return (null, Refuse(400, [e.Path?.TrimStart('$', '.') is { Length: > 0 } field ? new(e.Message, field) : new("Bad Request", null)]));
        }
    }

    /// <summary>The addresses that are to be forgotten; null where the request is not one.</summary>
    public static IReadOnlyList<string>? Addresses(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("email_addresses", out var list)
                && list.ValueKind == JsonValueKind.Array
                && list.GetArrayLength() is > 0 and <= MostErased
                && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
                ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static MailAnswer Refuse(int status, IEnumerable<MailError> errors) =>
        new(status, JsonSerializer.Serialize(new { errors = errors.Select(error => new { message = error.Message, field = error.Field, help = (object?)null }) }));

    /// <summary>Everyone a personalization goes to, with the kind of each.</summary>
    public static IEnumerable<(string Kind, EmailAddress Address)> Recipients(Personalization personalization) =>
        new[] { ("to", personalization.Tos), ("cc", personalization.Ccs), ("bcc", personalization.Bccs) }
            .SelectMany(list => (list.Item2 ?? []).Select(address => (list.Item1, address)));

    private static IEnumerable<MailError> Check(SendGridMessage message) =>
        CheckPeople(message).Concat(CheckPersonalizations(message.Personalizations ?? [])).Concat(CheckContent(message)).Concat(CheckRest(message));

    private static IEnumerable<MailError> CheckPeople(SendGridMessage message)
    {
        if (message.From?.Email is null)
        {
            yield return new("The from object must be provided for every email send. It is an object that requires the email parameter, "
                + "but may also contain a name parameter.", "from.email");
        }
        else if (!IsAddress(message.From.Email))
        {
            yield return new("The from email does not contain a valid address.", "from.email");
        }

        if (message.ReplyTo is { } replyTo && !IsAddress(replyTo.Email))
        {
            yield return new("The reply_to email does not contain a valid address.", "reply_to.email");
        }
    }

    private static IEnumerable<MailError> CheckPersonalizations(List<Personalization> all)
    {
        if (all.Count == 0)
        {
            yield return new("You must have at least one personalization.", "personalizations");
        }

        if (all.Count > MostPersonalizations)
        {
            yield return new($"The personalization block is limited to {MostPersonalizations} personalizations per API request. "
                + $"You have provided {all.Count} personalizations. Please consider splitting this into multiple requests and resending your request.", "personalizations");
        }

        if (all.Sum(one => Recipients(one).Count()) > MostRecipients)
        {
            yield return new($"There is a limit of {MostRecipients} total recipients (to + cc + bcc) per request.", "personalizations");
        }

        for (var i = 0; i < all.Count; i++)
        {
            if (all[i].Tos is not { Count: > 0 })
            {
                yield return new("The to array is required for all personalization objects, and must have at least one email object "
                    + "with a valid email address.", $"personalizations.{i}.to");
            }

            foreach (var kind in Recipients(all[i]).GroupBy(recipient => recipient.Kind))
            {
                foreach (var (recipient, place) in kind.Select((recipient, place) => (recipient, place)))
                {
                    if (!IsAddress(recipient.Address?.Email))
                    {
                        yield return new("Does not contain a valid address.", $"personalizations.{i}.{kind.Key}.{place}.email");
                    }
                }
            }

            HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
            if (Recipients(all[i]).FirstOrDefault(recipient => recipient.Address?.Email is { } email && !seen.Add(email)) is { Address: not null } twice)
            {
                yield return new("Each email address in the personalization block should be unique between to, cc, and bcc. We found the first "
                    + $"duplicate instance of [{twice.Address.Email}] in the personalizations.{i}.{twice.Kind} field.", $"personalizations.{i}");
            }

            foreach (var error in CheckHeaders(all[i].Headers, $"personalizations.{i}.headers"))
            {
                yield return error;
            }
        }
    }

    private static IEnumerable<MailError> CheckContent(SendGridMessage message)
    {
        if (string.IsNullOrEmpty(message.Subject) && !(message.Personalizations ?? []).All(one => !string.IsNullOrEmpty(one.Subject)))
        {
            yield return new("The subject is required. You can get around this requirement if you use a template with a subject defined or if "
                + "every personalization has a subject defined.", "subject");
        }

        var contents = message.Contents ?? [];
        if (contents.Count == 0)
        {
            yield return new("Unless a valid template_id is provided, the content parameter is required. There must be at least one defined content block. "
                + "We typically suggest both text/plain and text/html blocks are included, but only one block is required.", "content");
        }

        for (var i = 0; i < contents.Count; i++)
        {
            if (string.IsNullOrEmpty(contents[i].Type))
            {
                yield return new("The content type must be a string at least one character in length.", $"content.{i}.type");
            }

            if (string.IsNullOrEmpty(contents[i].Value))
            {
                yield return new("The content value must be a string at least one character in length.", $"content.{i}.value");
            }
        }

        var order = contents.Select(content => content.Type switch { "text/plain" => 0, "text/html" => 1, _ => 2 }).ToList();
        if (!order.SequenceEqual(order.Order()))
        {
            yield return new("If present, text/plain must be first, followed by text/html, followed by any other content.", "content");
        }
    }

    private static IEnumerable<MailError> CheckRest(SendGridMessage message)
    {
        var attachments = message.Attachments ?? [];
        for (var i = 0; i < attachments.Count; i++)
        {
            if (string.IsNullOrEmpty(attachments[i].Filename))
            {
                yield return new("The attachment filename must be a string at least one character in length.", $"attachments.{i}.filename");
            }

            if (string.IsNullOrEmpty(attachments[i].Content) || !Convert.TryFromBase64String(attachments[i].Content!, new byte[attachments[i].Content!.Length], out _))
            {
                yield return new("The attachment content must be base64 encoded.", $"attachments.{i}.content");
            }
        }

        if (message.Categories is { Count: > MostCategories })
        {
            yield return new($"You may have no more than {MostCategories} categories for each message.", "categories");
        }

        if (JsonSerializer.SerializeToUtf8Bytes(message.CustomArgs ?? []).Length
            + (message.Personalizations ?? []).Select(one => JsonSerializer.SerializeToUtf8Bytes(one.CustomArgs ?? []).Length).DefaultIfEmpty().Max() > MostCustomArgBytes)
        {
            yield return new($"The combined custom arguments may not exceed {MostCustomArgBytes} bytes.", "custom_args");
        }

        foreach (var error in CheckHeaders(message.Headers, "headers"))
        {
            yield return error;
        }
    }

    private static IEnumerable<MailError> CheckHeaders(Dictionary<string, string>? headers, string field) =>
        (headers ?? []).Keys.Where(ReservedHeaders.Contains).Select(name => new MailError($"The header '{name}' is reserved.", field));

    private static bool IsAddress(string? email) => MailAddress.TryCreate(email, out var address) && address.Address == email;
}

internal sealed record MailError(string Message, string? Field);
