namespace RecruitRetain.Reporting;

/// <summary>
/// The seven rates of the Department for Education's "Children's social work workforce", with its own denominators; checked against
/// every published row from 2017 to 2023. Inputs are full-time equivalents or heads at 30 September, or over the year to it.
/// </summary>
public static class DfeMeasures
{
    // Working days in a year, as the published absence rates imply.
    private const decimal WorkingDaysInYear = 253;

    /// <summary>Leavers in the year over those in post at its end: not over an average.</summary>
    public static decimal? Turnover(decimal leavers, decimal inPostAtEnd) => Percentage.Of(leavers, inPostAtEnd);

    /// <summary>Agency workers over everybody at work.</summary>
    public static decimal? AgencyWorkerRate(decimal agency, decimal inPost) => Percentage.Of(agency, inPost + agency);

    /// <summary>Vacant posts over all posts, in full-time equivalents.</summary>
    public static decimal? VacancyRate(decimal vacancies, decimal inPost) => Percentage.Of(vacancies, inPost + vacancies);

    /// <summary>How much of the agency work covers vacancies; can exceed 100.</summary>
    public static decimal? AgencyCoverRate(decimal agencyCoveringVacancies, decimal agency) => Percentage.Of(agencyCoveringVacancies, agency);

    /// <summary>How much of the vacancies agency work covers; can exceed 100.</summary>
    public static decimal? VacanciesCoveredByAgency(decimal agencyCoveringVacancies, decimal vacancies) =>
        Percentage.Of(agencyCoveringVacancies, vacancies);

    /// <summary>Cases over the full-time equivalent of those who hold at least one.</summary>
    public static decimal? AverageCaseload(int cases, decimal caseHolders) => Percentage.OneDecimal(cases, caseHolders);

    /// <summary>Days lost to sickness over the working days of those in post, 253 a year.</summary>
    public static decimal? AbsenceRate(decimal daysLost, decimal inPost) => Absence(daysLost, inPost, 1).Value;

    /// <summary>The same for a part of a year, or for more than one, beside the working days.</summary>
    public static Rate Absence(decimal daysLost, decimal inPost, decimal years) => Rate.Percent(daysLost, inPost * WorkingDaysInYear * years);
}
