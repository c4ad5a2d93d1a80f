using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>The body of <c>POST /api/posts/{id}/closing</c>.</summary>
/// <param name="On">The last day on which there is the post; may lie ahead.</param>
public sealed record PostClosing(DateOnly On);

/// <summary>The council gives a post up.</summary>
public sealed class ClosePost(Commands commands)
{
    /// <summary>Closes a post after a last day; once. Whoever fills it is not touched by it.</summary>
    [Function(nameof(ClosePost))]
    [Allow(Role.Hr)]
    [Operation("Close a post", Body = typeof(PostClosing), Answers = typeof(Post))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "posts/{id}/closing")] HttpRequest request, [DurableClient] DurableTaskClient client, string id)
    {
        var body = await request.ReadJsonAsync<PostClosing>();
        return await commands.StepAsync(request, client, Posts.Kind, id, (_, post) => Task.FromResult(Decide(post, body.On)), (post, _) => post.State);
    }

    private static Decision<PostEvent> Decide(Post post, DateOnly on) =>
        post.ClosedOn is { } closedOn ? Refusal.Rule("post-closed", $"The post is closed after {UkCalendar.Words(closedOn)} already.")
        : on < post.EstablishedOn ? Refusal.Of([new("on", $"{post.EstablishedOn:yyyy-MM-dd} or later")])!
        : new PostClosed(on);
}
