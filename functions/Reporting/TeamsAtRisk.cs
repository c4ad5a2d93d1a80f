using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>Which teams meet a rule of the <see cref="EarlyWarnings"/>, and since when.</summary>
internal static class TeamsAtRisk
{
    /// <summary>Every team with a warning, its warnings in the order in which they began.</summary>
    public static IEnumerable<TeamWarnings> Of(Facts facts, DateOnly today, WarningRules rules)
    {
        var posts = facts.Posts.Where(post => !post.OverEstablished).ToLookup(post => post.Team);
        var stretches = Stretch.All(facts).ToLookup(stretch => stretch.Team);
        var stints = facts.Stints.ToLookup(stint => stint.Team);
        foreach (var team in posts.Concat<IGrouping<string, object>>(stretches).Concat(stints).Select(one => one.Key).Distinct().Order(StringComparer.Ordinal))
        {
            List<Stretch> ofTeam = [.. stretches[team]];
            Warning?[] warnings =
            [
                AgencyShare(ofTeam, stints[team], today, rules),
                Vacancies(ofTeam, posts[team], today, rules),
                ManagerChanged([.. ofTeam.Where(stretch => stretch.Role == rules.ManagerRole)], today, rules),
                SeveralLeft(ofTeam, today, rules),
            ];
            if (warnings.OfType<Warning>().OrderBy(warning => warning.Since).ToList() is { Count: > 0 } met)
            {
                yield return new(team, met);
            }
        }
    }

    private static Warning? AgencyShare(List<Stretch> stretches, IEnumerable<StintFact> stints, DateOnly today, WarningRules rules)
    {
        Heads employed = new();
        Heads agency = new();
        Changes changes = new();
        foreach (var stretch in stretches)
        {
            changes.Add(stretch.From, stretch.Until, sign => employed.Add(stretch.PersonId, sign));
        }

        foreach (var stint in stints)
        {
            changes.Add(stint.StartedOn, stint.LastDayOn, sign => agency.Add(stint.WorkerId, sign));
        }

        return changes.Since(today, () => agency.Count * 100 > rules.AgencySharePercent * (agency.Count + employed.Count)) is { } since
            ? new(
                EarlyWarnings.AgencyShare,
                since,
                [
                    new("agency-workers", agency.Count),
                    new("people-in-post", employed.Count),
                    new("percent", DfeMeasures.AgencyWorkerRate(agency.Count, employed.Count)!.Value),
                ])
            : null;
    }

    private static Warning? Vacancies(List<Stretch> stretches, IEnumerable<PostFact> posts, DateOnly today, WarningRules rules)
    {
        Dictionary<string, (decimal Posts, decimal Filled)> roles = [];
        Changes changes = new();
        foreach (var post in posts)
        {
            changes.Add(post.EstablishedOn ?? DateOnly.MinValue, post.ClosedOn?.AddDays(-1), sign =>
                roles[post.Role] = roles.GetValueOrDefault(post.Role) is var role ? (role.Posts + (sign * post.Fte), role.Filled) : default);
        }

        foreach (var stretch in stretches)
        {
            changes.Add(stretch.From, stretch.Until, sign =>
                roles[stretch.Role] = roles.GetValueOrDefault(stretch.Role) is var role ? (role.Posts, role.Filled + (sign * stretch.Fte)) : default);
        }

        var (established, vacant) = (0m, 0m);
        return changes.Since(today, () =>
        {
            established = roles.Values.Sum(role => role.Posts);
            vacant = roles.Values.Sum(role => Math.Max(0, role.Posts - role.Filled));
            return vacant * 100 > rules.VacancyPercent * established;
        }) is { } since
            ? new(
                EarlyWarnings.Vacancies,
                since,
                [new("vacant-fte", vacant), new("posts-fte", established), new("percent", Percentage.Of(vacant, established)!.Value)])
            : null;
    }

