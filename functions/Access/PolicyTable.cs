using RecruitRetain.Shared;

namespace RecruitRetain.Access;

/// <summary>Which of a resource's objects a role reaches.</summary>
public enum Reach
{
    /// <summary>Every one of the council.</summary>
    Council,

    /// <summary>Those of vacancies that one drafted, approved, is named on or is on the panel of, and applications one looks after; of drafts, all.</summary>
    OwnVacancies,

    /// <summary>Those who were hired through one's own vacancies.</summary>
    OwnHires,

    /// <summary>What one sent in oneself.</summary>
    OwnImports,

    /// <summary>Those of the housing association that the token names.</summary>
    OwnProvider,

    /// <summary>Those of the teams that the token names.</summary>
    OwnTeams,
}

/// <summary>
/// The rule on the object, for every resource and role that a route lets in; the middleware holds every request with an <c>{id}</c> against it, and
/// lists show no more. Denied by default: what does not stand here nobody gets past, and a test finds it. An object out of reach is a 404, as
/// if there were none.
/// </summary>
/// <remarks>
/// The first part of a route's path is its resource. Candidates, starters and applicants for homes hold links, each for one object. Whoever
/// recruits is held to their own vacancies; a council whose recruiting office stands in for one another sets <c>Access:RecruitersReach</c> to
/// <c>council</c>. HR keeps the checks, employments and payments of the whole council and therefore reaches all of them; so do auditors, who see no
/// names, and payroll and the housing officers for what is theirs.
/// </remarks>
public static class PolicyTable
{
    private static readonly Role[] All = Enum.GetValues<Role>();

