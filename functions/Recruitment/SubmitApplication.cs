using System.Net.Mail;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Recruitment;

/// <summary>The body of <c>POST /api/applications</c>.</summary>
/// <param name="VacancyId">What for.</param>
/// <param name="Name">As the candidate wants to be called.</param>
/// <param name="Email">Where mail reaches them.</param>
/// <param name="PrivacyNotice">The version of the privacy notice they were shown: the one in force.</param>
/// <param name="Phone">A number, if they want to give one.</param>
/// <param name="RegistrationNumber">Their number on Social Work England's register, if they have one.</param>
/// <param name="Source">Where they heard of the vacancy, as a keyword: <c>council-website</c>.</param>
/// <param name="Statement">What they want to say in support.</param>
/// <param name="Equality">Answers for equality monitoring; nobody who decides sees them.</param>
public sealed record NewApplication(
    string VacancyId,
    string Name,
    string Email,
    string PrivacyNotice,
    string? Phone = null,
    string? RegistrationNumber = null,
    string? Source = null,
    string? Statement = null,
    EqualityForm? Equality = null)
{
    private const int LongestStatement = 20_000;

    /// <summary>Work, study and the rest since school, in any order.</summary>
    public IReadOnlyList<HistoryEntry> History { get; init; } = [];

    /// <summary>What lies between, explained.</summary>
    public IReadOnlyList<HistoryGap> Gaps { get; init; } = [];

    /// <summary>How they meet the vacancy's criteria.</summary>
    public IReadOnlyList<CriterionAnswer> Answers { get; init; } = [];

    /// <summary>What they say of their right to work.</summary>
    public RightToWorkStatement? RightToWork { get; init; }

    /// <summary>Whom to ask for references.</summary>
    public IReadOnlyList<Referee> Referees { get; init; } = [];

    /// <summary>The employee who told them of the vacancy, by name.</summary>
    public string? Referrer { get; init; }

    /// <summary>What would guarantee them an interview; kept apart, and whoever assesses them does not see why.</summary>
    public GuaranteedInterview? GuaranteedInterview { get; init; }

    /// <summary>Whether they want to hear of other jobs; free, and taken back as easily.</summary>
    public bool JobAlerts { get; init; }

    internal ApplicationForm Form => new()
    {
        History = History,
        Gaps = Gaps,
        Answers = Answers,
        RightToWork = RightToWork,
        Referees = Referees,
        Referrer = Referrer,
    };

    /// <summary>The fields at fault.</summary>
    /// <param name="criteria">Those of the vacancy.</param>
    /// <param name="today">Today in London.</param>
    public IEnumerable<FieldError> Validate(IReadOnlyList<Criterion> criteria, DateOnly today)
    {
        if (string.IsNullOrWhiteSpace(Name) || Name.Length > 200 || Name.Any(char.IsControl))
        {
            yield return new("name", "a name of at most 200 characters, on one line");
        }

        if (!IsAddress(Email))
        {
            yield return new("email", "an e-mail address like name@example.org");
        }

        if (Phone is not null && (Phone.Count(char.IsAsciiDigit) is < 7 or > 15 || Phone.Length > 30 || !Phone.All(c => char.IsAsciiDigit(c) || "+() -".Contains(c))))
        {
            yield return new("phone", "a telephone number of 7 to 15 digits");
        }

        if (RegistrationNumber is not null && !Contact.IsRegistrationNumber(RegistrationNumber))
        {
            yield return new("registrationNumber", Contact.NumberExpected);
        }

        if (Source is not null && (Source.Length is 0 or > 40 || !Source.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')))
        {
            yield return new("source", "a keyword of lower-case letters, digits and hyphens, at most 40");
        }

        if (Statement?.Length > LongestStatement)
        {
            yield return new("statement", $"at most {LongestStatement} characters");
        }

        foreach (var error in Form.Validate(criteria, today).Concat(Equality?.Validate() ?? []))
        {
            yield return error;
        }
    }

    /// <summary>Whether mail can be sent there.</summary>
    internal static bool IsAddress(string email) =>
        email.Length <= 254
        && email.All(c => char.IsAscii(c) && !char.IsControl(c) && c != ' ')
        && MailAddress.TryCreate(email, out var address)
        && address.Address == email
        && address.Host.Contains('.', StringComparison.Ordinal);
}

/// <summary>What a candidate gets to see of an application just received; everything else comes by mail.</summary>
/// <param name="Id">The application's id, <c>app_…</c>.</param>
/// <param name="VacancyId">The vacancy.</param>
/// <param name="State">Where it stands.</param>
public sealed record ReceivedApplication(string Id, string VacancyId, ApplicationState State);

/// <summary>Somebody applies.</summary>
public sealed class SubmitApplication(Commands commands, Journal journal, Reception reception, TimeProvider clock)
{
    /// <summary>Takes an application for an open vacancy, from anybody. The same e-mail address twice is two people until a person says otherwise.</summary>
    [Function(nameof(SubmitApplication))]
    [Public]
    [Operation("Apply for a vacancy", Body = typeof(NewApplication), Answers = typeof(ReceivedApplication), Status = 201)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var body = await request.ReadJsonAsync<NewApplication>();
        return await commands.CreateAsync(
            request,
            client,
            Applications.Kind,
            (identity, id) => DecideAsync(client, body, identity.NewId("per"), id),
            id => $"applications/{id}",
            (application, _) => new ReceivedApplication(application.Id, application.State.VacancyId, application.State.State));
    }

    private async Task<Decision<ApplicationEvent>> DecideAsync(DurableTaskClient client, NewApplication body, string personId, string id)
    {
        var vacancy = await journal.FindAsync(Vacancies.Kind, body.VacancyId);
        List<FieldError> errors = [.. vacancy is null ? [new FieldError("vacancyId", "the id of an open vacancy")] : Array.Empty<FieldError>(), .. body.Validate(vacancy?.State.Terms.Criteria ?? [], clock.Today())];
        var notices = await PrivacyNotices.ReadAsync(journal);
        if (!notices.MayBeShownOn(clock.Today(), body.PrivacyNotice))
        {
            errors.Add(new("privacyNotice", $"the version of the privacy notice in force, {notices.InForceOn(clock.Today()).Version}"));
        }

        if (Refusal.Of(errors) is { } refusal)
        {
            return refusal;
        }

        var decision = ApplicationDecisions.Submit(id, personId, vacancy!.State, clock.Today(), body.Source, await reception.RecogniseAsync(body));
        if (decision.Refusal is not null)
        {
            return decision;
        }

        await reception.KeepAsync(personId, id, body);
        // A journey without an application ends by itself.
        await client.EnsureStartedAsync(nameof(CandidateJourney), Stages.JourneyOf(id), id);
        return decision;
    }
}
