using System.Text.Json.Serialization;
using RecruitRetain.Recruitment;
using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Reporting;

/// <summary>A post of the establishment, as reports reckon with it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Role">The role's key.</param>
/// <param name="Team">The team's key.</param>
/// <param name="Fte">Full-time equivalent.</param>
/// <param name="OverEstablished">Whether it is one more than the structure has.</param>
/// <param name="EstablishedOn">The first day on which it is there; null where it has always been.</param>
/// <param name="ClosedOn">The last day on which it is there; null while it goes on.</param>
public sealed record PostFact(
    string Id, string Role, string Team, decimal Fte, bool OverEstablished, DateOnly? EstablishedOn = null, DateOnly? ClosedOn = null)
{
    /// <summary>Whether it is part of the establishment on a day.</summary>
    public bool IsThereOn(DateOnly date) => !(EstablishedOn > date) && !(ClosedOn < date);
}

/// <summary>What somebody does from a day on.</summary>
public sealed record PositionFact(DateOnly From, string Role, string Team, string Grade, decimal Fte);

/// <summary>An employment, as reports reckon with it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="PersonId">Whose it is, as it was recorded; see <see cref="MergeFact"/>.</param>
/// <param name="PostId">The post that it fills, where that is known.</param>
/// <param name="Contract">The kind of contract.</param>
/// <param name="StartedOn">The first day.</param>
/// <param name="Positions">What the person does, in the order of the days; at least one.</param>
/// <param name="LastDayOn">The last day; null while it goes on.</param>
/// <param name="Reason">Why it ended.</param>
/// <param name="NewlyQualifiedUntil">The first day after the newly qualified year; null where there was none.</param>
/// <param name="ApplicationId">The application that led to it; its source is how the person came.</param>
/// <param name="NoticeGivenOn">The day of the notice that stands; null for none.</param>
/// <param name="ConvertedFromStintId">The agency stint that it took the place of; null for none.</param>
public sealed record EmploymentFact(
    string Id,
    string PersonId,
    string? PostId,
    ContractKind Contract,
    DateOnly StartedOn,
    IReadOnlyList<PositionFact> Positions,
    DateOnly? LastDayOn = null,
    LeavingReason? Reason = null,
    DateOnly? NewlyQualifiedUntil = null,
    string? ApplicationId = null,
    DateOnly? NoticeGivenOn = null,
    string? ConvertedFromStintId = null)
{
    /// <summary>Employed on that day: from the first to the last day, both included.</summary>
    public bool InPostOn(DateOnly date) => StartedOn <= date && !(LastDayOn < date);

    /// <summary>What the person did on that day; null when not in post.</summary>
    public PositionFact? PositionOn(DateOnly date)
    {
        if (!InPostOn(date))
        {
            return null;
        }

        var i = Positions.Count - 1;
        while (i > 0 && Positions[i].From > date)
        {
            i--;
        }

        return Positions[i];
    }
}

/// <summary>What an agency charges from a day on.</summary>
/// <param name="From">The first day of it.</param>
/// <param name="HourlyPence">An hour, in pence.</param>
public sealed record RateFact(DateOnly From, long HourlyPence);

/// <summary>A stretch of agency work, as reports reckon with it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="WorkerId">Who works, as it was recorded; see <see cref="MergeFact"/>.</param>
/// <param name="PostId">The post that it covers, where that is known.</param>
/// <param name="Role">The role's key.</param>
/// <param name="Team">The team's key.</param>
/// <param name="Fte">Full-time equivalent.</param>
/// <param name="StartedOn">The first day.</param>
/// <param name="LastDayOn">The last day; null while it goes on.</param>
/// <param name="CoversVacancy">Whether it covers a vacant post.</param>
/// <param name="Rates">What it costs, in the order of the days; at least one.</param>
public sealed record StintFact(
    string Id,
    string WorkerId,
    string? PostId,
    string Role,
    string Team,
    decimal Fte,
    DateOnly StartedOn,
    DateOnly? LastDayOn,
    bool CoversVacancy,
    IReadOnlyList<RateFact> Rates)
{
    /// <summary>At work on that day: from the first to the last day, both included.</summary>
    public bool OnDutyOn(DateOnly date) => StartedOn <= date && !(LastDayOn < date);
}

/// <summary>Who held how many cases on a day.</summary>
public sealed record CaseloadFact(string Id, DateOnly On, IReadOnlyList<HeldCases> Holders);

/// <summary>Who lost how many days to sickness in a month.</summary>
/// <param name="Id">Its id.</param>
/// <param name="MonthStartsOn">The first day of the month.</param>
/// <param name="Days">Who lost any.</param>
public sealed record SicknessFact(string Id, DateOnly MonthStartsOn, IReadOnlyList<DaysLost> Days);

/// <summary>Somebody's joining a retention scheme.</summary>
public sealed record EnrolmentFact(string SchemeId, DateOnly EnrolledOn);

/// <summary>Money that came back, gross, in pence.</summary>
public sealed record ReceiptFact(DateOnly On, long Pence);

