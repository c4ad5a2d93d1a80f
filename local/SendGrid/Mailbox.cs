using System.Buffers.Text;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using SendGrid.Helpers.Mail;

namespace RecruitRetain.Local;

/// <summary>
/// Every mail that was sent, kept instead of delivered. What becomes of it is decided when it is accepted, by what was said about the
/// address, and told to the webhook; a deferred one is tried again as the clock goes on.
/// </summary>
internal sealed class Mailbox : IDueSource
{
    internal const string Schema = MailWebhook.Schema + """

        CREATE TABLE IF NOT EXISTS mails (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            message_id TEXT NOT NULL,
            at_ticks INTEGER NOT NULL,
            from_email TEXT NOT NULL,
            from_name TEXT,
            reply_to TEXT,
            subject TEXT NOT NULL,
            text TEXT,
            html TEXT,
            headers TEXT NOT NULL,
            custom_args TEXT NOT NULL,
            categories TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS mail_recipients (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            mail_id INTEGER NOT NULL,
            kind TEXT NOT NULL,
            email TEXT NOT NULL COLLATE NOCASE,
            name TEXT,
            status TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            due_ticks INTEGER);
        CREATE INDEX IF NOT EXISTS mail_recipients_due ON mail_recipients (due_ticks) WHERE due_ticks IS NOT NULL;
        CREATE INDEX IF NOT EXISTS mail_recipients_by_mail ON mail_recipients (mail_id);
        CREATE INDEX IF NOT EXISTS mail_recipients_by_email ON mail_recipients (email, mail_id);
        CREATE TABLE IF NOT EXISTS mail_args (
            name TEXT NOT NULL, value TEXT NOT NULL, mail_id INTEGER NOT NULL, PRIMARY KEY (name, value, mail_id)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS mail_attachments (
            mail_id INTEGER NOT NULL, place INTEGER NOT NULL, file_name TEXT NOT NULL, type TEXT, disposition TEXT, content_id TEXT, content BLOB NOT NULL,
            PRIMARY KEY (mail_id, place)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS mail_treatments (email TEXT PRIMARY KEY COLLATE NOCASE, treatment INTEGER NOT NULL) WITHOUT ROWID;
        """;

    private const string Columns = "id, message_id, at_ticks, from_email, from_name, reply_to, subject, text, html, headers, custom_args, categories";
    private const string OfRecipient = "AND id IN (SELECT mail_id FROM mail_recipients WHERE email = ?3) ";
    private const string OfAnyRecipient = "AND ?3 IS NULL ";
    private const string OfCustomArg = "AND id IN (SELECT mail_id FROM mail_args WHERE name = ?4 AND value = ?5) ";

    private const string Delivered = "delivered";
    private const string Bounced = "bounce";
    private const string Deferred = "deferred";
    private const string Dropped = "dropped";

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(4);
    private static readonly TimeSpan GiveUp = TimeSpan.FromHours(72);
    private static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Store _store;
    private readonly LocalClock _clock;
    private readonly Workload _workload;
    private readonly MailWebhook _webhook;
    private readonly DueTimes _due = new();

    internal Mailbox(Store store, LocalClock clock, Workload workload)
    {
        _store = store;
        _clock = clock;
        _workload = workload;
        _webhook = new MailWebhook(store, clock, workload);
        foreach (var (id, at) in store.Read(session => session.Query(
            "SELECT id, due_ticks FROM mail_recipients WHERE due_ticks IS NOT NULL", row => (row.GetInt64(0), row.GetInt64(1)))))
        {
            _due.Set(id, Instant(at));
        }

        clock.Register(this);
    }

    /// <inheritdoc/>
    public DateTimeOffset? NextDue => _due.Next;

    /// <summary>The key that proves the webhook's signatures: base64 of its SubjectPublicKeyInfo.</summary>
    internal string PublicKey => _webhook.PublicKey;

    /// <summary>Where the events go; until it is set none are kept.</summary>
    internal void PostEventsTo(Uri url, HttpMessageHandler? handler = null) => _webhook.PostTo(url, handler);

    /// <summary>Takes the JSON of v3 mail/send, as <c>POST /v3/mail/send</c> does.</summary>
    /// <param name="json">The request's body.</param>
    /// <param name="apiKey">What follows <c>Bearer</c>; any will do but an empty one.</param>
    internal async Task<MailAnswer> AcceptAsync(string json, string? apiKey)
    {
        if (string.IsNullOrWhiteSpace(apiKey))
        {
            return MailRequest.Refuse(401, [new("The provided authorization grant is invalid, expired, or revoked", null)]);
        }

        var (message, refusal) = MailRequest.Parse(json);
        if (message is null)
        {
            return refusal!;
        }

        using var piece = _workload.Take();
        var messageId = Base64Url.EncodeToString(Guid.NewGuid().ToByteArray());
        await _store.WriteAsync(session =>
        {
            foreach (var personalization in message.Personalizations!)
            {
                Keep(session, message, personalization, messageId);
            }
        });
        Boundary.Reach(Boundary.MailAccepted);
        _webhook.Signal();
        return new MailAnswer(202, string.Empty, messageId);
    }

