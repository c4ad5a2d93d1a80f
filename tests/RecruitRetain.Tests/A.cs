using System.Text.Json;
using System.Text.Json.Nodes;

namespace RecruitRetain.Tests;

/// <summary>Requests that are valid as they are.</summary>
internal static class A
{
    /// <summary>A post for a social worker in Children in Need.</summary>
    public static object Post(string reference = "CIN-01", string role = "social-worker") => new { reference, role, team = "children-in-need", grade = "PO2" };

    /// <summary>A vacancy for a social worker in Children in Need, open until Friday 27 March 2026. Other properties replace or join its own.</summary>
    public static JsonObject Vacancy(IReadOnlyList<string> posts, object? others = null)
    {
        var vacancy = JsonSerializer.SerializeToNode(new
        {
            posts,
            role = "social-worker",
            team = "children-in-need",
            grade = "PO2",
            fte = 1.0m,
            contract = "permanent",
            closingOn = "2026-03-27",
            salaryPence = 42_000_00L,
            hiresWanted = posts.Count,
            schemeId = (string?)null,
        })!.AsObject();
        foreach (var (name, value) in JsonSerializer.SerializeToNode(others ?? new { })!.AsObject().ToList())
        {
            vacancy[name] = value?.DeepClone();
        }

        return vacancy;
    }
}
