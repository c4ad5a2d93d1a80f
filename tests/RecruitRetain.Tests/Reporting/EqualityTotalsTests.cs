using RecruitRetain.Reporting;
using RecruitRetain.Tests.Recruitment;

namespace RecruitRetain.Tests.Reporting;

/// <summary>What candidates said for equality monitoring, as totals in which nobody can be recognised.</summary>
public sealed class EqualityTotalsTests
{
    [Theory]
    [InlineData("woman 12, man 7", "19: man 7, woman 12")]
    [InlineData("woman 12, man 7, non-binary 1", "20: man -, woman 12, others -")]
    [InlineData("woman 12, man 7, non-binary 3, agender 3", "25: man 7, woman 12, others 6")]
    [InlineData("woman 4, man 1", "-: others -")]
    [InlineData("woman 12", "12: woman 12")]
    public void Answers_that_few_gave_are_not_named_and_cannot_be_worked_back(string given, string shown) =>
        Assert.Equal(shown, Line(EqualityQuestionTotals.Of("gender", Counts(given))));

    [Theory]
    // One campaign that leaves something out: the totals of all are its totals.
    [InlineData("woman 12, man 7, non-binary 1", "", "-:")]
    // All less the first would give away the three men of the second.
    [InlineData("woman 12, man 7", "woman 9, man 3", "-:")]
    [InlineData("woman 12, man 7", "woman 9, man 8", "36: man 15, woman 21")]
    // Two campaigns of three and four men each: that they are seven together tells of neither.
    [InlineData("woman 12, man 3", "woman 9, man 4", "28: man 7, woman 21")]
    // Ten together could only be five and five.
    [InlineData("woman 12, man 5", "woman 9, man 5", "-:")]
    public void All_campaigns_together_do_not_give_away_what_one_of_them_leaves_out(string one, string other, string shown) =>
        Assert.Equal(shown, Line(EqualityQuestionTotals.Of("gender", [.. new[] { one, other }.Where(campaign => campaign.Length > 0).Select(Counts)])));

    [Fact]
    public async Task They_are_shown_once_nobody_can_apply_any_more_and_the_answers_belong_to_nobody()
    {
        await using var council = await Council.OpenAsync();
        var vacancy = await council.OpenVacancyAsync();
        for (var i = 0; i < 7; i++)
        {
            var id = await council.ApplyAsync(vacancy, $"candidate{i}@example.org");
            (await council.ShortlistAsync(id, shortlisted: false)).Expect(200);
        }

        Assert.Equal("""{"vacancyId":null,"campaigns":0,"questions":[]}""", (await council.GetAsync(Staff.Hr, "/api/equality-totals")).Expect(200).Text);
        (await council.PostAsync(Staff.Recruiter, $"/api/vacancies/{vacancy}/closing")).Expect(200);
        Assert.Equal(0, (await council.GetAsync(Staff.Hr, $"/api/equality-totals?vacancyId={vacancy}")).Expect(200)["campaigns"].GetInt32());
        await council.AdvanceAsync("2026-03-03T03:00");

        var shown = (await council.GetAsync(Staff.Auditor, $"/api/equality-totals?vacancyId={vacancy}")).Expect(200);
        Assert.Equal(
            $$"""{"vacancyId":"{{vacancy}}","campaigns":1,"questions":[{"question":"ethnicity","candidates":7,"suppressed":false,"answers":[{"answer":"mixed","candidates":7,"suppressed":false}]},{"question":"gender","candidates":7,"suppressed":false,"answers":[{"answer":"woman","candidates":7,"suppressed":false}]}]}""",
            shown.Text);
        Assert.Equal(shown["questions"].GetRawText(), (await council.GetAsync(Staff.Hr, "/api/equality-totals")).Expect(200)["questions"].GetRawText());
        (await council.GetAsync(Staff.Hr, "/api/equality-totals?vacancyId=vac_00000000000000000000000000")).Expect(404);
        (await council.GetAsync(Staff.Hr, "/api/equality-totals?vacancyId=%27")).Expect(404);
        (await council.GetAsync(Staff.Recruiter, "/api/equality-totals")).Expect(403);
    }

    private static Dictionary<string, int> Counts(string given) =>
        given.Split(", ").Select(part => part.Split(' ')).ToDictionary(part => part[0], part => int.Parse(part[1], null));

    private static string Line(EqualityQuestionTotals totals) =>
        $"{totals.Candidates?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"}: {string.Join(", ", totals.Answers.Select(answer => $"{answer.Answer ?? "others"} {answer.Candidates?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-"}"))}".Trim();
}
