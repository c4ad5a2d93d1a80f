namespace RecruitRetain.Tests.Infra;

/// <summary>A value in a Bicep file.</summary>
internal abstract record BicepValue(string Raw);

/// <summary>An object, its properties in order.</summary>
internal sealed record BicepObject(string Raw, IReadOnlyList<KeyValuePair<string, BicepValue>> Properties) : BicepValue(Raw)
{
    /// <summary>The value of a property by its path, such as <c>properties.networkAcls.bypass</c>; null where there is none.</summary>
    public BicepValue? At(string path)
    {
        BicepValue? value = this;
        foreach (var name in path.Split('.'))
        {
            value = (value as BicepObject)?.Properties.FirstOrDefault(property => property.Key == name).Value;
        }

        return value;
    }
}

/// <summary>An array of values one by one.</summary>
internal sealed record BicepArray(string Raw, IReadOnlyList<BicepValue> Items) : BicepValue(Raw);

/// <summary>Any other expression, as it stands.</summary>
internal sealed record BicepExpression(string Raw) : BicepValue(Raw);

/// <summary>A declaration: its kind (<c>param</c>, <c>var</c>, <c>resource</c>, <c>module</c>, <c>type</c>, <c>output</c>), name and value.</summary>
/// <param name="Kind">The keyword.</param>
/// <param name="Name">The symbolic name.</param>
/// <param name="Type">A resource's type with its version, a module's path, otherwise what stands between the name and the value.</param>
/// <param name="IsExisting">Whether a resource is only referred to.</param>
/// <param name="Condition">What stands in <c>if (…)</c>; null without one.</param>
/// <param name="Loop">What stands between <c>[for</c> and the colon; null without one.</param>
/// <param name="Value">The value; null where there is none.</param>
/// <param name="Line">Where it begins, from 1.</param>
internal sealed record BicepDeclaration(
    string Kind, string Name, string Type, bool IsExisting, string? Condition, string? Loop, BicepValue? Value, int Line)
{
    public BicepObject Body => Value as BicepObject ?? throw new FormatException($"{Name} in line {Line} is not an object.");
}

/// <summary>Reads what our Bicep files are made of; it is no compiler, and refuses what it does not understand.</summary>
internal sealed class BicepFile
{
    private static readonly string[] Keywords = ["param", "var", "resource", "module", "type", "output", "targetScope", "import", "metadata"];

    private readonly string _text;
    private int _at;

    private BicepFile(string text)
    {
        _text = WithoutComments(text);
    }

    public static IReadOnlyList<BicepDeclaration> Read(string text) => [.. new BicepFile(text).Declarations()];

    /// <summary>The text without comments, with every line where it was.</summary>
    internal static string WithoutComments(string text)
    {
        var plain = new char[text.Length];
        var inString = false;
        var inComment = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            inComment = c != '\n' && (inComment || (!inString && c == '/' && i + 1 < text.Length && text[i + 1] == '/'));
            if (!inComment && c == '\'' && (i == 0 || text[i - 1] != '\\'))
            {
                inString = !inString;
            }

            plain[i] = inComment ? ' ' : c;
        }

