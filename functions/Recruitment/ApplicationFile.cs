using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>An application of the file that was found good.</summary>
/// <param name="Number">Its place among the file's applications, from 0; its ids are derived from it.</param>
/// <param name="Role">The vacancy's role.</param>
/// <param name="Form">What the candidate sent.</param>
internal sealed record ImportedApplication(int Number, string Role, NewApplication Form);

/// <summary>
/// Applications as a CSV file with a header row, comma-separated, UTF-8. Columns, in any order: <c>vacancy_id</c> (not needed where the address
/// names the vacancy), <c>name</c>, <c>email</c>, <c>privacy_notice</c>, and if known <c>phone</c>, <c>registration_number</c>, <c>source</c>,
/// <c>statement</c> and <c>referrer</c>.
/// </summary>
internal static class ApplicationFile
{
    /// <summary>How many faults a refusal lists at most.</summary>
    public const int MostErrors = 1000;

    private const int MostRows = 20_000;

    private static readonly string[] Columns =
        ["vacancy_id", "name", "email", "privacy_notice", "phone", "registration_number", "source", "statement", "referrer"];

    private static readonly Dictionary<string, string> ColumnOf = new()
    {
        ["vacancyId"] = "vacancy_id",
        ["registrationNumber"] = "registration_number",
    };

    /// <summary>Reads every row, or names everything that is wrong by line and column.</summary>
    /// <param name="text">The file.</param>
    /// <param name="vacancyId">The vacancy of rows that name none; null if each must.</param>
    /// <param name="vacancies">Finds a vacancy.</param>
    /// <param name="notices">The privacy notice that each may have been shown when they applied.</param>
    /// <param name="today">Today in London.</param>
    public static (IReadOnlyList<ImportedApplication> Rows, IReadOnlyList<FieldError> Errors) Read(
        string text, string? vacancyId, IReadOnlyDictionary<string, Vacancy> vacancies, PrivacyNoticeBook notices, DateOnly today)
    {
        List<FieldError> errors = [];
        List<ImportedApplication> rows = [];
        Dictionary<(string, string), int> seen = [];
        string[] needed = ["name", "email", "privacy_notice"];
        foreach (var (line, fields) in CsvFile.Lines(text, Columns, vacancyId is null ? [.. needed, "vacancy_id"] : needed, errors))
        {
            string? Given(string column) => fields[column] is { Length: > 0 } value ? value : null;

            void Expect(string column, string expected) => errors.Add(new($"line {line}, {column}", expected));

            NewApplication form = new(
                Given("vacancy_id") ?? vacancyId ?? "",
                fields["name"],
                fields["email"],
                fields["privacy_notice"],
                Given("phone"),
                Given("registration_number"),
                Given("source"),
                Given("statement"))
            {
                Referrer = Given("referrer"),
            };
            if (!vacancies.TryGetValue(form.VacancyId, out var vacancy))
            {
                Expect("vacancy_id", "the id of an open vacancy");
            }
            else if (VacancyDecisions.RefuseApplications(vacancy, today) is { } refusal)
            {
                Expect("vacancy_id", $"an open vacancy: {refusal.Message}");
            }

            if (!notices.WasShownBy(today, form.PrivacyNotice))
            {
                Expect("privacy_notice", "a version of the privacy notice that has been in force");
            }

            foreach (var error in form.Validate([], today))
            {
                Expect(ColumnOf.GetValueOrDefault(error.Field, error.Field), error.Expected);
            }

            if (!seen.TryAdd((form.VacancyId, form.Email.ToUpperInvariant()), line))
            {
                Expect("email", $"another address; line {seen[(form.VacancyId, form.Email.ToUpperInvariant())]} applies with this one");
            }

            rows.Add(new(rows.Count, vacancy?.Terms.Role ?? "", form));
        }

        if (rows.Count is 0 or > MostRows && errors.Count == 0)
        {
            errors.Add(new("line 2", $"1 to {MostRows} rows"));
        }

        return (rows, errors);
    }
}
