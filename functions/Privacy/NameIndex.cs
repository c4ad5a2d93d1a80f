using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;

namespace RecruitRetain.Privacy;

/// <summary>
/// Finds people by the beginnings of the words of their names. A word's first four letters, and of a longer one its first seven, hashed, name a
/// partition of the people's table, so that no address of a row tells a name; the name itself stands in the row.
/// </summary>
public sealed class NameIndex(TableServiceClient tables)
{
    private const int Letters = 4;

    // Words of a name that begin alike are many: seven letters keep a search short.
    private const int MoreLetters = 7;

    /// <summary>The rows that let a person be found by name.</summary>
    internal static IEnumerable<TableEntity> RowsOf(Person person) => PartitionsOf(person).Select(
        partition => new TableEntity(partition, person.Id) { ["Name"] = person.Name });

    /// <summary>The partitions in which a person stands.</summary>
    internal static IEnumerable<string> PartitionsOf(Person person) => Words(person.Name).SelectMany(Partitions).Distinct();

    /// <summary>Whether there is enough of a name to look for: a word of four letters, or a whole shorter one.</summary>
    public static bool IsEnough(string text) => Words(text).Length > 0;

    /// <summary>The ids of people in whose names every word of the text begins a word, in no order; at most so many.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(string text, int most, CancellationToken cancellationToken)
    {
        // The longest word has the fewest namesakes, as a rule.
        var wanted = Words(text);
        var partition = Partitions(wanted.MaxBy(word => word.Length)!).Last();
        List<string> found = [];
        await foreach (var row in tables.GetTableClient(People.TableName).QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition}"), cancellationToken: cancellationToken))
        {
            if (Has(row.GetString("Name")!, wanted))
            {
                found.Add(row.RowKey);
                if (found.Count == most)
                {
                    break;
                }
            }
        }

        return found;
    }

    /// <summary>Whether every word of the text begins a word of the name.</summary>
    internal static bool Has(string name, string text) => Has(name, Words(text));

    private static bool Has(string name, string[] wanted)
    {
        var words = Words(name);
        return wanted.All(part => words.Any(word => word.StartsWith(part, StringComparison.Ordinal)));
    }

    // Upper case, without accents: Zoë is found by ZOE.
    private static string[] Words(string name)
    {
        var plain = new StringBuilder();
        foreach (var c in name.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                plain.Append(char.IsLetterOrDigit(c) ? char.ToUpperInvariant(c) : ' ');
            }
        }

        return plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static IEnumerable<string> Partitions(string word) => word.Length < MoreLetters
        ? [Partition(word[..Math.Min(Letters, word.Length)])]
        : [Partition(word[..Letters]), Partition(word[..MoreLetters])];

    private static string Partition(string beginning) => $"name-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(beginning)))}";
}
