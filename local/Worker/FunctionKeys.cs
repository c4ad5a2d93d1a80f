using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace RecruitRetain.Local;

/// <summary>
/// The host's keys, made when a store is first used and kept in it: <c>default</c> opens functions, <c>_master</c> everything.
/// </summary>
internal sealed class FunctionKeys
{
    internal const string Schema = "CREATE TABLE IF NOT EXISTS function_keys (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;";

    private const string DefaultName = "default";
    private const string MasterName = "_master";
    private const string Header = "x-functions-key";
    private const string Query = "code";

    private FunctionKeys(string functions, string master)
    {
        Default = functions;
        Master = master;
    }

    /// <summary>Opens functions of the level Function.</summary>
    public string Default { get; }

    /// <summary>Opens all functions.</summary>
    public string Master { get; }

    /// <summary>Reads the keys, and makes them where there are none.</summary>
    public static async Task<FunctionKeys> LoadAsync(Store store)
    {
        if (Read(store) is { Count: 2 } kept)
        {
            return new FunctionKeys(kept[DefaultName], kept[MasterName]);
        }

        await store.WriteAsync(session =>
        {
            session.Execute("INSERT OR IGNORE INTO function_keys VALUES (?1, ?2)", DefaultName, NewKey());
            session.Execute("INSERT OR IGNORE INTO function_keys VALUES (?1, ?2)", MasterName, NewKey());
        });
        var made = Read(store);
        return new FunctionKeys(made[DefaultName], made[MasterName]);
    }

    /// <summary>
    /// Whether the request carries, in the header <c>x-functions-key</c> or the query's <c>code</c>, a key that opens the level.
    /// </summary>
    public bool Allow(AuthorizationLevel level, HttpRequest request)
    {
        if (level == AuthorizationLevel.Anonymous)
        {
            return true;
        }

        var key = request.Headers[Header] is [{ Length: > 0 } header] ? header : request.Query[Query].ToString();
        return Same(key, Master) || (level == AuthorizationLevel.Function && Same(key, Default));
    }

    private static bool Same(string given, string key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(key));

    private static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private static Dictionary<string, string> Read(Store store) => store.Read(session =>
        session.Query("SELECT name, value FROM function_keys", row => KeyValuePair.Create(row.GetString(0), row.GetString(1)))).ToDictionary();
}
