using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>
/// Sees to it that a person has one open offer at most, over all their applications. A row for each person names the application that last
/// claimed them; whether that one holds them is for its journal to say, so that an offer that ends lets go by itself and a claim left behind by
/// a crash binds nobody.
/// </summary>
/// <remarks>
/// Two offers at once: whoever takes a claim over first touches the other application, so that what was being decided on it cannot be committed
/// any more, and then replaces the row only if nobody has claimed since. Whoever claims again writes the row anew, for the same reason. Who finds
/// that they have lost their claim to somebody yields, so that the two do not take it from each other without end.
/// </remarks>
public sealed class OpenOffers(TableServiceClient tables, Journal journal)
{
    /// <summary>The table: one partition a person.</summary>
    public const string TableName = "openoffers";

    private const string Row = "claim";

    private const int MostConflicts = 20;

    /// <summary>
    /// Claims the person for an application, between reading it and committing an offer on that reading. Who was found to be the same as somebody
    /// else is claimed under every id.
    /// </summary>
    /// <param name="application">As it was read.</param>
    /// <param name="claimedBefore">Whether the same command has claimed already and could not commit.</param>
    /// <returns>The refusal <c>another-offer-open</c> (409) while another application has an offer that is open or accepted.</returns>
    public async Task<Refusal?> ClaimAsync(JobApplication application, bool claimedBefore = false)
    {
        var same = await PersonMerges.ReadAsync(journal);
        foreach (var personId in same.AllOf(application.PersonId).Order(StringComparer.Ordinal))
        {
            if (await ClaimAsync(personId, application.Id, claimedBefore) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private async Task<Refusal?> ClaimAsync(string personId, string applicationId, bool claimedBefore)
    {
        var table = tables.GetTableClient(TableName);
        var claim = new TableEntity(personId, Row) { ["ApplicationId"] = applicationId };
        for (var conflicts = 0; conflicts < MostConflicts; conflicts++)
        {
            try
            {
                var found = await table.GetEntityIfExistsAsync<TableEntity>(personId, Row);
                if (!found.HasValue)
                {
                    await table.AddEntityAsync(claim);
                    return null;
                }

                var holderId = found.Value!.GetString("ApplicationId")!;
                if (holderId != applicationId && await journal.FindAsync(Applications.Kind, holderId) is { } holder)
                {
                    if (Holds(holder.State.State))
                    {
                        return Refusal.Rule("another-offer-open", $"This person has an offer already, by application {holderId}.");
                    }

                    if (claimedBefore)
                    {
                        return Refusal.Rule("another-offer-open", $"This person is being made an offer by application {holderId}. Look at it, then decide.");
                    }

                    await journal.TouchAsync(Applications.Kind, holder);
                }

                await table.UpdateEntityAsync(claim, found.Value.ETag, TableUpdateMode.Replace);
                return null;
            }
            catch (RequestFailedException e) when (e.Status == 412 || e.ErrorCode == TableErrorCode.EntityAlreadyExists)
            {
                // Somebody else claimed in between, so they are at it: look again, and yield where they hold the claim.
                claimedBefore = true;
            }
            catch (JournalConflictException)
            {
                // The other application changed in between: look again.
            }
        }

        return Refusal.Rule("busy", "Too many changes at once. Please try again.");
    }

    private static bool Holds(ApplicationState state) => state is ApplicationState.Offered or ApplicationState.OfferAccepted or ApplicationState.Cleared;
}
