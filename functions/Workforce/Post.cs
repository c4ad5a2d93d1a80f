using System.Text.Json.Serialization;

namespace RecruitRetain.Workforce;

/// <summary>A post of the establishment: what the council has agreed to pay for, whoever fills it.</summary>
/// <param name="Id">Its id, <c>post_…</c>.</param>
/// <param name="Reference">What the council calls it; unique.</param>
/// <param name="Role">The role's key.</param>
/// <param name="Team">The team's key.</param>
/// <param name="Grade">The pay grade.</param>
/// <param name="Fte">Full-time equivalent, above 0 and at most 1.</param>
/// <param name="OverEstablished">Whether it is one more than the structure has, kept to cover gaps.</param>
public sealed record Post(string Id, string Reference, string Role, string Team, string Grade, decimal Fte, bool OverEstablished)
{
    /// <summary>The post after an event; null stands for before the first.</summary>
    public static Post Apply(Post? post, PostEvent happened) => happened switch
    {
        PostEstablished e => e.Post,
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };
}

/// <summary>Something that happened to a post.</summary>
[JsonDerivedType(typeof(PostEstablished), nameof(PostEstablished))]
public abstract record PostEvent;

/// <summary>The council agreed to the post.</summary>
public sealed record PostEstablished(Post Post) : PostEvent;
