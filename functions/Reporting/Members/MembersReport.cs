using RecruitRetain.Workforce;

namespace RecruitRetain.Reporting;

/// <summary>
/// What of a report members and the public may see: aggregates only, no ids, and nothing from which a number of one to five people can be worked
/// back; see <see cref="Publication"/>. What is spread too thin for that is not in it at all: months, single groups' stays, reasons in a team.
/// </summary>
/// <remarks>
/// Not protected is what somebody learns who holds one report against the next, or who knows some of the people.
/// </remarks>
public sealed class MembersReport
{
    private static readonly int[] SurvivalMonths = [6, 12, 18, 24, 36];

    private readonly Figures _figures;
    private readonly Publication _publication = new();
    private readonly Dictionary<string, Func<Suppression, bool>> _measures = [];
    private readonly List<(ReportTable Table, IReadOnlyList<IReadOnlyList<Func<Suppression, bool>>> Shows)> _tables = [];

    private MembersReport(Figures figures)
    {
        _figures = figures;
        AddWorkforce();
        AddSurvival();
        AddCohorts();
        AddCaseload();
        AddAgencyWork();
        AddRecruitmentAndPayments();
        Suppression = _publication.Suppress();
        Measures = [.. Reporting.Measures.Of(figures).Where(measure => _measures.ContainsKey(measure.Name)).Select(Shown)];
        Tables = [.. _tables.Where(table => table.Table.Rows.Count > 0).Select(table => Shown(table.Table, table.Shows))];
    }

    /// <summary>The numbers of people that it publishes, and what can be reckoned from them.</summary>
    public Publication Publication => _publication;

    /// <summary>Which of them it shows.</summary>
    public Suppression Suppression { get; }

    /// <summary>The measures; those that are left out without a value.</summary>
    public IReadOnlyList<MeasureView> Measures { get; }

    /// <summary>The tables; cells that are left out without a value.</summary>
    public IReadOnlyList<ReportTable> Tables { get; }

    /// <summary>Makes it.</summary>
    public static MembersReport Of(Figures figures) => new(figures);

    private MeasureView Shown(MeasureView measure) => _measures[measure.Name](Suppression) ? measure : measure with { Value = null, Suppressed = true };

    private ReportTable Shown(ReportTable table, IReadOnlyList<IReadOnlyList<Func<Suppression, bool>>> shows) => table with
    {
        Rows =
        [
            .. table.Rows.Select((row, i) => row with
            {
                Values = [.. row.Values.Select((value, column) => shows[i][column](Suppression) ? value : null)],
                NotShown = [.. table.Columns.Where((_, column) => !shows[i][column](Suppression)).Select(column => column.Name)],
            }),
        ],
    };

    private void AddWorkforce()
    {
        var workforce = _figures.Workforce;
        var inPost = Measure("headcount", workforce.Headcount);
        var atStart = _publication.State(workforce.HeadcountAtStart);
        var still = _publication.State(workforce.StillThere);
        var (joiners, leavers) = (Measure("joiners", workforce.Joiners), Measure("leavers", workforce.Leavers));
        var agency = Measure("agency-workers", workforce.AgencyWorkers);
        var covering = _publication.Imply(workforce.AgencyCovering);
        var vacancies = Measure("vacancies", workforce.Vacancies);

        var gone = _publication.Imply(workforce.HeadcountAtStart - workforce.StillThere);
        _publication.Sum(atStart, still, gone);
        var stability = _publication.Share(still, gone, atStart);
        if (workforce.Leavers - gone.Value is var within && within >= 0 && workforce.Joiners - within is var stayed && stayed >= 0 && still.Value + stayed == inPost.Value)
        {
            // Who came and went within the period follows from the others.
            var (cameAndWent, cameAndStayed) = (_publication.Imply(within), _publication.Imply(stayed));
            _publication.Sum(leavers, gone, cameAndWent);
            _publication.Sum(joiners, cameAndStayed, cameAndWent);
            _publication.Sum(inPost, still, cameAndStayed);
        }

        var atWork = _publication.Imply(workforce.Headcount + workforce.AgencyWorkers);
        _publication.Sum(atWork, inPost, agency);
        var agencyRate = _publication.Share(agency, inPost, atWork);
        _publication.Sum(agency, covering, _publication.Imply(workforce.AgencyWorkers - workforce.AgencyCovering));
        var cover = _publication.Share(covering, _publication.Counts[^1], agency);

        Measure("fte", inPost);
        Measure("leavers-fte", leavers);
        Measure("vacancy-fte", vacancies);
        Measure("vacancy-rate", vacancies, inPost);
        Measure("agency-fte", agency);
        Measure("agency-worker-rate", agencyRate);
        Measure("agency-worker-rate-fte", agencyRate);
        Measure("agency-cover-rate", cover);
        _measures["vacancies-covered"] = shown => shown.Shows(cover) && shown.Shows(vacancies);
        Measure("turnover-dfe", leavers, inPost);
        Measure("turnover-dfe-fte", leavers, inPost);
        Measure("turnover-average", leavers, inPost, atStart);
        Measure("stability-index", stability);
        Table(
            "stability",
            Reporting.Measures.Turnover,
            "Who stayed",
            "People in post at the start of the period, and those of them who are still in post at its end.",
            "Of whom",
            [("People in post at the start", [atStart, still])],
            ["Then", "Still"]);
        AddReasons(leavers);
        AddTeams(inPost, leavers, agency, vacancies);
    }

