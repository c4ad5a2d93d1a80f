using Azure;
using Azure.Data.Tables;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>
/// Who has which of a vacancy's interview times: one row a time, so that of two candidates who choose it at once only one gets it. The row is
/// taken before the application's own step is committed, and says on which line of that application's journal the step stands. It counts
/// while the application has the interview at that time, or may still commit that step; otherwise the next candidate takes it over.
/// What is given up, withdrawn or lapsed is thus free without anybody clearing it, and a death in between blocks nothing for long.
/// </summary>
public sealed class InterviewSlots(TableServiceClient tables, Journal journal)
{
    /// <summary>The table.</summary>
    public const string TableName = "interviewslots";

    private TableClient Table => tables.GetTableClient(TableName);

    /// <summary>Takes a time for an application whose step is about to be committed.</summary>
    /// <returns>False when somebody else has it.</returns>
    public async Task<bool> TakeAsync(string vacancyId, DateTimeOffset at, string applicationId)
    {
        // Read before the claim: should the application change from here on, the commit fails and the step is decided again.
        var number = (await journal.GetAsync(Applications.Kind, applicationId)).Number;
        while (true)
        {
            var found = await Table.GetEntityIfExistsAsync<TableEntity>(vacancyId, RowOf(at));
            if (found.HasValue && await IsTakenAsync(found.Value!, at, applicationId))
            {
                return false;
            }

            var row = new TableEntity(vacancyId, RowOf(at)) { ["ApplicationId"] = applicationId, ["Number"] = number };
            try
            {
                _ = found.HasValue
                    ? await Table.UpdateEntityAsync(row, found.Value!.ETag, TableUpdateMode.Replace)
                    : await Table.AddEntityAsync(row);
                return true;
            }
            catch (RequestFailedException e) when (e.Status is 404 or 409 or 412)
            {
                // Somebody else took it in between: look whose it is now.
            }
        }
    }

    /// <summary>Of the times, those that nobody else has.</summary>
    public async Task<IReadOnlyList<DateTimeOffset>> FreeAsync(string vacancyId, IEnumerable<DateTimeOffset> times, string applicationId)
    {
        List<DateTimeOffset> free = [];
        foreach (var at in times)
        {
            var found = await Table.GetEntityIfExistsAsync<TableEntity>(vacancyId, RowOf(at));
            if (!found.HasValue || !await IsTakenAsync(found.Value!, at, applicationId))
            {
                free.Add(at);
            }
        }

        return free;
    }

    private async Task<bool> IsTakenAsync(TableEntity row, DateTimeOffset at, string applicationId)
    {
        var holder = row.GetString("ApplicationId")!;
        if (holder == applicationId || await journal.FindAsync(Applications.Kind, holder) is not { } other)
        {
            return false;
        }

        var hasIt = other.State.Interviewing.At == at && !JobApplication.Machine.IsTerminal(other.State.State);
        return hasIt || other.Number == row.GetInt64("Number");
    }

    private static string RowOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
