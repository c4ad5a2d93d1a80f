using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RecruitRetain.Local;

namespace Microsoft.Azure.Functions.Worker.Builder;

public sealed class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private const string DefaultStore = ".local/recruitretain.db";
    private const long LargestBody = 104_857_600; // as the Functions host has it

    private readonly HostSetup _setup;
    private readonly HostJson _hostJson;
    private readonly WebApplicationBuilder _web;
    private readonly Socket _socket;
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> _middleware = [];
    private bool _built;

    internal FunctionsApplicationBuilder(HostSetup setup)
    {
        _setup = setup;
        _hostJson = HostJson.Read(setup.Folder);
        _web = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = setup.Functions.GetName().Name,
            ContentRootPath = setup.Folder,
            EnvironmentName = Environments.Development,
        });
        _socket = AppSettings.Load(_web.Configuration, setup.Folder, setup);
        _web.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, (IPEndPoint)_socket.LocalEndPoint!, setup.Patience));
        _web.Services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = _ => _socket);
        _web.Services.AddRouting();
        _web.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        _web.Services.Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);
        _web.Services.Configure<HostOptions>(options => options.ShutdownTimeout = FunctionsHost.Grace);
    }

    public IServiceCollection Services => _web.Services;

    public ConfigurationManager Configuration => _web.Configuration;

    public IHostEnvironment Environment => _web.Environment;

    public ILoggingBuilder Logging => _web.Logging;

    public IMetricsBuilder Metrics => _web.Metrics;

    IConfigurationManager IHostApplicationBuilder.Configuration => Configuration;

    IDictionary<object, object> IHostApplicationBuilder.Properties => ((IHostApplicationBuilder)_web).Properties;

    public IHost Build()
    {
        if (_built)
        {
            throw new InvalidOperationException("The application has been built already; Build works once.");
        }

        _built = true;
        return _setup.Guard(() =>
        {
            LocalAzure? azure = null;
            try
            {
                var catalog = FunctionCatalog.Discover(_setup.Types, _hostJson, Configuration);
                azure = LocalAzure.Open(Configuration["store"] ?? DefaultStore);
                return Build(catalog, azure);
            }
            catch
            {
                _socket.Dispose();
                azure?.DisposeAsync().AsTask().GetAwaiter().GetResult();
                throw;
            }
        });
    }

    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        _middleware.Add(middleware);
        return this;
    }

    void IHostApplicationBuilder.ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure) =>
        ((IHostApplicationBuilder)_web).ConfigureContainer(factory, configure);

    private static void Configure(KestrelServerOptions kestrel, IPEndPoint endpoint, Patience patience)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestBody;

        // Who sends slowly, or endless headers, holds nobody up. In Azure the front end has limits of its own.
        kestrel.Limits.RequestHeadersTimeout = patience.Headers;
        kestrel.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: patience.Body);
        kestrel.Limits.MaxRequestLineSize = 8 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Listen(endpoint);
    }

    private FunctionsHost Build(FunctionCatalog catalog, LocalAzure azure)
    {
        azure.Publish(Configuration["WEBSITE_HOSTNAME"]!);
        MailService.PublishKey(Configuration, azure.Mailbox);
        Services.AddSingleton(azure);
        Services.AddSingleton<TimeProvider>(azure.Clock);
        Services.AddSingleton(catalog);
        Services.AddSingleton(services => new DurableEngine(
            azure, catalog.Orchestrations, catalog.Activities, _hostJson.Durable, services.GetRequiredService<ILoggerFactory>()));
        Services.AddSingleton<DurableTaskClient>(services =>
            new LocalDurableTaskClient(services.GetRequiredService<DurableEngine>(), azure.Store));
        if (!_setup.OwnsProcess)
        {
            Services.AddSingleton<IHostLifetime, NoLifetime>();
        }

        var app = _web.Build();
        FunctionExecutionDelegate run = FunctionInvoker.ExecuteAsync;
        foreach (var middleware in Enumerable.Reverse(_middleware))
        {
            run = middleware(run);
        }

        return new FunctionsHost(app, azure, catalog, new FunctionInvoker(app.Services, run), _setup);
    }

    /// <summary>The lifetime of a host that is not the process: it ends when it is disposed.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder) => builder;
}
