using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace RecruitRetain.Local;

/// <summary>A piece of a page. It is made from interpolated text, in which every value is encoded unless it is such a piece itself.</summary>
internal readonly record struct Html(string Markup)
{
    public static readonly Html None = new(string.Empty);

    public static Html Of(HtmlText text) => new(text.ToString());

    /// <summary>A piece for each item, one after another.</summary>
    public static Html Each<T>(IEnumerable<T> items, Func<T, Html> piece) => new(string.Concat(items.Select(item => piece(item).Markup)));

    /// <summary>A piece where there is a value, and nothing where there is none.</summary>
    public static Html If<T>(T? value, Func<T, Html> piece) => value is null ? None : piece(value);
}

/// <summary>Collects interpolated text into HTML.</summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlText(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + (16 * formattedCount));

    public void AppendLiteral(string text) => _text.Append(text);

    public void AppendFormatted(Html piece) => _text.Append(piece.Markup);

    public void AppendFormatted<T>(T value) => _text.Append(WebUtility.HtmlEncode(Convert.ToString(value, CultureInfo.InvariantCulture)));

    public override string ToString() => _text.ToString();
}