/// <summary>A payment of a plan, gross, in pence.</summary>
/// <param name="SchemeId">Under which scheme.</param>
/// <param name="Number">Its place in the plan, from 1.</param>
/// <param name="State">Where it stands.</param>
/// <param name="DueOn">When it falls due.</param>
/// <param name="AmountPence">What it comes to.</param>
/// <param name="PaidOn">When it was paid.</param>
/// <param name="Recovered">What came back of it.</param>
/// <param name="FreeFrom">The first day on which it no longer binds; while it is not paid, as if it were on the day it falls due.</param>
public sealed record PaymentFact(
    string SchemeId, int Number, PaymentState State, DateOnly DueOn, long AmountPence, DateOnly? PaidOn, IReadOnlyList<ReceiptFact> Recovered, DateOnly FreeFrom)
{
    /// <summary>All that came back of it.</summary>
    [JsonIgnore]
    public long RecoveredPence => Recovered.Sum(receipt => receipt.Pence);
}

/// <summary>The retention plan of an employment.</summary>
/// <param name="Id">Its id, the employment's.</param>
/// <param name="Enrolments">The schemes, in the order of joining.</param>
/// <param name="Payments">Their payments.</param>
public sealed record PlanFact(string Id, IReadOnlyList<EnrolmentFact> Enrolments, IReadOnlyList<PaymentFact> Payments);

/// <summary>A tenancy of a key-worker home.</summary>
public sealed record TenancyFact(DateOnly StartedOn, DateOnly? EndedOn);

/// <summary>Somebody's key-worker homes.</summary>
/// <param name="Id">The request's id.</param>
/// <param name="PersonId">Who lived there, as it was recorded; see <see cref="MergeFact"/>.</param>
/// <param name="Tenancies">In order; at least one.</param>
public sealed record HousedFact(string Id, string PersonId, IReadOnlyList<TenancyFact> Tenancies);

/// <summary>A vacancy that was asked for.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Role">The role's key.</param>
/// <param name="Team">The team's key.</param>
/// <param name="Fte">Full-time equivalent of each of the people wanted.</param>
/// <param name="State">Where it stands.</param>
/// <param name="ApprovedOn">The day, in London, on which it was approved.</param>
/// <param name="StillWanted">How many people it still wants.</param>
public sealed record VacancyFact(string Id, string Role, string Team, decimal Fte, VacancyState State, DateOnly? ApprovedOn, int StillWanted);

/// <summary>An application, as reports reckon with it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="VacancyId">Its vacancy.</param>
/// <param name="Source">Where the candidate heard of it; null where they did not say.</param>
/// <param name="Course">The stages it came to.</param>
/// <param name="StartedOn">The first day.</param>
public sealed record ApplicationFact(string Id, string VacancyId, string? Source, IReadOnlyList<StageReached> Course, DateOnly? StartedOn);

/// <summary>Two people on record who are one.</summary>
public sealed record MergeFact(string Id, string KeptId, string MergedId);

/// <summary>All that reports are reckoned from, by ids only: the same facts, the same figures, whenever and wherever they are reckoned.</summary>
public sealed record Facts(
    IReadOnlyList<PostFact> Posts,
    IReadOnlyList<EmploymentFact> Employments,
    IReadOnlyList<StintFact> Stints,
    IReadOnlyList<CaseloadFact> Caseloads,
    IReadOnlyList<SicknessFact> Sickness,
    IReadOnlyList<PlanFact> Plans,
    IReadOnlyList<HousedFact> Housed,
    IReadOnlyList<VacancyFact> Vacancies,
    IReadOnlyList<ApplicationFact> Applications,
    IReadOnlyList<MergeFact> Merges)
{
    /// <summary>A council of which nothing is known yet.</summary>
    public static Facts None { get; } = new([], [], [], [], [], [], [], [], [], []);

    /// <summary>The same facts, each kind in the order of its ids.</summary>
    public Facts InOrder() => new(
        [.. Posts.OrderBy(fact => fact.Id, StringComparer.Ordinal)],
        [.. Employments.OrderBy(fact => fact.Id, StringComparer.Ordinal)],
        [.. Stints.OrderBy(fact => fact.Id, StringComparer.Ordinal)],
        [.. Caseloads.OrderBy(fact => fact.Id, StringComparer.Ordinal)],
        [.. Sickness.OrderBy(fact => fact.Id, StringComparer.Ordinal)],
        [.. Plans.OrderBy(fact => fact.Id, StringComparer.Ordinal)],
        [.. Housed.OrderBy(fact => fact.Id, StringComparer.Ordinal)],
        [.. Vacancies.OrderBy(fact => fact.Id, StringComparer.Ordinal)],
        [.. Applications.OrderBy(fact => fact.Id, StringComparer.Ordinal)],
        [.. Merges.OrderBy(fact => fact.Id, StringComparer.Ordinal)]);

    /// <summary>The fingerprint of what they are made of: in whatever order they stand, the same facts have the same.</summary>
    [JsonIgnore]
    public string Fingerprint
    {
        get
        {
            Fingerprint fingerprint = new();
            fingerprint.AddAll(Posts);
            fingerprint.AddAll(Employments);
            fingerprint.AddAll(Stints);
            fingerprint.AddAll(Caseloads);
            fingerprint.AddAll(Sickness);
            fingerprint.AddAll(Plans);
            fingerprint.AddAll(Housed);
            fingerprint.AddAll(Vacancies);
            fingerprint.AddAll(Applications);
            fingerprint.AddAll(Merges);
            return fingerprint.ToString();
        }
    }
}