    /// <summary>Takes the JSON of v3 recipients/erasejob: forgets the recipients, and every mail that went to nobody else.</summary>
    /// <param name="json">The request's body: <c>email_addresses</c>, 1 to 5,000 of them.</param>
    /// <param name="apiKey">What follows <c>Bearer</c>; any will do but an empty one.</param>
    internal async Task<MailAnswer> EraseAsync(string json, string? apiKey)
    {
        if (string.IsNullOrWhiteSpace(apiKey))
        {
            return MailRequest.Refuse(401, [new("The provided authorization grant is invalid, expired, or revoked", null)]);
        }

        if (MailRequest.Addresses(json) is not { } addresses)
        {
            return MailRequest.Refuse(400, [new("email_addresses must be a list of 1 to 5000 addresses", "email_addresses")]);
        }

        using var piece = _workload.Take();
        await _store.WriteAsync(session =>
        {
            foreach (var address in addresses)
            {
                foreach (var (id, mail) in session.Query("SELECT id, mail_id FROM mail_recipients WHERE email = ?1", row => (row.GetInt64(0), row.GetInt64(1)), address))
                {
                    session.Execute("DELETE FROM mail_recipients WHERE id = ?1", id);
                    _due.Set(id, null);
                    if (session.Scalar<long>("SELECT COUNT(*) FROM mail_recipients WHERE mail_id = ?1", mail) == 0)
                    {
                        session.Execute("DELETE FROM mails WHERE id = ?1", mail);
                        session.Execute("DELETE FROM mail_args WHERE mail_id = ?1", mail);
                        session.Execute("DELETE FROM mail_attachments WHERE mail_id = ?1", mail);
                    }
                }

                session.Execute("DELETE FROM mail_treatments WHERE email = ?1", address);
            }
        });
        return new MailAnswer(202, JsonSerializer.Serialize(new { job_id = Guid.NewGuid().ToString() }));
    }

    /// <summary>What shall become of mail to an address from now on; null for delivery.</summary>
    internal Task TreatAsync(string address, MailTreatment? treatment) => _store.WriteAsync(session => treatment is { } given
        ? session.Execute("INSERT OR REPLACE INTO mail_treatments VALUES (?1, ?2)", address, (int)given)
        : session.Execute("DELETE FROM mail_treatments WHERE email = ?1", address));

    /// <summary>The addresses that are not simply delivered to.</summary>
    internal IReadOnlyList<(string Address, MailTreatment Treatment)> Treatments() => _store.Read(session => session.Query(
        "SELECT email, treatment FROM mail_treatments ORDER BY email", row => (row.GetString(0), (MailTreatment)row.GetInt32(1))));

    /// <summary>The mails, newest first.</summary>
    /// <param name="count">At most so many.</param>
    /// <param name="before">Only those with a lower id; null for the newest.</param>
    /// <param name="recipient">Only those to, cc or bcc this address.</param>
    /// <param name="customArg">Only those with this custom argument.</param>
    internal IReadOnlyList<Mail> List(int count, long? before = null, string? recipient = null, (string Name, string Value)? customArg = null)
    {
        var wanted = (recipient, customArg) switch
        {
            (null, null) => string.Empty,
            (_, null) => OfRecipient,
            (null, _) => OfAnyRecipient + OfCustomArg,
            _ => OfRecipient + OfCustomArg,
        };
        return _store.Read(session => session.Query(
            $"SELECT {Columns} FROM mails WHERE id < ?1 {wanted} ORDER BY id DESC LIMIT ?2",
            ReadMail,
            before ?? long.MaxValue,
            count,
            recipient,
            customArg?.Name,
            customArg?.Value).ConvertAll(mail => Complete(session, mail)));
    }

