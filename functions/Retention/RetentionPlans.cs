using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>Where retention plans are kept: the ledger of an employment, under the employment's id.</summary>
public static class RetentionPlans
{
    /// <summary>The aggregate. For each scheme of the plan, and each state in which a payment or a recovery of it is, there is a column of that name.</summary>
    public static readonly AggregateKind<RetentionLedger, RetentionEvent> Kind = new(
        "retentionplans",
        "emp",
        RetentionLedger.Apply,
        ledger =>
        [
            ("Person", ledger.PersonId),
            .. ledger.Enrolments.Select(enrolment => (SchemeColumn(enrolment.Scheme.Id), (object)true)).Distinct(),
            .. ledger.Payments.Select(payment => (PaymentColumn(payment.State), (object)true)).Distinct(),
            .. ledger.Payments.Select(payment => (RecoveryColumn(payment.Recovery.State), (object)true)).Distinct(),
        ],
        ledger => [StageOf(ledger.EmploymentId)])
    {
        About = ledger => [ledger.PersonId],
        Tells = new(
            "retention-plan",
            typeof(EnrolledInScheme), typeof(AgreementSigned), typeof(ScheduleRevised), typeof(PaymentFellDue), typeof(PaymentApproved),
            typeof(PaymentInstructed), typeof(PaymentPaid), typeof(RecoveryApproved), typeof(RecoveryInstructed), typeof(RecoveryTaken)),
        IsListed = true,
        StartsClockOf = PlanHoldings.StartsClockOf,
    };

    /// <summary>For referrals: the employments of the friends whose days and gates count, by id.</summary>
    public static async Task<IReadOnlyDictionary<string, Employment>> FriendsAsync(Journal journal, RetentionLedger? ledger)
    {
        Dictionary<string, Employment> friends = [];
        foreach (var friendId in ledger?.Enrolments.Select(enrolment => enrolment.FriendEmploymentId).OfType<string>().Distinct() ?? [])
        {
            friends[friendId] = (await journal.GetAsync(Employments.Kind, friendId)).State;
        }

        return friends;
    }

    /// <summary>The stage that keeps a plan.</summary>
    public static string StageOf(string employmentId) => $"retention-{employmentId}";

    /// <summary>The column that stands where somebody is in that scheme.</summary>
    public static string SchemeColumn(string schemeId) => SchemeBook.IdOf(schemeId);

    /// <summary>The column that stands where a payment is in that state.</summary>
    public static string PaymentColumn(PaymentState state) => $"Payment{state}";

    /// <summary>The column that stands where a recovery is in that state.</summary>
    public static string RecoveryColumn(RecoveryState state) => $"Recovery{state}";
}
