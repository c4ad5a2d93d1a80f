using System.Text.Json.Nodes;
using Azure;
using Azure.Data.Tables;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>What a candidate chose to say about themselves for equality monitoring; every answer is free to be left out.</summary>
/// <param name="AgeBand">Their age band; null where not said.</param>
/// <param name="Disability">Whether they are disabled, in their words of choice; null where not said.</param>
/// <param name="Ethnicity">Their ethnic group; null where not said.</param>
/// <param name="Gender">Their gender; null where not said.</param>
/// <param name="Religion">Their religion or belief; null where not said.</param>
/// <param name="SexualOrientation">Their sexual orientation; null where not said.</param>
public sealed record EqualityForm(
    string? AgeBand = null,
    string? Disability = null,
    string? Ethnicity = null,
    string? Gender = null,
    string? Religion = null,
    string? SexualOrientation = null)
{
    private const int LongestAnswer = 100;

    /// <summary>The names of the fields, in the order of the form.</summary>
    public static IReadOnlyList<string> Questions { get; } = [.. new EqualityForm().Answers.Select(answer => answer.Field)];

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

    private const string Answers = "answers";

    private const string Totals = "totals";

    private const string Detached = "detached-";

    // The character after the hyphen: keys with that beginning lie between the two.
    private const string DetachedEnd = "detached.";

    /// <summary>Keeps a person's answers.</summary>
    public async Task SaveAsync(string personId, EqualityForm form, CancellationToken cancellationToken = default)
    {
        var row = new TableEntity(personId, Answers);
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

    /// <summary>Whether anything is kept of what a person said.</summary>
    public async Task<bool> HasAsync(string personId, CancellationToken cancellationToken = default) =>
        await RowsAsync(personId, cancellationToken).AnyAsync(cancellationToken);

    /// <summary>What a person said and declared.</summary>
    public async Task<JsonNode> DescribeAsync(string personId, CancellationToken cancellationToken = default)
    {
        JsonObject said = [];
        await foreach (var row in RowsAsync(personId, cancellationToken))
        {
            if (row.RowKey != Answers)
            {
                said["guaranteedInterview"] = Described.Node(new GuaranteedInterview(row.GetBoolean("Disability") == true, row.GetBoolean("Veteran") == true));
                continue;
            }

            foreach (var (field, answer) in AnswersIn(row))
            {
                said[field] = answer;
            }
        }

        return said;
    }

    /// <summary>Removes all that a person said.</summary>
    public Task RemoveAsync(string personId, CancellationToken cancellationToken = default) =>
        tables.GetTableClient(TableName).RemovePartitionAsync(personId, cancellationToken);

    /// <summary>Puts a person's answers to those of a vacancy, and removes all that they said. <see cref="AddUpAsync"/> then makes totals of them.</summary>
    public async Task DetachAsync(string personId, string vacancyId, CancellationToken cancellationToken = default)
    {
        var table = tables.GetTableClient(TableName);
        if (await table.GetEntityIfExistsAsync<TableEntity>(personId, Answers, cancellationToken: cancellationToken) is { HasValue: true, Value: { } answers })
        {
            // Until they are added up they keep a key of their own, so that an attempt that is repeated counts nobody twice.
            var row = new TableEntity(vacancyId, $"{Detached}{Anonymous.Of(personId)}");
            foreach (var (field, answer) in AnswersIn(answers))
            {
                row[field] = answer;
            }

            await table.UpsertEntityAsync(row, TableUpdateMode.Replace, cancellationToken);
        }

        await RemoveAsync(personId, cancellationToken);
    }

    /// <summary>Adds the detached answers of a vacancy to its totals, each once.</summary>
    public async Task AddUpAsync(string vacancyId, CancellationToken cancellationToken = default)
    {
        const int MostAtOnce = 99;
        var table = tables.GetTableClient(TableName);
        while (true)
        {
            var filter = TableClient.CreateQueryFilter($"PartitionKey eq {vacancyId} and RowKey ge {Detached} and RowKey lt {DetachedEnd}");
            var detached = await table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).Take(MostAtOnce).ToListAsync(cancellationToken);
            if (detached.Count == 0)
            {
                return;
            }

            var found = await table.GetEntityIfExistsAsync<TableEntity>(vacancyId, Totals, cancellationToken: cancellationToken);
            var totals = found is { HasValue: true, Value: { } known } ? Json.Read<SortedDictionary<string, SortedDictionary<string, int>>>(known.GetString(Totals)!) : [];
            foreach (var (field, answer) in detached.SelectMany(AnswersIn))
            {
                totals.TryAdd(field, []);
                totals[field][answer] = totals[field].GetValueOrDefault(answer) + 1;
            }

            var row = new TableEntity(vacancyId, Totals) { [Totals] = Json.Write(totals) };
            List<TableTransactionAction> actions =
            [
                found.HasValue ? new(TableTransactionActionType.UpdateReplace, row, found.Value!.ETag) : new(TableTransactionActionType.Add, row),
                .. detached.Select(one => new TableTransactionAction(TableTransactionActionType.Delete, one, ETag.All)),
            ];
            await table.SubmitTransactionAsync(actions, cancellationToken);
        }
    }

    /// <summary>How many candidates of a vacancy whose campaign is over gave which answer, by field; empty before.</summary>
    public async Task<IReadOnlyDictionary<string, SortedDictionary<string, int>>> TotalsAsync(string vacancyId, CancellationToken cancellationToken = default)
    {
        var found = await tables.GetTableClient(TableName).GetEntityIfExistsAsync<TableEntity>(vacancyId, Totals, cancellationToken: cancellationToken);
        return found is { HasValue: true, Value: { } row } ? Json.Read<SortedDictionary<string, SortedDictionary<string, int>>>(row.GetString(Totals)!) : [];
    }

    /// <summary>The same of every campaign that is over.</summary>
    public IAsyncEnumerable<IReadOnlyDictionary<string, SortedDictionary<string, int>>> AllTotalsAsync(CancellationToken cancellationToken = default) =>
        tables.GetTableClient(TableName).QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"RowKey eq {Totals}"), cancellationToken: cancellationToken)
            .Select(IReadOnlyDictionary<string, SortedDictionary<string, int>> (row) => Json.Read<SortedDictionary<string, SortedDictionary<string, int>>>(row.GetString(Totals)!));

    private static IEnumerable<(string Field, string Answer)> AnswersIn(TableEntity row) =>
        from given in new EqualityForm().Answers
        let answer = row.GetString(given.Field)
        where answer is not null
        select (given.Field, answer);

    private AsyncPageable<TableEntity> RowsAsync(string personId, CancellationToken cancellationToken) =>
        tables.GetTableClient(TableName).QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {personId}"), cancellationToken: cancellationToken);
}
