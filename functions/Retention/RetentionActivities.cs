using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>An enrolment that goes with a start.</summary>
/// <param name="EmploymentId">Who.</param>
/// <param name="SchemeId">The scheme offered.</param>
/// <param name="Version">Its version, as pinned in the offer.</param>
public sealed record Enrolment(string EmploymentId, string SchemeId, int Version);

/// <summary>What retention stages do.</summary>
public sealed class RetentionActivities(Journal journal)
{
    /// <summary>Enrols somebody whose employment has begun in the scheme that they were offered; once. Answers the refusal's code, or null when enrolled.</summary>
    [Function(nameof(EnrolInScheme))]
    public async Task<string?> EnrolInScheme([ActivityTrigger] Enrolment enrolment)
    {
        await journal.GetAsync(RetentionPlans.Kind, enrolment.EmploymentId);
        throw new NotImplementedException();
    }

    /// <summary>Brings a plan up to date and says what there is to do.</summary>
    [Function(nameof(ReviewPlan))]
    public Task<RetentionOutlook> ReviewPlan([ActivityTrigger] RetentionProgress progress) => throw new NotImplementedException();

    /// <summary>Tells payroll.</summary>
    [Function(nameof(InstructPayroll))]
    public Task InstructPayroll([ActivityTrigger] InstructionDue due) => throw new NotImplementedException();

    /// <summary>Writes.</summary>
    [Function(nameof(SendRetentionLetter))]
    public Task SendRetentionLetter([ActivityTrigger] LetterDue due) => throw new NotImplementedException();
}
