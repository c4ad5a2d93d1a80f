using System.Globalization;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>A nomination's id: its request's, under the prefix <c>nom</c>, and which of the request's nominations it is: <c>nom_…-2</c>.</summary>
public static class NominationId
{
    /// <summary>The id of a request's nomination.</summary>
    public static string Of(string requestId, int attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"nom_{requestId.AsSpan("hou_".Length)}-{attempt}");

    /// <summary>The request and the number of its nomination; false if the text is not such an id.</summary>
    public static bool TryParse(string? id, out string requestId, out int attempt)
    {
        (requestId, attempt) = ("", 0);
        if (id?.Split('-') is not [var nomination, var number] || !Id.IsValid("nom", nomination))
        {
            return false;
        }

        requestId = $"hou_{nomination.AsSpan("nom_".Length)}";
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out attempt) && attempt > 0 && Of(requestId, attempt) == id;
    }
}
