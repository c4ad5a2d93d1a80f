namespace RecruitRetain.Local.Demo;

/// <summary>Plays journeys from the command line.</summary>
internal static class DemoCommand
{
    // A clock advanced by years answers when all that falls due on the way is done.
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(30);

    /// <summary>Plays files in order against a running embedded Azure and tells the story. Nothing is played unless every file can be.</summary>
    /// <param name="paths">The <c>.http</c> files.</param>
    /// <param name="baseAddress">Where the embedded Azure answers.</param>
    /// <param name="output">Where the story, or what is wrong, is told.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>The exit code: 0 if everything was as expected, 1 at the first unmet expectation, 2 for a file that cannot be played.</returns>
    public static async Task<int> PlayFilesAsync(IEnumerable<string> paths, Uri baseAddress, TextWriter output, CancellationToken cancellationToken)
    {
        List<HttpFile> files = [];
        List<string> errors = [];
        foreach (var path in paths)
        {
            try
            {
                files.Add(HttpFile.Parse(await File.ReadAllTextAsync(path, cancellationToken), path));
            }
            catch (HttpFileException exception)
            {
                errors.AddRange(exception.Errors);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                errors.Add($"{path}: cannot be read: {exception.Message}");
            }
        }

        if (errors.Count > 0)
        {
            errors.ForEach(output.WriteLine);
            return 2;
        }

        // As the file says and no more: an editor may be told to follow redirects and keep cookies, a journey names each step.
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        using var client = new HttpClient(handler) { BaseAddress = baseAddress, Timeout = LongestAnswer };
        var story = new Story(output, ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected);
        foreach (var file in files)
        {
            var result = await HttpPlayer.PlayAsync(file, client, story, cancellationToken: cancellationToken);
            if (result.Unmet is not null)
            {
                return 1;
            }

            await output.WriteLineAsync($"{file.Path}: {result.Steps} steps, {result.Expectations} expectations met.");
        }

        return 0;
    }
}
