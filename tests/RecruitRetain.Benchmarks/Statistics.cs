namespace RecruitRetain.Benchmarks;

/// <summary>What several rounds came to.</summary>
internal sealed record Statistics(double Median, double Least, double Most)
{
    public static Statistics Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new(Math.Round(sorted[sorted.Length / 2], 2), Math.Round(sorted[0], 2), Math.Round(sorted[^1], 2));
    }
}

/// <summary>A folder that is gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("recruitretain").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
