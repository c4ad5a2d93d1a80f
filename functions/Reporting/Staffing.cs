using System.Globalization;
using System.Runtime.InteropServices;
using RecruitRetain.Privacy;
using RecruitRetain.Workforce;

namespace RecruitRetain.Reporting;

/// <summary>
/// The facts laid out by person and stretch of days, so that everything about who was where on which day is one pass: a stretch is a time in one
/// position, from its first day up to the day before it ends.
/// </summary>
internal sealed class Staffing
{
    private const int MonthsShown = 24;

    private readonly Facts _facts;
    private readonly Period _period;
    private readonly WorkforceFilter? _filter;
    private readonly Dictionary<string, int> _persons;
    private readonly Dictionary<string, int> _employments;
    private readonly SamePeople _same;
    private readonly List<Stretch> _all;
    private readonly List<Stretch> _covered;
    private readonly bool[] _thereAtStart;
    private readonly bool[] _thereAtEnd;
    private readonly Flow _flow;

    public Staffing(Facts facts, Period period, WorkforceFilter? filter)
    {
        (_facts, _period, _filter) = (facts, period, filter);
        _same = facts.SamePeople();
        (_persons, _employments, _all) = (new(facts.Employments.Count), new(facts.Employments.Count), new(facts.Employments.Count));
        OfEmployments = new int[facts.Employments.Count];
        for (var i = 0; i < facts.Employments.Count; i++)
        {
            var employment = facts.Employments[i];
            _employments[employment.Id] = i;
            OfEmployments[i] = Person(employment.PersonId);
            AddStretches(i, employment);
        }

        _covered = filter is null ? _all : _all.FindAll(stretch => filter.Covers(stretch.Position.Role, stretch.Position.Team));
        _thereAtStart = There(_all, period.Before.DayNumber);
        _thereAtEnd = There(_all, period.To.DayNumber);
        _flow = FlowOf(_covered, period.From.DayNumber, period.To.DayNumber, _thereAtStart, _thereAtEnd);
    }

    /// <summary>The person behind each employment of the facts, people who are one by one number.</summary>
    public int[] OfEmployments { get; }

    /// <summary>The person behind an employment; negative where it is not known.</summary>
    public int OfEmployment(string employmentId) => _employments.TryGetValue(employmentId, out var i) ? OfEmployments[i] : -1;

    /// <summary>The number of somebody on record; negative for nobody employed.</summary>
    public int Find(string personId) => _persons.GetValueOrDefault(_same.KeptFor(personId), -1);

    /// <summary>An employment by its id; null for none.</summary>
    public EmploymentFact? Employment(string id) => _employments.TryGetValue(id, out var i) ? _facts.Employments[i] : null;

    /// <summary>Whether the filter covers what somebody does at the end, or did last.</summary>
    public bool Covers(string employmentId) => _filter is null || (Employment(employmentId) is { } employment && Covers(Last(employment)));

    /// <summary>Whether the filter covers a position.</summary>
    public bool Covers(PositionFact position) => _filter?.Covers(position.Role, position.Team) ?? true;

    /// <summary>Whether the filter covers a place in the structure.</summary>
    public bool Covers(string role, string team) => _filter?.Covers(role, team) ?? true;

    /// <summary>Who is there, came and went.</summary>
    public WorkforceFigures Workforce()
    {
        var to = _period.To.DayNumber;
        var (before, after) = (Stock(_covered, _period.Before.DayNumber), Stock(_covered, to));
        var stillThere = 0;
        var (movedIn, movedOut) = (0, 0);
        for (var person = 0; person < _persons.Count; person++)
        {
            stillThere += before.There[person] && after.There[person] ? 1 : 0;
            movedIn += after.There[person] && !before.There[person] && _thereAtStart[person] ? 1 : 0;
            movedOut += before.There[person] && !after.There[person] && _thereAtEnd[person] ? 1 : 0;
        }

        var (vacancies, vacancyFte) = VacanciesOf(_facts.Posts.Where(post => Covers(post.Role, post.Team)), _covered, to);
        var agency = _facts.Stints.Where(stint => stint.OnDutyOn(_period.To) && Covers(stint.Role, stint.Team)).ToList();
        var covering = agency.Where(stint => stint.CoversVacancy).ToList();
        return new(
            after.Heads,
            after.Fte,
            before.Heads,
            before.Fte,
            stillThere,
            _flow.Joiners,
            _flow.Leavers.Count,
            _flow.Leavers.Sum(leaver => leaver.Fte),
            _flow.Leavers.Count(leaver => leaver.Reason == LeavingReason.Resignation),
            movedIn,
            movedOut,
            vacancies,
            vacancyFte,
            Workers(agency),
            agency.Sum(stint => stint.Fte),
            Workers(covering),
            covering.Sum(stint => stint.Fte));
    }

