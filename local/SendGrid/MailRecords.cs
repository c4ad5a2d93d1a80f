namespace RecruitRetain.Local;

/// <summary>How the service answers: the status, the body, and the message id where it took the mail.</summary>
internal sealed record MailAnswer(int Status, string Body, string? MessageId = null);

/// <summary>What becomes of mail to an address instead of delivery.</summary>
internal enum MailTreatment
{
    /// <summary>The receiving server refuses the first mail for good; the service drops those after it.</summary>
    Bounce = 1,

    /// <summary>The receiving server asks to try again later, for three days at most.</summary>
    Defer = 2,

    /// <summary>The service does not even try.</summary>
    Refuse = 3,
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
