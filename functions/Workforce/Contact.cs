using System.Net.Mail;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>What a name and an address must look like before they are kept.</summary>
internal static class Contact
{
    /// <summary>The fields at fault.</summary>
    public static IEnumerable<FieldError> Validate(string name, string email)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 200)
        {
            yield return new("name", "a name of at most 200 characters");
        }

        if (email.Length > 254 || !MailAddress.TryCreate(email, out var address) || address.Address != email)
        {
            yield return new("email", "an e-mail address");
        }
    }

    /// <summary>What was expected of a registration number, for a field error.</summary>
    public const string NumberExpected = "letters and digits, at most 20, like SW12345";

    /// <summary>Whether it can be somebody's number on Social Work England's register.</summary>
    public static bool IsRegistrationNumber(string text) => text.Length is > 0 and <= 20 && text.All(char.IsAsciiLetterOrDigit);
}
