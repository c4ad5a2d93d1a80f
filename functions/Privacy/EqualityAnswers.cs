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

/// <summary>What would guarantee a candidate an interview if they meet the essential criteria, as they declare it.</summary>
/// <param name="Disability">Disabled, under the Disability Confident scheme.</param>
/// <param name="Veteran">Has served in the armed forces.</param>
public sealed record GuaranteedInterview(bool Disability = false, bool Veteran = false);

/// <summary>Equality answers, in a table of their own. Nothing that decides about anybody reads the answers.</summary>
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

    /// <summary>Keeps what a person declares for an application.</summary>
    public Task DeclareAsync(string personId, string applicationId, GuaranteedInterview declared, CancellationToken cancellationToken = default) =>
        tables.GetTableClient(TableName).UpsertEntityAsync(
            new TableEntity(personId, $"declared-{applicationId}") { ["Disability"] = declared.Disability, ["Veteran"] = declared.Veteran },
            TableUpdateMode.Replace,
            cancellationToken);

    /// <summary>What a person declared for an application. Whoever assesses it may learn that an interview is guaranteed, never why.</summary>
    public async Task<GuaranteedInterview> DeclaredAsync(string personId, string applicationId, CancellationToken cancellationToken = default)
    {
        var row = await tables.GetTableClient(TableName).GetEntityIfExistsAsync<TableEntity>(
            personId, $"declared-{applicationId}", cancellationToken: cancellationToken);
        return row is { HasValue: true, Value: { } declared }
            ? new(declared.GetBoolean("Disability") == true, declared.GetBoolean("Veteran") == true)
            : new();
    }
}
