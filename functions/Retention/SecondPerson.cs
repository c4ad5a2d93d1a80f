using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>Who approves money: a named person, neither whoever prepared it nor whoever gets it. What the system prepared, any other person may approve.</summary>
public static class SecondPerson
{
    internal static readonly Refusal IsBeneficiary = Refusal.Rule("approver-is-beneficiary", "Nobody decides on their own money.");

    internal static readonly Refusal IsPreparer = Refusal.Rule("approver-is-preparer", "Whoever prepared it cannot approve it; somebody else must.");

    /// <summary>Null when they may; otherwise <c>person-required</c>, <c>approver-is-beneficiary</c> or <c>approver-is-preparer</c>.</summary>
    /// <param name="approver">The actor approving.</param>
    /// <param name="approverPersonId">The person behind the actor, where known: an employee may also be a beneficiary.</param>
    /// <param name="preparedBy">The actor who prepared.</param>
    /// <param name="beneficiaryPersonId">The person whose money it is.</param>
    public static Refusal? Refuse(string approver, string? approverPersonId, string? preparedBy, string beneficiaryPersonId) =>
        Actor.RequirePerson(approver) is { } refusal ? refusal
        : approver == beneficiaryPersonId || approverPersonId == beneficiaryPersonId ? IsBeneficiary
        : approver == preparedBy ? IsPreparer
        : null;
}
