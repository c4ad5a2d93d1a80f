using RecruitRetain.Shared;

namespace RecruitRetain.Reporting;

/// <summary>How many applications stand at each stage.</summary>
internal static class PipelineChart
{
    private const int Left = 200;
    private const int Right = Svg.Width - 60;
    private const int Row = 24;

    public static Svg Draw(IReadOnlyList<PipelineFigure> pipeline)
    {
        var svg = new Svg(
            "pipeline",
            (pipeline.Count * Row) + 10,
            "Applications at each stage",
            $"A bar for each stage: {string.Join(", ", pipeline.Select(stage => $"{Word(stage)} {stage.Count}"))}.");
        var scale = new Scale(pipeline.Max(stage => stage.Count), Left, Right);
        for (var i = 0; i < pipeline.Count; i++)
        {
            var y = 5 + (i * Row);
            svg.Text(Left - 10, y + 16, Word(pipeline[i]), "end")
                .Rectangle(Left, y + 3, scale.At(pipeline[i].Count) - Left, Row - 7, "dark")
                .Text(scale.At(pipeline[i].Count) + 6, y + 16, $"{pipeline[i].Count}");
        }

        return svg.Line(Left, 0, Left, (pipeline.Count * Row) + 10, "axis");
    }

    public static string Word(PipelineFigure stage) => Json.Word(stage.State).Replace('-', ' ');
}
