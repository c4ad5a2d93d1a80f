namespace RecruitRetain.Access;

/// <summary>What somebody is to the council, as the token's <c>roles</c> claim says in kebab case.</summary>
public enum Role
{
    /// <summary>Runs vacancies and candidates.</summary>
    Recruiter,

    /// <summary>Decides on shortlists, interviews and offers.</summary>
    HiringManager,

    /// <summary>Keeps employments, schemes and reports; approves payments.</summary>
    Hr,

    /// <summary>Receives and settles payment instructions.</summary>
    Payroll,

    /// <summary>Nominates key workers for homes.</summary>
    Housing,

    /// <summary>A housing association; sees its own nominations only.</summary>
    Provider,

    /// <summary>Reads what was done, and aggregates.</summary>
    Auditor,

    /// <summary>Keeps the system running: its queues, journeys and copies. Decides nothing about anybody and reads no record.</summary>
    Operator,

    /// <summary>Another system of the council; asks what happened, and is told ids and kinds only.</summary>
    Integration,
}
