using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using RecruitRetain.Correspondence;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Access;

/// <summary>The body of <c>POST /api/link-requests</c>.</summary>
/// <param name="Email">The address that we write to.</param>
/// <param name="Purpose">What the link was for.</param>
public sealed record LinkRequest(string Email, LinkPurpose Purpose);

/// <summary>The answer to it, the same for everybody.</summary>
/// <param name="Message">What happens now.</param>
public sealed record LinkRequestTaken(string Message);

/// <summary>Whose fresh links are to be mailed: people by id, never an address.</summary>
/// <param name="PersonIds">The people who gave the address; none where nobody did.</param>
/// <param name="Purpose">What the links are for.</param>
public sealed record LinksWanted(IReadOnlyList<string> PersonIds, LinkPurpose Purpose);

/// <summary>
/// Somebody has lost a link. Whether the address is known shows in nothing: words, status and work done before the answer are the same. Fresh
/// links go to the address on record only, the older ones end, and nobody gets more than one mail an hour about the same thing.
/// </summary>
public sealed class RequestLinks(People people, Links links, Postbox postbox, TimeProvider clock)
{
    private const int MostPeople = 20;

    /// <summary>Always answers 202.</summary>
    [Function(nameof(RequestLinks))]
    [Public]
    [Operation("Ask for a fresh link by mail", Body = typeof(LinkRequest), Answers = typeof(LinkRequestTaken), Status = 202)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "link-requests")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var body = await request.ReadJsonAsync<LinkRequest>();
        if (body.Email.Length is 0 or > 254 || !body.Email.Contains('@', StringComparison.Ordinal))
        {
            return Problems.Of(Refusal.Of([new("email", "an e-mail address of at most 254 characters")])!);
        }

        var ids = await people.WithEmailAsync(body.Email, request.HttpContext.RequestAborted);
        await client.EnsureStartedAsync(nameof(MailFreshLinks), Id.New("links"), new LinksWanted([.. ids.Take(MostPeople)], body.Purpose));
        return Answer.Ok(new LinkRequestTaken("If we write to this address about that, a fresh link is on its way to it.")) with { Status = StatusCodes.Status202Accepted };
    }

    /// <summary>Ends the older links and mails fresh ones, to each person at most once an hour for each thing.</summary>
    [Function(nameof(SendFreshLinks))]
    public async Task SendFreshLinks([ActivityTrigger] LinksWanted wanted)
    {
        var hour = clock.GetUtcNow().ToString("yyyyMMddHH", CultureInfo.InvariantCulture);
        var word = Json.Word(wanted.Purpose);
        foreach (var personId in wanted.PersonIds)
        {
            foreach (var held in await links.HeldAsync(wanted.Purpose, personId))
            {
                await postbox.ToPersonAsync(
                    held.ObjectId, $"fresh-link-{word}-{hour}", personId, async person => Fresh(person, held.Purpose, await links.RenewAsync(held, personId)));
            }
        }
    }

    private static Letter Fresh(Person person, LinkPurpose purpose, Uri link)
    {
        var what = purpose switch
        {
            LinkPurpose.Application => "your application",
            LinkPurpose.Interview => "your interview",
            LinkPurpose.Offer => "our offer to you",
            LinkPurpose.Schedule => "your schedule of payments",
            LinkPurpose.Housing => "your request for a key-worker home",
            LinkPurpose.JobAlerts => "your choice about other jobs",
            _ => "the home that you are offered",
        };
        return new(
            $"A fresh link to {what}",
            [
                $"Dear {person.Name},",
                $"Somebody asked us for a fresh link to {what}. Here it is. The links that we sent you before have stopped working.",
                "If it was not you, there is nothing that you need to do: only you have got this mail.",
            ],
            ($"Open {what}", link));
    }
}

/// <summary>Mails fresh links, through an outage of about two days.</summary>
public static class MailFreshLinks
{
    /// <summary>One activity; each try that fails is repeated later.</summary>
    [Function(nameof(MailFreshLinks))]
    public static Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, LinksWanted wanted)
    {
        Standing.AtWork(context);
        return context.CallActivityAsync(nameof(RequestLinks.SendFreshLinks), wanted, Retry.World);
    }
}
