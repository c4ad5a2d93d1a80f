using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using RecruitRetain.Access;
using RecruitRetain.Recruitment;
using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Reporting;

/// <summary>The money view for HR and finance. The setting <c>Retention:Locums</c> holds <see cref="LocumRules"/> as JSON, where the shipped ones do not fit.</summary>
public sealed class ShowRetentionMoney(Journal journal, RecruitmentPolicy policy, IConfiguration settings, TimeProvider clock)
{
    private readonly LocumRules _locums = LocumRules.In(settings);

    /// <summary>Shows what is committed, spent, recovered and at risk as it stands, and what a kept worker saves against a locum.</summary>
    [Function(nameof(ShowRetentionMoney))]
    [Allow(Role.Hr, Role.Payroll, Role.Auditor)]
    [Operation("Show what retention costs and saves", Answers = typeof(RetentionMoney))]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "retention-money")] HttpRequest request) =>
        Answer.Ok(RetentionMoney.Of(
            new(
                await ReadAsync(RetentionPlans.Kind),
                await ReadAsync(Employments.Kind),
                await ReadAsync(AgencyStints.Kind),
                _locums,
                policy.Rules.HoursPerWeek,
                policy.Rules.LocumWeeksPerYear),
            clock.Today()));

    private async Task<IReadOnlyList<TState>> ReadAsync<TState, TEvent>(AggregateKind<TState, TEvent> kind)
        where TState : class
        where TEvent : class
    {
        List<TState> states = [];
        await foreach (var found in journal.AllAsync(kind))
        {
            states.Add(found.State);
        }

        return states;
    }
}
