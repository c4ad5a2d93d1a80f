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
/// <param name="EstablishedOn">The first day on which there is such a post; null for as long as anybody knows.</param>
/// <param name="ClosedOn">The last day on which there is; null while it goes on.</param>
public sealed record Post(
    string Id,
    string Reference,
    string Role,
    string Team,
    string Grade,
    decimal Fte,
    bool OverEstablished,
    DateOnly? EstablishedOn = null,
    DateOnly? ClosedOn = null)
{
    /// <summary>Whether there is the post on that day: from the first to the last, both included.</summary>
    public bool IsOpenOn(DateOnly date) => !(date < EstablishedOn) && !(date > ClosedOn);

    /// <summary>The post after an event; null stands for before the first.</summary>
    public static Post Apply(Post? post, PostEvent happened) => happened switch
    {
        PostEstablished e => e.Post,
        PostClosed e => post! with { ClosedOn = e.On },
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };
}

/// <summary>Something that happened to a post.</summary>
[JsonDerivedType(typeof(PostEstablished), nameof(PostEstablished))]
[JsonDerivedType(typeof(PostClosed), nameof(PostClosed))]
public abstract record PostEvent;

/// <summary>The council agreed to the post.</summary>
public sealed record PostEstablished(Post Post) : PostEvent;

/// <summary>The post goes, after a last day.</summary>
public sealed record PostClosed(DateOnly On) : PostEvent;
