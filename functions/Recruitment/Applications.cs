using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Audit;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Recruitment;

/// <summary>An application as staff see it. Who the candidate is stands only where one application is shown, and never for auditors.</summary>
/// <param name="Id">Its id, <c>app_…</c>.</param>
/// <param name="VacancyId">The vacancy.</param>
/// <param name="PersonId">The candidate, by id.</param>
/// <param name="Role">The role's key.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Interviewing">How the interview stands.</param>
/// <param name="Offer">The offer made.</param>
/// <param name="NoticeEndsOn">When notice to a present employer ends, if the candidate said so.</param>
/// <param name="Checks">The checks and how each stands.</param>
/// <param name="EarliestStart">Once the offer is accepted: the earliest start and what sets it or is outstanding.</param>
/// <param name="EmploymentId">The employment it led to.</param>
/// <param name="AllowedActions">What the caller may do.</param>
/// <param name="Candidate">Who applied, and what they wrote.</param>
/// <param name="PossibleDuplicates">
/// Other people who gave the same e-mail address or registration number, by id: perhaps the same person, which a person decides.
/// </param>
public sealed record ApplicationView(
    string Id,
    string VacancyId,
    string PersonId,
    string Role,
    ApplicationState State,
    Interviewing Interviewing,
    Offer? Offer,
    DateOnly? NoticeEndsOn,
    IReadOnlyList<ApplicationCheck> Checks,
    EarliestStart? EarliestStart,
    string? EmploymentId,
    IReadOnlyList<string> AllowedActions,
    CandidateView? Candidate = null,
    IReadOnlyList<string>? PossibleDuplicates = null)
{
    /// <summary>Every offer made, oldest first, and what became of it.</summary>
    public IReadOnlyList<Offer> Offers { get; init; } = [];

    /// <summary>HR's agreement to a salary above what the grade pays, if there is one.</summary>
    public SalaryApproval? SalaryApproval { get; init; }

    /// <summary>What does not keep the candidate from starting, but somebody should know, as <c>check: what</c>.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>Who applied, what they wrote, and why mail does not reach them, if it does not.</summary>
/// <param name="Name">As they want to be called.</param>
/// <param name="Email">Where mail reaches them.</param>
/// <param name="Phone">A number, if they gave one.</param>
/// <param name="RegistrationNumber">Their number on Social Work England's register.</param>
/// <param name="Statement">What they wrote in support.</param>
/// <param name="MailTrouble">Why mail does not reach them.</param>
/// <param name="Form">The rest of what they wrote.</param>
/// <param name="PersonIds">All ids under which they are on record; the first stands for all.</param>
/// <param name="Locum">The agency stint of a locum who applies.</param>
public sealed record CandidateView(
    string Name,
    string Email,
    string? Phone,
    string? RegistrationNumber,
    string? Statement,
    string? MailTrouble,
    ApplicationForm Form,
    IReadOnlyList<string> PersonIds,
    LocumView? Locum)
{
    /// <summary>What they wrote about an offer that they would like changed, if they did.</summary>
    public string? OfferMessage { get; init; }
}

/// <summary>A locum who applies.</summary>
/// <param name="StintId">The newest stint of somebody with the same e-mail address or registration number.</param>
/// <param name="Team">Where.</param>
/// <param name="StartedOn">Since when.</param>
/// <param name="LastDayOn">Until when; null while it goes on.</param>
/// <param name="Saving">What the post would cost a year with and without them.</param>
public sealed record LocumView(string StintId, string Team, DateOnly StartedOn, DateOnly? LastDayOn, AgencySaving Saving);

/// <summary>Where applications are kept and how staff see them.</summary>
public sealed class Applications(Journal journal, Lists lists, OwnVacancies own, People people, RecruitmentPolicy policy, AuditTrail trail)
{
    /// <summary>The aggregate.</summary>
    public static readonly AggregateKind<JobApplication, ApplicationEvent> Kind = new(
        "applications",
        "app",
        JobApplication.Apply,
        application => [("Status", application.State.ToString()), ("VacancyId", application.VacancyId), ("PersonId", application.PersonId), ("Role", application.Role)],
        application =>
        [
            Stages.RecruitmentOf(application.Id),
            Stages.PreEmploymentOf(application.Id),
            .. application.Offer?.Status == OfferStatus.Accepted && !JobApplication.Machine.Allows(application.State, ApplicationStep.Start)
                ? [Stages.HousingOf(application.Id)]
                : Array.Empty<string>(),
        ])
    {
        Stage = application => application.State.ToString(),
        About = application => [application.PersonId],
        Tells = new(
            "application",
            typeof(ApplicationSubmitted), typeof(ApplicationShortlisted), typeof(ApplicationNotShortlisted), typeof(InterviewScheduled),
            typeof(OfferMade), typeof(OfferAccepted), typeof(OfferDeclined), typeof(OfferLapsed), typeof(ChecksCleared), typeof(ApplicantStarted),
            typeof(ApplicationWithdrawn), typeof(ApplicationRejected)),
        IsListed = true,
        StartsClockOf = ApplicationHoldings.StartsClockOf,
        Concerns = happened => happened is not (ApplicationAssigned or NoteWritten or ApplicationAssessed or ScoresModerated or SafeguardingInterviewRecorded),
    };

    /// <summary>How staff see one in a list or after a step.</summary>
    public static ApplicationView View(Loaded<JobApplication> application, Caller caller)
    {
        var state = application.State;
        return new(
            application.Id,
            state.VacancyId,
            state.PersonId,
            state.Role,
            state.State,
            state.Interviewing,
            state.Offer,
            state.NoticeEndsOn,
            state.Checks,
            state.State is ApplicationState.OfferAccepted or ApplicationState.Cleared ? EarliestStart.Of(state) : null,
            state.EmploymentId,
            caller.Permitted(JobApplication.Machine, state.State))
        {
            Offers = state.Offers,
            SalaryApproval = state.SalaryApproval,
            Warnings = CheckDecisions.Warnings(state),
        };
    }

    /// <summary>Lists applications by <c>?vacancyId=</c>, <c>?personId=</c> and <c>?state=</c>, within a state those first that have been in it longest.</summary>
    [Function(nameof(ListApplications))]
    [Allow(Role.Recruiter, Role.HiringManager, Role.Hr, Role.Auditor)]
    [Protected]
    [Operation("List applications", Answers = typeof(ListPage<ApplicationView>))]
    [Query("state", typeof(ApplicationState), "Only those in this state.")]
    [Query("vacancyId", typeof(string), "Only those for this vacancy.")]
    [Query("personId", typeof(string), "Only those of this person, under whichever id they applied.")]
    public async Task<IResult> ListApplications([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "applications")] HttpRequest request)
    {
        var vacancyId = Board.Word(request, "vacancyId");
        string[] beginning = vacancyId is null ? ["stage"] : ["vacancy", vacancyId];
        var (mine, sees) = await own.SightAsync(request.Caller(), request.HttpContext.RequestAborted);
        return await lists.ListedAsync(
            request,
            Kind,
            Listings.Key(request.Choice<ApplicationState>("state") is { } state ? [.. beginning, state.ToString()] : beginning),
            Board.And(request.Query["personId"] is [{ } personId] ? await OfPersonAsync(personId) : null, mine),
            View,
            sees);
    }

    /// <summary>Shows one application, with the candidate's name and address.</summary>
    [Function(nameof(ShowApplication))]
    [Allow(Role.Recruiter, Role.HiringManager, Role.Hr, Role.Auditor)]
    [Protected]
    [Operation("Show an application", Answers = typeof(ApplicationView))]
    public async Task<IResult> ShowApplication(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "applications/{id}")] HttpRequest request, string id)
    {
        var stop = request.HttpContext.RequestAborted;
        if (await journal.FindAsync(Kind, id, stop) is not { } application)
        {
            return Problems.NotFound;
        }

        var caller = request.Caller();
        var view = View(application, caller);
        var personId = application.State.PersonId;
        if (MayKnow(caller, application.State) && await people.FindAsync(personId, stop) is { } person)
        {
            var same = await PersonMerges.ReadAsync(journal);
            var likely = await people.LikelyAsync(person.Email, person.RegistrationNumber, stop);
            view = view with
            {
                Candidate = new(
                    person.Name, person.Email, person.Phone, person.RegistrationNumber, await people.FindStatementAsync(personId, id, stop), person.MailTrouble,
                    await Reception.FormAsync(people, personId, id, stop), same.AllOf(personId), await LocumAsync(application.State, stop))
                {
                    OfferMessage = await people.FindOfferMessageAsync(personId, id, stop),
                },
                PossibleDuplicates = [.. likely.Where(other => same.KeptFor(other) != same.KeptFor(personId))],
            };
        }

        await trail.ReadAsync(request, personId);
        return Answer.Ok(view, application.ETag);
    }

    /// <summary>Shows everything that happened to an application, in order: who, when and what.</summary>
    [Function(nameof(ShowApplicationHistory))]
    [Allow(Role.Recruiter, Role.HiringManager, Role.Hr, Role.Auditor)]
    [Protected]
    [Operation("Show what happened to an application", Answers = typeof(ListPage<JournalEntry<ApplicationEvent>>), Paged = false)]
    public async Task<IResult> ShowApplicationHistory(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "applications/{id}/history")] HttpRequest request, string id)
    {
        var stop = request.HttpContext.RequestAborted;
        if (await journal.FindAsync(Kind, id, stop) is not { } application)
        {
            return Problems.NotFound;
        }

        var history = Seen(await journal.HistoryAsync(Kind, id, stop), application.State, request.Caller());
        await trail.ReadAsync(request, application.State.PersonId);
        return Answer.Ok(new ListPage<JournalEntry<ApplicationEvent>>(history, null), application.ETag);
    }

    /// <summary>A history as the caller sees it: until the shortlist is decided, whoever has not scored an application sees no scores, so that everybody scores for themselves.</summary>
    internal static IReadOnlyList<JournalEntry<ApplicationEvent>> Seen(
        IReadOnlyList<JournalEntry<ApplicationEvent>> history, JobApplication application, Caller caller) =>
        application.State != ApplicationState.Submitted || caller.Is(Role.Hr, Role.Auditor)
        || application.Shortlisting.Assessments.Any(assessment => assessment.By == caller.Id)
            ? history
            : [.. history.Where(entry => entry.Happened is not (ApplicationAssessed or ScoresModerated))];

    /// <summary>Whether the caller may know who the candidate is: whoever scores and decides on the shortlist does so without.</summary>
    internal static bool MayKnow(Caller caller, JobApplication application) =>
        caller.Is(Role.Recruiter, Role.Hr) || (caller.Is(Role.HiringManager) && application.State != ApplicationState.Submitted);

    private async Task<string> OfPersonAsync(string personId)
    {
        var same = await PersonMerges.ReadAsync(journal);
        return $"({string.Join(" or ", same.AllOf(personId).Select(id => TableClient.CreateQueryFilter($"PersonId eq {id}")))})";
    }

    private async Task<LocumView?> LocumAsync(JobApplication application, CancellationToken cancellationToken)
    {
        if (application.Intake.StintId is not { } stintId || await journal.FindAsync(AgencyStints.Kind, stintId, cancellationToken) is not { State: var stint })
        {
            return null;
        }

        var terms = (await journal.GetAsync(Vacancies.Kind, application.VacancyId, cancellationToken)).State.Terms;
        return new(stintId, stint.Team, stint.StartedOn, stint.LastDayOn, AgencySaving.Of(stint.HourlyPence, terms.Fte, terms.SalaryPence, policy.Rules));
    }
}
