using System.Buffers;
using System.Text;
using System.Text.Json;
using RecruitRetain.Local;
using RecruitRetain.Privacy;

namespace RecruitRetain.Tests.DataProtection;

/// <summary>Every row of every table of the whole store as text, to look for what somebody said in it.</summary>
internal sealed class StoreWalk
{
    /// <summary>The mail service's own copies of what was sent, whom it was for, and what became of it.</summary>
    public const string Mail = "mail service";

    private static readonly string[] MailTables = ["mails", "mail_recipients", "mail_attachments", "mail_events", "mail_treatments"];

    private readonly List<(string Place, string Text)> _rows = [];

    private readonly List<(string Place, string Text)> _values = [];

    private StoreWalk(LocalAzure azure) => azure.Store.Read(session =>
    {
        var names = session.Query("SELECT id, name FROM tables", row => (row.GetInt64(0), row.GetString(1))).ToDictionary(pair => pair.Item1, pair => pair.Item2);
        foreach (var table in session.Query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", row => row.GetString(0)))
        {
            session.Visit($"SELECT * FROM {table}", row =>
            {
                var place = table == "entities" ? names[row.GetInt64(0)] : MailTables.Contains(table) ? Mail : table;
                var text = new StringBuilder();
                for (var i = 0; i < row.FieldCount; i++)
                {
                    text.Append(row.IsDBNull(i) ? "" : row.GetValue(i) is byte[] bytes ? Encoding.UTF8.GetString(bytes) : Convert.ToString(row.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))
                        .Append('\n');
                }

                _rows.Add((place, text.ToString()));
                if (place == EqualityAnswers.TableName)
                {
                    _values.AddRange(EntityCodec.Decode(row.GetFieldValue<byte[]>(row.FieldCount - 1)).Values.OfType<string>().Where(value => !value.StartsWith('{')).Select(value => (place, value)));
                }

                return true;
            });
        }

        return 0;
    });

    public static StoreWalk Through(Council council) => new(council.Azure);

    public static StoreWalk Through(LocalHost host) => new(host.Azure);

    /// <summary>How many rows there are.</summary>
    public int Rows => _rows.Count;

    /// <summary>Where a text stands, whatever the case, as it is or as JSON writes it; each place once, in order.</summary>
    public IReadOnlyList<string> PlacesOf(string text)
    {
        string[] forms = [text, JsonEncodedText.Encode(text).ToString()];
        return
        [
            .. _rows.Where(row => forms.Any(form => row.Text.Contains(form, StringComparison.OrdinalIgnoreCase)))
                .Select(row => row.Place).Distinct().Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The rows beyond the places allowed in which any of the texts stands, as lines that name the place and show what stands around it; at most ten.</summary>
    public IReadOnlyList<string> Elsewhere(IEnumerable<string> texts, params string[] allowed) =>
        Found(texts, _rows.Where(row => !allowed.Contains(row.Place)));

    /// <summary>The same of any texts with a name each.</summary>
    public static IReadOnlyList<string> Found(IEnumerable<string> texts, IEnumerable<(string Place, string Text)> among)
    {
        const int Around = 60;
        var wanted = SearchValues.Create([.. texts.SelectMany(text => new[] { text, JsonEncodedText.Encode(text).ToString() }).Distinct()], StringComparison.OrdinalIgnoreCase);
        return
        [
            .. among.Select(row => (row.Place, row.Text, At: row.Text.AsSpan().IndexOfAny(wanted))).Where(row => row.At >= 0)
                .Select(row => $"{row.Place}: {row.Text[Math.Max(0, row.At - Around)..Math.Min(row.Text.Length, row.At + Around)]}").Take(10),
        ];
    }

    /// <summary>The words in a table that have so many letters at least: the values of its rows, but for keys.</summary>
    public IEnumerable<string> TextsIn(string table, int letters) => _values.Where(value => value.Place == table && value.Text.Length >= letters).Select(value => value.Text).Distinct();

    /// <summary>The places of any of the texts.</summary>
    public IReadOnlyList<string> PlacesOf(params IReadOnlyList<string> texts) => [.. texts.SelectMany(PlacesOf).Distinct().Order(StringComparer.Ordinal)];
}
