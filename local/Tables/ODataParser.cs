using System.Globalization;
using Azure;

namespace RecruitRetain.Local;

/// <summary>Reads a filter: <c>PartitionKey eq 'a' and (not (Count gt 5L) or Due le datetime'2026-01-01T00:00:00Z')</c>.</summary>
internal sealed class ODataParser
{
    // The service takes no more discrete comparisons than this in one filter.
    private const int MostComparisons = 15;

    private readonly string _text;
    private int _at;
    private int _comparisons;

    private ODataParser(string text) => _text = text;

    /// <exception cref="RequestFailedException">400 InvalidInput: it is no filter.</exception>
    public static ODataFilter? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var parser = new ODataParser(text);
        var filter = parser.Or();
        return parser.Ended() ? filter : throw parser.Error("the end");
    }

    private ODataFilter Or()
    {
        var filter = And();
        while (Take("or"))
        {
            filter = new OrFilter(filter, And());
        }

        return filter;
    }

    private ODataFilter And()
    {
        var filter = Unary();
        while (Take("and"))
        {
            filter = new AndFilter(filter, Unary());
        }

        return filter;
    }

    private ODataFilter Unary()
    {
        if (Take("not"))
        {
            return new NotFilter(Unary());
        }

        if (Take('('))
        {
            var filter = Or();
            return Take(')') ? filter : throw Error("')'");
        }

        return Comparison();
    }

    private ComparisonFilter Comparison()
    {
        if (++_comparisons > MostComparisons)
        {
            throw TableErrors.InvalidInput($"The filter has more than {MostComparisons} comparisons, which the service does not take.");
        }

        var property = Word() is { Length: > 0 } name ? name : throw Error("a property name");
        var start = _at;
        var comparison = Word();
        if (comparison is "eq" or "ne" or "gt" or "ge" or "lt" or "le")
        {
            return new ComparisonFilter(property, comparison, Literal());
        }

        // A Boolean property may stand alone.
        _at = start;
        return new ComparisonFilter(property, "eq", true);
    }

    private object Literal()
    {
        SkipSpace();
        if (_at < _text.Length && _text[_at] == '\'')
        {
            return Quoted();
        }

        var start = _at;
        var word = Word();
        if (word.Length > 0 && _at < _text.Length && _text[_at] == '\'')
        {
            return Typed(word, Quoted()) ?? throw Error("a literal", start);
        }

        switch (word)
        {
            case "true":
                return true;
            case "false":
                return false;
            default:
                _at = start;
                return Number() ?? throw Error("a literal", start);
        }
    }

    private static object? Typed(string type, string text)
    {
        try
        {
            return type switch
            {
                "datetime" => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
                "guid" => Guid.Parse(text),
                "X" or "binary" => Convert.FromHexString(text),
                _ => null,
            };
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private object? Number()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '.' or '-' or '+'))
        {
            _at++;
        }

        var text = _text.AsSpan(start, _at - start);
        if (text.EndsWith("L", StringComparison.OrdinalIgnoreCase))
        {
            return long.TryParse(text[..^1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var tagged) ? tagged : null;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small))
        {
            return small;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var large))
        {
            return large;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real : null;
    }

    private string Quoted()
    {
        var start = _at;
        var end = _at;
        while (true)
        {
            end = _text.IndexOf('\'', end + 1);
            if (end < 0)
            {
                throw Error("a closing quote", start);
            }

            if (end + 1 == _text.Length || _text[end + 1] != '\'')
            {
                _at = end + 1;
                return _text[(start + 1)..end].Replace("''", "'", StringComparison.Ordinal);
            }

            end++;
        }
    }

    private string Word()
    {
        SkipSpace();
        var start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] == '_'))
        {
            _at++;
        }

        return start == _at || char.IsDigit(_text[start]) ? "" : _text[start.._at];
    }

    private bool Take(string keyword)
    {
        var start = _at;
        if (Word() == keyword)
        {
            return true;
        }

        _at = start;
        return false;
    }

    private bool Take(char mark)
    {
        SkipSpace();
        if (_at == _text.Length || _text[_at] != mark)
        {
            return false;
        }

        _at++;
        return true;
    }

    private bool Ended()
    {
        SkipSpace();
        return _at == _text.Length;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }

    private RequestFailedException Error(string expected, int? at = null) =>
        TableErrors.InvalidInput($"The filter is not valid: {expected} was expected at position {at ?? _at} of \"{_text}\".");
}