    private static readonly Dictionary<string, (Reach Reach, Role[] Roles)[]> Rows = new(StringComparer.Ordinal)
    {
        ["agency-stints"] = [(Reach.Council, [Role.Hr, Role.Auditor]), (Reach.OwnTeams, [Role.HiringManager])],
        ["application-imports"] = [(Reach.Council, [Role.Hr, Role.Auditor]), (Reach.OwnImports, [Role.Recruiter])],
        ["applications"] = [(Reach.Council, [Role.Hr, Role.Auditor]), (Reach.OwnVacancies, [Role.Recruiter, Role.HiringManager])],
        ["board"] = [(Reach.Council, [Role.Hr, Role.Auditor]), (Reach.OwnVacancies, [Role.Recruiter, Role.HiringManager])],
        ["break-glass"] = [(Reach.Council, [Role.Recruiter, Role.HiringManager, Role.Hr, Role.Auditor])], // who opens gets an answer about their own only
        ["candidate-searches"] = [(Reach.Council, [Role.Hr]), (Reach.OwnVacancies, [Role.Recruiter])],
        ["employments"] =
        [
            (Reach.Council, [Role.Hr, Role.Payroll, Role.Housing, Role.Auditor]), (Reach.OwnTeams, [Role.HiringManager]), (Reach.OwnHires, [Role.Recruiter]),
        ],
        ["homes"] = [(Reach.Council, [Role.Housing, Role.Hr]), (Reach.OwnProvider, [Role.Provider])],
        ["nominations"] = [(Reach.Council, [Role.Housing]), (Reach.OwnProvider, [Role.Provider])],
        ["single-central-record"] = [(Reach.Council, [Role.Hr, Role.Auditor]), (Reach.OwnVacancies, [Role.Recruiter])],
        ["vacancies"] = [(Reach.Council, [Role.Hr, Role.Auditor]), (Reach.OwnVacancies, [Role.Recruiter, Role.HiringManager])],

        ["audit"] = [(Reach.Council, [Role.Auditor])], // what HR does stands in it too

        // About money, homes and people as a whole: those whom the route lets in do this work for the whole council.
        ["caseload-snapshots"] = [(Reach.Council, [Role.Hr, Role.HiringManager, Role.Auditor])],
        ["early-warnings"] = [(Reach.Council, [Role.Hr, Role.Auditor])],
        ["erasures"] = [(Reach.Council, [Role.Hr, Role.Auditor])],
        ["establishment"] = [(Reach.Council, [Role.Hr, Role.Auditor])],
        ["events"] = [(Reach.Council, [Role.Integration, Role.Hr, Role.Auditor])], // ids and kinds only
        ["housing-invitations"] = [(Reach.Council, [Role.Housing, Role.Hr])],
        ["housing-requests"] = [(Reach.Council, [Role.Housing, Role.Hr])],
        ["job-alerts"] = [(Reach.Council, [Role.Recruiter, Role.Hr])], // ids only
        ["legal-holds"] = [(Reach.Council, [Role.Hr, Role.Auditor])],
        ["open-instructions"] = [(Reach.Council, [Role.Hr, Role.Payroll, Role.Auditor])],
        ["pay-runs"] = [(Reach.Council, [Role.Hr, Role.Payroll, Role.Auditor])],
        ["payments"] = [(Reach.Council, [Role.Hr, Role.Payroll, Role.Auditor])],
        ["payroll-confirmations"] = [(Reach.Council, [Role.Hr, Role.Payroll])],
        ["people"] = [(Reach.Council, [Role.Hr])],
        ["person-merges"] = [(Reach.Council, [Role.Recruiter, Role.Hr, Role.Auditor])], // the same person applies for several vacancies; ids only
        ["recoveries"] = [(Reach.Council, [Role.Hr, Role.Payroll, Role.Auditor])],
        ["sickness-returns"] = [(Reach.Council, [Role.Hr, Role.Auditor])],
        ["subject-access-requests"] = [(Reach.Council, [Role.Hr, Role.Auditor])],
        ["team-enrolments"] = [(Reach.Council, [Role.Hr, Role.Auditor])],
        ["unmatched-confirmations"] = [(Reach.Council, [Role.Hr, Role.Payroll, Role.Auditor])],
        ["webhook-subscriptions"] = [(Reach.Council, [Role.Hr, Role.Operator, Role.Auditor])],

        // The running of the system: ids and counts. An export holds everything, which is why its role is given to hardly anybody.
        ["dead-letters"] = [(Reach.Council, [Role.Operator, Role.Auditor])],
        ["exports"] = [(Reach.Council, [Role.Operator])],
        ["instances"] = [(Reach.Council, [Role.Operator, Role.Auditor])],
        ["journey-restarts"] = [(Reach.Council, [Role.Operator])],
        ["operator-acts"] = [(Reach.Council, [Role.Operator, Role.Auditor])],
        ["watched-figures"] = [(Reach.Council, [Role.Operator, Role.Auditor])],

        // About nobody: terms, counts and the council's own rules.
        ["check-sets"] = [(Reach.Council, All)],
        ["equality-totals"] = [(Reach.Council, [Role.Hr, Role.Auditor])],
        ["housing-agreements"] = [(Reach.Council, All)],
        ["housing-figures"] = [(Reach.Council, All)],
        ["measures"] = [(Reach.Council, All)],
        ["pay-scale"] = [(Reach.Council, All)],
        ["payment-scheme-examples"] = [(Reach.Council, All)],
        ["payment-schemes"] = [(Reach.Council, All)],
        ["posts"] = [(Reach.Council, All)],
        ["privacy-notices"] = [(Reach.Council, All)],
        ["purges"] = [(Reach.Council, All)],
        ["recruitment-numbers"] = [(Reach.Council, All)],
        ["reports"] = [(Reach.Council, All)],
        ["retention-ledger"] = [(Reach.Council, All)],
        ["retention-money"] = [(Reach.Council, All)],
        ["retention-schedules"] = [(Reach.Council, All)],
    };

    /// <summary>What of a resource a role reaches; null for nothing.</summary>
    public static Reach? ReachOf(string resource, Role role) =>
        Rows.TryGetValue(resource, out var row) && row.FirstOrDefault(part => part.Roles.Contains(role)) is { Roles: not null } found ? found.Reach : null;

    /// <summary>Whether a caller reaches every object of a resource.</summary>
    public static bool ReachesAll(string resource, Caller caller) => caller.Roles.Any(role => ReachOf(resource, role) == Reach.Council);

    /// <summary>A reach in words.</summary>
    internal static string Words(Reach reach) => Json.Word(reach).Replace('-', ' ');
}
