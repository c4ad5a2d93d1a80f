using System.Globalization;
using Microsoft.AspNetCore.Http;
using static RecruitRetain.Local.PortalPage;

namespace RecruitRetain.Local;

/// <summary><c>/local/mailbox</c>: every mail sent, and what shall become of mail to an address.</summary>
internal static class MailboxPages
{
    private const string Path = "/local/mailbox";
    private const string Deliver = "Deliver";

    public static PortalPage List(Mailbox mailbox, IQueryCollection query)
    {
        var to = query["to"].ToString();
        long? before = long.TryParse(query["before"], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : null;
        var mails = mailbox.List(Rows + 1, before, to.Length == 0 ? null : to);
        return new PortalPage("Mailbox", Html.Of($"""
            <form class="row" method="get" action="{Path}" role="search">{Field("To the address", "to", to)}<button>Filter</button></form>
            {Table("Mails, newest first", ["Sent", "To", "Subject", "Became of it"], mails.Take(Rows).Select(Html[] (mail) =>
            [
                When(mail.At),
                Text(string.Join(", ", mail.Recipients.Select(recipient => recipient.Email))),
                Link(mail.Subject, $"{Path}/{mail.Id}"),
                Text(string.Join(", ", mail.Recipients.Select(recipient => recipient.Status).Distinct())),
            ]))}
            {(mails.Count > Rows ? Next(Path, ("to", to), ("before", $"{mails[Rows - 1].Id}")) : Html.None)}
            <h2>Addresses</h2>
            {Table("Addresses that are not simply delivered to", ["Address", "Treatment"], mailbox.Treatments().Select(Html[] (treated) => [Text(treated.Address), Text(treated.Treatment)]))}
            <form class="row" method="post" action="{Path}/treatment">{Field("Address", "address", "", "email")}
            {Choice("From now on", "treatment", [Deliver, .. Enum.GetNames<MailTreatment>()], Deliver)}<button>Save</button></form>
            """));
    }

    public static PortalPage Show(Mailbox mailbox, string id)
    {
        if (mailbox.Find(long.Parse(id, CultureInfo.InvariantCulture)) is not { } mail)
        {
            return Problem(StatusCodes.Status404NotFound, $"There is no mail {id}.");
        }

        return new PortalPage(mail.Subject, Html.Of($"""
            {Facts(
                ("From", Text(mail.FromName is null ? mail.From : $"{mail.FromName} <{mail.From}>")),
                ("Reply to", Text(mail.ReplyTo)),
                ("Sent", When(mail.At)),
                ("Message id", Text(mail.MessageId)),
                ("Categories", Text(string.Join(", ", mail.Categories))))}
            {Table("Recipients", ["Kind", "Address", "Name", "Became of it"], mail.Recipients.Select(Html[] (recipient) =>
                [Text(recipient.Kind), Text(recipient.Email), Text(recipient.Name), Text(recipient.Status)]))}
            {Html.If(mail.Text, text => Html.Of($"<h2>Text</h2><pre>{text}</pre>"))}
            {Html.If(mail.Html, html => Html.Of($"<h2>HTML</h2><iframe sandbox title=\"The mail's HTML\" srcdoc=\"{html}\"></iframe>"))}
            {Table("Links", ["Address"], MailEndpoints.Links(mail).Select(Html[] (link) => [Html.Of($"<a href=\"{link}\" rel=\"noreferrer\">{link}</a>")]))}
            {Table("Attachments", ["File", "Type", "#Bytes"], mail.Attachments.Index().Select(Html[] (attachment) =>
                [Link(attachment.Item.FileName, $"{Path}/{mail.Id}/attachments/{attachment.Index}"), Text(attachment.Item.Type), Text(attachment.Item.Length)]))}
            {Table("Custom arguments", ["Name", "Value"], Pairs(mail.CustomArgs))}
            {Table("Headers", ["Name", "Value"], Pairs(mail.Headers))}
            """));
    }

    /// <summary>An attachment to be kept as a file, whatever it says it is: shown, it could act as a page of the portal.</summary>
    public static IResult Attachment(Mailbox mailbox, string id, string place) =>
        mailbox.Attachment(long.Parse(id, CultureInfo.InvariantCulture), int.Parse(place, CultureInfo.InvariantCulture)) is { } attachment
            ? Results.File(attachment.Content, "application/octet-stream", attachment.FileName)
            : Results.NotFound();

    public static async Task<string> TreatAsync(Mailbox mailbox, IFormCollection form)
    {
        var (address, treatment) = (form["address"].ToString().Trim(), form["treatment"].ToString());
        if (!address.Contains('@'))
        {
            throw new FormException("Enter an e-mail address, like sam@example.com.");
        }

        MailTreatment? given = Enum.TryParse<MailTreatment>(treatment, out var named) ? named
            : treatment == Deliver ? null
            : throw new FormException("Choose what shall become of mail to the address.");
        await mailbox.TreatAsync(address, given);
        return Path;
    }

    private static IEnumerable<Html[]> Pairs(IReadOnlyDictionary<string, string> pairs) => pairs.Select(Html[] (pair) => [Text(pair.Key), Text(pair.Value)]);
}
