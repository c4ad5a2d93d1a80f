using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>An answer in payroll's file that matches no open instruction.</summary>
/// <param name="InstructionId">The instruction it names.</param>
/// <param name="Why">Why it does not match, as a code.</param>
public sealed record UnmatchedRow(string InstructionId, string Why);

/// <summary>What became of a file of payroll's answers.</summary>
/// <param name="Taken">How many were taken, now or before.</param>
/// <param name="Unmatched">Those that match no open instruction; they are listed with the others of their kind.</param>
public sealed record PayrollFileTaken(int Taken, IReadOnlyList<UnmatchedRow> Unmatched);

/// <summary>
/// Payroll answers by a file: CSV with a header row, UTF-8, columns <c>instruction_id</c>, <c>outcome</c> (confirmed or rejected), <c>on</c> (a date
/// like 2026-03-31), <c>reason</c> (needed for a rejection, empty for a
/// confirmation) and, where not all of a recovery was taken, <c>gross_pence</c>; that column may be left out. A file with a row that cannot be read is
/// refused whole, and every bad row named. The same file again changes nothing.
/// </summary>
public sealed class PayrollFile(Commands commands, Confirming confirming, TimeProvider clock)
{
    private const int LargestFile = 5 * 1024 * 1024;

    private const int MostErrors = 1000;

    private const int AtOnce = 16;

    private static readonly string[] Needed = ["instruction_id", "outcome", "on", "reason"];

    private static readonly string[] Columns = [.. Needed, "gross_pence"];

    /// <summary>Takes a file of at most 5 MB, <c>text/csv</c> in UTF-8.</summary>
    [Function(nameof(TakePayrollFile))]
    [Allow(Role.Hr, Role.Payroll)]
    [Operation("Confirm or reject payroll instructions by CSV", Body = typeof(string), Accepts = "text/csv", Answers = typeof(PayrollFileTaken))]
    public async Task<IResult> TakePayrollFile(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "payroll-confirmations")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        var text = await request.ReadCsvAsync(LargestFile);
        return await commands.OnceAsync(request, async _ =>
        {
            var (rows, errors) = Read(text, clock.Today());
            if (errors.Count > 0)
            {
                return Problems.Of(Refusal.Meaning(
                    "file-refused", $"Nothing was taken: {errors.Count} fields cannot be accepted.", [.. errors.Take(MostErrors)]));
            }

            ConcurrentBag<UnmatchedRow> unmatched = [];
            await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (row, _) =>
            {
                if (await confirming.TakeAsync(client, row, request.Caller().Id) is { } why)
                {
                    unmatched.Add(new(row.InstructionId, why));
                }
            });
            return Answer.Ok(new PayrollFileTaken(
                rows.Count - unmatched.Count, [.. unmatched.OrderBy(row => row.InstructionId, StringComparer.Ordinal)]));
        });
    }

    /// <summary>Reads every row, or names everything that is wrong by line and column.</summary>
    internal static (IReadOnlyList<Confirmation> Rows, IReadOnlyList<FieldError> Errors) Read(string text, DateOnly today)
    {
        List<FieldError> errors = [];
        List<Confirmation> rows = [];
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        foreach (var (number, fields) in CsvFile.Lines(text, Columns, Needed, errors))
        {
            var before = errors.Count;
            void Expect(bool holds, string column, string expected)
            {
                if (!holds)
                {
                    errors.Add(new($"line {number}, {column}", expected));
                }
            }

            var (id, outcome, reason) = (fields["instruction_id"], fields["outcome"], fields["reason"]);
            Expect(id.Length is > 0 and <= 100, "instruction_id", "the id of an instruction");
            Expect(seen.TryAdd(id, number), "instruction_id", $"an instruction once; line {seen[id]} answers this one");
            Expect(outcome is "confirmed" or "rejected", "outcome", "confirmed or rejected");
            Expect(
                DateOnly.TryParseExact(fields["on"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on)
                    && on <= today.AddDays(Confirming.MostDaysAhead),
                "on",
                $"a date like 2026-03-31, at most {Confirming.MostDaysAhead} days ahead");
            Expect(outcome != "rejected" || reason.Length is > 0 and <= 500, "reason", "why it was rejected, in 1 to 500 characters");
            Expect(outcome != "confirmed" || reason.Length == 0, "reason", "nothing, for a confirmation");
            var gross = fields["gross_pence"];
            long? pence = long.TryParse(gross, NumberStyles.None, CultureInfo.InvariantCulture, out var told) && told > 0 ? told : null;
            Expect(gross.Length == 0 || pence is not null, "gross_pence", "a whole number above 0, or nothing for all of it");
            if (errors.Count == before)
            {
                rows.Add(new(id, outcome == "confirmed", on, reason.Length == 0 ? null : reason, pence));
            }
        }

        if (rows.Count == 0 && errors.Count == 0)
        {
            errors.Add(new("line 2", "at least one row"));
        }

        return (rows, errors);
    }
}
