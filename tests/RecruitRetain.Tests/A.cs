namespace RecruitRetain.Tests;

/// <summary>Requests that are valid as they are.</summary>
internal static class A
{
    /// <summary>A vacancy for a social worker in Children in Need, open until Friday 27 March 2026.</summary>
    public static object Vacancy(int hiresWanted = 1, string closingOn = "2026-03-27", string role = "social-worker") => new
    {
        postId = "post-cin-01",
        role,
        team = "children-in-need",
        grade = "PO2",
        fte = 1.0m,
        contract = "permanent",
        closingOn,
        salaryPence = 42_000_00L,
        hiresWanted,
        schemeId = (string?)null,
    };
}