    /// <summary>The mails after another, oldest first.</summary>
    /// <param name="after">Only those with a higher id.</param>
    /// <param name="recipient">Only those to, cc or bcc this address; null for all.</param>
    /// <param name="contains">Only those with this in the subject, the text or the HTML, whatever the case; null for all.</param>
    internal IReadOnlyList<Mail> After(long after, string? recipient, string? contains) =>
        _store.Read(session => session.Query(
            """
            SELECT id, message_id, at_ticks, from_email, from_name, reply_to, subject, text, html, headers, custom_args, categories FROM mails
            WHERE id > ?1 AND (?2 IS NULL OR id IN (SELECT mail_id FROM mail_recipients WHERE email = ?2))
                AND (?3 IS NULL OR instr(lower(subject || char(10) || coalesce(text, '') || char(10) || coalesce(html, '')), lower(?3)) > 0)
            ORDER BY id
            """,
            ReadMail,
            after,
            recipient,
            contains).ConvertAll(mail => Complete(session, mail)));

    /// <summary>One mail; null if there is none of that id.</summary>
    internal Mail? Find(long id) => id == long.MaxValue ? null : List(1, before: id + 1) is [var mail] && mail.Id == id ? mail : null;

    /// <summary>The content of an attachment of a mail, by its place; null if there is none.</summary>
    internal MailAttachment? Attachment(long mailId, int index) => _store.Read(session => session.Query(
        "SELECT file_name, type, content FROM mail_attachments WHERE mail_id = ?1 AND place = ?2",
        row => new MailAttachment(row.GetString(0), Text(row, 1), row.GetFieldValue<byte[]>(2)),
        mailId,
        index)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task FireAsync(DateTimeOffset now)
    {
        using var piece = _workload.Take();
        await _due.TakeAsync(now, due => _store.WriteAsync(session =>
        {
            foreach (var id in due)
            {
                var (mailId, email, attempt) = session.Query(
                    "SELECT mail_id, email, attempt FROM mail_recipients WHERE id = ?1", row => (row.GetInt64(0), row.GetString(1), row.GetInt32(2)), id)[0];
                var mail = session.Query(
                    $"SELECT {Columns} FROM mails WHERE id = ?1",
                    ReadMail,
                    mailId)[0];
                Deliver(session, mail, id, email, attempt + 1);
            }

            return due.Count;
        }));
        _webhook.Signal();
    }

    private void Keep(StoreSession session, SendGridMessage message, Personalization personalization, string messageId)
    {
        var now = _clock.GetUtcNow();
        var headers = Merge(message.Headers, personalization.Headers);
        var customArgs = Merge(message.CustomArgs, personalization.CustomArgs);
        var mail = new Mail(
            0,
            messageId,
            now,
            message.From!.Email!,
            message.From.Name,
            message.ReplyTo?.Email,
            personalization.Subject ?? message.Subject!,
            message.Contents!.Find(content => content.Type == "text/plain")?.Value,
            message.Contents.Find(content => content.Type == "text/html")?.Value,
            headers,
            customArgs,
            message.Categories ?? [],
            [],
            []);
        var id = session.Scalar<long>(
            "INSERT INTO mails (message_id, at_ticks, from_email, from_name, reply_to, subject, text, html, headers, custom_args, categories) "
            + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) RETURNING id",
            mail.MessageId,
            now.UtcTicks,
            mail.From,
            mail.FromName,
            mail.ReplyTo,
            mail.Subject,
            mail.Text,
            mail.Html,
            JsonSerializer.Serialize(headers, Format),
            JsonSerializer.Serialize(customArgs, Format),
            JsonSerializer.Serialize(mail.Categories, Format));
        foreach (var (name, value) in customArgs)
        {
            session.Execute("INSERT INTO mail_args VALUES (?1, ?2, ?3)", name, value, id);
        }

        foreach (var (place, attachment) in (message.Attachments ?? []).Index())
        {
            session.Execute(
                "INSERT INTO mail_attachments VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                id,
                place,
                attachment.Filename,
                attachment.Type,
                attachment.Disposition ?? "attachment",
                attachment.ContentId,
                Convert.FromBase64String(attachment.Content!));
        }

        foreach (var (kind, address) in MailRequest.Recipients(personalization))
        {
            var recipient = session.Scalar<long>(
                "INSERT INTO mail_recipients (mail_id, kind, email, name, status, attempt) VALUES (?1, ?2, ?3, ?4, '', 0) RETURNING id",
                id,
                kind,
                address.Email,
                address.Name);
            Deliver(session, mail with { Id = id }, recipient, address.Email!, attempt: 1);
        }
    }

