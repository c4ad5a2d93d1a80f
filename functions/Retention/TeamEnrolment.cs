using System.Text.Json.Serialization;
using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>Where the enrolment of a team stands.</summary>
public enum TeamEnrolmentState
{
    /// <summary>Decided; members are being enrolled, one after the other.</summary>
    Begun,

    /// <summary>Every member is enrolled, or it is known why not.</summary>
    Complete,
}

/// <summary>What can be done with the enrolment of a team.</summary>
public enum TeamEnrolmentStep
{
    /// <summary>Go on where it was broken off.</summary>
    Complete,
}

/// <summary>Somebody who is to be enrolled.</summary>
/// <param name="EmploymentId">Who.</param>
/// <param name="Background">What is known of them.</param>
/// <param name="Payments">How many payments they are promised.</param>
/// <param name="CostPence">What those come to for full time, gross, in pence.</param>
/// <param name="CostForHoursPence">The same for the hours they work now.</param>
public sealed record TeamMember(string EmploymentId, Background Background, int Payments, long CostPence, long CostForHoursPence);

/// <summary>Somebody who is not enrolled.</summary>
/// <param name="EmploymentId">Who.</param>
/// <param name="Code">Why not.</param>
/// <param name="Message">The same in words.</param>
public sealed record LeftOut(string EmploymentId, string Code, string Message);

/// <summary>A whole team joins a scheme: who, decided once, and what became of it.</summary>
/// <param name="Id">Its id, <c>ten_…</c>.</param>
/// <param name="SchemeId">Which scheme.</param>
/// <param name="Version">In which version.</param>
/// <param name="Team">Which team.</param>
/// <param name="EnrolledOn">From which day.</param>
/// <param name="Members">Those to be enrolled, as decided at the beginning.</param>
/// <param name="LeftOut">Those who are not, decided at the beginning or found out on the way.</param>
/// <param name="State">Where it stands.</param>
public sealed record TeamEnrolment(
    string Id,
    string SchemeId,
    int Version,
    string Team,
    DateOnly EnrolledOn,
    IReadOnlyList<TeamMember> Members,
    IReadOnlyList<LeftOut> LeftOut,
    TeamEnrolmentState State)
{
    /// <summary>The state machine.</summary>
    public static readonly Transitions<TeamEnrolmentState, TeamEnrolmentStep> Machine = new(
        TeamEnrolmentState.Begun, (TeamEnrolmentState.Begun, TeamEnrolmentStep.Complete, TeamEnrolmentState.Complete));

    /// <summary>What all members are promised for full time, gross, in pence.</summary>
    [JsonIgnore]
    public long CostPence => Members.Sum(member => member.CostPence);

    /// <summary>The team's enrolment after an event; null stands for before the first.</summary>
    public static TeamEnrolment Apply(TeamEnrolment? enrolment, TeamEnrolmentEvent happened) => happened switch
    {
        TeamEnrolmentBegun e => new(e.Id, e.SchemeId, e.Version, e.Team, e.EnrolledOn, e.Members, e.LeftOut, Machine.Initial),
        TeamEnrolmentCompleted e => enrolment! with
        {
            State = Machine.Next(enrolment.State, TeamEnrolmentStep.Complete),
            Members = [.. enrolment.Members.Where(member => e.LeftOut.All(one => one.EmploymentId != member.EmploymentId))],
            LeftOut = [.. enrolment.LeftOut, .. e.LeftOut],
        },
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };
}

/// <summary>Something that happened to the enrolment of a team.</summary>
[JsonDerivedType(typeof(TeamEnrolmentBegun), nameof(TeamEnrolmentBegun))]
[JsonDerivedType(typeof(TeamEnrolmentCompleted), nameof(TeamEnrolmentCompleted))]
public abstract record TeamEnrolmentEvent;

/// <summary>It was decided who joins.</summary>
public sealed record TeamEnrolmentBegun(
    string Id,
    string SchemeId,
    int Version,
    string Team,
    DateOnly EnrolledOn,
    IReadOnlyList<TeamMember> Members,
    IReadOnlyList<LeftOut> LeftOut) : TeamEnrolmentEvent;

/// <summary>All have joined, but for those whom something happened to in between.</summary>
public sealed record TeamEnrolmentCompleted(IReadOnlyList<LeftOut> LeftOut) : TeamEnrolmentEvent;
