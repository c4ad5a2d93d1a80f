using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace RecruitRetain.Local;

/// <summary>
/// The app's settings, later ones over earlier: <c>local.settings.json</c>, those given to the host, the environment, the command line.
/// <c>__</c> in a name stands for <c>:</c>, and <c>%NAME%</c> in a value of the first two for the setting of that name.
/// </summary>
internal static partial class AppSettings
{
    private const int DefaultPort = 7071;

    /// <summary>Adds the settings to a configuration; takes the port and puts the host's own name among them.</summary>
    /// <returns>The socket that listens on the port.</returns>
    /// <exception cref="WorkerException">A file or value is not what it must be, or the port is in use.</exception>
    public static Socket Load(ConfigurationManager configuration, string folder, HostSetup setup)
    {
        var values = (JsonFile.Read(folder, "local.settings.json")?.Under("Values") ?? [])
            .Concat(setup.Settings)
            .Select(setting => new KeyValuePair<string, string?>(setting.Key.Replace("__", ":", StringComparison.Ordinal), setting.Value))
            .GroupBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Last().Value, StringComparer.OrdinalIgnoreCase);
        configuration.AddInMemoryCollection(values);
        if (setup.OwnsProcess)
        {
            configuration.AddEnvironmentVariables();
        }

        configuration.AddCommandLine(setup.Arguments);

        var socket = Listen(configuration["port"], setup.Errand is { IsServing: false });
        var own = new Dictionary<string, string?> { ["WEBSITE_HOSTNAME"] = socket.LocalEndPoint!.ToString() };
        configuration.AddInMemoryCollection(own);
        configuration.AddInMemoryCollection(
            [.. values.Where(setting => setting.Value?.Contains('%') == true && configuration[setting.Key] == setting.Value)
                .Select(setting => new KeyValuePair<string, string?>(setting.Key, Expand(setting.Value!, name => configuration[name])))]);
        return socket;
    }

    /// <summary>Puts settings in the place of their <c>%NAME%</c>; a name without a setting stays as it is.</summary>
    public static string Expand(string text, Func<string, string?> setting) =>
        Name().Replace(text, match => setting(match.Groups[1].Value) ?? match.Value);

    /// <summary>The first <c>%NAME%</c> in a text, without the signs; null if there is none.</summary>
    public static string? FirstName(string text) => Name().Match(text) is { Success: true } match ? match.Groups[1].Value : null;

    private static Socket Listen(string? text, bool elsewhereIfBusy)
    {
        var port = DefaultPort;
        if (text is not null && (!int.TryParse(text, out port) || port is < 0 or > IPEndPoint.MaxPort))
        {
            throw new WorkerException($"--port must be a number from 0 (any free port) to {IPEndPoint.MaxPort}, not '{text}'.");
        }

        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Listening from here on, not from the server's start: two that are only bound would not see each other.
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            if (text is null && elsewhereIfBusy)
            {
                return Listen("0", elsewhereIfBusy: false);
            }

            throw new WorkerException(e.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? $"Port {port} is in use by another program. Stop that one first, or name another port with --port."
                : $"Port {port} cannot be used: {e.Message}.", e);
        }
    }

    [GeneratedRegex("%([^%\\s]+)%")]
    private static partial Regex Name();
}
