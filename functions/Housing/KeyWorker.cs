using RecruitRetain.Recruitment;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Housing;

/// <summary>
/// What makes somebody a key worker, as the workforce's and recruitment's records say it at this moment; nobody ever types it in.
/// </summary>
/// <param name="SubjectId">The employment, or the application of somebody who is about to start.</param>
/// <param name="PersonId">The person.</param>
/// <param name="Contract">On what footing they work, or will work.</param>
/// <param name="StartsOn">The first day; null while it is not confirmed.</param>
/// <param name="ContractEndsOn">The last day of a fixed term, where it is known.</param>
/// <param name="LastDayOn">The last day of an employment that has ended or for which notice was given.</param>
/// <param name="EndedOn">The last day of what has ended; null while it goes on.</param>
public sealed record KeyWorker(
    string SubjectId, string PersonId, ContractKind Contract, DateOnly? StartsOn, DateOnly? ContractEndsOn, DateOnly? LastDayOn, DateOnly? EndedOn)
{
    /// <summary>Reads it. An application counts from the accepted offer to the first day; from then on the employment does.</summary>
    /// <returns>Null where there is no such employment, and no such application with an accepted offer.</returns>
    public static async Task<KeyWorker?> FindAsync(Journal journal, string subjectId, DateOnly today) =>
        await journal.FindAsync(Employments.Kind, subjectId) is { State: var employment } ? Of(employment, today)
        : await journal.FindAsync(Applications.Kind, subjectId) is not { State: var application } ? null
        : application.EmploymentId is { } employmentId && await journal.FindAsync(Employments.Kind, employmentId) is { State: var begun } ? Of(begun, today)
        : application.Offer?.Status == OfferStatus.Accepted
            ? Of(application, (await journal.GetAsync(Vacancies.Kind, application.VacancyId)).State.Terms.Contract, today)
        : null;

    /// <summary>The same of a request, whose subject must be there.</summary>
    public static async Task<KeyWorker> OfAsync(Journal journal, HousingRequest request, DateOnly today) =>
        await FindAsync(journal, request.SubjectId, today) ?? throw new InvalidOperationException($"There is no {request.SubjectId}.");

    /// <summary>What an employment says on a day.</summary>
    public static KeyWorker Of(Employment employment, DateOnly today) => new(
        employment.Id,
        employment.PersonId,
        employment.Contract,
        employment.StartedOn,
        employment.FixedTermEndsOn,
        employment.Leaving?.LastDayOn ?? (employment.NoticeGivenBy(today) ? employment.Notices[^1].LastDayOn : null),
        employment.State == EmploymentState.Left ? employment.Leaving!.LastDayOn : null);

    private static KeyWorker Of(JobApplication application, ContractKind contract, DateOnly today)
    {
        DateOnly? ended = JobApplication.Machine.Allows(application.State, ApplicationStep.Withdraw) || application.State == ApplicationState.Started ? null : today;
        return new(
            application.Id,
            application.PersonId,
            contract,
            application.StartedOn ?? (application.State == ApplicationState.Cleared ? EarliestStart.Of(application).On : null),
            null,
            ended,
            ended);
    }
}
