using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>The body of <c>POST /api/posts</c>.</summary>
/// <param name="Reference">What the council calls it; unique.</param>
/// <param name="Role">The role's key.</param>
/// <param name="Team">The team's key.</param>
/// <param name="Grade">The pay grade.</param>
/// <param name="Fte">Full-time equivalent, above 0 and at most 1.</param>
/// <param name="OverEstablished">Whether it is one more than the structure has, kept to cover gaps.</param>
/// <param name="EstablishedOn">The first day on which there is such a post; null for as long as anybody knows.</param>
public sealed record NewPost(string Reference, string Role, string Team, string Grade, decimal Fte = 1, bool OverEstablished = false, DateOnly? EstablishedOn = null)
{
    private const int Longest = 100;

    /// <summary>The fields at fault.</summary>
    public IEnumerable<FieldError> Validate()
    {
        foreach (var (field, value) in new[] { ("reference", Reference), ("role", Role), ("team", Team), ("grade", Grade) })
        {
            if (string.IsNullOrWhiteSpace(value) || value.Length > Longest)
            {
                yield return new(field, $"1 to {Longest} characters");
            }
        }

        if (!Shared.Fte.IsValid(Fte))
        {
            yield return new("fte", Shared.Fte.Expected);
        }
    }
}

/// <summary>The council agrees to a post.</summary>
public sealed class EstablishPost(Journal journal, Commands commands)
{
    /// <summary>Adds one post to the establishment; many at once come as CSV.</summary>
    [Function(nameof(EstablishPost))]
    [Allow(Role.Hr)]
    [Operation("Establish a post", Body = typeof(NewPost), Answers = typeof(Post), Status = 201)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "posts")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var body = await request.ReadJsonAsync<NewPost>();
        return await commands.CreateAsync(
            request, client, Posts.Kind, (_, id) => DecideAsync(id, body), id => $"posts?reference={Uri.EscapeDataString(body.Reference)}", (post, _) => post.State);
    }

    private async Task<Decision<PostEvent>> DecideAsync(string id, NewPost body)
    {
        if (Refusal.Of([.. body.Validate()]) is { } refusal)
        {
            return refusal;
        }

        await foreach (var other in journal.AllAsync(Posts.Kind, TableClient.CreateQueryFilter($"Reference eq {body.Reference}")))
        {
            return Refusal.Rule("post-established", $"There is a post with this reference already: {other.Id}.");
        }

        return new PostEstablished(new(id, body.Reference, body.Role, body.Team, body.Grade, body.Fte, body.OverEstablished, body.EstablishedOn));
    }
}
