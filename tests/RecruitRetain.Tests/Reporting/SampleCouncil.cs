using RecruitRetain.Recruitment;
using RecruitRetain.Reporting;
using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Reporting;

/// <summary>A council made up from a number: the same number, the same council.</summary>
internal static class SampleCouncil
{
    private static readonly string[] TeamNames = ["assessment-1", "assessment-2", "care-leavers", "court", "family-support", "fostering", "north", "south"];
    private static readonly string[] Roles = ["social-worker", "senior-social-worker", "team-manager"];
    private static readonly string[] Sources = ["council-website", "jobs-board", "referral", "university"];

    /// <summary>The facts of five years up to a day.</summary>
    /// <param name="seed">Which council.</param>
    /// <param name="people">How many people it has employed in these years, about.</param>
    /// <param name="asAt">The last day of the five years.</param>
    public static Facts Of(int seed, int people, DateOnly asAt)
    {
        var random = new Random(seed);
        var teams = TeamNames.Take(Math.Clamp(people / 12, 2, TeamNames.Length)).ToArray();
        List<EmploymentFact> employments = [];
        List<PlanFact> plans = [];
        List<ApplicationFact> applications = [];
        for (var i = 0; i < people; i++)
        {
            var startedOn = asAt.AddDays(-random.Next(30, 1826));
            var stay = (int)(-900 * Math.Log(1 - random.NextDouble())) + 40;
            var lastDayOn = startedOn.AddDays(stay) < asAt ? startedOn.AddDays(stay) : (DateOnly?)null;
            var team = teams[random.Next(teams.Length)];
            List<PositionFact> positions = [new(startedOn, Roles[random.Next(8) is var r && r < 6 ? 0 : r - 5], team, "G10", random.Next(4) == 0 ? 0.6m : 1m)];
            if (random.Next(6) == 0 && (lastDayOn ?? asAt).DayNumber - startedOn.DayNumber > 60)
            {
                positions.Add(positions[0] with { From = startedOn.AddDays(50), Team = teams[random.Next(teams.Length)] });
            }

            var applied = random.Next(3) > 0 ? $"app_{i:D4}" : null;
            if (applied is not null)
            {
                applications.Add(new(applied, "vac_1", Sources[random.Next(Sources.Length)], [new(nameof(ApplicationState.Started), UkCalendar.StartOfDayUtc(startedOn))], startedOn));
            }

            employments.Add(new(
                $"emp_{i:D4}",
                $"per_{i:D4}",
                null,
                ContractKind.Permanent,
                startedOn,
                positions,
                lastDayOn,
                lastDayOn is null ? null : (LeavingReason)random.Next(0, 5),
                random.Next(4) == 0 ? startedOn.AddYears(1) : null,
                applied));
            if (random.Next(2) == 0)
            {
                plans.Add(new($"emp_{i:D4}", [new("golden-hello", startedOn)], [new("golden-hello", 1, lastDayOn is null ? PaymentState.Paid : PaymentState.Scheduled, startedOn.AddMonths(6), 100_000, lastDayOn is null ? startedOn.AddMonths(6) : null, [], startedOn.AddMonths(18))]));
            }
        }

        List<StintFact> stints =
        [
            .. Enumerable.Range(0, people / 2).Select(i => (i, StartedOn: asAt.AddDays(-random.Next(20, 1826)))).Select(stint => new StintFact(
                $"stint_{stint.i:D4}",
                $"per_l{stint.i:D4}",
                null,
                Roles[0],
                teams[random.Next(teams.Length)],
                1m,
                stint.StartedOn,
                stint.StartedOn.AddDays(random.Next(60, 400)) is var ended && ended < asAt ? ended : null,
                random.Next(5) > 0,
                [new(stint.StartedOn, 3_600)])),
        ];
        return Facts.None with
        {
            Posts = [.. Enumerable.Range(0, people * 2 / 3).Select(i => new PostFact($"post_{i:D4}", Roles[i % 9 == 0 ? 2 : i % 4 == 0 ? 1 : 0], teams[i % teams.Length], 1m, false))],
            Employments = employments,
            Stints = stints,
            Caseloads =
            [
                new("caseload_1", asAt.AddDays(-3), [.. employments.Where(employment => employment.InPostOn(asAt.AddDays(-3))).Select(employment => new HeldCases(employment.Id, Math.Max(0, random.Next(4, 16) + random.Next(0, 10) - 2)))]),
            ],
            Plans = plans,
            Vacancies = [new("vac_1", Roles[0], teams[0], 1m, VacancyState.Open, asAt.AddYears(-5), 3)],
            Applications =
            [
                .. applications,
                .. Enumerable.Range(0, people / 3).Select(i => new ApplicationFact(
                    $"app_x{i:D4}", "vac_1", Sources[i % 4], [new(((ApplicationState)(i % 8)).ToString(), UkCalendar.StartOfDayUtc(asAt.AddDays(-20)))], null)),
            ],
        };
    }

    /// <summary>The monthly report of the month that ends on a day.</summary>
    public static Report Report(Facts facts, DateOnly asAt) => new(
        $"monthly-{asAt:yyyy-MM}",
        ReportKind.Monthly,
        new(asAt.Year, asAt.Month, 1),
        asAt,
        UkCalendar.MorningUtc(asAt.AddDays(1)).AddHours(-2),
        false,
        facts.Fingerprint,
        Figures.Of(facts, Period.YearTo(asAt)));
}
