using System.Reflection;
using RecruitRetain.Local;

namespace Microsoft.Azure.Functions.Worker.Builder;

public static class FunctionsApplication
{
    public static FunctionsApplicationBuilder CreateBuilder(string[] args)
    {
        var errand = Errand.Of(args);
        var setup = new HostSetup(Assembly.GetEntryAssembly()!, errand.Arguments, [], OwnsProcess: true) { Errand = errand };
        return setup.Guard(() => new FunctionsApplicationBuilder(setup));
    }
}
