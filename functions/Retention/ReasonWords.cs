using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>
/// Why a payment is not made, in words: to HR plainly, to the starter only what they may and need to see. What a person or payroll wrote is HR's;
/// the starter reads it only where HR says so.
/// </summary>
public static class ReasonWords
{
    /// <summary>What HR reads: codes in words, what people wrote as they wrote it.</summary>
    public static IReadOnlyList<string> ForHr(Payment payment) =>
    [
        .. payment.Reasons.Select(reason => reason switch
        {
            "agreement-not-signed" => "the agreement to repay is not signed",
            "formal-process-open" => "a formal process is open",
            "left-before-due" => "the employment ended before the payment fell due",
            "no-service" => "there was no service in the period that it rewards",
            "not-in-post" => "the employment had ended",
            "notice-given" => "notice is live",
            "position-not-eligible" => "the role, team or grade is not in the scheme",
            "probation-not-passed" => "probation is not passed",
            "registration-not-valid" => "the last look at the register did not confirm the registration, or there was none",
            _ => reason,
        }),
    ];

    /// <summary>What the starter reads.</summary>
    public static IReadOnlyList<string> ForStarter(Payment payment) => payment.State switch
    {
        _ when payment.ToldStarter is { } told => [told],
        PaymentState.Held when payment.WithheldBy is not null => ["HR is looking at it, and will be in touch"],
        PaymentState.Rejected => ["payroll could not make the payment yet; HR is putting that right"],
        _ => [.. payment.Reasons.Select(ForStarter)],
    };

    private static string ForStarter(string reason) => reason switch
    {
        "agreement-not-signed" => "the agreement about repaying is not signed yet",
        "formal-process-open" => "something that your manager has spoken to you about is not settled yet",
        "left-before-due" => "the employment ended before the payment fell due",
        "no-service" => "you were on a career break all the time for which it would have been",
        "not-in-post" => "the employment had ended",
        "notice-given" => "notice had been given",
        "position-not-eligible" => "the present role or team is not in the scheme",
        "probation-not-passed" => "probation is not passed yet",
        "registration-not-valid" => "the registration with Social Work England is not confirmed",
        _ => "HR has decided so, and can tell you why",
    };

    /// <summary>What the starter reads about a payment on a day still to come, as one line.</summary>
    internal static string Line(Payment payment) =>
        $"{UkCalendar.Words(payment.Milestone.DueOn)}: {Money.Format(payment.AmountPence)}"
        + (payment.PromisedFor is { } promised ? $" (moved from {UkCalendar.Words(promised)} by your career break)" : "")
        + (payment.Reasons.Count > 0 ? $" (in the way: {string.Join("; ", ForStarter(payment))})" : "");
}
