using System.Globalization;
using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Tests.Rules;

/// <summary>Somebody's years with the council, by the rules alone: every payment is approved and made on the day it falls due.</summary>
internal sealed class Life
{
    private readonly List<EmploymentEvent> _happened;

    private RetentionLedger? _ledger;

    private Life(List<EmploymentEvent> happened) => _happened = happened;

    public Employment Employment => _happened.Aggregate((Employment?)null, Employment.Apply)!;

    public RetentionLedger Ledger => _ledger!;

    /// <summary>Payments made, as lines like <c>2026-09-01 100000</c>.</summary>
    public IReadOnlyList<string> Paid => [.. Ledger.Payments.Where(payment => payment.PaidOn is not null).Select(payment => $"{payment.PaidOn:yyyy-MM-dd} {payment.AmountPence}")];

    public long OwedPence => Ledger.Payments.Sum(payment => payment.Recovery.OwedPence);

    /// <summary>A permanent, registered worker; probation ends on a day if there is any.</summary>
    public static Life Of(
        string startedOn,
        string role = "social-worker",
        string team = "children-in-need",
        string grade = "PO2",
        decimal fte = 1m,
        ContractedHours? hours = null,
        string? probationEndsOn = null,
        string id = "1")
    {
        var start = Date(startedOn);
        return new(
        [
            new EmploymentStarted(
                $"emp_{id}",
                $"per_{id}",
                null,
                null,
                ContractKind.Permanent,
                new(start, role, team, grade, fte, hours),
                probationEndsOn is null ? null : Date(probationEndsOn)),
            new RegistrationChecked(start, RegistrationStatus.Registered),
        ]);
    }

    public static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public Life With(params EmploymentEvent[] happened)
    {
        _happened.AddRange(happened);
        return this;
    }

    /// <summary>Joins and signs; the refusal's code, or null.</summary>
    public string? TryJoin(PaymentScheme scheme, string? on = null, Background? background = null, Life? friend = null)
    {
        var day = on is null ? (friend ?? this).Employment.StartedOn : Date(on);
        var decision = RetentionDecisions.Enrol(_ledger, Employment, scheme, new(day, background ?? Background.Unknown, friend?.Employment), "usr_hr");
        if (decision.Refusal is null)
        {
            Happens(decision);
            Happens(RetentionDecisions.SignAgreement(Ledger, day, day));
        }

        return decision.Refusal?.Code;
    }

    public Life Joins(PaymentScheme scheme, string? on = null, Background? background = null, Life? friend = null)
    {
        Assert.Null(TryJoin(scheme, on, background, friend));
        return this;
    }

    /// <summary>Lets the days up to one pass.</summary>
    public Life Until(string date, Life? friend = null)
    {
        var until = Date(date);
        Dictionary<string, Employment> friends = friend is null ? [] : new() { [friend.Employment.Id] = friend.Employment };
        foreach (var today in Ledger.Payments.Select(payment => payment.Milestone.DueOn).Append(until).Where(day => day <= until).Distinct().Order().ToList())
        {
            Happens(RetentionReview.BringUpToDate(Ledger, Employment, friends, today));
            foreach (var number in Ledger.Payments.Where(payment => payment.State == PaymentState.Eligible).Select(payment => payment.Milestone.Number).ToList())
            {
                Happens(RetentionDecisions.Approve(Ledger, number, "usr_hr", null));
                Happens(RetentionDecisions.Instruct(Ledger, number, today));
                Happens(RetentionDecisions.ConfirmPaid(Ledger, number, today));
            }
        }

        return this;
    }

    public Life Leaves(string lastDayOn, LeavingReason reason = LeavingReason.Resignation)
    {
        var lastDay = Date(lastDayOn);
        Until(lastDayOn);
        With(new EmploymentLeft(lastDay, reason));
        Happens(RetentionReview.BringUpToDate(Ledger, Employment, new Dictionary<string, Employment>(), lastDay.AddDays(1)));
        return this;
    }

    private void Happens(Decision<RetentionEvent> decision) => _ledger = decision.Events.Aggregate(_ledger, RetentionLedger.Apply);
}