    /// <summary>Why people left in the period.</summary>
    public IReadOnlyList<ReasonFigure> Reasons()
    {
        var leavers = _flow.Leavers.ToLookup(leaver => leaver.Reason);
        return [.. Enum.GetValues<LeavingReason>().Select(reason => new ReasonFigure(reason, reason == LeavingReason.Resignation, leavers[reason].Count()))];
    }

    /// <summary>The last months.</summary>
    public IReadOnlyList<MonthFigures> Months()
    {
        var first = new DateOnly(_period.To.Year, _period.To.Month, 1).AddMonths(1 - MonthsShown);
        var agency = _facts.Stints.Where(stint => Covers(stint.Role, stint.Team)).ToList();
        var there = There(_all, first.DayNumber - 1);
        var thereAfter = new bool[there.Length];
        List<MonthFigures> months = [];
        for (var i = 0; i < MonthsShown; i++)
        {
            var from = first.AddMonths(i);
            var to = from.AddMonths(1).AddDays(-1) is var end && end < _period.To ? end : _period.To;
            var heads = There(_all, to.DayNumber, thereAfter);
            var flow = FlowOf(_covered, from.DayNumber, to.DayNumber, there, thereAfter);
            heads = _filter is null ? heads : Stock(_covered, to.DayNumber).Heads;
            var workers = Workers(agency.Where(stint => stint.OnDutyOn(to)));
            months.Add(new(
                from.ToString("yyyy-MM", CultureInfo.InvariantCulture), flow.Joiners, flow.Leavers.Count, heads, workers, Rate.Percent(workers, workers + heads)));
            (there, thereAfter) = (thereAfter, there);
        }

        return months;
    }

    /// <summary>The teams.</summary>
    public IReadOnlyList<TeamFigures> Teams(Caseloads caseload)
    {
        var (from, to) = (_period.From.DayNumber, _period.To.DayNumber);
        var stretches = _covered.Where(stretch => stretch.From <= to && stretch.Until > from - 1).GroupBy(stretch => stretch.Position.Team).ToDictionary(team => team.Key, team => team.ToList());
        var posts = _facts.Posts.Where(post => post.IsThereOn(_period.To) && Covers(post.Role, post.Team)).ToLookup(post => post.Team);
        var agency = _facts.Stints.Where(stint => stint.OnDutyOn(_period.To) && Covers(stint.Role, stint.Team)).ToLookup(stint => stint.Team);
        var wanted = _facts.Posts.Count > 0 ? [] : _facts.Vacancies.Where(vacancy => vacancy.StillWanted > 0 && Covers(vacancy.Role, vacancy.Team)).Select(vacancy => vacancy.Team);
        return
        [
            .. stretches.Keys.Concat(posts.Select(team => team.Key)).Concat(agency.Select(team => team.Key)).Concat(wanted).Distinct().Order(StringComparer.Ordinal).Select(team =>
            {
                var own = stretches.GetValueOrDefault(team) ?? [];
                var stock = Stock(own, to);
                var leavers = FlowOf(own, from, to, _thereAtStart, _thereAtEnd).Leavers.Count;
                var (vacancies, vacancyFte) = VacanciesOf(posts[team], own, to, team);
                var workers = Workers(agency[team]);
                var (holders, median, highest, above) = caseload.OfTeam(team);
                return new TeamFigures(
                    team,
                    stock.Heads,
                    stock.Fte,
                    vacancies,
                    vacancyFte,
                    workers,
                    Rate.Percent(workers, workers + stock.Heads),
                    leavers,
                    Rate.Percent(leavers, stock.Heads),
                    holders,
                    median,
                    highest,
                    above);
            }),
        ];
    }

    private static PositionFact At(EmploymentFact employment, DateOnly date) =>
        employment.Positions.LastOrDefault(position => position.From <= date) ?? employment.Positions[0];

    private PositionFact Last(EmploymentFact employment) =>
        At(employment, employment.LastDayOn < _period.To ? employment.LastDayOn.Value : _period.To);

    private int Person(string personId)
    {
        var kept = _same.KeptFor(personId);
        if (!_persons.TryGetValue(kept, out var person))
        {
            person = _persons.Count;
            _persons.Add(kept, person);
        }

        return person;
    }

    private void AddStretches(int index, EmploymentFact employment)
    {
        var end = employment.LastDayOn is { } lastDayOn ? lastDayOn.DayNumber + 1 : int.MaxValue;
        for (var i = 0; i < employment.Positions.Count; i++)
        {
            var position = employment.Positions[i];
            var from = i == 0 ? employment.StartedOn.DayNumber : position.From.DayNumber;
            var until = i + 1 < employment.Positions.Count ? Math.Min(end, employment.Positions[i + 1].From.DayNumber) : end;
            if (from < until)
            {
                _all.Add(new(OfEmployments[index], index, position, from, until, i == 0, until == end && end < int.MaxValue));
            }
        }
    }

