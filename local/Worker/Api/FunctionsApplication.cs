using System.Reflection;
using RecruitRetain.Local;

namespace Microsoft.Azure.Functions.Worker.Builder;

public static class FunctionsApplication
{
    public static FunctionsApplicationBuilder CreateBuilder(string[] args)
    {
        var setup = new HostSetup(Assembly.GetEntryAssembly()!, args, [], OwnsProcess: true);
        return setup.Guard(() => new FunctionsApplicationBuilder(setup));
    }
}
