using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Reporting;
using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Benchmarks;

/// <summary>
/// Reports and live measures on 1,000, 10,000 and 100,000 employments of five years: a fifth has left, a fifth has a retention plan, in 20 teams,
/// beside a twentieth as many agency stints. What is timed goes over HTTP, except for the survival of the groups.
/// </summary>
internal static class ReportsBenchmark
{
    private const int Teams = 20;
    private const int Days = 5 * 365;

    private static readonly DateOnly Today = new(2026, 3, 2);

    private static readonly DateOnly First = Today.AddDays(-Days);

    public static async Task<object> RunAsync()
    {
        List<object> results = [];
        foreach (var employments in new[] { 1_000, 10_000, 100_000 })
        {
            results.Add(await RunAsync(employments));
        }

        return results;
    }

    private static async Task<object> RunAsync(int employments)
    {
        using var folder = new TemporaryFolder();
        await using var host = await Staff.OpenAsync(folder.File("reports.db"));
        using var staff = new Staff(host.BaseAddress);
        var listings = host.Services.GetRequiredService<Listings>();
        await KeepAsync(listings, employments);

        // What was listed just now would be read again every time.
        await host.Azure.Clock.AdvanceAsync(new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero));
        await staff.GetAsync("/api/posts", "hr");
        staff.Forget();
        var memory = GC.GetTotalMemory(forceFullCollection: true);

        var cold = await SecondsAsync(() => staff.GetAsync("/api/measures", "hr"));
        var held = GC.GetTotalMemory(forceFullCollection: true) - memory;
        List<double> live = [];
        for (var i = 0; i < 10; i++)
        {
            await staff.PostAsync("/api/posts", new { reference = $"B-{i}", role = "social-worker", team = "team-0", grade = "PO1" }, "hr");
            live.Add(await SecondsAsync(() => staff.GetAsync("/api/measures", "hr")));
        }

        var report = await SecondsAsync(() => staff.PostAsync("/api/reports", new { asAt = "2026-02-28", from = "2026-02-01" }, "hr"));
        var facts = (await host.Services.GetRequiredService<FactBook>().ReadAsync()).Facts;
        var survival = Seconds(() =>
        {
            List<List<Stay>> teams =
            [
                .. facts.Employments.GroupBy(employment => employment.Positions[0].Team)
                    .Select(team => team.Select(employment => Stay.Of(employment.StartedOn, employment.LastDayOn, employment.Reason, Today)).ToList()),
            ];
            return teams.Count(team => KaplanMeier.Of(team) is not null) + LogRank.Of(teams).DegreesOfFreedom;
        });
        return new
        {
            employments,
            leavers = facts.Employments.Count(employment => employment.LastDayOn is not null),
            plans = facts.Plans.Count,
            coldLiveMeasuresSeconds = cold,
            liveMeasuresSeconds = Math.Round(live.Order().ElementAt(live.Count / 2), 3),
            slowestLiveMeasuresSeconds = live.Max(),
            monthlyReportSeconds = report,
            survivalBy20TeamsSeconds = survival,
            bookMegabytes = Math.Round(held / 1e6, 1),
            processMegabytes = Math.Round(Environment.WorkingSet / 1e6),
        };
    }

    private static async Task KeepAsync(Listings listings, int count)
    {
        Random random = new(20260302);
        List<Loaded<Employment>> employments = [];
        List<Loaded<RetentionLedger>> plans = [];
        List<Loaded<AgencyStint>> stints = [];
        for (var i = 0; i < count; i++)
        {
            var id = $"emp_{i:D26}";
            var startedOn = First.AddDays(random.Next(Days));
            List<EmploymentEvent> happened =
            [
                new EmploymentStarted(id, $"per_{i:D26}", null, null, ContractKind.Permanent, new(startedOn, "social-worker", $"team-{i % Teams}", "PO1", 1m), null),
                new RegistrationChecked(startedOn, RegistrationStatus.Registered),
            ];
            var served = Today.DayNumber - startedOn.DayNumber;
            if (i % 5 == 0 && served > 0)
            {
                happened.Add(new EmploymentLeft(startedOn.AddDays(random.Next(served)), LeavingReason.Resignation));
            }

            var employment = happened.Aggregate((Employment?)null, Employment.Apply)!;
            employments.Add(new(id, employment, happened.Count, "", []));
            if (i % 5 == 1)
            {
                SchemeEnrolment enrolment = new(DefaultSchemes.Retention, startedOn, startedOn, Background.Unknown, null, "usr_hr");
                var ledger = RetentionLedger.Apply(null, new EnrolledInScheme(id, employment.PersonId, enrolment, enrolment.Milestones()));
                plans.Add(new(id, ledger, 1, "", []));
            }

            if (i % 20 == 0)
            {
                var stint = $"stint_{i:D26}";
                var began = Today.AddDays(-random.Next(Days));
                stints.Add(new(stint, new(stint, $"per_a{i:D25}", "social-worker", $"team-{i % Teams}", 1m, began, i % 40 == 0 ? null : began.AddDays(90), true, 3_600), 1, "", []));
            }
        }

        await listings.KeepNewAsync(Employments.Kind, employments);
        await listings.KeepNewAsync(RetentionPlans.Kind, plans);
        await listings.KeepNewAsync(AgencyStints.Kind, stints);
    }

    private static async Task<double> SecondsAsync(Func<Task> step)
    {
        var began = Stopwatch.GetTimestamp();
        await step();
        return Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 3);
    }

    private static double Seconds(Func<int> step)
    {
        var began = Stopwatch.GetTimestamp();
        return step() > 0 ? Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 3) : throw new InvalidOperationException("Nothing was reckoned.");
    }
}
