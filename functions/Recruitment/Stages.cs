namespace RecruitRetain.Recruitment;

/// <summary>The names and instance ids of the stages of a candidate's journey, in one place.</summary>
public static class Stages
{
    /// <summary>The stage that keeps somebody's retention plan.</summary>
    public const string Retention = "RetentionStage";

    /// <summary>The stage that helps somebody into key-worker housing.</summary>
    public const string Housing = "HousingStage";

    /// <summary>The activity that enrols somebody in the scheme they were offered.</summary>
    public const string Enrol = "EnrolInScheme";

    /// <summary>The whole journey of an application.</summary>
    public static string JourneyOf(string applicationId) => $"journey-{applicationId}";

    /// <summary>From the application to the answer to an offer.</summary>
    public static string RecruitmentOf(string applicationId) => $"recruitment-{applicationId}";

    /// <summary>From the acceptance to the first day.</summary>
    public static string PreEmploymentOf(string applicationId) => $"pre-employment-{applicationId}";

    /// <summary>An employment's retention stage.</summary>
    public static string RetentionOf(string employmentId) => $"retention-{employmentId}";

    /// <summary>The housing stage of an employment, or of the application of somebody who looks for a home before the first day.</summary>
    public static string HousingOf(string subjectId) => $"housing-{subjectId}";

    /// <summary>The stage of one void of a provider's home: <c>home-hom_…-2</c> for the second.</summary>
    public static string HomeOf(string homeId, int number) => $"home-{homeId}-{number}";
}
