using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>Where posts are kept and how they are shown.</summary>
public sealed class Posts(Journal journal, Lists lists)
{
    /// <summary>The aggregate.</summary>
    public static readonly AggregateKind<Post, PostEvent> Kind = new(
        "posts", "post", Post.Apply, post => [("Team", post.Team), ("Role", post.Role), ("Reference", post.Reference)], _ => [])
    {
        Tells = new(
            "post",
            typeof(PostEstablished), typeof(PostClosed)),
        IsListed = true,
    };

    /// <summary>Lists posts by <c>?team=</c>, <c>?role=</c> and <c>?reference=</c>.</summary>
    [Function(nameof(ListPosts))]
    [Allow(Role.Hr, Role.HiringManager, Role.Recruiter, Role.Auditor)]
    [Operation("List posts", Answers = typeof(ListPage<Post>))]
    [Query("team", typeof(string), "Only this team.")]
    [Query("role", typeof(string), "Only this role.")]
    [Query("reference", typeof(string), "Only what the council calls so.")]
    public async Task<IResult> ListPosts([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "posts")] HttpRequest request) =>
        await lists.PageAsync(
            request,
            Kind,
            WorkforceFilters.And(
                await WorkforceFilters.WrittenAsync(journal),
                WorkforceFilters.Equal(request, "team", "Team"),
                WorkforceFilters.Equal(request, "role", "Role"),
                WorkforceFilters.Equal(request, "reference", "Reference")),
            (post, _) => post.State);

    /// <summary>Why somebody cannot fill or cover a post: there is none of that id. Null where none is named.</summary>
    internal static async Task<Refusal?> RefuseUnknownAsync(Journal journal, string? postId) =>
        postId is not null && await journal.FindAsync(Kind, postId) is null ? Refusal.Of([new("postId", "the id of a post")]) : null;
}
