using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Housing;
using RecruitRetain.Recruitment;
using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Privacy;

/// <summary>Which tables hold what on people.</summary>
internal static class HoldingsList
{
    /// <summary>Adds the holdings of every table.</summary>
    public static void AddHoldings(this IServiceCollection services)
    {
        services.AddSingleton<Holdings>();
        services.AddSingleton<IHoldings, ApplicationHoldings>();
        services.AddSingleton<IHoldings, CampaignHoldings>();
        services.AddSingleton<IHoldings, EmploymentHoldings>();
        services.AddSingleton<IHoldings, HousingHoldings>();
        services.AddSingleton<IHoldings>(provider => provider.GetRequiredService<JobAlerts>());
        services.AddSingleton<IHoldings, PlanHoldings>();
        services.AddSingleton<IHoldings, SicknessHoldings>();
        services.AddSingleton<IHoldings, StintHoldings>();
        services.AddSingleton<IHoldings>(provider => provider.GetRequiredService<UnmatchedConfirmations>());
        AddWhole(services, Erasures.Kind, RecordKind.RightsRequests, erasure => erasure.CompletedOn);
        AddWhole(services, LegalHolds.Kind, RecordKind.RightsRequests, hold => hold.LiftedOn);
        AddWhole(services, PayRuns.Kind, RecordKind.Payments, run => EndOfTaxYear(run.InstructedOn ?? (run.State == PayRunState.Cancelled ? run.CutOffOn : null)));
        AddWhole(services, SubjectAccessRequests.Kind, RecordKind.RightsRequests, request => request.AnsweredOn);
        AddWhole(services, EnrolTeam.Kind, RecordKind.Payments, enrolment => EndOfTaxYear(enrolment.EnrolledOn));
    }

    private static void AddWhole<TState, TEvent>(
        IServiceCollection services, AggregateKind<TState, TEvent> kind, RecordKind record, Func<TState, DateOnly?> since)
        where TState : class
        where TEvent : class => services.AddSingleton<IHoldings>(provider =>
            new WholeRecords<TState, TEvent>(provider.GetRequiredService<Journal>(), kind, record, since));

    private static DateOnly? EndOfTaxYear(DateOnly? on) => on is { } day ? TaxYear.EndOf(day) : null;
}
