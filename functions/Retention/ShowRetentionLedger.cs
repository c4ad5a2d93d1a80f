using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>The ledger of all retention payments, for HR, payroll and auditors.</summary>
public sealed class ShowRetentionLedger(Journal journal)
{
    /// <summary>Shows every entry, with totals by scheme, team and tax year, reconciled with the plans. It reads every plan's journal: a moment's wait with thousands of them.</summary>
    [Function(nameof(ShowRetentionLedger))]
    [Allow(Role.Hr, Role.Payroll, Role.Auditor)]
    [Operation("Show the ledger of retention payments, reconciled", Answers = typeof(ReconciledLedger))]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "retention-ledger")] HttpRequest request)
    {
        List<LedgerEntry> entries = [];
        List<RetentionLedger> plans = [];
        await foreach (var plan in journal.AllAsync(RetentionPlans.Kind))
        {
            // What was committed since the plan was read is left for the next time.
            var history = await journal.HistoryAsync(RetentionPlans.Kind, plan.Id, request.HttpContext.RequestAborted);
            var employment = await journal.GetAsync(Employments.Kind, plan.Id, request.HttpContext.RequestAborted);
            entries.AddRange(LedgerEntry.Of(plan.Id, history.Where(entry => entry.Number <= plan.Number).Select(entry => entry.Happened), employment.State.Positions));
            plans.Add(plan.State);
        }

        return Answer.Ok(ReconciledLedger.Of(entries, plans));
    }
}
