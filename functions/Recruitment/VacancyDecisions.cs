using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>What may happen to a vacancy. Every date is a London calendar day.</summary>
public static class VacancyDecisions
{
    private const int MostPosts = 50;

    private const int MostCriteria = 30;

    private const int MostPanelMembers = 8;

    private const int LongestText = 1000;

    /// <summary>Drafts a requisition, once every term makes sense by itself; <see cref="PostCheck"/> holds them against the establishment.</summary>
    public static Decision<VacancyEvent> DraftRequisition(string vacancyId, VacancyTerms terms, string by, DateOnly today) =>
        (Actor.RequirePerson(by) ?? Refusal.Of(Validate(terms, today))) is { } refusal ? refusal : new RequisitionDrafted(vacancyId, terms, by);

    /// <summary>A second person agrees to recruit. Whoever drafted it may not (<c>approver-is-preparer</c>).</summary>
    public static Decision<VacancyEvent> ApproveRequisition(Vacancy vacancy, string by, DateOnly today) =>
        (Vacancy.Machine.Refuse(vacancy.State, VacancyStep.Approve) ?? Actor.RequirePerson(by)) is { } refusal ? refusal
        : by == vacancy.DraftedBy ? Refusal.Rule("approver-is-preparer", "Whoever drafted the requisition cannot approve it; somebody else must.")
        : vacancy.Terms.ClosingOn < today ? ClosingDatePassed(vacancy)
        : new RequisitionApproved(today, by);

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
        if (terms.Posts.Count is 0 or > MostPosts)
        {
            errors.Add(new("posts", $"1 to {MostPosts} posts of the establishment"));
        }

        foreach (var (field, value) in new[]
        {
            ("role", terms.Role), ("team", terms.Team), ("grade", terms.Grade),
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

        if (string.IsNullOrWhiteSpace(terms.SafeguardingStatement) || terms.SafeguardingStatement.Length > LongestText)
        {
            errors.Add(new("safeguardingStatement", $"1 to {LongestText} characters"));
        }

        errors.AddRange(ValidateCriteria(terms.Criteria));
        errors.AddRange(ValidatePanel(terms.Panel));
        return errors;
    }

    private static IEnumerable<FieldError> ValidateCriteria(IReadOnlyList<Criterion> criteria)
    {
        if (criteria.Count > MostCriteria || (criteria.Count > 0 && !criteria.Any(criterion => criterion.Essential)))
        {
            yield return new("criteria", $"at most {MostCriteria}, of which one at least is essential");
        }

        foreach (var (i, criterion) in criteria.Index())
        {
            if (!IsKey(criterion.Key) || criteria.Take(i).Any(earlier => earlier.Key == criterion.Key))
            {
                yield return new($"criteria[{i}].key", "a keyword of its own: lower-case letters, digits and hyphens, at most 40");
            }

            if (string.IsNullOrWhiteSpace(criterion.Text) || criterion.Text.Length > LongestText)
            {
                yield return new($"criteria[{i}].text", $"1 to {LongestText} characters");
            }

            if (criterion.Weight is < 1 or > 10)
            {
                yield return new($"criteria[{i}].weight", "1 to 10");
            }
        }
    }

    private static IEnumerable<FieldError> ValidatePanel(IReadOnlyList<PanelMember> panel)
    {
        if (panel.Count > MostPanelMembers || (panel.Count > 0 && !panel.Any(member => member.TrainedInSaferRecruitment)))
        {
            yield return new("panel", $"at most {MostPanelMembers} people, of whom one at least is trained in safer recruitment");
        }

        foreach (var (i, member) in panel.Index())
        {
            if (!Actor.IsPerson(member.StaffId) || member.StaffId.Length > 100 || panel.Take(i).Any(earlier => earlier.StaffId == member.StaffId))
            {
                yield return new($"panel[{i}].staffId", "the subject of somebody's token, once");
            }
        }
    }

    private static bool IsKey(string key) =>
        key.Length is > 0 and <= 40 && key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
