using System.Text.Json.Nodes;
using RecruitRetain.Tests.Recruitment;

namespace RecruitRetain.Tests.Retention;

public class ReferralTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_referred_a_starter_joins_the_scheme_that_pays_for_it_on_the_friends_first_day(bool rebuilds)
    {
        await using var council = await Council.OpenAsync("2026-03-02T09:00", rebuilds);
        await PublishAsync(council, "surrey-refer-a-friend");
        var nia = new Starter(council, await EmployNiaAsync(council));

        await StartFriendAsync(council, nia.Id);

        Assert.Equal(["2026-05-01 eligible 50000", "2026-08-01 scheduled 50000"], await nia.PaymentsAsync());
        Assert.Contains("If the colleague whom you referred stays", council.MailsTo("nia@example.org")[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain(council.MailsTo("hr@council.example"), mail => mail.Subject.Contains("referral", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_the_scheme_asks_for_what_nobody_has_recorded_HR_is_asked_to_look()
    {
        await using var council = await Council.OpenAsync("2026-03-02T09:00");
        await PublishAsync(council, "lancashire-refer-a-friend");
        var nia = await EmployNiaAsync(council);

        await StartFriendAsync(council, nia);

        (await council.GetAsync(Staff.Hr, $"/api/employments/{nia}/retention-plan")).Expect(404);
        var mail = Assert.Single(council.MailsTo("hr@council.example"), mail => mail.Subject == "A referral may be owed a payment");
        Assert.Contains(nia, mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Nia", mail.Text, StringComparison.Ordinal);
    }

    private static async Task StartFriendAsync(Council council, string referrer)
    {
        var id = await council.OfferedAsync("2026-03-10");
        (await council.PostAsync(Staff.Recruiter, $"/api/applications/{id}/referrer", new { employmentId = referrer })).Expect(200);
        (await council.PostAsync(null, $"{council.OfferLink()}/offer-acceptance", new { })).Expect(200);
        await council.AdvanceAsync("2026-05-01T10:00");
        foreach (var check in Candidates.Checks)
        {
            (await council.RecordCheckAsync(id, check, "2026-04-30")).Expect(200);
        }

        (await council.PostAsync(Staff.Recruiter, $"/api/applications/{id}/start", new { startedOn = "2026-05-01" })).Expect(200);
        await council.SettleAsync();
    }

    private static async Task<string> EmployNiaAsync(Council council) => (await council.PostAsync(Staff.Hr, "/api/employments", new
    {
        name = "Nia Rees",
        email = "nia@example.org",
        contract = "permanent",
        role = "social-worker",
        team = "children-in-need",
        grade = "PO2",
        fte = 1m,
        startedOn = "2020-01-06",
    })).Expect(201).Id;

    private static async Task PublishAsync(Council council, string id)
    {
        var scheme = (await council.GetAsync(Staff.Hr, "/api/payment-scheme-examples")).Expect(200)["items"].EnumerateArray()
            .Select(example => JsonNode.Parse(example.GetProperty("scheme").GetRawText())!).Single(scheme => scheme["id"]!.GetValue<string>() == id);
        (await council.PostAsync(Staff.Hr, "/api/payment-schemes", scheme.ToJsonString())).Expect(201);
    }
}
