using System.Text.Json.Nodes;

namespace RecruitRetain.Shared;

/// <summary>
/// What the tests found out about an operation beyond what it declares, kept in <c>OperationNotes.json</c> beside this file: a test writes it anew
/// and another one fails when it is not true any more.
/// </summary>
/// <param name="Problems">By HTTP status, the codes of the problems that its code can come to.</param>
/// <param name="Example">A request out of <c>docs/http</c>, with what it was answered.</param>
public sealed record OperationNotes(IReadOnlyDictionary<int, IReadOnlyList<string>> Problems, OperationExample Example)
{
    private static readonly Lazy<IReadOnlyDictionary<string, OperationNotes>> Read = new(() =>
    {
        using var file = typeof(OperationNotes).Assembly.GetManifestResourceStream("operation-notes")!;
        using var reader = new StreamReader(file);
        return Json.Read<Dictionary<string, OperationNotes>>(reader.ReadToEnd());
    });

    /// <summary>The notes on every operation, by its function.</summary>
    public static IReadOnlyDictionary<string, OperationNotes> All => Read.Value;
}

/// <summary>A request that was sent and what it was answered. Ids and the tokens of links are made up; of a long list only the beginning is there.</summary>
/// <param name="Title">What somebody did with it.</param>
/// <param name="Path">The values of the parameters in its path.</param>
/// <param name="Query">Those of its query.</param>
/// <param name="Body">What was sent: JSON, or a text as a JSON string; null for nothing.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Answer">The answer, in the same way.</param>
public sealed record OperationExample(
    string Title, IReadOnlyDictionary<string, string> Path, IReadOnlyDictionary<string, string> Query, JsonNode? Body, int Status, JsonNode? Answer);