    /// <summary>One attempt to deliver a mail to one recipient.</summary>
    private void Deliver(StoreSession session, Mail mail, long recipient, string email, int attempt)
    {
        var now = _clock.GetUtcNow();
        var treatment = (MailTreatment)session.Scalar<long>("SELECT treatment FROM mail_treatments WHERE email = ?1", email);
        DateTimeOffset? again = null;
        string status;
        if (treatment == MailTreatment.Refuse)
        {
            status = Tell(Dropped, ("reason", "Unsubscribed Address"));
        }
        else if (treatment == MailTreatment.Bounce && session.Scalar<long>(
            "SELECT COUNT(*) FROM mail_recipients WHERE email = ?1 AND status = ?2", email, Bounced) > 0)
        {
            status = Tell(Dropped, ("reason", "Bounced Address"));
        }
        else
        {
            if (attempt == 1)
            {
                Tell("processed");
            }

            if (treatment == MailTreatment.Bounce)
            {
                status = Tell(Bounced, ("reason", "550 5.1.1 The email account that you tried to reach does not exist."), ("status", "5.1.1"), ("type", Bounced));
            }
            else if (treatment != MailTreatment.Defer)
            {
                status = Tell(Delivered, ("response", "250 OK"));
            }
            else if (now - mail.At >= GiveUp)
            {
                status = Tell(Bounced, ("reason", "The message expired after 72 hours of deferrals."), ("type", "blocked"));
            }
            else
            {
                status = Tell(Deferred, ("response", "450 4.2.1 Try again later."), ("attempt", attempt.ToString(CultureInfo.InvariantCulture)));
                var wait = FirstRetry * Math.Pow(2, Math.Min(attempt - 1, 10));
                again = now + (wait < LongestRetry ? wait : LongestRetry);
            }
        }

        session.Execute(
            "UPDATE mail_recipients SET status = ?2, attempt = ?3, due_ticks = ?4 WHERE id = ?1", recipient, status, attempt, again?.UtcTicks);
        if (_due.Set(recipient, again))
        {
            _clock.Wake();
        }

        string Tell(string happened, params ReadOnlySpan<(string Name, object Value)> details)
        {
            if (_webhook.IsWanted)
            {
                MailWebhook.Add(session, now, Event(mail, recipient, email, now, happened, details));
            }

            return happened;
        }
    }

    /// <summary>An event as the service writes it: custom arguments beside its own fields, which win where the names are the same.</summary>
    private static byte[] Event(
        Mail mail,
        long recipient,
        string email,
        DateTimeOffset at,
        string happened,
        ReadOnlySpan<(string Name, object Value)> details)
    {
        var fields = mail.CustomArgs.ToDictionary(arg => arg.Key, object (arg) => arg.Value);
        fields["email"] = email;
        fields["timestamp"] = at.ToUnixTimeSeconds();
        fields["smtp-id"] = $"<{mail.MessageId}@embedded>";
        fields["event"] = happened;
        fields["sg_event_id"] = Base64Url.EncodeToString(Guid.NewGuid().ToByteArray());
        fields["sg_message_id"] = string.Create(CultureInfo.InvariantCulture, $"{mail.MessageId}.recvd-embedded-{mail.Id}-{recipient}.0");
        if (mail.Categories.Count > 0)
        {
            fields["category"] = mail.Categories;
        }

        foreach (var (name, value) in details)
        {
            fields[name] = value;
        }

        return JsonSerializer.SerializeToUtf8Bytes(fields, Format);
    }

    private static Dictionary<string, string> Merge(Dictionary<string, string>? all, Dictionary<string, string>? own)
    {
        var merged = new Dictionary<string, string>(all ?? []);
        foreach (var (name, value) in own ?? [])
        {
            merged[name] = value;
        }

        return merged;
    }

    private static Mail ReadMail(SqliteDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        Instant(row.GetInt64(2)),
        row.GetString(3),
        Text(row, 4),
        Text(row, 5),
        row.GetString(6),
        Text(row, 7),
        Text(row, 8),
        JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(9))!,
        JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(10))!,
        JsonSerializer.Deserialize<List<string>>(row.GetString(11))!,
        [],
        []);

    private static Mail Complete(StoreSession session, Mail mail) => mail with
    {
        Recipients = session.Query(
            "SELECT kind, email, name, status FROM mail_recipients WHERE mail_id = ?1 ORDER BY id",
            row => new MailRecipient(row.GetString(0), row.GetString(1), Text(row, 2), row.GetString(3)),
            mail.Id),
        Attachments = session.Query(
            "SELECT file_name, type, disposition, content_id, length(content) FROM mail_attachments WHERE mail_id = ?1 ORDER BY place",
            row => new MailAttachmentInfo(row.GetString(0), Text(row, 1), Text(row, 2), Text(row, 3), row.GetInt32(4)),
            mail.Id),
    };

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset Instant(long ticks) => new(ticks, TimeSpan.Zero);
}
