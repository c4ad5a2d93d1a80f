using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>What may happen to a vacancy. Every date is a London calendar day.</summary>
public static class VacancyDecisions
{
    /// <summary>Approves a requisition, once every term makes sense.</summary>
    public static Decision<VacancyEvent> ApproveRequisition(string vacancyId, VacancyTerms terms, DateOnly today) =>
        Refusal.Of(Validate(terms, today)) is { } refusal ? refusal : new RequisitionApproved(vacancyId, terms, today);

    /// <summary>Opens an approved vacancy to applications, unless its closing date has passed.</summary>
    public static Decision<VacancyEvent> Open(Vacancy vacancy, DateOnly today) =>
        Vacancy.Machine.Refuse(vacancy.State, VacancyStep.Open) is { } refusal ? refusal
        : vacancy.Terms.ClosingOn < today ? ClosingDatePassed(vacancy)
        : new VacancyOpened();

    /// <summary>Takes no more applications.</summary>
    public static Decision<VacancyEvent> Close(Vacancy vacancy) =>
        Vacancy.Machine.Refuse(vacancy.State, VacancyStep.Close) is { } refusal ? refusal : new VacancyClosed();

    /// <summary>Counts a person who has started, once, and fills the vacancy with the last of them.</summary>
    public static Decision<VacancyEvent> RecordHire(Vacancy vacancy, string applicationId)
    {
        if (vacancy.HiredApplicationIds.Contains(applicationId))
        {
            return Array.Empty<VacancyEvent>();
        }

        if (Vacancy.Machine.Refuse(vacancy.State, VacancyStep.RecordHire) is { } refusal)
        {
            return refusal;
        }

        List<VacancyEvent> happened = [new HireRecorded(applicationId)];
        if (vacancy.HiredApplicationIds.Count + 1 >= vacancy.Terms.HiresWanted)
        {
            happened.Add(new VacancyFilled());
        }

        return happened;
    }

    /// <summary>Gives a vacancy up, for a stated reason.</summary>
    public static Decision<VacancyEvent> Cancel(Vacancy vacancy, string? reason) =>
        (Vacancy.Machine.Refuse(vacancy.State, VacancyStep.Cancel) ?? Actor.RequireReason(reason)) is { } refusal
            ? refusal
            : new VacancyCancelled(reason!);

    /// <summary>Null while applications are taken; otherwise why not: <c>vacancy-not-open</c> or <c>closing-date-passed</c>.</summary>
    public static Refusal? RefuseApplications(Vacancy vacancy, DateOnly today) =>
        vacancy.State != VacancyState.Open ? Refusal.Rule("vacancy-not-open", "This vacancy is not taking applications.")
        : vacancy.Terms.ClosingOn < today ? ClosingDatePassed(vacancy)
        : null;

    private static Refusal ClosingDatePassed(Vacancy vacancy) =>
        Refusal.Rule("closing-date-passed", $"The closing date was {UkCalendar.Words(vacancy.Terms.ClosingOn)}.");

    private static List<FieldError> Validate(VacancyTerms terms, DateOnly today)
    {
        List<FieldError> errors = [];
        foreach (var (field, value) in new[]
        {
            ("postId", terms.PostId), ("role", terms.Role), ("team", terms.Team), ("grade", terms.Grade),
        })
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                errors.Add(new(field, "not empty"));
            }
        }

        if (!Fte.IsValid(terms.Fte))
        {
            errors.Add(new("fte", Fte.Expected));
        }

        if (terms.Contract is not (ContractKind.Permanent or ContractKind.FixedTerm))
        {
            errors.Add(new("contract", "permanent or fixed-term"));
        }

        if (terms.ClosingOn < today)
        {
            errors.Add(new("closingOn", "today or later"));
        }

        if (terms.SalaryPence <= 0)
        {
            errors.Add(new("salaryPence", "more than 0"));
        }

        if (terms.HiresWanted < 1)
        {
            errors.Add(new("hiresWanted", "at least 1"));
        }

        return errors;
    }
}
