using System.Globalization;
using System.Net;
using System.Text;

namespace RecruitRetain.Reporting;

/// <summary>
/// A drawing within a page, 720 wide: it says aloud what it shows, needs nothing from elsewhere and no colour. What things look like stands in the
/// page's style, by class.
/// </summary>
internal sealed class Svg
{
    public const int Width = 720;

    private readonly StringBuilder _svg = new();

    /// <summary>Begins a drawing.</summary>
    /// <param name="name">Its name, unique within the page.</param>
    /// <param name="height">How high it is.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="description">What can be seen in it.</param>
    public Svg(string name, int height, string title, string description)
    {
        Title = title;
        _svg.Append(CultureInfo.InvariantCulture, $"<svg role=\"img\" aria-labelledby=\"{name}-title {name}-desc\" viewBox=\"0 0 {Width} {height}\" xmlns=\"http://www.w3.org/2000/svg\">")
            .Append(CultureInfo.InvariantCulture, $"<title id=\"{name}-title\">{Encode(title)}</title><desc id=\"{name}-desc\">{Encode(description)}</desc>");
    }

    /// <summary>What it shows.</summary>
    public string Title { get; }

    public Svg Line(double x1, double y1, double x2, double y2, string css) =>
        Append($"<line class=\"{css}\" x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\"/>");

    public Svg Rectangle(double x, double y, double width, double height, string css) =>
        Append($"<rect class=\"{css}\" x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{width:0.#}\" height=\"{height:0.#}\"/>");

    public Svg Dot(double x, double y, string css) => Append($"<circle class=\"{css}\" cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"4\"/>");

    /// <summary>A line through points; a closed one with the class that fills it.</summary>
    public Svg Path(IEnumerable<(double X, double Y)> points, string css) =>
        Append($"<path class=\"{css}\" d=\"{string.Join("", points.Select((at, i) => string.Create(CultureInfo.InvariantCulture, $"{(i == 0 ? 'M' : 'L')}{at.X:0.#} {at.Y:0.#}")))}\"/>");

    /// <summary>Words; <c>middle</c> and <c>end</c> among the classes say which part of them stands there.</summary>
    public Svg Text(double x, double y, string text, string css = "") => Append($"<text class=\"{css}\" x=\"{x:0.#}\" y=\"{y:0.#}\">{Encode(text)}</text>");

    /// <summary>A vertical axis with its grid lines.</summary>
    /// <param name="scale">Where values lie.</param>
    /// <param name="left">Where the lines begin.</param>
    /// <param name="right">Where they end.</param>
    /// <param name="words">How a value is written.</param>
    /// <param name="withNought">Whether nought gets a line; not where another axis has it.</param>
    public Svg Grid(Scale scale, double left, double right, Func<double, string> words, bool withNought = true)
    {
        foreach (var tick in scale.Ticks.Where(tick => withNought || tick > 0))
        {
            Line(left, scale.At(tick), right, scale.At(tick), tick == 0 ? "axis" : "grid").Text(left - 8, scale.At(tick) + 5, words(tick), "end");
        }

        return this;
    }

    /// <summary>The drawing in a figure, with its title above it; on a narrow screen it is scrolled.</summary>
    public string Figure(string? note = null) =>
        $"<figure><figcaption>{Encode(Title)}</figcaption><div class=\"scroll\" tabindex=\"0\">{_svg}</svg></div>{(note is null ? "" : $"<p class=\"small\">{Encode(note)}</p>")}</figure>";

    public static string Encode(string text) => WebUtility.HtmlEncode(text);

    private Svg Append(FormattableString markup)
    {
        _svg.Append(CultureInfo.InvariantCulture, $"{markup.ToString(CultureInfo.InvariantCulture)}");
        return this;
    }
}

/// <summary>Where a value from nought up to a greatest one lies in a drawing.</summary>
/// <param name="most">The greatest value; at least 1.</param>
/// <param name="start">Where nought lies.</param>
/// <param name="end">Where the greatest lies.</param>
internal sealed class Scale(double most, double start, double end)
{
    private const int FewestSteps = 4;

    private readonly double _step = Step(Math.Max(1, most));

    /// <summary>Round values to mark, the last at or above the greatest.</summary>
    public IEnumerable<double> Ticks => Enumerable.Range(0, (int)Math.Ceiling((Math.Max(1, most) / _step) - 1e-9) + 1).Select(i => i * _step);

    public double At(double value) => start + ((end - start) * value / Ticks.Last());

    private static double Step(double most)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(most)));
        return Math.Max(1, new[] { 5, 2, 1, 0.5, 0.25, 0.2 }.Select(factor => factor * power).First(step => most / step >= FewestSteps - 1e-9 || step <= 0.2 * power));
    }
}
