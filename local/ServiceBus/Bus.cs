namespace RecruitRetain.Local;

internal sealed class Bus(Store store, LocalClock clock, Workload workload)
{
    internal const string Schema = "SELECT 1";

    internal Store Store => store;

    internal LocalClock Clock => clock;

    internal Workload Workload => workload;
}
