using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;

namespace RecruitRetain.Audit;

/// <summary>
/// Who is at work in this run of a function, as far as the trail wants to know it. It goes with the flow of the run, so that rules and journals need
/// not pass it on.
/// </summary>
public sealed class Acting
{
    private static readonly AsyncLocal<Acting?> Current = new();

    private Acting(string function, string request)
    {
        Function = function;
        Request = request;
    }

    /// <summary>The run that goes on; null outside of any.</summary>
    public static Acting? Now => Current.Value;

    /// <summary>The function's name.</summary>
    public string Function { get; }

    /// <summary>What ties together all that comes of one request: its trace id, or the run's own id.</summary>
    public string Request { get; }

    /// <summary>The break-glass access under which an object is read that is not the caller's own; null for none.</summary>
    public string? Under { get; set; }

    private HttpContext? Http { get; init; }

    /// <summary>The roles of an actor in the words of their token; null where it is not they who called.</summary>
    public string? RolesOf(string actor) =>
        Http is not null && Caller.Of(Http) is { Roles.Count: > 0 } caller && caller.Id == actor ? string.Join(' ', caller.Roles.Order().Select(Caller.Word)) : null;

    internal static void Begin(FunctionContext context, HttpContext? http) => Current.Value = new(
        context.FunctionDefinition.Name,
        ActivityContext.TryParse(context.TraceContext.TraceParent, null, out var trace) ? trace.TraceId.ToHexString() : context.InvocationId)
    {
        Http = http,
    };
}
