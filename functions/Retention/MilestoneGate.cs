using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>How somebody stood on a due date.</summary>
public sealed record GateFacts(
    bool InPost,
    bool PositionEligible,
    bool NoticeGiven,
    bool FormalProcessOpen,
    bool ProbationPassed,
    bool RegistrationValid,
    bool AgreementSigned)
{
    /// <summary>Reads the facts of a day off the employment.</summary>
    /// <param name="scheme">The pinned scheme.</param>
    /// <param name="employment">The employment.</param>
    /// <param name="agreementSignedOn">The day the agreement to repay was signed.</param>
    /// <param name="on">The day asked about.</param>
    public static GateFacts On(PaymentScheme scheme, Employment employment, DateOnly? agreementSignedOn, DateOnly on) => new(
        employment.InPostOn(on),
        employment.PositionOn(on) is { } position && scheme.IsFor(position, employment.Contract),
        employment.NoticeGivenBy(on),
        employment.FormalProcessOpenOn(on),
        employment.ProbationPassedBy(on),
        employment.RegistrationOn(on) is RegistrationStatus.Registered or RegistrationStatus.PendingRegisterUpdate,
        agreementSignedOn <= on);
}

/// <summary>What the gate says of a payment.</summary>
public enum GateVerdict
{
    /// <summary>To be paid.</summary>
    Payable,

    /// <summary>Not yet: something can still come right.</summary>
    Held,

    /// <summary>The claim ends: on the due date by itself, after it when a named person says so.</summary>
    NotPayable,
}

/// <summary>The verdict and, unless payable, every reason in kebab-case.</summary>
public sealed record GateResult(GateVerdict Verdict, IReadOnlyList<string> Reasons);

/// <summary>
/// Decides on the due date. Having left or given notice ends the claim. An open formal process, and probation, registration or agreement
/// outstanding hold the payment until they are resolved. A move out of the scheme's positions does what the scheme says.
/// </summary>
public static class MilestoneGate
{
    /// <summary>Judges the facts by the gates that the scheme has.</summary>
    public static GateResult Evaluate(PaymentScheme scheme, GateFacts facts)
    {
        List<string> ended = [];
        List<string> holding = [];
        void Check(List<string> reasons, bool holds, string reason)
        {
            if (!holds)
            {
                reasons.Add(reason);
            }
        }

        Check(ended, facts.InPost, "not-in-post");
        if (scheme.OnMove != MoveRule.Keeps)
        {
            Check(scheme.OnMove == MoveRule.Loses ? ended : holding, facts.PositionEligible, "position-not-eligible");
        }

        foreach (var gate in scheme.Gates)
        {
            switch (gate)
            {
                case Gate.NoNotice:
                    Check(ended, !facts.NoticeGiven, "notice-given");
                    break;
                case Gate.NoFormalProcess:
                    Check(holding, !facts.FormalProcessOpen, "formal-process-open");
                    break;
                case Gate.ProbationPassed:
                    Check(holding, facts.ProbationPassed, "probation-not-passed");
                    break;
                case Gate.RegistrationValid:
                    Check(holding, facts.RegistrationValid, "registration-not-valid");
                    break;
                case Gate.AgreementSigned:
                    Check(holding, facts.AgreementSigned, "agreement-not-signed");
                    break;
                default:
                    throw new InvalidOperationException($"Unknown gate {gate}.");
            }
        }

        return ended.Count > 0 ? new(GateVerdict.NotPayable, ended)
            : holding.Count > 0 ? new(GateVerdict.Held, holding)
            : new(GateVerdict.Payable, []);
    }
}
