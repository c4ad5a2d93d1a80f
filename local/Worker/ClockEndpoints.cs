using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace RecruitRetain.Local;

/// <summary><c>/local/clock</c>: what time it is, moving it, holding it.</summary>
internal static partial class ClockEndpoints
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    public static void Map(WebApplication app, LocalAzure azure, TimerFunctions timers)
    {
        app.MapGet("/local/clock", http => Time(azure).ExecuteAsync(http));
        app.MapPost("/local/clock/set", async http => await (await SetAsync(http, azure, timers)).ExecuteAsync(http));
        app.MapPost("/local/clock/advance", async http => await (await AdvanceAsync(http, azure)).ExecuteAsync(http));
        app.MapPost("/local/clock/hold", async http => await (await HoldAsync(http, azure)).ExecuteAsync(http));
        app.MapPost("/local/clock/settle", async http => await (await SettleAsync(http, azure)).ExecuteAsync(http));
    }

    /// <summary>
    /// The instant an ISO 8601 duration after another: years, months, weeks and days by the calendar and clock of Europe/London, hours,
    /// minutes and seconds as time that passes. Null if the text is no duration.
    /// </summary>
    internal static DateTimeOffset? Add(DateTimeOffset instant, string duration)
    {
        var match = Duration().Match(duration);
        if (!match.Success || !match.Groups.Values.Skip(1).Any(group => group.Success))
        {
            return null;
        }

        var local = TimeZoneInfo.ConvertTime(instant, London).DateTime;
        var moved = local.AddMonths((12 * Part("Y")) + Part("M")).AddDays((7 * Part("W")) + Part("D"));
        if (moved != local)
        {
            // A reading that the clocks skip counts by the time before the change.
            var offset = London.IsInvalidTime(moved) ? London.BaseUtcOffset : London.GetUtcOffset(moved);
            instant = new DateTimeOffset(moved, offset).ToUniversalTime();
        }

        return instant + new TimeSpan(Part("h"), Part("m"), Part("s"));

        int Part(string name) => match.Groups[name].Success ? int.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    private static IResult Time(LocalAzure azure) => Results.Json(new { now = azure.Clock.GetUtcNow(), held = azure.Clock.IsHeld });

    private static DateTimeOffset? ReadInstant(JsonElement body) =>
        body.TryGetProperty("to", out var instant) && instant.ValueKind == JsonValueKind.String && DateTimeOffset.TryParse(
            instant.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var to)
            ? to
            : null;

    private static async Task<IResult> SetAsync(HttpContext http, LocalAzure azure, TimerFunctions timers)
    {
        if (await LocalJson.ReadAsync(http) is not { } body || ReadInstant(body) is not { } to
            || (body.TryGetProperty("hold", out var hold) && hold.ValueKind is not (JsonValueKind.True or JsonValueKind.False)))
        {
            return LocalJson.Wrong("Expected { \"to\": \"2027-03-01T09:00:00Z\", \"hold\": true } (true if it shall move only when advanced).");
        }

        if (hold.ValueKind == JsonValueKind.True && azure.Clock.IsHeld && azure.Clock.GetUtcNow() == to)
        {
            // Said again, because the first answer was lost.
            return Time(azure);
        }

        if (!azure.IsFresh)
        {
            return Results.Problem(
                statusCode: StatusCodes.Status409Conflict,
                detail: "The clock can be set only while nothing has happened under the store. Start with a new store, or advance the clock.");
        }

        await azure.Clock.SetAsync(to, hold.ValueKind == JsonValueKind.True, timers.PlanAnewAsync);
        return Time(azure);
    }

    private static async Task<IResult> SettleAsync(HttpContext http, LocalAzure azure)
    {
        await azure.Clock.SettleAsync(http.RequestAborted);
        return Time(azure);
    }

    private static async Task<IResult> AdvanceAsync(HttpContext http, LocalAzure azure)
    {
        const string Expected = "Expected { \"to\": \"2027-03-01T09:00:00Z\" } or { \"by\": \"P1M\" } (an ISO 8601 duration).";
        var now = azure.Clock.GetUtcNow();
        if (await LocalJson.ReadAsync(http) is not { } body)
        {
            return LocalJson.Wrong(Expected);
        }

        var to = ReadInstant(body);
        if (to is null && body.TryGetProperty("by", out var duration) && duration.ValueKind == JsonValueKind.String)
        {
            to = Add(now, duration.GetString()!);
        }

        if (to is null)
        {
            return LocalJson.Wrong(Expected);
        }

        try
        {
            await azure.Clock.AdvanceAsync(to.Value, http.RequestAborted);
            return Time(azure);
        }
        catch (ArgumentOutOfRangeException e)
        {
            return LocalJson.Wrong(e.Message.Split(" (Parameter")[0]);
        }
    }

    private static async Task<IResult> HoldAsync(HttpContext http, LocalAzure azure)
    {
        if (await LocalJson.ReadAsync(http) is not { } body
            || (body.TryGetProperty("held", out var held) && held.ValueKind is not (JsonValueKind.True or JsonValueKind.False)))
        {
            return LocalJson.Wrong("Expected no body, or { \"held\": true } or { \"held\": false }.");
        }

        await azure.Clock.HoldAsync(held.ValueKind != JsonValueKind.False);
        return Time(azure);
    }

    [GeneratedRegex(
        @"^P(?:(?<Y>\d{1,4})Y)?(?:(?<M>\d{1,5})M)?(?:(?<W>\d{1,5})W)?(?:(?<D>\d{1,6})D)?"
        + @"(?:T(?:(?<h>\d{1,6})H)?(?:(?<m>\d{1,7})M)?(?:(?<s>\d{1,8})S)?)?$")]
    private static partial Regex Duration();
}
