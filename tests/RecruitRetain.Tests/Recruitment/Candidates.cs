namespace RecruitRetain.Tests.Recruitment;

/// <summary>The usual way of one candidate, a step at a time.</summary>
internal static class Candidates
{
    public const string Jo = "jo@example.org";

    public static readonly string[] Checks =
    [
        "identity", "right-to-work", "enhanced-dbs", "first-reference", "second-reference", "overseas-record", "qualifications", "social-work-england",
    ];

    public static object Form(string vacancyId, string email = Jo) => new
    {
        vacancyId,
        name = "Jo Bloggs",
        email,
        privacyNotice = "1",
        registrationNumber = "SW12345",
        source = "council-website",
        statement = "I have worked with children for ten years.",
        equality = new { gender = "woman", ethnicity = "mixed" },
    };

    /// <summary>New vacant posts, by reference: <c>CIN-01</c> and so on.</summary>
    public static async Task<IReadOnlyList<string>> EstablishAsync(this Council council, int count = 1, string role = "social-worker")
    {
        var there = (await council.GetAsync(Staff.Hr, "/api/posts?size=200"))["items"].GetArrayLength();
        string[] references = [.. Enumerable.Range(there + 1, count).Select(number => $"CIN-{number:D2}")];
        foreach (var reference in references)
        {
            (await council.PostAsync(Staff.Hr, "/api/posts", A.Post(reference, role))).Expect(201);
        }

        return references;
    }

    /// <summary>A requisition for new posts, which the hiring manager has approved. Other properties replace or join the usual ones.</summary>
    public static async Task<string> ApprovedVacancyAsync(this Council council, int posts = 1, object? others = null)
    {
        var id = (await council.PostAsync(Staff.Recruiter, "/api/vacancies", A.Vacancy(await council.EstablishAsync(posts), others))).Expect(201).Id;
        (await council.PostAsync(Staff.HiringManager, $"/api/vacancies/{id}/approval")).Expect(200);
        return id;
    }

    /// <summary>The same, open to applications.</summary>
    public static async Task<string> OpenVacancyAsync(this Council council, int posts = 1, object? others = null)
    {
        var id = await council.ApprovedVacancyAsync(posts, others);
        (await council.PostAsync(Staff.Recruiter, $"/api/vacancies/{id}/opening")).Expect(200);
        return id;
    }

    public static async Task<string> ApplyAsync(this Council council, string vacancyId, string email = Jo) =>
        (await council.PostAsync(null, "/api/applications", Form(vacancyId, email))).Expect(201).Id;

    public static Task<Reply> ShortlistAsync(this Council council, string id, bool shortlisted = true) =>
        council.PostAsync(Staff.HiringManager, $"/api/applications/{id}/shortlisting", new { shortlisted, reason = "Meets the criteria." });

    public static Task<Reply> InviteAsync(this Council council, string id, string at) =>
        council.PostAsync(Staff.Recruiter, $"/api/applications/{id}/interview", new { at });

    public static Task<Reply> ScoreAsync(this Council council, string id) =>
        council.PostAsync(Staff.HiringManager, $"/api/applications/{id}/interview-outcome", new { score = 80, appointable = true });

    public static Task<Reply> OfferAsync(this Council council, string id, int validForWorkingDays = 5, string notBefore = "2026-05-01") => council.PostAsync(
        Staff.HiringManager, $"/api/applications/{id}/offer", new { salaryPence = 42_000_00L, fte = 1.0m, notBefore, validForWorkingDays });

    public static Task<Reply> RecordCheckAsync(this Council council, string id, string check, string on) =>
        council.PostAsync(Staff.Recruiter, $"/api/applications/{id}/checks/{check}/result", Seen(check, on));

    /// <summary>A satisfactory result of a check, with everything that it must say.</summary>
    public static object Seen(string check, string on) => check switch
    {
        "enhanced-dbs" => new { outcome = "satisfactory", on, reference = "001234567890" },
        "first-reference" => new { outcome = "satisfactory", on, coversFrom = "2010-09-01", coversTo = on },
        "second-reference" => new { outcome = "satisfactory", on, coversFrom = "2008-09-01", coversTo = "2010-08-31" },
        "social-work-england" => new { outcome = "satisfactory", on, reference = "SW12345", validUntil = $"{on[..4]}-11-30" },
        _ => new { outcome = "satisfactory", on },
    };

    /// <summary>From the application to an offer, made on the clock's day after an interview at nine that day.</summary>
    public static async Task<string> OfferedAsync(this Council council, string offeredOn, int validForWorkingDays = 5)
    {
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());
        (await council.ShortlistAsync(id)).Expect(200);
        (await council.InviteAsync(id, $"{offeredOn}T09:00:00Z")).Expect(200);
        await council.AdvanceAsync($"{offeredOn}T11:00");
        (await council.ScoreAsync(id)).Expect(200);
        (await council.OfferAsync(id, validForWorkingDays)).Expect(200);
        return id;
    }

    /// <summary>The path of the newest offer's link, without its last part: <c>/api/links/{token}</c>.</summary>
    public static string LinkOf(this Council council, string subjectStart, string email = Jo) =>
        $"/api/links/{Council.TokenIn(council.MailsTo(email).Last(mail => mail.Subject.StartsWith(subjectStart, StringComparison.Ordinal)))}";

    public static string OfferLink(this Council council) => council.LinkOf("We would like to offer");

    public static string ApplicationLink(this Council council) => council.LinkOf("We have your application");
}
