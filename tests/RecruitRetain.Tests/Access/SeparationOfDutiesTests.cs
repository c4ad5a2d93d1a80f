using RecruitRetain.Tests.Housing;
using RecruitRetain.Tests.Recruitment;

namespace RecruitRetain.Tests.Access;

/// <summary>Nobody decides about themselves, on whichever side the system knows them; the rest of the rules stand with what they are about.</summary>
public sealed class SeparationOfDutiesTests
{
    [Fact]
    public async Task Nobody_deals_with_an_application_of_their_own_and_a_referee_decides_nothing()
    {
        await using var council = await Council.OpenAsync();
        var vacancy = await council.OpenVacancyAsync();
        (await council.PostAsync(Staff.Recruiter, $"/api/vacancies/{vacancy}/staff", new { staff = new[] { "henri" } })).Expect(200);
        var own = await council.ApplyAsync(vacancy, "henri@council.example");
        Staff henri = new("henri", "hiring-manager") { Email = "Henri@Council.example" };

        (await council.GetAsync(henri, $"/api/applications/{own}")).Expect(403, "own-application");
        (await council.GetAsync(henri, $"/api/applications/{own}/assessment")).Expect(403, "own-application");
        (await council.PostAsync(henri, $"/api/applications/{own}/shortlisting", new { shortlisted = true, reason = "I am good." })).Expect(403, "own-application");
        Assert.Equal("submitted", (await council.GetAsync(Staff.Recruiter, $"/api/applications/{own}"))["state"].GetString());
    }

    [Fact]
    public async Task Nobody_records_anything_about_their_own_employment_whether_the_address_or_the_subject_tells()
    {
        await using var council = await Council.OpenAsync();
        var id = (await council.PostAsync(
            Staff.Hr,
            "/api/employments",
            new { name = "Harriet Lund", email = "harriet@council.example", contract = "permanent", role = "social-worker", team = "court", grade = "PO2", fte = 1.0m, startedOn = "2026-01-05" })).Expect(201).Id;
        Staff byEmail = new("somebody", "hr") { Email = "harriet@council.example" };
        Staff bySubject = new("harriet", "hr");

        (await council.PostAsync(byEmail, $"/api/employments/{id}/probation-pass", new { on = "2026-03-02" })).Expect(403, "own-employment");
        (await council.PostAsync(Staff.Hr, $"/api/employments/{id}/references", new { staffId = "harriet" })).Expect(200);
        (await council.PostAsync(bySubject, $"/api/employments/{id}/notice", new { givenOn = "2026-03-02", lastDayOn = "2026-06-01" })).Expect(403, "own-employment");
        (await council.GetAsync(bySubject, $"/api/employments/{id}")).Expect(200);
        Assert.Equal("in-post", (await council.GetAsync(Staff.Hr, $"/api/employments/{id}"))["state"].GetString());
    }

    [Fact]
    public async Task A_housing_officer_takes_no_step_with_their_own_request()
    {
        await using var council = await Council.OpenAsync();
        var request = await HousingJourneyTests.RequestAsync(council, await HousingJourneyTests.EmployAsync(council));
        Staff officer = new("amara", "housing") { Email = HousingJourneyTests.Applicant };
        var home = (await council.PostAsync(Staff.Provider, "/api/homes", HousingJourneyTests.Void("RV-17"))).Expect(201).Id;

        (await council.PostAsync(officer, $"/api/housing-requests/{request}/nomination", new { homeId = home })).Expect(403, "officer-is-applicant");
        (await council.PostAsync(officer, $"/api/housing-requests/{request}/evidence", new { })).Expect(403, "officer-is-applicant");
        (await council.PostAsync(Staff.Housing, $"/api/housing-requests/{request}/nomination", new { homeId = home })).Expect(200);
    }

    [Fact]
    public async Task Whoever_drafted_a_requisition_does_not_approve_it_in_another_role()
    {
        await using var council = await Council.OpenAsync();
        Staff both = new("rachel", "recruiter", "hiring-manager", "hr");
        var draft = (await council.PostAsync(both, "/api/vacancies", A.Vacancy(await council.EstablishAsync()))).Expect(201).Id;

        (await council.PostAsync(both, $"/api/vacancies/{draft}/approval")).Expect(409, "approver-is-preparer");
    }
}
