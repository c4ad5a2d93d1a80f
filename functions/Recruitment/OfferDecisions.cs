using RecruitRetain.Retention;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>What a hiring manager asks an offer to say.</summary>
/// <param name="SalaryPence">Gross a year for full time, in pence.</param>
/// <param name="Fte">Full-time equivalent, above 0 and at most 1.</param>
/// <param name="NotBefore">The earliest start the council wants.</param>
/// <param name="ValidForWorkingDays">How long the candidate has to answer.</param>
/// <param name="SchemeId">The retention scheme offered, if any.</param>
/// <param name="SchemeVersion">Its version; together with the id or not at all.</param>
public sealed record OfferTerms(
    long SalaryPence,
    decimal Fte,
    DateOnly NotBefore,
    int ValidForWorkingDays,
    string? SchemeId = null,
    int? SchemeVersion = null);

/// <summary>What an offer is measured by.</summary>
/// <param name="Vacancy">What for.</param>
/// <param name="Range">What the vacancy's grade pays; null for a grade that the pay scale does not know.</param>
/// <param name="Scheme">The versions of the scheme that the terms name; null for none of that name.</param>
public sealed record OfferBasis(Vacancy Vacancy, GradeRange? Range, SchemeBook? Scheme);

/// <summary>
/// What may happen to an application's offers. Every offer is conditional on the checks; its terms never change, other terms are a further
/// offer. <c>by</c> is the person deciding; every date is a London calendar day.
/// </summary>
public static class OfferDecisions
{
    /// <summary>HR agrees to a salary above what the grade pays, and says why.</summary>
    public static Decision<ApplicationEvent> ApproveSalary(JobApplication application, long upToPence, string? reason, string by) =>
        (Refuse(application, ApplicationStep.ApproveSalary)
            ?? Actor.RequirePerson(by)
            ?? Actor.RequireReason(reason)
            ?? Refusal.Of(upToPence <= 0 ? [new("upToPence", "more than 0")] : [])) is { } refusal
            ? refusal
            : new SalaryApproved(new(upToPence, reason!, by));

    /// <summary>
    /// A named person makes a conditional offer to somebody appointable, also after an earlier one came to nothing; the check set and the scheme
    /// are pinned with it. Refused above what the grade pays (<c>salary-above-range</c>) unless somebody else has agreed to it.
    /// </summary>
    public static Decision<ApplicationEvent> Make(
        JobApplication application, OfferTerms terms, OfferBasis basis, CheckSet checks, string by, DateOnly today)
    {
        if ((Refuse(application, ApplicationStep.MakeOffer) ?? Actor.RequirePerson(by) ?? Refusal.Of(Validate(terms, today))) is { } refusal)
        {
            return refusal;
        }

        if (application.Interviewing.RefuseOffer() is { } unfit)
        {
            return unfit;
        }

        if (checks.Role != application.Role)
        {
            return Refusal.Rule("wrong-check-set", $"The checks are those of '{checks.Role}', the application is for '{application.Role}'.");
        }

        return RefuseTerms(application, terms, basis, by) is { } refused
            ? refused
            : new OfferMade(OfferOf(application, terms, today), checks.Version, checks.Checks);
    }

    /// <summary>A named person puts other terms in the place of an offer that has not been answered, with a deadline of their own.</summary>
    public static Decision<ApplicationEvent> Revise(JobApplication application, OfferTerms terms, OfferBasis basis, string by, DateOnly today) =>
        (Refuse(application, ApplicationStep.ReviseOffer)
            ?? Actor.RequirePerson(by)
            ?? Refusal.Of(Validate(terms, today))
            ?? RefuseTerms(application, terms, basis, by)) is { } refusal
            ? refusal
            : new OfferRevised(OfferOf(application, terms, today));

    /// <summary>The candidate asks, in time, for other terms; the offer stands until somebody revises it.</summary>
    public static Decision<ApplicationEvent> RequestChanges(JobApplication application, OfferChanges wanted, bool saysMore, DateOnly today)
    {
        if ((Refuse(application, ApplicationStep.RequestOfferChanges) ?? RefuseAnswer(application, null, today)) is { } refusal)
        {
            return refusal;
        }

        List<FieldError> errors = [];
        if (wanted is { SalaryPence: null, Fte: null, NotBefore: null } && !saysMore)
        {
            errors.Add(new("message", "what should be different, here or in salaryPence, fte or notBefore"));
        }

        if (wanted.SalaryPence <= 0)
        {
            errors.Add(new("salaryPence", "more than 0"));
        }

        if (wanted.Fte is { } fte && !Fte.IsValid(fte))
        {
            errors.Add(new("fte", Fte.Expected));
        }

        if (wanted.NotBefore < today)
        {
            errors.Add(new("notBefore", "today or later"));
        }

        return Refusal.Of(errors) is { } invalid ? invalid : new OfferChangesRequested(wanted);
    }

