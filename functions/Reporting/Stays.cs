using System.Runtime.InteropServices;

namespace RecruitRetain.Reporting;

/// <summary>How long people stay, by everything known of each employment up to a day; followed from the first day, whatever they do later.</summary>
internal sealed class Stays
{
    private const int MostMonths = 120;
    private const int MostCohorts = 10;
    private const int StepsAMonth = 10;

    private static readonly int[] Times = [3, 6, 12, 18, 24, 36];

    private readonly Facts _facts;
    private readonly Staffing _people;
    private readonly DateOnly _asAt;

    // The places in the facts of the employments that are followed, in the order in which they stand there.
    private readonly int[] _followed;

    // From the shortest to the longest; beside each its employment's place among those that are followed, and its first day.
    private readonly Stay[] _stays;
    private readonly int[] _places;
    private readonly DateOnly[] _startedOn;

    public Stays(Facts facts, Staffing people, DateOnly asAt)
    {
        (_facts, _people, _asAt) = (facts, people, asAt);
        List<(Stay Stay, DateOnly StartedOn)> stays = [];
        List<int> followed = [];
        for (var i = 0; i < facts.Employments.Count; i++)
        {
            var employment = facts.Employments[i];
            if (employment.StartedOn <= asAt && people.Covers(employment.Positions[0]))
            {
                stays.Add((Stay.Of(employment.StartedOn, employment.LastDayOn, employment.Reason, asAt), employment.StartedOn));
                followed.Add(i);
            }
        }

        _followed = [.. followed];
        _places = [.. Enumerable.Range(0, stays.Count)];
        Array.Sort(stays.Select(stay => stay.Stay.Months).ToArray(), _places);
        _stays = Array.ConvertAll(_places, place => stays[place].Stay);
        _startedOn = Array.ConvertAll(_places, place => stays[place].StartedOn);
    }

    public StayFigures Figures(WorkforceFigures workforce)
    {
        var curve = KaplanMeier.Of(_stays);
        var average = (workforce.HeadcountAtStart + workforce.Headcount) / 2m;
        return new(
            Rate.Percent(workforce.StillThere, workforce.HeadcountAtStart),
            new(workforce.Leavers, average, Stability.TurnoverAverage(workforce.Leavers, workforce.HeadcountAtStart, workforce.Headcount)),
            new(workforce.VoluntaryLeavers, average, Stability.TurnoverAverage(workforce.VoluntaryLeavers, workforce.HeadcountAtStart, workforce.Headcount)),
            _stays.Length,
            _stays.Count(stay => stay.Left),
            At(curve, _stays, Times),
            curve?.MedianMonths is { } median ? Math.Round(median, 1, MidpointRounding.AwayFromZero) : null,
            Percentage.OfShare(curve?.Conditional(12, 24)),
            Steps(curve),
            Math.Round(curve?.LongestMonths ?? 0, 2),
            AtRisk(curve))
        {
            LeaversSince = LeaversSince(),
        };
    }

