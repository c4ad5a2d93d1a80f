using Azure.Data.Tables;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>What a candidate chose to say about themselves for equality monitoring; every answer is free to be left out.</summary>
public sealed record EqualityForm(
    string? AgeBand = null,
    string? Disability = null,
    string? Ethnicity = null,
    string? Gender = null,
    string? Religion = null,
    string? SexualOrientation = null)
{
    private const int LongestAnswer = 100;

    /// <summary>The answers by field name.</summary>
    internal IEnumerable<(string Field, string? Answer)> Answers =>
    [
        ("ageBand", AgeBand), ("disability", Disability), ("ethnicity", Ethnicity), ("gender", Gender), ("religion", Religion), ("sexualOrientation", SexualOrientation),
    ];

    /// <summary>The fields at fault.</summary>
    public IEnumerable<FieldError> Validate() =>
        from given in Answers
        where given.Answer?.Length > LongestAnswer
        select new FieldError($"equality.{given.Field}", $"at most {LongestAnswer} characters");
}

/// <summary>Equality answers, in a table of their own. Nothing that decides about anybody reads it.</summary>
public sealed class EqualityAnswers(TableServiceClient tables)
{
    /// <summary>The table.</summary>
    public const string TableName = "equality";

    /// <summary>Keeps a person's answers.</summary>
    public async Task SaveAsync(string personId, EqualityForm form, CancellationToken cancellationToken = default)
    {
        var row = new TableEntity(personId, "answers");
        foreach (var (field, answer) in form.Answers)
        {
            row[field] = answer;
        }

        await tables.GetTableClient(TableName).UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
    }
}
