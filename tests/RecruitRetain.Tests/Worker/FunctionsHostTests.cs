using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Local;

namespace RecruitRetain.Tests.Worker;

public sealed class FunctionsHostTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "RecruitRetain.Functions.dll");

    [Fact]
    public async Task Stopping_lets_a_running_request_finish()
    {
        var gate = new WaitingSamples.Gate();
        await using var app = new SampleApp { Compose = builder => builder.Services.AddSingleton(gate) };
        await app.RunAsync(typeof(WaitingSamples));
        var answer = app.Http.GetStringAsync("/api/waits");
        await gate.Begun.Task;

        var stopped = app.Host.DisposeAsync();
        gate.Go.SetResult();

        Assert.Equal("done", await answer);
        await stopped;
    }

    [Fact]
    public async Task A_stopped_host_has_let_its_store_and_its_name_go()
    {
        await using var app = new SampleApp();
        await app.RunAsync(typeof(HttpSamples), typeof(DurableSamples));
        var name = app.Host.BaseAddress.Authority;
        await app.StopAsync();

        Assert.Throws<InvalidOperationException>(() => LocalAzure.At(name));
        await using (LocalAzure.Open(Path.Combine(app.Folder, "store.db")))
        {
        }
    }

    [Fact]
    public async Task A_builder_builds_once()
    {
        await using var app = new SampleApp();
        var setup = new HostSetup(typeof(SampleApp).Assembly, ["--port=0", $"--store={app.Folder}/once.db"], [], OwnsProcess: false) { Folder = app.Folder, Types = [] };
        var builder = new FunctionsApplicationBuilder(setup);

        await using var host = (FunctionsHost)builder.Build();

        Assert.Throws<InvalidOperationException>(builder.Build);
    }

    [Fact]
    public async Task The_program_ends_with_one_sentence_and_exit_code_1_where_its_port_is_in_use()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;

        var (code, output, error) = await RunAsync($"--port {port}");

        Assert.Equal(1, code);
        Assert.Equal("", output);
        Assert.Equal($"Port {port} is in use by another program. Stop that one first, or name another port with --port.\n", error);
    }

    [Fact]
    public async Task The_program_ends_with_one_sentence_and_exit_code_1_where_its_store_is_no_store()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, new string('x', 5000));

        var (code, _, error) = await RunAsync($"--port 0 --store {file}");
        File.Delete(file);

        Assert.Equal(1, code);
        Assert.StartsWith($"{file} cannot be opened as a store: ", error);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", $"\"{Program}\" {arguments}")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