    private bool[] There(List<Stretch> stretches, int day)
    {
        var there = new bool[_persons.Count];
        There(stretches, day, there);
        return there;
    }

    // How many they are. The many months share two arrays.
    private static int There(List<Stretch> stretches, int day, bool[] there)
    {
        Array.Clear(there);
        var heads = 0;
        foreach (ref readonly var stretch in CollectionsMarshal.AsSpan(stretches))
        {
            if (stretch.From <= day && day < stretch.Until)
            {
                heads += there[stretch.Person] ? 0 : 1;
                there[stretch.Person] = true;
            }
        }

        return heads;
    }

    private (bool[] There, int Heads, decimal Fte) Stock(List<Stretch> stretches, int day)
    {
        var there = new bool[_persons.Count];
        var (heads, fte) = (0, 0m);
        foreach (var stretch in stretches)
        {
            if (stretch.From <= day && day < stretch.Until)
            {
                heads += there[stretch.Person] ? 0 : 1;
                there[stretch.Person] = true;
                fte += stretch.Position.Fte;
            }
        }

        return (there, heads, fte);
    }

    // Who had no employment before and began one; who ended one and has none afterwards, with all that they did on their very last day.
    private Flow FlowOf(List<Stretch> stretches, int from, int to, bool[] thereBefore, bool[] thereAfter)
    {
        HashSet<int> joiners = [];
        Dictionary<int, Leaver> leavers = [];
        foreach (ref readonly var stretch in CollectionsMarshal.AsSpan(stretches))
        {
            if (stretch.Starts && stretch.From >= from && stretch.From <= to && !thereBefore[stretch.Person])
            {
                joiners.Add(stretch.Person);
            }

            if (stretch.Ends && stretch.Until >= from && stretch.Until <= to && !thereAfter[stretch.Person])
            {
                var leaver = leavers.GetValueOrDefault(stretch.Person);
                if (leaver.Until <= stretch.Until)
                {
                    // Of two employments that end on one day, the reason of the first in the order of ids counts, whatever the order of the facts.
                    var employment = _facts.Employments[stretch.Employment];
                    var same = leaver.Until == stretch.Until;
                    var first = !same || string.CompareOrdinal(employment.Id, leaver.EmploymentId) < 0;
                    leavers[stretch.Person] = new(
                        stretch.Until,
                        (same ? leaver.Fte : 0) + stretch.Position.Fte,
                        first ? employment.Reason ?? LeavingReason.Resignation : leaver.Reason,
                        first ? employment.Id : leaver.EmploymentId);
                }
            }
        }

        return new(joiners.Count, leavers.Values);
    }

    /// <summary>
    /// What of the establishment nobody employed fills, role by role; posts above establishment are no vacancies. A council that has not entered
    /// its posts sees the people it still wants to recruit.
    /// </summary>
    private (int Heads, decimal Fte) VacanciesOf(IEnumerable<PostFact> posts, List<Stretch> stretches, int day, string? team = null)
    {
        if (_facts.Posts.Count == 0)
        {
            var wanted = _facts.Vacancies.Where(vacancy => Covers(vacancy.Role, vacancy.Team) && (team is null || vacancy.Team == team)).ToList();
            return (wanted.Sum(vacancy => vacancy.StillWanted), wanted.Sum(vacancy => vacancy.StillWanted * vacancy.Fte));
        }

        Dictionary<string, (int Heads, decimal Fte)> filled = [];
        foreach (var stretch in stretches)
        {
            if (stretch.From <= day && day < stretch.Until)
            {
                var (heads, fte) = filled.GetValueOrDefault(stretch.Position.Role);
                filled[stretch.Position.Role] = (heads + 1, fte + stretch.Position.Fte);
            }
        }

        var roles = posts.Where(post => !post.OverEstablished && post.IsThereOn(_period.To)).GroupBy(post => post.Role).ToList();
        return (
            roles.Sum(role => Math.Max(0, role.Count() - filled.GetValueOrDefault(role.Key).Heads)),
            roles.Sum(role => Math.Max(0, role.Sum(post => post.Fte) - filled.GetValueOrDefault(role.Key).Fte)));
    }

    private int Workers(IEnumerable<StintFact> stints) => stints.Select(stint => _same.KeptFor(stint.WorkerId)).Distinct().Count();

    private readonly record struct Stretch(int Person, int Employment, PositionFact Position, int From, int Until, bool Starts, bool Ends);

    private readonly record struct Leaver(int Until, decimal Fte, LeavingReason Reason, string EmploymentId);

    private readonly record struct Flow(int Joiners, IReadOnlyCollection<Leaver> Leavers);
}
