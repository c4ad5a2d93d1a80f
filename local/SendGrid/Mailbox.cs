namespace RecruitRetain.Local;

/// <summary>Every mail that was sent, kept instead of delivered.</summary>
internal sealed class Mailbox(Store store, LocalClock clock, Workload workload)
{
    internal const string Schema = "SELECT 1";

    internal Store Store => store;

    internal LocalClock Clock => clock;

    internal Workload Workload => workload;

    /// <summary>The key that proves the webhook's signatures: base64 of its SubjectPublicKeyInfo.</summary>
    internal string PublicKey => throw new NotImplementedException();

    /// <summary>Where the events go; until it is set none are kept.</summary>
    internal void PostEventsTo(Uri url, HttpMessageHandler? handler = null) => throw new NotImplementedException();

    /// <summary>Takes the JSON of v3 mail/send, as <c>POST /v3/mail/send</c> does.</summary>
    internal Task<MailAnswer> AcceptAsync(string json, string? apiKey) => throw new NotImplementedException();

    /// <summary>What shall become of mail to an address from now on; null for delivery.</summary>
    internal Task TreatAsync(string address, MailTreatment? treatment) => throw new NotImplementedException();

    /// <summary>The mails, newest first.</summary>
    /// <param name="count">At most so many.</param>
    /// <param name="before">Only those with a lower id; null for the newest.</param>
    /// <param name="recipient">Only those to, cc or bcc this address.</param>
    /// <param name="customArg">Only those with this custom argument.</param>
    internal IReadOnlyList<Mail> List(int count, long? before = null, string? recipient = null, (string Name, string Value)? customArg = null) =>
        throw new NotImplementedException();

    /// <summary>One mail; null if there is none of that id.</summary>
    internal Mail? Find(long id) => throw new NotImplementedException();

    /// <summary>The content of an attachment of a mail, by its place; null if there is none.</summary>
    internal MailAttachment? Attachment(long mailId, int index) => throw new NotImplementedException();
}

/// <summary>How the service answers: the status, the body, and the message id where it took the mail.</summary>
internal sealed record MailAnswer(int Status, string Body, string? MessageId = null);

internal enum MailTreatment
{
    /// <summary>The receiving server refuses the address for good.</summary>
    Bounce,

    /// <summary>The receiving server asks to try again later.</summary>
    Defer,

    /// <summary>The service does not even try.</summary>
    Refuse,
}

/// <summary>One mail, to the recipients of one personalization.</summary>
internal sealed record Mail(
    long Id,
    string MessageId,
    DateTimeOffset At,
    string From,
    string? FromName,
    string? ReplyTo,
    string Subject,
    string? Text,
    string? Html,
    IReadOnlyDictionary<string, string> Headers,
    IReadOnlyDictionary<string, string> CustomArgs,
    IReadOnlyList<string> Categories,
    IReadOnlyList<MailRecipient> Recipients,
    IReadOnlyList<MailAttachmentInfo> Attachments);

/// <summary>A recipient and what became of the mail: <c>delivered</c>, <c>bounce</c>, <c>deferred</c> or <c>dropped</c>.</summary>
internal sealed record MailRecipient(string Kind, string Email, string? Name, string Status);

internal sealed record MailAttachmentInfo(string FileName, string? Type, string? Disposition, string? ContentId, int Length);

internal sealed record MailAttachment(string FileName, string? Type, byte[] Content);