    public IReadOnlyList<CohortFigures> Cohorts()
    {
        Dictionary<int, List<int>> years = [];
        for (var i = 0; i < _stays.Length; i++)
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(years, _startedOn[i].Year, out _) ??= []).Add(i);
        }

        if (years.Count == 0)
        {
            return [];
        }

        var first = Math.Max(years.Keys.Min(), _asAt.Year - MostCohorts + 1);
        return [.. Enumerable.Range(first, _asAt.Year - first + 1).Select(year => Cohort(year, years.GetValueOrDefault(year) ?? []))];
    }

    public IReadOnlyList<GroupingFigures> Groups()
    {
        var schemes = _facts.Plans
            .Where(plan => plan.Enrolments.Any(enrolment => enrolment.EnrolledOn <= _asAt))
            .ToDictionary(plan => plan.Id, plan => plan.Enrolments.First(enrolment => enrolment.EnrolledOn <= _asAt).SchemeId);
        var housed = _facts.Housed.Where(home => home.Tenancies.Any(tenancy => tenancy.StartedOn <= _asAt)).Select(home => _people.Find(home.PersonId)).ToHashSet();
        var sources = _facts.Applications.Where(application => application.Source is not null).ToDictionary(application => application.Id, application => application.Source!);
        (string By, string Definition, Func<EmploymentFact, int, string> KeyOf)[] groupings =
        [
            ("team", "By the team in which somebody started.", (employment, _) => employment.Positions[0].Team),
            ("role", "By the role in which somebody started.", (employment, _) => employment.Positions[0].Role),
            ("scheme", "By the first retention scheme that somebody joined, or none. Who joins later must have stayed until then: a difference is no measure of what a scheme does.", (employment, _) => schemes.GetValueOrDefault(employment.Id, "none")),
            ("housing", "By whether somebody got a key-worker home. Who got one must have stayed until then: a difference is no measure of what a home does.", (_, person) => housed.Contains(person) ? "housed" : "not-housed"),
            ("newly-qualified", "By whether somebody started newly qualified.", (employment, _) => employment.NewlyQualifiedUntil > employment.StartedOn ? "newly-qualified" : "experienced"),
            ("source", "By where somebody who applied heard of the vacancy.", (employment, _) => employment.ApplicationId is { } id ? sources.GetValueOrDefault(id, "not-known") : "not-known"),
        ];
        return [.. groupings.AsParallel().AsOrdered().Select(grouping => Group(grouping.By, grouping.Definition, grouping.KeyOf))];
    }

    private static SurvivalFigure[] At(SurvivalCurve? curve, Stay[] sorted, int[] times) =>
    [
        .. times.Select(months =>
        {
            var point = curve?.PointAt(months);
            return new SurvivalFigure(
                months, Percentage.OfShare(point?.Survival), Percentage.OfShare(point?.Lower), Percentage.OfShare(point?.Upper), curve?.AtRisk(months) ?? 0, LeftBy(sorted, months));
        }),
    ];

    private int? LeaversSince()
    {
        var first = _facts.Employments.Where(employment => employment.LastDayOn < _asAt).Min(employment => employment.LastDayOn) ?? _asAt;
        return _facts.Employments.Any(employment => employment.StartedOn < first.AddYears(-1)) ? first.Year : null;
    }

    private static int LeftBy(Stay[] sorted, int months)
    {
        var left = 0;
        for (var i = 0; i < sorted.Length && sorted[i].Months <= months; i++)
        {
            left += sorted[i].Left ? 1 : 0;
        }

        return left;
    }

    private static AtRiskFigure[] AtRisk(SurvivalCurve? curve) => curve is null ? [] :
    [
        .. Enumerable.Range(0, (int)(Math.Min(curve.LongestMonths, MostMonths) / 6) + 1).Select(half => new AtRiskFigure(half * 6, curve.AtRisk(half * 6))),
    ];

    // Steps within the same tenth of a month become one at its end, where the curve then stands as it does.
    private static List<CurvePoint> Steps(SurvivalCurve? curve)
    {
        List<CurvePoint> steps = [];
        foreach (var point in curve?.Points ?? [])
        {
            var months = Math.Ceiling((point.Months * StepsAMonth) - 1e-9) / StepsAMonth;
            if (months > MostMonths)
            {
                break;
            }

            var same = steps.Count > 0 && steps[^1].Months == months ? steps[^1] : null;
            if (same is not null)
            {
                steps.RemoveAt(steps.Count - 1);
            }

            steps.Add(new(
                months,
                same?.AtRisk ?? point.AtRisk,
                (same?.Leavers ?? 0) + point.Leavers,
                Math.Round(point.Survival, 4),
                Rounded(point.StandardError),
                Rounded(point.Lower),
                Rounded(point.Upper)));
        }

        return steps;
    }

    private CohortFigures Cohort(int year, List<int> members)
    {
        var last = members.Count == 0 ? default : members.Max(i => _startedOn[i]);
        return new(
            year,
            members.Count,
            [
                .. Times.Select(months =>
                {
                    if (members.Count == 0)
                    {
                        return new RetainedFigure(months, Knowledge.NotComputable, 0, null);
                    }

                    if (ServiceLength.Months(last, _asAt) < months)
                    {
                        return new RetainedFigure(months, Knowledge.NotYetKnown, 0, null);
                    }

                    var stayed = members.Count(i => !(_stays[i].Left && _stays[i].Months <= months));
                    return new RetainedFigure(months, Knowledge.Known, stayed, Percentage.Of(stayed, members.Count));
                }),
            ]);
    }

    private GroupingFigures Group(string by, string definition, Func<EmploymentFact, int, string> keyOf)
    {
        // In the order of the facts, whose employments lie beside each other in memory: in that of the stays each would have to be fetched.
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        var numberOf = Array.ConvertAll(_followed, i =>
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, keyOf(_facts.Employments[i], _people.OfEmployments[i]), out var known);
            return number = known ? number : numbers.Count - 1;
        });
        string[] groups = [.. numbers.Keys.Order(StringComparer.Ordinal)];
        var rankOf = new int[groups.Length];
        foreach (var (rank, group) in groups.Index())
        {
            rankOf[numbers[group]] = rank;
        }

        var groupOf = Array.ConvertAll(_places, place => rankOf[numberOf[place]]);
        List<Stay>[] staysOf = [.. groups.Select(_ => new List<Stay>())];
        for (var i = 0; i < _stays.Length; i++)
        {
            staysOf[groupOf[i]].Add(_stays[i]);
        }

        var test = LogRank.OfSorted(_stays, groupOf, groups.Length);
        return new(
            by,
            definition,
            test.DegreesOfFreedom == 0 ? null : new(Math.Round(test.ChiSquare, 2), test.DegreesOfFreedom, Math.Round(test.P, 4)),
            [
                .. groups.Select((group, number) =>
                {
                    Stay[] own = [.. staysOf[number]];
                    var curve = KaplanMeier.Of(own);
                    return new GroupFigures(group, own.Length, test.Observed[number], Math.Round(test.Expected[number], 2), At(curve, own, [12, 24]), Steps(curve), Math.Round(curve?.LongestMonths ?? 0, 2), AtRisk(curve));
                }),
            ]);
    }

    private static double? Rounded(double? value) => value is { } known ? Math.Round(known, 4) : null;
}
