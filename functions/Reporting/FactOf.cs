using RecruitRetain.Housing;
using RecruitRetain.Privacy;
using RecruitRetain.Recruitment;
using RecruitRetain.Retention;
using RecruitRetain.Workforce;

namespace RecruitRetain.Reporting;

/// <summary>What of an aggregate reports reckon with; null where it is nothing.</summary>
public static class FactOf
{
    /// <summary>A post.</summary>
    public static PostFact Post(Post post) => new(post.Id, post.Role, post.Team, post.Fte, post.OverEstablished, post.EstablishedOn, post.ClosedOn);

    /// <summary>An employment.</summary>
    public static EmploymentFact Employment(Employment employment) => new(
        employment.Id,
        employment.PersonId,
        employment.PostId,
        employment.Contract,
        employment.StartedOn,
        [
            .. employment.Positions.OrderBy(position => position.EffectiveOn)
                .Select(position => new PositionFact(position.EffectiveOn, position.Role, position.Team, position.Grade, position.Fte)),
        ],
        employment.Leaving?.LastDayOn,
        employment.Leaving?.Reason,
        employment.AssessedYear?.NewlyQualifiedUntil,
        employment.ApplicationId,
        employment.State == EmploymentState.UnderNotice ? employment.Notices[^1].GivenOn : null,
        employment.FromStintId);

    /// <summary>A stretch of agency work.</summary>
    public static StintFact Stint(AgencyStint stint) => new(
        stint.Id,
        stint.WorkerId,
        stint.PostId,
        stint.Role,
        stint.Team,
        stint.Fte,
        stint.StartedOn,
        stint.LastDayOn,
        stint.CoversVacancy,
        [.. stint.Rates.Select(rate => new RateFact(rate.From, rate.HourlyPence))]);

    /// <summary>Who held how many cases.</summary>
    public static CaseloadFact Caseload(CaseloadSnapshot snapshot) => new(snapshot.Id, snapshot.On, [.. snapshot.Holders]);

    /// <summary>Who was sick how long.</summary>
    public static SicknessFact Sickness(SicknessReturn sickness) => new(sickness.Id, sickness.MonthStartsOn, sickness.Days);

    /// <summary>A retention plan.</summary>
    public static PlanFact Plan(RetentionLedger ledger) => new(
        ledger.EmploymentId,
        [.. ledger.Enrolments.Select(enrolment => new EnrolmentFact(enrolment.Scheme.Id, enrolment.EnrolledOn))],
        [
            .. ledger.Payments.Select(payment => new PaymentFact(
                ledger.EnrolmentOf(payment).Scheme.Id,
                payment.Milestone.Number,
                payment.State,
                payment.Milestone.DueOn,
                payment.AmountPence,
                payment.PaidOn,
                [.. payment.Recovery.Receipts.Select(receipt => new ReceiptFact(receipt.On, receipt.Pence))],
                ledger.FreeFrom(payment, payment.PaidOn ?? payment.Milestone.DueOn))),
        ]);

    /// <summary>The homes that a request came to.</summary>
    public static HousedFact? Housed(HousingRequest request)
    {
        List<TenancyFact> tenancies =
        [
            .. request.Nominations.Where(nomination => nomination.TenancyStartedOn is not null)
                .Select(nomination => new TenancyFact(nomination.TenancyStartedOn!.Value, nomination.TenancyEndedOn)),
        ];
        return tenancies.Count == 0 ? null : new(request.Id, request.PersonId, tenancies);
    }

    /// <summary>A vacancy.</summary>
    public static VacancyFact Vacancy(Vacancy vacancy) => new(
        vacancy.Id,
        vacancy.Terms.Role,
        vacancy.Terms.Team,
        vacancy.Terms.Fte,
        vacancy.State,
        vacancy.ApprovedOn,
        vacancy.State is VacancyState.Approved or VacancyState.Open or VacancyState.Closed
            ? Math.Max(0, vacancy.Terms.HiresWanted - vacancy.HiredApplicationIds.Count)
            : 0);

    /// <summary>That two people are one, while it holds.</summary>
    public static MergeFact? Merge(PersonMerge merge) => merge.State == MergeState.Merged ? new(merge.Id, merge.KeptId, merge.MergedId) : null;
}