    private static Warning? ManagerChanged(List<Stretch> managers, DateOnly today, WarningRules rules)
    {
        var begun = managers.Where(stretch => stretch.From <= today).ToList();
        var now = begun.Where(stretch => !(stretch.Until < today)).Select(stretch => stretch.PersonId).ToHashSet();
        if (now.Count == 0)
        {
            return begun.Count == 0 ? null : new(EarlyWarnings.ManagerChanged, begun.Max(stretch => stretch.Until)!.Value.AddDays(1), [new("managers", 0)]);
        }

        // The newest hand: somebody who manages the team now, and somebody else did before they began.
        var newest = begun.Where(stretch => now.Contains(stretch.PersonId)).GroupBy(stretch => stretch.PersonId)
            .Select(person => (PersonId: person.Key, Since: Began([.. person.OrderByDescending(stretch => stretch.From)])))
            .MaxBy(person => person.Since);
        return newest.Since > UkCalendar.AddMonths(today, -rules.ManagerMonths) && begun.Any(stretch => stretch.PersonId != newest.PersonId && stretch.From < newest.Since)
            ? new(EarlyWarnings.ManagerChanged, newest.Since, [new("managers", now.Count)])
            : null;
    }

    // A change of grade or hours does not make a new manager.
    private static DateOnly Began(List<Stretch> latestFirst)
    {
        var since = latestFirst[0].From;
        foreach (var stretch in latestFirst.Skip(1).TakeWhile(stretch => stretch.Until >= since.AddDays(-1)))
        {
            since = stretch.From;
        }

        return since;
    }

    private static Warning? SeveralLeft(List<Stretch> stretches, DateOnly today, WarningRules rules)
    {
        var left = 0;
        Changes changes = new();
        foreach (var stretch in stretches.Where(stretch => stretch is { Last: true, Until: not null }))
        {
            var gone = stretch.Until!.Value.AddDays(1);
            changes.Add(gone, UkCalendar.AddMonths(gone, rules.LeaversMonths).AddDays(-1), sign => left += sign);
        }

        return changes.Since(today, () => left >= rules.Leavers) is { } since
            ? new(EarlyWarnings.SeveralLeft, since, [new("leavers", left), new("months", rules.LeaversMonths)])
            : null;
    }

    /// <summary>A number of people of whom each counts once, however many posts they have.</summary>
    private sealed class Heads
    {
        private readonly Dictionary<string, int> _posts = [];

        public int Count => _posts.Count;

        public void Add(string personId, int sign)
        {
            if ((_posts[personId] = _posts.GetValueOrDefault(personId) + sign) == 0)
            {
                _posts.Remove(personId);
            }
        }
    }

    /// <summary>What changes on which days: played in order, it tells since when something holds without a break.</summary>
    private sealed class Changes
    {
        private readonly List<(DateOnly On, Action Change)> _changes = [];

        public void Add(DateOnly from, DateOnly? until, Action<int> change)
        {
            _changes.Add((from, () => change(1)));
            if (until is { } last && last < DateOnly.MaxValue)
            {
                _changes.Add((last.AddDays(1), () => change(-1)));
            }
        }

        public DateOnly? Since(DateOnly today, Func<bool> holds)
        {
            DateOnly? since = null;
            foreach (var day in _changes.Where(change => change.On <= today).OrderBy(change => change.On).GroupBy(change => change.On))
            {
                foreach (var (_, change) in day)
                {
                    change();
                }

                since = holds() ? since ?? day.Key : null;
            }

            return since;
        }
    }

    /// <summary>What somebody did in one team and role, at the same hours.</summary>
    /// <param name="PersonId">The person.</param>
    /// <param name="Team">The team.</param>
    /// <param name="Role">The role.</param>
    /// <param name="Fte">The hours.</param>
    /// <param name="From">The first day.</param>
    /// <param name="Until">The last day; null while it goes on.</param>
    /// <param name="Last">Whether the employment ends with it.</param>
    private sealed record Stretch(string PersonId, string Team, string Role, decimal Fte, DateOnly From, DateOnly? Until, bool Last)
    {
        public static IEnumerable<Stretch> All(Facts facts)
        {
            var same = facts.SamePeople();
            foreach (var employment in facts.Employments)
            {
                for (var i = 0; i < employment.Positions.Count; i++)
                {
                    var position = employment.Positions[i];
                    var next = i + 1 < employment.Positions.Count ? employment.Positions[i + 1].From.AddDays(-1) : (DateOnly?)null;
                    var last = next is null || employment.LastDayOn <= next;
                    var until = last ? employment.LastDayOn : next;
                    if (!(until < position.From))
                    {
                        yield return new(same.KeptFor(employment.PersonId), position.Team, position.Role, position.Fte, position.From, until, last);
                    }
                }
            }
        }
    }
}