    /// <summary>
    /// The candidate accepts in time, and says when any notice ends and whether they have lived abroad. Refused after the last day
    /// (<c>offer-lapsed</c>) and where the offer they read has been revised (<c>offer-revised</c>).
    /// </summary>
    /// <param name="application">Whose.</param>
    /// <param name="noticeEndsOn">When notice to a present employer ends, if there is one.</param>
    /// <param name="livedAbroad">Whether they lived in one other country for more than six months of the last five years; null where they do not say.</param>
    /// <param name="offerNumber">The offer that they read; null for the present one.</param>
    /// <param name="today">The day.</param>
    public static Decision<ApplicationEvent> Accept(
        JobApplication application, DateOnly? noticeEndsOn, bool? livedAbroad, int? offerNumber, DateOnly today) =>
        (Refuse(application, ApplicationStep.AcceptOffer) ?? RefuseAnswer(application, offerNumber, today)) is { } refusal
            ? refusal
            : new OfferAccepted(noticeEndsOn, livedAbroad);

    /// <summary>The candidate declines; a reason is welcome, not required.</summary>
    public static Decision<ApplicationEvent> Decline(JobApplication application, string? reason) =>
        Refuse(application, ApplicationStep.DeclineOffer) is { } refusal ? refusal : new OfferDeclined(reason);

    /// <summary>Lapses an offer after its last day. Refused before (<c>offer-still-open</c>).</summary>
    public static Decision<ApplicationEvent> Lapse(JobApplication application, DateOnly today) =>
        Refuse(application, ApplicationStep.LapseOffer) is { } refusal ? refusal
        : today <= application.Offer!.ExpiresOn ? Refusal.Rule("offer-still-open", $"The offer stands until {UkCalendar.Words(application.Offer.ExpiresOn)}.")
        : new OfferLapsed();

    private static Refusal? Refuse(JobApplication application, ApplicationStep step) => JobApplication.Machine.Refuse(application.State, step);

    private static Refusal? RefuseAnswer(JobApplication application, int? offerNumber, DateOnly today) =>
        offerNumber is not null && offerNumber != application.Offer!.Number
            ? Refusal.Rule("offer-revised", "The offer has been revised since you read it. Read it again, then answer.")
        : today > application.Offer!.ExpiresOn
            ? Refusal.Rule("offer-lapsed", $"The offer stood until {UkCalendar.Words(application.Offer.ExpiresOn)}.")
        : null;

    private static Offer OfferOf(JobApplication application, OfferTerms terms, DateOnly today) => new(
        terms.SalaryPence,
        terms.Fte,
        terms.NotBefore,
        OfferDeadline.ExpiresOn(today, terms.ValidForWorkingDays),
        terms.SchemeId,
        terms.SchemeVersion)
    {
        Number = application.Offers.Count + 1,
        MadeOn = today,
    };

    private static Refusal? RefuseTerms(JobApplication application, OfferTerms terms, OfferBasis basis, string by) =>
        basis.Vacancy.State is VacancyState.Filled or VacancyState.Cancelled
            ? Refusal.Rule("vacancy-ended", "The vacancy is filled or was given up.")
            : RefuseSalary(application, terms.SalaryPence, basis.Range, by) ?? RefuseScheme(terms, basis);

    private static Refusal? RefuseSalary(JobApplication application, long salaryPence, GradeRange? range, string by) =>
        range is null || range.Holds(salaryPence) ? null
        : salaryPence < range.LeastPence ? Refusal.Meaning(
            "salary-below-range", $"Grade {range.Grade} pays {range.Words}.", new FieldError("salaryPence", $"at least {range.LeastPence}"))
        : application.SalaryApproval is not { } approval || approval.UpToPence < salaryPence
            ? Refusal.Rule("salary-above-range", $"Grade {range.Grade} pays {range.Words}. HR must agree to more before it is offered.")
        : approval.By == by
            ? Refusal.Rule("approver-is-preparer", "Whoever agreed to the salary cannot make the offer; somebody else must.")
        : null;

    private static Refusal? RefuseScheme(OfferTerms terms, OfferBasis basis)
    {
        if (terms.SchemeId is null)
        {
            return null;
        }

        if (basis.Scheme?.Find(terms.SchemeVersion!.Value) is not { } scheme)
        {
            return Refusal.Of([new("schemeId", "a scheme and version that were published")]);
        }

        var post = basis.Vacancy.Terms;
        return !scheme.IsInEffectOn(terms.NotBefore)
                ? Refusal.Rule("scheme-not-in-effect", $"The scheme takes nobody who starts on {UkCalendar.Words(terms.NotBefore)}.")
            : !scheme.IsFor(new(terms.NotBefore, post.Role, post.Team, post.Grade, terms.Fte), post.Contract)
                ? Refusal.Rule("position-not-eligible", "The scheme is not for this role, team or kind of contract.")
            : null;
    }

    private static List<FieldError> Validate(OfferTerms terms, DateOnly today)
    {
        List<FieldError> errors = [];
        if (terms.SalaryPence <= 0)
        {
            errors.Add(new("salaryPence", "more than 0"));
        }

        if (!Fte.IsValid(terms.Fte))
        {
            errors.Add(new("fte", Fte.Expected));
        }

        if (terms.NotBefore < today)
        {
            errors.Add(new("notBefore", "today or later"));
        }

        if (terms.ValidForWorkingDays is < 1 or > 60)
        {
            errors.Add(new("validForWorkingDays", "1 to 60"));
        }

        if (terms.SchemeId is null != terms.SchemeVersion is null)
        {
            errors.Add(new("schemeVersion", "together with schemeId, or neither"));
        }

        return errors;
    }
}
