using Azure.Data.Tables;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Recruitment;

/// <summary>Holds a requisition against the establishment and the pay scale.</summary>
public sealed class PostCheck(Journal journal, RecruitmentPolicy policy, TimeProvider clock)
{
    /// <summary>Finds the posts; answers the terms with their ids, or why they cannot be recruited to.</summary>
    /// <param name="terms">What is asked for.</param>
    /// <param name="vacancyId">The vacancy itself, which does not stand in its own way.</param>
    public async Task<(VacancyTerms Terms, Refusal? Refusal)> CheckAsync(VacancyTerms terms, string vacancyId)
    {
        var posts = new Post?[terms.Posts.Count];
        foreach (var (i, name) in terms.Posts.Index())
        {
            posts[i] = await FindAsync(name);
        }

        var found = posts.OfType<Post>().ToList();
        var scale = await PayScales.ReadAsync(journal);
        if (Refusal.Of([.. Misfits(terms, posts, scale.RangeOf(terms.Grade, clock.Today()))]) is { } refusal)
        {
            return (terms, refusal);
        }

        var known = terms with { Posts = [.. found.Select(post => post.Id)] };
        var elsewhere = await RecruitedToAsync(known, vacancyId);
        if (found.Find(post => elsewhere.Contains(post.Id)) is { } twice)
        {
            return (known, Refusal.Rule("post-recruited-already", $"There is another vacancy for the post {twice.Reference}."));
        }

        var vacant = found.Count - await OccupiedAsync(known);
        return (known, RefuseOverEstablishment(terms, vacant, policy.Rules));
    }

    /// <summary>More hires than vacant posts are for roles that may be over-established only (<c>over-establishment</c>).</summary>
    public static Refusal? RefuseOverEstablishment(VacancyTerms terms, int vacantPosts, RecruitmentRules rules) =>
        terms.HiresWanted > vacantPosts && !rules.OverEstablishedRoles.Contains(terms.Role)
            ? Refusal.Rule(
                "over-establishment",
                $"{terms.HiresWanted} wanted, but vacant posts: {vacantPosts}. The role '{terms.Role}' is not one that may be over-established.")
            : null;

    private static IEnumerable<FieldError> Misfits(VacancyTerms terms, Post?[] posts, GradeRange? range)
    {
        foreach (var (i, post) in posts.Index())
        {
            if (post is null || posts.Take(i).Contains(post))
            {
                yield return new($"posts[{i}]", "a post of the establishment, by id or reference, once");
            }
            else
            {
                foreach (var (field, actual, asked) in new[]
                {
                    ("role", post.Role, terms.Role), ("team", post.Team, terms.Team), ("grade", post.Grade, terms.Grade),
                })
                {
                    if (actual != asked)
                    {
                        yield return new(field, $"'{actual}', as the post {post.Reference}");
                    }
                }

                if (terms.Fte > post.Fte)
                {
                    yield return new("fte", $"at most {post.Fte:0.##}, as the post {post.Reference}");
                }
            }
        }

        if (range is null)
        {
            yield return new("grade", "a grade of the pay scale");
        }
        else if (!range.Holds(terms.SalaryPence))
        {
            yield return new("salaryPence", $"within the grade's range, {range.Words}");
        }
    }

    private async Task<Post?> FindAsync(string name)
    {
        if (Id.IsValid(Posts.Kind.Prefix, name))
        {
            return (await journal.FindAsync(Posts.Kind, name))?.State;
        }

        await foreach (var post in journal.AllAsync(Posts.Kind, TableClient.CreateQueryFilter($"Reference eq {name}")))
        {
            return post.State;
        }

        return null;
    }

    // Somebody under notice leaves a post that can be recruited to.
    private async Task<int> OccupiedAsync(VacancyTerms terms)
    {
        var occupied = new HashSet<string>();
        await foreach (var employment in journal.AllAsync(Employments.Kind, $"Status eq '{EmploymentState.InPost}'"))
        {
            if (employment.State.PostId is { } postId && terms.Posts.Contains(postId))
            {
                occupied.Add(postId);
            }
        }

        return occupied.Count;
    }

    private async Task<HashSet<string>> RecruitedToAsync(VacancyTerms terms, string vacancyId)
    {
        HashSet<string> posts = [];
        await foreach (var other in journal.AllAsync(
            Vacancies.Kind, TableClient.CreateQueryFilter($"Team eq {terms.Team} and Role eq {terms.Role}")))
        {
            if (other.Id != vacancyId && !Vacancy.Machine.IsTerminal(other.State.State))
            {
                posts.UnionWith(other.State.Terms.Posts.Skip(other.State.HiredApplicationIds.Count));
            }
        }

        return posts;
    }
}
