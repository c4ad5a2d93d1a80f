using Microsoft.Extensions.Configuration;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;
using SendGrid;
using SendGrid.Helpers.Mail;

namespace RecruitRetain.Correspondence;

/// <summary>The mail service did not take a mail; the journey tries again later.</summary>
public sealed class MailNotAcceptedException(int status) : Exception($"The mail service answered {status}.");

/// <summary>
/// Sends mail, each under a stable key, so that a repeat is seen and skipped. The key and the person's id travel with the mail as custom
/// arguments and come back in the delivery events.
/// </summary>
public sealed class Postbox(ISendGridClient sendGrid, People people, Effects effects, IConfiguration settings)
{
    /// <summary>Mails a person, unless they have been erased.</summary>
    /// <param name="subject">The aggregate the mail is about.</param>
    /// <param name="key">The mail's stable key within it.</param>
    /// <param name="personId">To whom.</param>
    /// <param name="write">Writes the letter, when it is really going to be sent.</param>
    /// <param name="cancellationToken">Stops before it is sent.</param>
    public Task ToPersonAsync(
        string subject, string key, string personId, Func<Person, Task<Letter>> write, CancellationToken cancellationToken = default) =>
        effects.OnceAsync(
            subject,
            key,
            async () => await people.FindAsync(personId, cancellationToken) is { } person
                ? await SendAsync(subject, key, new EmailAddress(person.Email, person.Name), await write(person), cancellationToken, personId)
                : "nobody",
            cancellationToken);

    /// <summary>Mails HR: the setting <c>Mail:Hr</c>.</summary>
    public Task ToHrAsync(string subject, string key, Func<Task<Letter>> write, CancellationToken cancellationToken = default) =>
        ToOfficeAsync("Mail:Hr", subject, key, write, cancellationToken);

    /// <summary>Mails the housing officers: the setting <c>Mail:Housing</c>.</summary>
    public Task ToHousingAsync(string subject, string key, Func<Task<Letter>> write, CancellationToken cancellationToken = default) =>
        ToOfficeAsync("Mail:Housing", subject, key, write, cancellationToken);

    /// <summary>Mails the recruiters: the setting <c>Mail:Recruitment</c>.</summary>
    public Task ToRecruitmentAsync(string subject, string key, Func<Task<Letter>> write, CancellationToken cancellationToken = default) =>
        ToOfficeAsync("Mail:Recruitment", subject, key, write, cancellationToken);

    private Task ToOfficeAsync(string setting, string subject, string key, Func<Task<Letter>> write, CancellationToken cancellationToken) => effects.OnceAsync(
        subject,
        key,
        async () => await SendAsync(
            subject,
            key,
            new EmailAddress(settings[setting] ?? throw new InvalidOperationException($"The setting {setting} is missing.")),
            await write(),
            cancellationToken),
        cancellationToken);

    private async Task<string> SendAsync(string subject, string key, EmailAddress to, Letter letter, CancellationToken cancellationToken, string? personId = null)
    {
        var mail = new SendGridMessage
        {
            From = new EmailAddress(settings["Mail:From"] ?? throw new InvalidOperationException("The setting Mail:From is missing."), "RecruitRetain"),
            Subject = letter.Subject,
            PlainTextContent = letter.Text(),
            HtmlContent = letter.Html(),
        };
        mail.AddTo(to);
        mail.AddCustomArg("key", $"{subject}/{key}");
        if (personId is not null)
        {
            mail.AddCustomArg("person", personId);
        }

        foreach (var file in letter.Attachments ?? [])
        {
            mail.AddAttachment(file.FileName, Convert.ToBase64String(file.Content), file.ContentType);
        }

        var response = await sendGrid.SendEmailAsync(mail, cancellationToken);
        return response.IsSuccessStatusCode
            ? response.Headers.TryGetValues("X-Message-Id", out var ids) ? ids.First() : "accepted"
            : throw new MailNotAcceptedException((int)response.StatusCode);
    }
}
