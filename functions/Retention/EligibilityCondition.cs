using System.Text.Json.Serialization;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>Where somebody came from.</summary>
public enum Origin
{
    /// <summary>From outside the council.</summary>
    External,

    /// <summary>From another job within the council.</summary>
    InternalMover,

    /// <summary>Worked here through an agency before.</summary>
    ExAgency,

    /// <summary>Was in the job already when the scheme came.</summary>
    ExistingStaff,
}

/// <summary>What schemes may ask about somebody beyond the employment itself. All of it optional: what a scheme needs and does not know, it names.</summary>
/// <param name="Origin">Where they came from.</param>
/// <param name="LeftCouncilOn">The last day of an earlier employment with the council.</param>
/// <param name="QualifiedOn">The day they qualified as a social worker.</param>
/// <param name="AsyePassedOn">The day they passed the assessed and supported year in employment.</param>
/// <param name="LastPaymentOn">The day of the last start-up or retention payment they had from the council.</param>
/// <param name="SalaryPence">The full-time yearly salary on enrolment, gross, in pence.</param>
public sealed record Background(
    Origin? Origin = null,
    DateOnly? LeftCouncilOn = null,
    DateOnly? QualifiedOn = null,
    DateOnly? AsyePassedOn = null,
    DateOnly? LastPaymentOn = null,
    long? SalaryPence = null)
{
    /// <summary>Nothing known.</summary>
    public static Background Unknown { get; } = new();

    /// <summary>
    /// Newly qualified until the assessed and supported year is passed, at most for three years after qualifying; null when the day of qualifying
    /// is not known either.
    /// </summary>
    public bool? IsNewlyQualifiedOn(DateOnly date) => new AssessedYear(QualifiedOn, null, AsyePassedOn).IsNewlyQualifiedOn(date);
}

/// <summary>Somebody whom a scheme may be for.</summary>
/// <param name="StartedOn">The first day of the employment.</param>
/// <param name="EnrolledOn">The day of the enrolment.</param>
/// <param name="Position">The position on that day.</param>
/// <param name="Contract">On what footing.</param>
/// <param name="Background">What else is known.</param>
public sealed record Enrolee(DateOnly StartedOn, DateOnly EnrolledOn, Position Position, ContractKind Contract, Background Background);

/// <summary>Why a scheme is not for somebody: a stable code and a sentence.</summary>
/// <param name="Code">A stable kebab-case code.</param>
/// <param name="Message">A sentence for a person.</param>
public sealed record Ineligibility(string Code, string Message);

/// <summary>One condition of a scheme.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(InRoles), "roles")]
[JsonDerivedType(typeof(InTeams), "teams")]
[JsonDerivedType(typeof(InGrades), "grades")]
[JsonDerivedType(typeof(OnContracts), "contracts")]
[JsonDerivedType(typeof(FromOrigins), "origins")]
[JsonDerivedType(typeof(NotRejoining), "not-rejoining")]
[JsonDerivedType(typeof(AfterAsye), "after-asye")]
[JsonDerivedType(typeof(NotNewlyQualified), "not-newly-qualified")]
[JsonDerivedType(typeof(Experienced), "experience")]
[JsonDerivedType(typeof(InService), "service")]
[JsonDerivedType(typeof(NoEarlierPayment), "no-earlier-payment")]
public abstract record EligibilityCondition
{
    /// <summary>Why somebody does not meet it; null when they do.</summary>
    public abstract Ineligibility? WhyNot(Enrolee enrolee);
}

/// <summary>A condition that a change of position can end.</summary>
public abstract record PositionCondition : EligibilityCondition
{
    /// <summary>Whether the position meets it.</summary>
    public abstract bool Holds(Position position, ContractKind contract);

    /// <summary>Why the position does not.</summary>
    protected abstract Ineligibility Reason { get; }

    /// <inheritdoc/>
    public override Ineligibility? WhyNot(Enrolee enrolee) => Holds(enrolee.Position, enrolee.Contract) ? null : Reason;

    private protected static string List(IEnumerable<string> all) => string.Join(", ", all);
}

/// <summary>In one of these roles.</summary>
public sealed record InRoles(IReadOnlyList<string> OneOf) : PositionCondition
{
    /// <inheritdoc/>
    protected override Ineligibility Reason => new("role-not-eligible", $"The scheme is for the roles {List(OneOf)}.");

    /// <inheritdoc/>
    public override bool Holds(Position position, ContractKind contract) => OneOf.Contains(position.Role);
}

/// <summary>In one of these teams.</summary>
public sealed record InTeams(IReadOnlyList<string> OneOf) : PositionCondition
{
    /// <inheritdoc/>
    protected override Ineligibility Reason => new("team-not-eligible", $"The scheme is for the teams {List(OneOf)}.");

