using Microsoft.AspNetCore.Http;
using RecruitRetain.Shared;

namespace RecruitRetain.Access;

/// <summary>Who is calling, as the middleware found out.</summary>
/// <param name="Id">The token's subject, or <c>link:…</c> and the object for the holder of a signed link, or <c>public</c>.</param>
/// <param name="Roles">What the token says they are.</param>
/// <param name="Link">The signed link used, if any.</param>
/// <param name="ProviderId">The housing association that a provider acts for.</param>
/// <param name="Email">The address in the token, if it has one: by it the caller is recognised among the people.</param>
public sealed record Caller(string Id, IReadOnlySet<Role> Roles, Link? Link = null, string? ProviderId = null, string? Email = null)
{
    private const string Item = "caller";

    /// <summary>The teams that a hiring manager runs, by key, as the token's <c>teams</c> claim says.</summary>
    public IReadOnlySet<string> Teams { get; init; } = new HashSet<string>();

    /// <summary>Somebody without a token.</summary>
    public static Caller Anonymous { get; } = new("public", new HashSet<Role>());

    /// <summary>Whether the caller has any of the roles.</summary>
    public bool Is(params ReadOnlySpan<Role> roles)
    {
        foreach (var role in roles)
        {
            if (Roles.Contains(role))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Of the steps that a resource's state allows, those that this caller may take.</summary>
    public IReadOnlyList<string> Permitted<TState, TStep>(Transitions<TState, TStep> machine, TState state)
        where TState : struct, Enum
        where TStep : struct, Enum => [.. machine.AllowedActions(state).Where(step => RouteTable.MayTake(typeof(TStep), step, this))];

    internal void Attach(HttpContext context) => context.Items[Item] = this;

    internal static Caller Of(HttpContext context) => (Caller?)context.Items[Item] ?? Anonymous;

    internal static Role? ParseRole(string word) => Words.TryGetValue(word, out var role) ? role : null;

    /// <summary>The role as the token's claim says it.</summary>
    public static string Word(Role role) => Json.Word(role);

    private static readonly Dictionary<string, Role> Words = Enum.GetValues<Role>().ToDictionary(Word);
}

/// <summary>Finds the caller of a request.</summary>
public static class CallerOfRequest
{
    /// <summary>Who sent the request, as the access middleware found out.</summary>
    public static Caller Caller(this HttpRequest request) => Access.Caller.Of(request.HttpContext);
}