    private void AddReasons(PeopleCount leavers)
    {
        var reasons = _figures.Reasons.Select(reason => (reason.Reason, Count: reason.Reason == LeavingReason.Resignation ? Measure("voluntary-leavers", reason.Leavers) : _publication.State(reason.Leavers))).ToList();
        if (reasons.All(reason => reason.Reason != LeavingReason.Resignation))
        {
            reasons.Add((LeavingReason.Resignation, Measure("voluntary-leavers", _figures.Workforce.VoluntaryLeavers)));
        }

        Add(leavers, [.. reasons.Select(reason => reason.Count)]);
        var voluntary = reasons.Single(reason => reason.Reason == LeavingReason.Resignation).Count;
        Add(leavers, [voluntary, _publication.Imply(Math.Max(0, leavers.Value - voluntary.Value))]);
        Measure("turnover-voluntary", "voluntary-leavers", "turnover-average");
        Table(
            "reasons",
            Reporting.Measures.Turnover,
            "Why people left",
            "The leavers of the period by the reason that was recorded.",
            "Reason",
            [.. reasons.Select(reason => ((string?)ReportTables.Words(reason.Reason), (IReadOnlyList<PeopleCount>)[reason.Count]))],
            ["Leavers"]);
    }

    private void AddTeams(PeopleCount inPost, PeopleCount leavers, PeopleCount agency, PeopleCount vacancies)
    {
        var teams = _figures.Teams.Select(team => (
            team.Team,
            Counts: (IReadOnlyList<PeopleCount>)[_publication.State(team.Headcount), _publication.State(team.Vacancies), _publication.State(team.AgencyWorkers), _publication.State(team.Leavers)])).ToList();
        foreach (var (total, column) in new[] { inPost, vacancies, agency, leavers }.Select((total, column) => (total, column)))
        {
            Add(total, [.. teams.Select(team => team.Counts[column])]);
        }

        Table(
            "teams",
            Reporting.Measures.Workforce,
            "Teams",
            "Each team as at the report's day; leavers are those of the period.",
            "Team",
            [.. teams.Select(team => ((string?)team.Team, team.Counts))],
            ["In post", "Vacancies", "Agency workers", "Leavers"]);
    }

    // A point of the curve is shown where few left neither by then, nor since the point that was shown before it, nor are few still followed.
    private void AddSurvival()
    {
        var leftBefore = 0;
        HashSet<int> shown = [];
        foreach (var at in _figures.Stay.At.Where(at => SurvivalMonths.Contains(at.Months)))
        {
            var shows = !IsSmall(at.AtRisk) && !IsSmall(at.Left - leftBefore);
            _measures[$"survival-{at.Months}"] = _ => shows;
            if (shows)
            {
                leftBefore = at.Left;
                shown.Add(at.Months);
            }
        }

        var yearTwo = shown.Contains(12) && shown.Contains(24);
        _measures["year-two-retention"] = _ => yearTwo;
    }

    private void AddCohorts()
    {
        List<ReportRow> rows = [];
        List<IReadOnlyList<Func<Suppression, bool>>> shows = [];
        foreach (var cohort in _figures.Cohorts.Where(cohort => !(_figures.Period.Covers(new(cohort.Year, 1, 1)) && _figures.Period.Covers(new(cohort.Year, 12, 31)))))
        {
            var hired = _publication.State(cohort.Hired);
            List<Func<Suppression, bool>> cells = [shown => shown.Shows(hired)];
            var leftBefore = _publication.Imply(0);
            foreach (var retained in cohort.Retained)
            {
                if (retained.Knowledge != Knowledge.Known)
                {
                    cells.Add(_ => true);
                    continue;
                }

                var (stayed, left) = (_publication.Imply(retained.Stayed), _publication.Imply(cohort.Hired - retained.Stayed));
                _publication.Sum(hired, stayed, left);
                _publication.Sum(left, leftBefore, _publication.Imply(left.Value - leftBefore.Value));
                var share = _publication.Share(stayed, left, hired);
                cells.Add(shown => shown.Shows(share));
                leftBefore = left;
            }

            rows.Add(new(null, $"{cohort.Year}", [cohort.Hired, .. cohort.Retained.Select(retained => retained.Percent)]));
            shows.Add(cells);
        }

        if (ReportTables.Of(_figures).FirstOrDefault(table => table.Name == "cohorts") is { } table)
        {
            _tables.Add((table with { Rows = rows }, shows));
        }
    }

