using Microsoft.Data.Sqlite;
using RecruitRetain.Local;

namespace RecruitRetain.Tests.Store;

public sealed class StoreTests : IDisposable
{
    private const string Schema = "CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)";

    private readonly string _folder = Directory.CreateTempSubdirectory("store-").FullName;

    private string File => Path.Combine(_folder, "store.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_completed_write_is_there_when_the_file_is_opened_again()
    {
        await using (var store = Local.Store.Open(File, Schema))
        {
            await store.WriteAsync(session => session.Execute("INSERT INTO notes (text) VALUES (?1)", "kept"));
        }

        await using var again = Local.Store.Open(File, Schema);
        Assert.Equal("kept", again.Read(session => session.Scalar<string>("SELECT text FROM notes")));
    }

    [Fact]
    public async Task A_change_that_throws_leaves_no_trace_and_spares_its_neighbours_in_the_same_commit()
    {
        await using var store = Local.Store.Open(File, Schema);

        var first = store.WriteAsync(session => session.Execute("INSERT INTO notes (text) VALUES ('a')"));
        var broken = store.WriteAsync(session =>
        {
            session.Execute("INSERT INTO notes (text) VALUES ('b')");
            session.Execute("INSERT INTO notes (text) VALUES ('a')");
        });
        var last = store.WriteAsync(session => session.Execute("INSERT INTO notes (text) VALUES ('c')"));

        await first;
        await last;
        await Assert.ThrowsAsync<SqliteException>(() => broken);
        Assert.Equal(["a", "c"], store.Read(session => session.Query("SELECT text FROM notes ORDER BY id", row => row.GetString(0))));
    }

    [Fact]
    public async Task Changes_that_queue_up_share_commits()
    {
        await using var store = Local.Store.Open(File, Schema);
        using var gate = new ManualResetEventSlim();
        var held = store.WriteAsync(_ => gate.Wait());
        var before = store.Commits;
        var waiting = Enumerable.Range(0, 500)
            .Select(i => store.WriteAsync(session => session.Execute("INSERT INTO notes (text) VALUES (?1)", $"{i}"))).ToList();

        gate.Set();
        await held;
        await Task.WhenAll(waiting);

        Assert.InRange(store.Commits - before, 1, 3);
        Assert.Equal(500, store.Read(session => session.Scalar<long>("SELECT COUNT(*) FROM notes")));
    }

    [Fact]
    public async Task What_is_told_after_a_commit_is_told_in_the_order_of_the_changes()
    {
        await using var store = Local.Store.Open(File, Schema);
        List<int> told = [];

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => store.WriteAsync(_ => i, told.Add)));

        Assert.Equal(Enumerable.Range(0, 100), told);
    }

    [Fact]
    public async Task The_file_is_written_ahead_and_flushed_at_every_commit()
    {
        await using var store = Local.Store.Open(File, Schema);

        Assert.Equal("wal", await store.WriteAsync(session => session.Scalar<string>("PRAGMA journal_mode")));
        Assert.Equal(2, await store.WriteAsync(session => session.Scalar<long>("PRAGMA synchronous")));
    }

    [Fact]
    public async Task A_second_user_of_the_same_file_is_refused_in_words()
    {
        await using var store = Local.Store.Open(File, Schema);

        var refused = Assert.Throws<StoreException>(() => Local.Store.Open(File, Schema));

        Assert.Equal($"The store {File} is in use by another process. Stop that one first, or name another file with --store.", refused.Message);
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused_and_left_as_it_is()
    {
        await using (var store = Local.Store.Open(File, Schema))
        {
            await store.WriteAsync(session => session.Execute("INSERT INTO notes (text) VALUES ('new')"));
        }

        SetVersion(99);
        var refused = Assert.Throws<StoreException>(() => Local.Store.Open(File, Schema));
        SetVersion(1);

        Assert.Contains("newer version (layout 99; this one reads up to 1)", refused.Message, StringComparison.Ordinal);
        await using var again = Local.Store.Open(File, Schema);
        Assert.Equal("new", again.Read(session => session.Scalar<string>("SELECT text FROM notes")));
    }

    [Fact]
    public void A_file_that_is_no_store_is_refused_in_words()
    {
        System.IO.File.WriteAllText(File, new string('x', 4096));

        Assert.Contains("cannot be opened as a store", Assert.Throws<StoreException>(() => Local.Store.Open(File, Schema)).Message, StringComparison.Ordinal);
    }

    private void SetVersion(int version)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A literal of this test.
        command.CommandText = $"PRAGMA user_version={version}";
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
