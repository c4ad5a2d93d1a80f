using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SendGrid.Helpers.Mail;

public class EmailAddress
{
    public EmailAddress()
    {
    }

    public EmailAddress(string email, string? name = default)
    {
        Email = email;
        Name = name;
    }

    [JsonPropertyName("name")]
    public string? Name { get; set; }

    [JsonPropertyName("email")]
    public string? Email { get; set; }
}

public class Content
{
    public Content()
    {
    }

    public Content(string type, string value)
    {
        Type = type;
        Value = value;
    }

    [JsonPropertyName("type")]
    public string? Type { get; set; }

    [JsonPropertyName("value")]
    public string? Value { get; set; }
}

public class Attachment
{
    [JsonPropertyName("content")]
    public string? Content { get; set; }

    [JsonPropertyName("type")]
    public string? Type { get; set; }

    [JsonPropertyName("filename")]
    public string? Filename { get; set; }

    [JsonPropertyName("disposition")]
    public string? Disposition { get; set; }

    [JsonPropertyName("content_id")]
    public string? ContentId { get; set; }
}

public class Personalization
{
    [JsonPropertyName("to")]
    public List<EmailAddress>? Tos { get; set; }

    [JsonPropertyName("cc")]
    public List<EmailAddress>? Ccs { get; set; }

    [JsonPropertyName("bcc")]
    public List<EmailAddress>? Bccs { get; set; }

    [JsonPropertyName("subject")]
    public string? Subject { get; set; }

    [JsonPropertyName("headers")]
    public Dictionary<string, string>? Headers { get; set; }

    [JsonPropertyName("custom_args")]
    public Dictionary<string, string>? CustomArgs { get; set; }
}

public class SendGridMessage
{
    private static readonly JsonSerializerOptions Format = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [JsonPropertyName("from")]
    public EmailAddress? From { get; set; }

    [JsonPropertyName("subject")]
    public string? Subject { get; set; }

    [JsonPropertyName("personalizations")]
    public List<Personalization>? Personalizations { get; set; }

    [JsonPropertyName("content")]
    public List<Content>? Contents { get; set; }

    [JsonIgnore]
    public string? PlainTextContent { get; set; }

    [JsonIgnore]
    public string? HtmlContent { get; set; }

    [JsonPropertyName("attachments")]
    public List<Attachment>? Attachments { get; set; }

    [JsonPropertyName("headers")]
    public Dictionary<string, string>? Headers { get; set; }

    [JsonPropertyName("categories")]
    public List<string>? Categories { get; set; }

    [JsonPropertyName("custom_args")]
    public Dictionary<string, string>? CustomArgs { get; set; }

    [JsonPropertyName("reply_to")]
    public EmailAddress? ReplyTo { get; set; }

    public void SetFrom(EmailAddress email) => From = email;

    public void SetFrom(string email, string? name = default) => From = new EmailAddress(email, name);

    public void SetReplyTo(EmailAddress email) => ReplyTo = email;

    public void SetGlobalSubject(string subject) => Subject = subject;

    public void SetSubject(string subject, int personalizationIndex = 0, Personalization? personalization = default) =>
        At(personalizationIndex, personalization).Subject = subject;

    public void AddTo(string email, string? name = default) => AddTo(new EmailAddress(email, name));

    public void AddTo(EmailAddress email, int personalizationIndex = 0, Personalization? personalization = default)
    {
        var to = At(personalizationIndex, personalization);
        (to.Tos ??= []).Add(email);
    }

    public void AddCustomArg(
        string customArgKey,
        string customArgValue,
        int personalizationIndex = 0,
        Personalization? personalization = default)
    {
        var to = At(personalizationIndex, personalization);
        (to.CustomArgs ??= []).Add(customArgKey, customArgValue);
    }

    public void AddCustomArgs(
        Dictionary<string, string> customArgs,
        int personalizationIndex = 0,
        Personalization? personalization = default)
    {
        foreach (var (key, value) in customArgs)
        {
            AddCustomArg(key, value, personalizationIndex, personalization);
        }
    }

    public void AddHeader(string headerKey, string headerValue, int personalizationIndex = 0, Personalization? personalization = default)
    {
        var to = At(personalizationIndex, personalization);
        (to.Headers ??= []).Add(headerKey, headerValue);
    }

    public void AddHeaders(Dictionary<string, string> headers, int personalizationIndex = 0, Personalization? personalization = default)
    {
        foreach (var (key, value) in headers)
        {
            AddHeader(key, value, personalizationIndex, personalization);
        }
    }

    public void AddGlobalHeader(string key, string value) => (Headers ??= []).Add(key, value);

    public void AddGlobalCustomArg(string key, string value) => (CustomArgs ??= []).Add(key, value);

    public void AddCategory(string category) => (Categories ??= []).Add(category);

    public void AddContent(string mimeType, string text) => (Contents ??= []).Add(new Content(mimeType, text));

    public void AddAttachment(Attachment attachment) => (Attachments ??= []).Add(attachment);

    public void AddAttachment(
        string filename,
        string base64Content,
        string? type = default,
        string? disposition = default,
        string? content_id = default)
    {
        if (string.IsNullOrWhiteSpace(filename) || string.IsNullOrWhiteSpace(base64Content))
        {
            // The package leaves such an attachment out without a word.
            return;
        }

        AddAttachment(new Attachment
        {
            Filename = filename,
            Content = base64Content,
            Type = type,
            Disposition = disposition,
            ContentId = content_id,
        });
    }

    public string Serialize(bool useDefaultSerialization = true)
    {
        if (PlainTextContent is not null || HtmlContent is not null)
        {
            // The service wants the plain text first.
            Contents = [];
            if (PlainTextContent is not null)
            {
                AddContent("text/plain", PlainTextContent);
            }

            if (HtmlContent is not null)
            {
                AddContent("text/html", HtmlContent);
            }

            PlainTextContent = HtmlContent = null;
        }

        return JsonSerializer.Serialize(this, Format);
    }

    private Personalization At(int index, Personalization? given)
    {
        var all = Personalizations ??= [];
        if (given is not null)
        {
            all.Add(given);
            return given;
        }

        while (all.Count <= index)
        {
            all.Add(new Personalization());
        }

        return all[index];
    }
}
