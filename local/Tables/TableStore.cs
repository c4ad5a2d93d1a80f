namespace RecruitRetain.Local;

internal sealed class TableStore(Store store, LocalClock clock)
{
    internal const string Schema = "SELECT 1";

    internal Store Store => store;

    internal LocalClock Clock => clock;
}
