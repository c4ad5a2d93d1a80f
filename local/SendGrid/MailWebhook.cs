using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace RecruitRetain.Local;

/// <summary>
/// Posts what became of each mail to the configured URL: arrays of events in order, signed, again and again until the receiver takes them
/// or a day has passed. An event is kept in the store until then, so a restart posts what is left, and may post the last ones twice.
/// </summary>
internal sealed class MailWebhook : IDueSource
{
    internal const string SignatureHeader = "X-Twilio-Email-Event-Webhook-Signature";
    internal const string TimestampHeader = "X-Twilio-Email-Event-Webhook-Timestamp";

    internal const string Schema = """
        CREATE TABLE IF NOT EXISTS mail_events (id INTEGER PRIMARY KEY AUTOINCREMENT, at_ticks INTEGER NOT NULL, event BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS mail_key (id INTEGER PRIMARY KEY CHECK (id = 1), pkcs8 BLOB NOT NULL);
        """;

    private const int LargestBatch = 500;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);
    private static readonly TimeSpan GiveUp = TimeSpan.FromHours(24);
    private static readonly TimeSpan PostTimeout = TimeSpan.FromSeconds(10);

    private readonly Store _store;
    private readonly LocalClock _clock;
    private readonly Workload _workload;
    private readonly Lazy<ECDsa> _key;
    private readonly Lock _gate = new();
    private (Uri Url, HttpClient Http)? _target;
    private DateTimeOffset? _retryAt;
    private int _failures;
    private bool _posting;
    private bool _again;

    public MailWebhook(Store store, LocalClock clock, Workload workload)
    {
        _store = store;
        _clock = clock;
        _workload = workload;
        _key = new Lazy<ECDsa>(LoadKey);
        clock.Register(this);
    }

    /// <inheritdoc/>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate)
            {
                return _retryAt;
            }
        }
    }

    /// <summary>Base64 of the SubjectPublicKeyInfo; the pair is made once for each store.</summary>
    public string PublicKey => Convert.ToBase64String(_key.Value.ExportSubjectPublicKeyInfo());

    /// <summary>Whether there is anywhere to post to; where there is not, events are not kept.</summary>
    public bool IsWanted
    {
        get
        {
            lock (_gate)
            {
                return _target is not null;
            }
        }
    }

    public void PostTo(Uri url, HttpMessageHandler? handler)
    {
        lock (_gate)
        {
            _target = (url, new HttpClient(handler ?? new SocketsHttpHandler()) { Timeout = PostTimeout });
        }

        Signal();
    }

    /// <summary>Keeps an event, inside the change that caused it.</summary>
    public static void Add(StoreSession session, DateTimeOffset at, byte[] json) =>
        session.Execute("INSERT INTO mail_events (at_ticks, event) VALUES (?1, ?2)", at.UtcTicks, json);

    /// <summary>There may be something to post.</summary>
    public void Signal()
    {
        lock (_gate)
        {
            _again = true;
            if (_posting || _target is null || _retryAt is not null)
            {
                return;
            }

            _posting = true;
            _workload.Begin();
        }

        _ = Task.Run(PostAllAsync);
    }

    /// <inheritdoc/>
    public Task FireAsync(DateTimeOffset now)
    {
        lock (_gate)
        {
            _retryAt = null;
        }

        Signal();
        return Task.CompletedTask;
    }

    private async Task PostAllAsync()
    {
        try
        {
            while (GoesOn())
            {
                await PostNextAsync();
            }
        }
        catch (Exception e) when (e is StoreException or ObjectDisposedException)
        {
            // What is not marked as posted is posted after the next start.
            lock (_gate)
            {
                _posting = false;
            }
        }
        finally
        {
            _workload.End();
        }
    }

    private bool GoesOn()
    {
        lock (_gate)
        {
            _posting = _again && _retryAt is null;
            _again = false;
            return _posting;
        }
    }

    private async Task PostNextAsync()
    {
        var batch = _store.Read(session => session.Query(
            "SELECT id, event FROM mail_events ORDER BY id LIMIT ?1", row => (Id: row.GetInt64(0), Event: row.GetFieldValue<byte[]>(1)), LargestBatch));
        if (batch.Count == 0)
        {
            return;
        }

        var last = batch[^1].Id;
        if (await TryPostAsync($"[{string.Join(',', batch.Select(row => Encoding.UTF8.GetString(row.Event)))}]"))
        {
            await _store.WriteAsync(session => session.Execute("DELETE FROM mail_events WHERE id <= ?1", last));
            lock (_gate)
            {
                _failures = 0;
                _again = true;
            }

            return;
        }

        var now = _clock.GetUtcNow();
        await _store.WriteAsync(session => session.Execute("DELETE FROM mail_events WHERE at_ticks <= ?1", (now - GiveUp).UtcTicks));
        lock (_gate)
        {
            var wait = FirstRetry * Math.Pow(2, Math.Min(_failures++, 10));
            _retryAt = now + (wait < LongestRetry ? wait : LongestRetry);
        }

        _clock.Wake();
    }

    private async Task<bool> TryPostAsync(string json)
    {
        var (url, http) = _target!.Value;
        var body = Encoding.UTF8.GetBytes(json);
        var timestamp = _clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = _key.Value.SignData([.. Encoding.UTF8.GetBytes(timestamp), .. body], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.Add(SignatureHeader, Convert.ToBase64String(signature));
        request.Headers.Add(TimestampHeader, timestamp);
        try
        {
            using var response = await http.SendAsync(request);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private ECDsa LoadKey()
    {
        var pkcs8 = _store.WriteAsync(session =>
        {
            if (session.Scalar<byte[]>("SELECT pkcs8 FROM mail_key") is { } known)
            {
                return known;
            }

            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var bytes = made.ExportPkcs8PrivateKey();
            session.Execute("INSERT INTO mail_key VALUES (1, ?1)", bytes);
            return bytes;
        }).GetAwaiter().GetResult();
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        return key;
    }
}
