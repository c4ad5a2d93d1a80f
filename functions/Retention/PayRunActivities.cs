using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>What a look at a pay run found to do.</summary>
/// <param name="Parts">In how many parts it is to go out; 0 for not now.</param>
/// <param name="Ended">Whether it never will, or has.</param>
public sealed record PayRunOutlook(int Parts, bool Ended);

/// <summary>A part of a pay run.</summary>
/// <param name="PayRunId">Of which run.</param>
/// <param name="Part">Which part, from 0.</param>
public sealed record PayRunPart(string PayRunId, int Part);

/// <summary>A pay run of which every part has gone out.</summary>
/// <param name="PayRunId">Which run.</param>
/// <param name="LeftOut">What did not go out with it.</param>
public sealed record PayRunSent(string PayRunId, IReadOnlyList<LeftOutOfRun> LeftOut);

/// <summary>What the stages of pay runs do.</summary>
public sealed class PayRunActivities(Journal journal, Commands commands, Outbox outbox, TimeProvider clock)
{
    private const int PartSize = 100;

    private const int AtOnce = 16;

    /// <summary>Looks whether a run is let out.</summary>
    [Function(nameof(LookAtPayRun))]
    public async Task<PayRunOutlook> LookAtPayRun([ActivityTrigger] string payRunId)
    {
        var run = (await journal.GetAsync(PayRuns.Kind, payRunId)).State;
        return new(
            run.State == PayRunState.GoingOut ? (run.Lines.Count() + PartSize - 1) / PartSize : 0,
            PayRun.Machine.IsTerminal(run.State));
    }

    /// <summary>Records the approval and the instruction of each payment in its own plan, tells payroll, and wakes the stages, which write to people.</summary>
    /// <returns>What did not go out, and why.</returns>
    [Function(nameof(SendPartOfPayRun))]
    public async Task<IReadOnlyList<LeftOutOfRun>> SendPartOfPayRun([ActivityTrigger] PayRunPart part, [DurableClient] DurableTaskClient client)
    {
        var run = (await journal.GetAsync(PayRuns.Kind, part.PayRunId)).State;
        var lines = run.Lines.Skip(part.Part * PartSize).Take(PartSize).ToList();
        ConcurrentBag<LeftOutOfRun> leftOut = [];
        await Parallel.ForEachAsync(lines, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (line, _) =>
        {
            if (await SendAsync(run, line) is { } refusal)
            {
                leftOut.Add(new(line.PaymentId, refusal.Code));
            }
        });
        await Nudges.SendAsync(
            client, lines.Select(line => RetentionPlans.StageOf(PaymentIds.Read(PaymentIds.Payment, line.PaymentId)!.Value.EmploymentId)).Distinct());
        return [.. leftOut.OrderBy(one => one.PaymentId, StringComparer.Ordinal)];
    }

    /// <summary>Records that all has gone out, but for what was left out.</summary>
    [Function(nameof(CompletePayRun))]
    public Task CompletePayRun([ActivityTrigger] PayRunSent sent) =>
        commands.StepAsync(null, PayRuns.Kind, sent.PayRunId, Actor.Timer, run => PayRunDecisions.Complete(run, sent.LeftOut));

    private async Task<Refusal?> SendAsync(PayRun run, PayRunLine line)
    {
        var (employmentId, number) = PaymentIds.Read(PaymentIds.Payment, line.PaymentId)!.Value;
        var (plan, refusal) = await commands.StepAsync(
            null,
            RetentionPlans.Kind,
            employmentId,
            run.ApprovedBy!,
            ledger => RetentionDecisions.GoOut(ledger, number, line.Pence, run.ApprovedBy!, run.Id, clock.Today()));
        if (refusal is not null)
        {
            return refusal;
        }

        var payment = plan.State.Find(number)!;
        if (payment.State == PaymentState.Instructed)
        {
            var reference = (await journal.GetAsync(Employments.Kind, employmentId)).State.PayrollReference;
            var instruction = PayrollInstruction.Of(plan.State, payment, PayrollInstructionKind.Payment, reference);
            await outbox.SendAsync(Queues.PayrollInstructions, employmentId, instruction.InstructionId[(employmentId.Length + 1)..], instruction);
        }

        return null;
    }
}
