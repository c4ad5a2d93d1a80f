using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace RecruitRetain.Shared;

/// <summary>Reads what a request carries, or says exactly what is wrong with it.</summary>
public static class RequestReading
{
    /// <summary>The largest JSON body, in bytes.</summary>
    public const int LargestBody = 256 * 1024;

    private const string BodyItem = "body";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The body's bytes, read once.</summary>
    /// <exception cref="ProblemException">400 <c>body-malformed</c>, 408 <c>body-too-slow</c>, 413 <c>body-too-large</c>.</exception>
    public static async Task<byte[]> ReadBodyAsync(this HttpRequest request, int largest = LargestBody)
    {
        if (request.HttpContext.Items[BodyItem] is byte[] known)
        {
            return known.Length <= largest ? known : throw TooLarge(largest);
        }

        if (request.ContentLength > largest)
        {
            throw TooLarge(largest);
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = largest + 1L;
        }

        using var body = new MemoryStream();
        try
        {
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
            {
                body.Write(buffer, 0, read);
                if (body.Length > largest)
                {
                    throw TooLarge(largest);
                }
            }
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge(largest);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status408RequestTimeout)
        {
            throw new ProblemException(Problems.Of(StatusCodes.Status408RequestTimeout, "body-too-slow", "The body came too slowly. Please try again."));
        }
        catch (BadHttpRequestException)
        {
            throw new ProblemException(Problems.BadRequest("body-malformed", "The body is not what is expected here."));
        }

        var bytes = body.ToArray();
        request.HttpContext.Items[BodyItem] = bytes;
        return bytes;
    }

    /// <summary>The body as text.</summary>
    /// <exception cref="ProblemException">400 <c>body-not-utf8</c>; 408; 413.</exception>
    public static async Task<string> ReadTextAsync(this HttpRequest request, int largest = LargestBody)
    {
        var bytes = await request.ReadBodyAsync(largest);
        try
        {
            return StrictUtf8.GetString(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new ProblemException(Problems.BadRequest("body-not-utf8", "The body is not UTF-8 text."));
        }
    }

    /// <summary>The body as JSON of that type: nothing missing, nothing unknown, every value of its kind.</summary>
    /// <exception cref="ProblemException">400 <c>body-malformed</c>, naming field and what was expected; 408; 413; 415.</exception>
    public static async Task<T> ReadJsonAsync<T>(this HttpRequest request, int largest = LargestBody)
    {
        if (!request.HasJsonContentType())
        {
            throw new ProblemException(Problems.Of(
                StatusCodes.Status415UnsupportedMediaType, "json-expected", "Send JSON, with the Content-Type application/json."));
        }

        var text = await request.ReadTextAsync(largest);
        try
        {
            return RequestJson.Read<T>(text);
        }
        catch (JsonException e)
        {
            var field = e.Path is null or "$" ? "" : e.Path.TrimStart('$', '.');
            FieldError[] missing = [.. Missing(e.Message).Select(name => new FieldError(field.Length == 0 ? name : $"{field}.{name}", "a value"))];
            throw new ProblemException(Problems.BadRequest("body-malformed", "The body is not what is expected here.", missing.Length > 0 ? missing : [new(field, Explain(e))]));
        }
    }

    /// <summary>A CSV file as text.</summary>
    /// <exception cref="ProblemException">400 <c>body-not-utf8</c>, 408, 413, 415 <c>csv-expected</c>.</exception>
    public static Task<string> ReadCsvAsync(this HttpRequest request, int largest) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType == "text/csv"
            ? request.ReadTextAsync(largest)
            : throw new ProblemException(Problems.Of(
                StatusCodes.Status415UnsupportedMediaType, "csv-expected", "Send a CSV file, with the Content-Type text/csv."));

    /// <summary>The number of a version as it stands in a path; what is no number is 0, the number of no version.</summary>
    public static int VersionNumber(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>A query parameter as a whole number within bounds.</summary>
    /// <exception cref="ProblemException">400 <c>query-malformed</c>.</exception>
    public static int ReadNumber(this HttpRequest request, string name, int otherwise, int least, int most)
    {
        if (request.Query[name] is not [{ } text])
        {
            return otherwise;
        }

        return int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new ProblemException(Problems.MalformedQuery(name, $"a whole number from {least} to {most}"));
    }

    /// <summary>A query parameter that is <c>true</c> or <c>false</c>; false where it is absent.</summary>
    /// <exception cref="ProblemException">400 <c>query-malformed</c>.</exception>
    public static bool ReadFlag(this HttpRequest request, string name) => request.Query[name] is not [{ } text] ? false
        : bool.TryParse(text, out var flag) ? flag
        : throw new ProblemException(Problems.MalformedQuery(name, "true or false"));

    /// <summary>A query parameter that is a day; null where it is absent.</summary>
    /// <exception cref="ProblemException">400 <c>query-malformed</c>.</exception>
    public static DateOnly? ReadDay(this HttpRequest request, string name) => request.Query[name] is not [{ } text] ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new ProblemException(Problems.MalformedQuery(name, "a day like 2026-03-30"));

    /// <summary>A query parameter that names one of an enum's words, as an OData filter on an index column; null where it is absent.</summary>
    /// <exception cref="ProblemException">400 <c>query-malformed</c>.</exception>
    public static string? Filter<TEnum>(this HttpRequest request, string name, string column)
        where TEnum : struct, Enum => request.Choice<TEnum>(name) is { } value ? $"{column} eq '{value}'" : null;

    /// <summary>A query parameter that names one of an enum's words; null where it is absent.</summary>
    /// <exception cref="ProblemException">400 <c>query-malformed</c>.</exception>
    public static TEnum? Choice<TEnum>(this HttpRequest request, string name)
        where TEnum : struct, Enum
    {
        if (request.Query[name] is not [{ } text])
        {
            return null;
        }

        foreach (var value in Enum.GetValues<TEnum>())
        {
            if (Json.Word(value) == text)
            {
                return value;
            }
        }

        throw new ProblemException(Problems.MalformedQuery(name, $"one of {string.Join(", ", Enum.GetValues<TEnum>().Select(Json.Word))}"));
    }

    private static ProblemException TooLarge(int largest) => new(Problems.Of(
        StatusCodes.Status413PayloadTooLarge, "body-too-large", $"The body is larger than {largest / 1024} KiB."));

    // The names between apostrophes, after the type's.
    private static IEnumerable<string> Missing(string message) => message.IndexOf("missing required properties", StringComparison.Ordinal) is var at && at < 0
        ? []
        : message[at..].Split(" Path:")[0].Split('\'').Where((_, i) => i % 2 == 1);

    // The serialiser's sentence without its type names and byte positions.
    private static string Explain(JsonException e)
    {
        var message = e.Message;
        var end = message.IndexOf(" Path:", StringComparison.Ordinal);
        message = end > 0 ? message[..end] : message;
        return e is ValueRefusedException ? message
            : message.Contains("could not be mapped", StringComparison.Ordinal) ? "no such field"
            : e.InnerException is InvalidOperationException || message.Contains("could not be converted", StringComparison.Ordinal) ? "a value of another kind"
            : e.InnerException is FormatException ? "a value in another form"
            : message.Contains("null", StringComparison.Ordinal) ? "a value, not null"
            : "well-formed JSON";
    }
}
