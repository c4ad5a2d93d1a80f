using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Audit;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>The body of <c>POST /api/candidate-searches</c>: a name must not stand in an address.</summary>
/// <param name="Text">An e-mail address, or the beginnings of one or more words of a name, each of at least four letters or whole.</param>
public sealed record CandidateSearch(string Text);

/// <summary>A candidate found.</summary>
/// <param name="PersonId">The person.</param>
/// <param name="Name">As they want to be called.</param>
/// <param name="Email">Where mail reaches them.</param>
/// <param name="Applications">All their applications.</param>
public sealed record FoundCandidate(string PersonId, string Name, string Email, IReadOnlyList<BoardItem> Applications);

/// <summary>What a search found.</summary>
/// <param name="Items">The candidates, by name.</param>
/// <param name="More">Whether there are more than are shown: say more of the name.</param>
public sealed record FoundCandidates(IReadOnlyList<FoundCandidate> Items, bool More);

/// <summary>Finds candidates by name or e-mail address; not for those who decide on shortlists without knowing names.</summary>
public sealed class FindCandidates(People people, NameIndex names, Board board, OwnVacancies own, OwnApplications applications, AuditTrail trail)
{
    private const int Most = 20;

    /// <summary>Answers at most twenty candidates with their applications.</summary>
    [Function(nameof(FindCandidates))]
    [Allow(Role.Recruiter, Role.Hr)]
    [Protected]
    [Operation("Find candidates by name or e-mail address", Body = typeof(CandidateSearch), Answers = typeof(FoundCandidates))]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "candidate-searches")] HttpRequest request)
    {
        var stop = request.HttpContext.RequestAborted;
        var text = (await request.ReadJsonAsync<CandidateSearch>()).Text.Trim();
        var byEmail = text.Contains('@', StringComparison.Ordinal);
        if (text.Length > 254 || !NameIndex.IsEnough(text))
        {
            return Problems.Of(Refusal.Of([new("text", "an e-mail address or the beginning of a name, at most 254 characters")])!);
        }

        var caller = request.Caller();
        var mine = await own.OfAsync(caller, stop);
        var ids = byEmail ? await people.WithEmailAsync(text, stop) : await names.FindAsync(text, Most + 1, stop);
        var found = await Task.WhenAll(ids.Take(Most).Select(async id => (
            Person: await people.FindAsync(id, stop), Applications: await SeenAsync(await board.OfPersonAsync(id, stop)))));
        FoundCandidate[] shown =
        [
            .. from candidate in found
               where candidate.Applications.Count > 0 && candidate.Person is not null && (byEmail || NameIndex.Has(candidate.Person.Name, text))
               orderby candidate.Person.Name, candidate.Person.Id
               select new FoundCandidate(candidate.Person.Id, candidate.Person.Name, candidate.Person.Email, candidate.Applications),
        ];
        await trail.ReadAsync(request, shown.Select(candidate => candidate.PersonId));
        return Answer.Ok(new FoundCandidates(shown, ids.Count > Most));

        // Of those whom somebody on the panel has yet to score the name is not theirs to know.
        async Task<IReadOnlyList<BoardItem>> SeenAsync(IReadOnlyList<BoardItem> all)
        {
            List<BoardItem> seen = [];
            foreach (var item in all)
            {
                if (await applications.ScoresFirstAsync(caller, item.Id, stop))
                {
                    return [];
                }

                if (mine is null || mine.Contains(item.VacancyId) || item.Assignee == caller.Id)
                {
                    seen.Add(item);
                }
            }

            return seen;
        }
    }
}