    /// <inheritdoc/>
    public override bool Holds(Position position, ContractKind contract) => OneOf.Contains(position.Team);
}

/// <summary>In one of these pay grades.</summary>
public sealed record InGrades(IReadOnlyList<string> OneOf) : PositionCondition
{
    /// <inheritdoc/>
    protected override Ineligibility Reason => new("grade-not-eligible", $"The scheme is for the grades {List(OneOf)}.");

    /// <inheritdoc/>
    public override bool Holds(Position position, ContractKind contract) => OneOf.Contains(position.Grade);
}

/// <summary>On one of these kinds of contract; a referrer too.</summary>
public sealed record OnContracts(IReadOnlyList<ContractKind> OneOf) : PositionCondition
{
    /// <inheritdoc/>
    protected override Ineligibility Reason => new("contract-not-eligible", "The scheme is not for this kind of contract.");

    /// <inheritdoc/>
    public override bool Holds(Position position, ContractKind contract) => OneOf.Contains(contract);
}

/// <summary>From one of these places.</summary>
public sealed record FromOrigins(IReadOnlyList<Origin> OneOf) : EligibilityCondition
{
    /// <inheritdoc/>
    public override Ineligibility? WhyNot(Enrolee enrolee) => enrolee.Background.Origin switch
    {
        null => new("origin-unknown", "Where they came from is not known, and the scheme asks for it."),
        { } origin when OneOf.Contains(origin) => null,
        _ => new("origin-not-eligible", "The scheme is not for people who come from there."),
    };
}

/// <summary>Not back within so many months of leaving the council.</summary>
public sealed record NotRejoining(int WithinMonths) : EligibilityCondition
{
    /// <inheritdoc/>
    public override Ineligibility? WhyNot(Enrolee enrolee) =>
        enrolee.Background.LeftCouncilOn is { } leftOn && enrolee.StartedOn < UkCalendar.AddMonths(leftOn, WithinMonths)
            ? new("rejoined-too-soon", $"They came back within {WithinMonths} months of leaving the council.")
            : null;
}

/// <summary>Newly qualified workers only once they have passed the assessed and supported year.</summary>
public sealed record AfterAsye : EligibilityCondition
{
    /// <inheritdoc/>
    public override Ineligibility? WhyNot(Enrolee enrolee) => enrolee.Background.IsNewlyQualifiedOn(enrolee.EnrolledOn) switch
    {
        null => new("experience-unknown", "Neither the day of qualifying nor that of passing the assessed year is known."),
        true => new("asye-not-passed", "Newly qualified workers come in once they have passed their assessed and supported year."),
        false => null,
    };
}

/// <summary>Nobody who was newly qualified when they started.</summary>
public sealed record NotNewlyQualified : EligibilityCondition
{
    /// <inheritdoc/>
    public override Ineligibility? WhyNot(Enrolee enrolee) => enrolee.Background.IsNewlyQualifiedOn(enrolee.StartedOn) switch
    {
        null => new("experience-unknown", "Neither the day of qualifying nor that of passing the assessed year is known."),
        true => new("newly-qualified", "The scheme is not for those who started newly qualified."),
        false => null,
    };
}

/// <summary>At least so many full years since qualifying.</summary>
public sealed record Experienced(int Years) : EligibilityCondition
{
    /// <inheritdoc/>
    public override Ineligibility? WhyNot(Enrolee enrolee) => enrolee.Background.QualifiedOn switch
    {
        null => new("experience-unknown", "The day of qualifying is not known, and the scheme asks for experience."),
        { } qualifiedOn when UkCalendar.AddMonths(qualifiedOn, 12 * Years) <= enrolee.EnrolledOn => null,
        _ => new("not-enough-experience", $"The scheme asks for {Years} years since qualifying."),
    };
}

/// <summary>At least so many months of service with the council on enrolment.</summary>
public sealed record InService(int Months) : EligibilityCondition
{
    /// <inheritdoc/>
    public override Ineligibility? WhyNot(Enrolee enrolee) => UkCalendar.AddMonths(enrolee.StartedOn, Months) <= enrolee.EnrolledOn
        ? null
        : new("not-enough-service", $"The scheme asks for {Months} months of service.");
}

/// <summary>No start-up or retention payment from the council within so many months before.</summary>
public sealed record NoEarlierPayment(int WithinMonths) : EligibilityCondition
{
    /// <inheritdoc/>
    public override Ineligibility? WhyNot(Enrolee enrolee) =>
        enrolee.Background.LastPaymentOn is { } paidOn && enrolee.EnrolledOn < UkCalendar.AddMonths(paidOn, WithinMonths)
            ? new("paid-before", $"They had a payment from the council on {UkCalendar.Words(paidOn)}, less than {WithinMonths} months before.")
            : null;
}