        return new(plain);
    }

    private IEnumerable<BicepDeclaration> Declarations()
    {
        for (SkipSpace(newLines: true); _at < _text.Length; SkipSpace(newLines: true))
        {
            var line = _text.AsSpan(0, _at).Count('\n') + 1;
            if (_text[_at] == '@')
            {
                Expression();
                continue;
            }

            var kind = Word();
            if (!Keywords.Contains(kind))
            {
                throw new FormatException($"Line {line}: '{kind}' is not understood.");
            }

            if (kind is "targetScope" or "import" or "metadata")
            {
                Expression();
                continue;
            }

            SkipSpace();
            var name = Word();
            SkipSpace();
            var between = _at;
            while (_at < _text.Length && _text[_at] is not ('=' or '\n'))
            {
                _at++;
            }

            var type = _text[between.._at].Trim();
            var existing = type.EndsWith(" existing", StringComparison.Ordinal);
            type = (existing ? type[..^" existing".Length] : type).Trim('\'');
            if (_at == _text.Length || _text[_at] == '\n')
            {
                yield return new(kind, name, type, existing, null, null, null, line);
                continue;
            }

            _at++;
            SkipSpace();
            string? condition = null;
            if (Ahead("if ("))
            {
                var from = _at + "if ".Length;
                _at = from;
                SkipBalanced();
                condition = _text[(from + 1)..(_at - 1)];
                SkipSpace();
            }

            string? loop = null;
            if (Ahead("[for "))
            {
                var from = _at + "[for ".Length;
                _at = _text.IndexOf(':', from) + 1;
                loop = _text[from..(_at - 1)];
                SkipSpace();
            }

            yield return new(kind, name, type, existing, condition, loop, Value(), line);
            if (loop is not null)
            {
                SkipSpace(newLines: true);
                Expect(']');
            }
        }
    }

    private BicepValue Value()
    {
        var from = _at;
        if (_text[_at] == '{')
        {
            return new BicepObject("", Properties()) is var read ? read with { Raw = _text[from.._at] } : throw new InvalidOperationException();
        }

        if (_text[_at] == '[' && !Ahead("[for "))
        {
            _at++;
            List<BicepValue> items = [];
            for (SkipSeparators(); _text[_at] != ']'; SkipSeparators())
            {
                items.Add(Value());
            }

            _at++;
            return new BicepArray(_text[from.._at], items);
        }

        return new BicepExpression(Expression());
    }

    private List<KeyValuePair<string, BicepValue>> Properties()
    {
        Expect('{');
        List<KeyValuePair<string, BicepValue>> properties = [];
        for (SkipSeparators(); _text[_at] != '}'; SkipSeparators())
        {
            if (_text[_at] == '@')
            {
                Expression();
                continue;
            }

            string key;
            if (_text[_at] == '\'')
            {
                var from = _at;
                SkipString();
                key = _text[(from + 1)..(_at - 1)];
            }
            else
            {
                key = Word();
            }

            SkipSpace();
            Expect(':');
            SkipSpace();
            properties.Add(new(key, Value()));
        }

        _at++;
        return properties;
    }

    // Up to the end of the line, a comma or the bracket that closes what the expression stands in.
    private string Expression()
    {
        var from = _at;
        while (_at < _text.Length && _text[_at] is not ('\n' or ',' or ']' or '}' or ')'))
        {
            if (_text[_at] is '(' or '[' or '{')
            {
                SkipBalanced();
            }
            else if (_text[_at] == '\'')
            {
                SkipString();
            }
            else
            {
                _at++;
            }
        }

        return _text[from.._at].Trim();
    }

    private void SkipBalanced()
    {
        for (var depth = 0; ;)
        {
            if (_text[_at] == '\'')
            {
                SkipString();
                continue;
            }

            depth += _text[_at] switch { '(' or '[' or '{' => 1, ')' or ']' or '}' => -1, _ => 0 };
            _at++;
            if (depth == 0)
            {
                return;
            }
        }
    }

    private void SkipString()
    {
        for (_at++; _text[_at] != '\''; _at++)
        {
            if (_text[_at] == '\\')
            {
                _at++;
            }
            else if (_text[_at] == '$' && _text[_at + 1] == '{')
            {
                _at++;
                SkipBalanced();
                _at--;
            }
        }

        _at++;
    }

    private string Word()
    {
        var from = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] == '_'))
        {
            _at++;
        }

        return _text[from.._at];
    }

    private void SkipSpace(bool newLines = false)
    {
        while (_at < _text.Length && (_text[_at] is ' ' or '\t' or '\r' || (newLines && _text[_at] == '\n')))
        {
            _at++;
        }
    }

    private void SkipSeparators()
    {
        while (_text[_at] is ' ' or '\t' or '\r' or '\n' or ',')
        {
            _at++;
        }
    }

    private bool Ahead(string text) => string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;

    private void Expect(char c)
    {
        if (_at >= _text.Length || _text[_at] != c)
        {
            throw new FormatException($"Line {_text.AsSpan(0, Math.Min(_at, _text.Length)).Count('\n') + 1}: '{c}' is missing.");
        }

        _at++;
    }
}
