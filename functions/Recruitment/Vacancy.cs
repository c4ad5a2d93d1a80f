using System.Text.Json.Serialization;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>Where a vacancy stands.</summary>
public enum VacancyState
{
    /// <summary>A requisition that somebody else has yet to approve.</summary>
    Draft,

    /// <summary>The requisition is approved; nobody can apply yet.</summary>
    Approved,

    /// <summary>Advertised: applications are taken until the closing date.</summary>
    Open,

    /// <summary>No further applications; those received are decided.</summary>
    Closed,

    /// <summary>As many people have started as were wanted.</summary>
    Filled,

    /// <summary>Given up.</summary>
    Cancelled,
}

/// <summary>What can be done with a vacancy.</summary>
public enum VacancyStep
{
    /// <summary>Agree to recruit.</summary>
    Approve,

    /// <summary>Advertise it.</summary>
    Open,

    /// <summary>Take no more applications.</summary>
    Close,

    /// <summary>Count one person who has started.</summary>
    RecordHire,

    /// <summary>The last of the people wanted has started.</summary>
    Fill,

    /// <summary>Give it up.</summary>
    Cancel,
}

/// <summary>Something that candidates are measured by.</summary>
/// <param name="Key">Its key within the vacancy, lower-case words with hyphens: <c>child-protection</c>.</param>
/// <param name="Text">What is asked, as candidates read it.</param>
/// <param name="Essential">Whether nobody can do the work without it; otherwise it is desirable.</param>
/// <param name="Weight">How much it counts, 1 to 10.</param>
public sealed record Criterion(string Key, string Text, bool Essential, int Weight = 1);

/// <summary>Somebody who shortlists and interviews.</summary>
/// <param name="StaffId">The subject of their token.</param>
/// <param name="TrainedInSaferRecruitment">Whether they have done the training of which every panel needs somebody.</param>
public sealed record PanelMember(string StaffId, bool TrainedInSaferRecruitment);

/// <summary>What a vacancy offers.</summary>
/// <param name="Posts">The posts of the establishment that are to be filled, by id or by the council's reference; kept by id.</param>
/// <param name="Role">The role's key, as in the check sets: <c>social-worker</c>.</param>
/// <param name="Team">The team's key.</param>
/// <param name="Grade">The pay grade.</param>
/// <param name="Fte">Full-time equivalent, above 0 and at most 1, two decimal places.</param>
/// <param name="Contract">Permanent or fixed term.</param>
/// <param name="ClosingOn">The last day, in London, on which applications are taken.</param>
/// <param name="SalaryPence">Gross a year for full time, in pence.</param>
/// <param name="HiresWanted">How many people are wanted, at least 1: more than there are vacant posts only for roles that may be over-established.</param>
/// <param name="SchemeId">The retention scheme offered with it, if any.</param>
public sealed record VacancyTerms(
    IReadOnlyList<string> Posts,
    string Role,
    string Team,
    string Grade,
    decimal Fte,
    ContractKind Contract,
    DateOnly ClosingOn,
    long SalaryPence,
    int HiresWanted,
    string? SchemeId = null)
{
    /// <summary>What candidates are measured by.</summary>
    public IReadOnlyList<Criterion> Criteria { get; init; } = [];

    /// <summary>Who shortlists and interviews.</summary>
    public IReadOnlyList<PanelMember> Panel { get; init; } = [];

    /// <summary>What the advertisement says about keeping children safe.</summary>
    public string SafeguardingStatement { get; init; } =
        "We are committed to keeping children and young people safe, and expect everybody who works for us to share this. "
        + "The post is exempt from the Rehabilitation of Offenders Act 1974, and we ask for an enhanced DBS check with barred lists.";
}

/// <summary>A vacancy as its journal tells it.</summary>
/// <param name="Id">The vacancy's id, <c>vac_…</c>.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Terms">What it offers.</param>
/// <param name="DraftedBy">Who asked for it; somebody else approves.</param>
/// <param name="ApprovedOn">The day the requisition was approved, from which time to fill counts; null while it is not.</param>
/// <param name="HiredApplicationIds">The applications whose people have started.</param>
public sealed record Vacancy(
    string Id,
    VacancyState State,
    VacancyTerms Terms,
    string DraftedBy,
    DateOnly? ApprovedOn,
    IReadOnlyList<string> HiredApplicationIds)
{
    /// <summary>Who approved it; null while nobody has.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>Who else works on it, by the ids in their tokens.</summary>
    public IReadOnlyList<string> Staff { get; init; } = [];

    /// <summary>Everybody whose vacancy it is: who drafted and approved it, its panel, and who was named.</summary>
    [JsonIgnore]
    public IEnumerable<string> People =>
        new[] { DraftedBy, ApprovedBy }.OfType<string>().Concat(Terms.Panel.Select(member => member.StaffId)).Concat(Staff).Distinct(StringComparer.Ordinal);

    /// <summary>The state machine.</summary>
    public static readonly Transitions<VacancyState, VacancyStep> Machine = new(
        VacancyState.Draft,
        (VacancyState.Draft, VacancyStep.Approve, VacancyState.Approved),
        (VacancyState.Draft, VacancyStep.Cancel, VacancyState.Cancelled),
        (VacancyState.Approved, VacancyStep.Open, VacancyState.Open),
        (VacancyState.Approved, VacancyStep.Cancel, VacancyState.Cancelled),
        (VacancyState.Open, VacancyStep.Close, VacancyState.Closed),
        (VacancyState.Open, VacancyStep.RecordHire, VacancyState.Open),
        (VacancyState.Open, VacancyStep.Fill, VacancyState.Filled),
        (VacancyState.Open, VacancyStep.Cancel, VacancyState.Cancelled),
        (VacancyState.Closed, VacancyStep.RecordHire, VacancyState.Closed),
        (VacancyState.Closed, VacancyStep.Fill, VacancyState.Filled),
        (VacancyState.Closed, VacancyStep.Cancel, VacancyState.Cancelled));

    /// <summary>The vacancy after an event; null stands for before the first.</summary>
    public static Vacancy Apply(Vacancy? vacancy, VacancyEvent happened) => happened switch
    {
        RequisitionDrafted e => new(e.VacancyId, Machine.Initial, e.Terms, e.DraftedBy, null, []),
        _ when vacancy is null => throw new InvalidOperationException($"{happened.GetType().Name} before the requisition."),
        RequisitionApproved e => vacancy.After(VacancyStep.Approve) with { ApprovedOn = e.ApprovedOn, ApprovedBy = e.By },
        VacancyOpened => vacancy.After(VacancyStep.Open),
        VacancyClosed => vacancy.After(VacancyStep.Close),
        HireRecorded e => vacancy.After(VacancyStep.RecordHire) with
        {
            HiredApplicationIds = [.. vacancy.HiredApplicationIds, e.ApplicationId],
        },
        VacancyFilled => vacancy.After(VacancyStep.Fill),
        VacancyCancelled => vacancy.After(VacancyStep.Cancel),
        VacancyStaffNamed e => vacancy with { Staff = e.Staff },
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    /// <summary>The post that somebody hired fills: the first of them the first post. Null for one above the establishment, and for nobody hired here.</summary>
    public string? PostOf(string applicationId)
    {
        var place = HiredApplicationIds.ToList().IndexOf(applicationId);
        return place >= 0 ? Terms.Posts.ElementAtOrDefault(place) : null;
    }

    private Vacancy After(VacancyStep step) => this with { State = Machine.Next(State, step) };
}
