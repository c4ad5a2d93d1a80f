using System.Globalization;
using Microsoft.Extensions.Hosting;
using RecruitRetain.Local.Demo;

namespace RecruitRetain.Local;

/// <summary>What the program was started for, as its command line says: to serve, to play journeys, or to show the demonstration.</summary>
internal sealed class Errand : IDisposable
{
    internal const string Help = """
        dotnet run --project functions                    serves the API and the portal
        dotnet run --project functions -- demo            plays demo/journey.http on a store of its own, tells the story, and goes on serving
        dotnet run --project functions -- play FILE…      plays .http files in order on one store of their own; ends with 0 if all was as
                                                          expected, 1 at the first that was not, 2 if a file cannot be played

          --port NUMBER    the port to answer on, 0 for any that is free (7071; demo and play take a free one if that is in use)
          --store FILE     the store to use or make (.local/recruitretain.db; demo and play take a temporary one)
          --exit           demo ends after the story
          --help           says this
        """;

    private const string Demo = "demo";
    private const string Play = "play";
    private const int Misused = 2;

    private readonly List<string> _files = [];
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);
    private bool _staysUp = true;
    private string? _temporary;

    private Errand()
    {
    }

    /// <summary>Whether it only serves.</summary>
    public bool IsServing => _files.Count == 0;

    /// <summary>What it says of the settings, in the form of a command line.</summary>
    public string[] Arguments => [.. _options.Select(option => $"{option.Key}={option.Value}")];

    /// <summary>The errand of the program, which ends here if there is nothing to run.</summary>
    public static Errand Of(string[] arguments)
    {
        try
        {
            if (Parse(arguments, Directory.GetCurrentDirectory()) is { } errand)
            {
                return errand;
            }

            Console.WriteLine(Help);
            Environment.Exit(0);
        }
        catch (WorkerException e)
        {
            Console.Error.WriteLine(e.Message);
            Environment.Exit(Misused);
        }

        throw new InvalidOperationException("The program has ended.");
    }

    /// <summary>Reads a command line; null if it asks for help.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="folder">Where it was written.</param>
    /// <exception cref="WorkerException">It cannot be understood, or there is no such file.</exception>
    internal static Errand? Parse(string[] arguments, string folder)
    {
        var errand = new Errand();
        var verb = arguments.FirstOrDefault(argument => argument is Demo or Play);
        var rest = new Queue<string>(arguments);
        var named = false;
        while (rest.TryDequeue(out var argument))
        {
            var (name, value) = argument.Split('=', 2) is [var before, var after] && before.StartsWith('-') ? (before, after) : (argument, null);
            switch (name)
            {
                case "--help" or "-h" or "-?":
                    return null;
                case "--port" or "--store":
                    errand._options[name] = value ?? (rest.TryDequeue(out var next) ? next : throw Wrong($"{name} needs a value."));
                    break;
                case "--exit" when verb == Demo:
                    errand._staysUp = false;
                    break;
                case Demo or Play when !named:
                    named = true;
                    verb = argument;
                    break;
                case var file when verb == Play && named && !file.StartsWith('-'):
                    errand._files.Add(file);
                    break;
                default:
                    throw Wrong($"'{argument}' is not an argument this program knows.");
            }
        }

        if (errand._options.TryGetValue("--port", out var port)
            && !(int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= ushort.MaxValue))
        {
            throw Wrong($"--port must be a number from 0 (any free port) to {ushort.MaxValue}, not '{port}'.");
        }

        if (verb == Demo)
        {
            errand._files.Add(FindJourney(folder) ?? FindJourney(AppContext.BaseDirectory)
                ?? throw new WorkerException($"There is no demo/journey.http in {folder} or above it; play FILE plays another file."));
        }
        else if (verb == Play)
        {
            errand._staysUp = false;
            if (errand._files.Count == 0)
            {
                throw Wrong("play needs a file.");
            }
        }

        if (!errand.IsServing && !errand._options.ContainsKey("--store"))
        {
            errand._temporary = Directory.CreateTempSubdirectory("recruitretain-").FullName;
            errand._options["--store"] = Path.Combine(errand._temporary, "store.db");
        }

        return errand;
    }

    /// <summary>Sets about it, now that the app is up.</summary>
    public void Begin(FunctionsHost host, IHostApplicationLifetime lifetime)
    {
        if (IsServing)
        {
            Console.WriteLine($"RecruitRetain is at {host.BaseAddress}, its portal at {host.BaseAddress}/local, its store at {host.Azure.Store.Path}; Ctrl-C stops it.");
        }
        else
        {
            _ = Task.Run(() => PlayAsync(host, lifetime));
        }
    }

    /// <summary>Removes the temporary store.</summary>
    public void Dispose()
    {
        if (_temporary is { } folder)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task PlayAsync(FunctionsHost host, IHostApplicationLifetime lifetime)
    {
        var code = 1;
        try
        {
            code = await DemoCommand.PlayFilesAsync(_files, new Uri(host.BaseAddress), Console.Out, lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C.
        }
        finally
        {
            if (code != 0 || !_staysUp)
            {
                Environment.ExitCode = code;
                lifetime.StopApplication();
            }
        }

        if (code == 0 && _staysUp)
        {
            Console.WriteLine($"""

                The server stays up; its clock stands at {London.Format(host.Azure.Clock.GetUtcNow())} until you move it. Ctrl-C stops it.
                  The portal         {host.BaseAddress}/local
                  Every mail sent    {host.BaseAddress}/local/mailbox
                  Open vacancies     {host.BaseAddress}/api/open-vacancies
                  The API            {host.BaseAddress}/api/openapi.json
                """);
        }
    }

    private static string? FindJourney(string folder)
    {
        for (var place = new DirectoryInfo(folder); place is not null; place = place.Parent)
        {
            var file = Path.Combine(place.FullName, "demo", "journey.http");
            if (File.Exists(file))
            {
                return Path.GetRelativePath(Directory.GetCurrentDirectory(), file);
            }
        }

        return null;
    }

    private static WorkerException Wrong(string message) => new($"{message} --help says what there is.");
}
