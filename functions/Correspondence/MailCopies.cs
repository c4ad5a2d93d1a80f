using RecruitRetain.Privacy;
using RecruitRetain.Shared;
using SendGrid;

namespace RecruitRetain.Correspondence;

/// <summary>The mail service's own copy of what was sent: whom it was for, what it said, what became of it.</summary>
public sealed class MailCopies(ISendGridClient sendGrid, People people)
{
    /// <summary>
    /// Has the mail service forget a person's address, unless somebody else on record has the same: they may be the same person under another id,
    /// of whom more is kept.
    /// </summary>
    /// <exception cref="MailNotAcceptedException">The mail service did not take the request; it is to be made again later.</exception>
    public async Task EraseAsync(Person person, CancellationToken cancellationToken)
    {
        if ((await people.WithEmailAsync(person.Email, cancellationToken)).Any(other => other != person.Id))
        {
            return;
        }

        var response = await sendGrid.RequestAsync(
            BaseClient.Method.POST,
            Json.Write(new Dictionary<string, string[]> { ["email_addresses"] = [person.Email] }),
            urlPath: "recipients/erasejob",
            cancellationToken: cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new MailNotAcceptedException((int)response.StatusCode);
        }
    }
}