    private void AddCaseload()
    {
        var caseload = _figures.Caseload;
        var holders = _publication.State(caseload.Holders);
        var above = Measure("caseload-above-target", caseload.AboveTarget);
        var bands = caseload.Bands.Select(band => (Words: $"{band.From}–{band.To}", band.From, Count: _publication.State(band.Holders))).ToList();
        Add(holders, [.. bands.Select(band => band.Count)]);
        Add(above, [.. bands.Where(band => band.From > caseload.Target).Select(band => band.Count)]);
        Add(holders, [above, _publication.Imply(caseload.Holders - caseload.AboveTarget)]);
        _measures["caseload-average"] = shown => shown.Shows(holders);
        _measures["caseload-median"] = shown => shown.Shows(holders) && bands.TrueForAll(band => shown.Shows(band.Count));
        Table(
            "caseload",
            Reporting.Measures.Caseload,
            "Caseloads",
            $"People by the number of cases that they held when cases were last counted; the target is {caseload.Target}.",
            "Cases",
            [.. bands.Select(band => ((string?)band.Words, (IReadOnlyList<PeopleCount>)[band.Count]))],
            ["People"]);
    }

    // Stints rather than people; money is shown unless it was charged for, or paid to, a few.
    private void AddAgencyWork()
    {
        var (churn, money) = (_figures.Agency, _figures.Money);
        var workers = Measure("agency-people", churn.Workers);
        Measure("agency-begun", churn.Begun);
        var ended = Measure("agency-ended", churn.Ended);
        Measure("agency-churn", ended);
        Measure("agency-stint-median", ended);
        Measure("agency-stint-mean", ended);
        Measure("agency-posts", churn.PostsCovered);
        Measure("agency-posts-six-months", churn.PostsOverSixMonths);
        Measure("agency-posts-twelve-months", churn.PostsOverTwelveMonths);
        Measure("locum-spend", workers);
        Measure("conversions", money.Conversions.Count);
        var kept = _publication.Imply(money.Kept.People);
        Measure("kept-fte-years", kept);

        // It is net of what came back, perhaps from one person.
        Measure("kept-year-cost", "kept-fte-years", "payments-recovered");
    }

    private void AddRecruitmentAndPayments()
    {
        foreach (var stage in _figures.Recruitment.Pipeline)
        {
            Measure($"applications-{PipelineChart.Word(stage).Replace(' ', '-')}", stage.Count);
        }

        var payments = _figures.Payments;
        foreach (var (name, figure) in new[] { ("due", payments.Due), ("held", payments.Held), ("paid", payments.Paid), ("recovered", payments.Recovered) })
        {
            // Many payments can speak of few people.
            var (count, few) = (_publication.State(figure.Count), IsSmall(figure.People));
            _measures[$"payments-{name}"] = _measures[$"payments-{name}-pence"] = shown => !few && shown.Shows(count);
        }
    }

    private static bool IsSmall(int count) => count is >= 1 and <= Publication.MostSmall;

    private PeopleCount Measure(string name, int value)
    {
        var count = _publication.State(value);
        Measure(name, count);
        return count;
    }

    private void Measure(string name, params IReadOnlyList<PeopleCount> counts) => _measures[name] = shown => counts.All(shown.Shows);

    private void Measure(string name, PeopleShare share) => _measures[name] = shown => shown.Shows(share);

    private void Measure(string name, params IReadOnlyList<string> others) => _measures[name] = shown => others.All(other => _measures[other](shown));

    // Where somebody is counted in two parts, or in none, the readers do not know how many that are: another number that follows.
    private void Add(PeopleCount total, IReadOnlyList<PeopleCount> parts)
    {
        if (parts.Count == 0)
        {
            return;
        }

        var difference = parts.Sum(part => part.Value) - total.Value;
        if (difference == 0)
        {
            _publication.Sum(total, parts);
        }
        else if (difference > 0)
        {
            var together = _publication.Imply(total.Value + difference);
            _publication.Sum(together, parts);
            _publication.Sum(together, total, _publication.Imply(difference));
        }
        else
        {
            _publication.Sum(total, [.. parts, _publication.Imply(-difference)]);
        }
    }

    private void Table(string name, string section, string title, string definition, string heading, IReadOnlyList<(string? Group, IReadOnlyList<PeopleCount> Counts)> rows, IReadOnlyList<string> columns) => _tables.Add((
        new(
            name,
            section,
            title,
            definition,
            heading,
            [.. columns.Select(column => new ReportColumn(column.ToLowerInvariant().Replace(' ', '-'), column, MeasureUnit.Count))],
            [.. rows.Select(row => new ReportRow(row.Group, null, [.. row.Counts.Select(count => (decimal?)count.Value)]))]),
        [.. rows.Select(row => (IReadOnlyList<Func<Suppression, bool>>)[.. row.Counts.Select(count => (Func<Suppression, bool>)(shown => shown.Shows(count)))])]));
}
