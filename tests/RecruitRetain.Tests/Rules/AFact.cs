using RecruitRetain.Reporting;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Rules;

/// <summary>Facts for rules to be tried on.</summary>
internal static class AFact
{
    public static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd");

    public static Period Days(string from, string to) => new(Day(from), Day(to));

    public static PostFact Post(string id, string team = "north", string role = "social-worker") => new(id, role, team, 1, false);

    public static EmploymentFact Employment(
        string id, string startedOn, string? lastDayOn = null, string team = "north", decimal fte = 1, string role = "social-worker") => new(
        id,
        $"person-{id}",
        null,
        ContractKind.Permanent,
        Day(startedOn),
        [new(Day(startedOn), role, team, "PO2", fte)],
        lastDayOn is null ? null : Day(lastDayOn));

    public static StintFact Stint(
        string id, string startedOn, string? lastDayOn = null, string team = "north", decimal fte = 1, string? post = null, long hourlyPence = 3_600, bool coversVacancy = true) => new(
        id,
        $"worker-{id}",
        post,
        "social-worker",
        team,
        fte,
        Day(startedOn),
        lastDayOn is null ? null : Day(lastDayOn),
        coversVacancy,
        [new(Day(startedOn), hourlyPence)]);
}
