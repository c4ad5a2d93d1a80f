using Microsoft.DurableTask.Client;

namespace RecruitRetain.Shared;

/// <summary>How far an import has come.</summary>
public enum ImportState
{
    /// <summary>Every row is good; what the file brings is being written, and nobody sees any of it.</summary>
    Writing,

    /// <summary>All is written and in the lists; journeys are being told.</summary>
    Written,

    /// <summary>Every journey knows.</summary>
    Complete,
}

/// <summary>What an import comes to.</summary>
public enum ImportStep
{
    /// <summary>The last row is written.</summary>
    FinishWriting,

    /// <summary>The last journey knows.</summary>
    Complete,
}

/// <summary>Brings in what one kind of file holds. Each step may come again, with what an earlier attempt has left behind.</summary>
public interface IImporter
{
    /// <summary>The state machine of every import.</summary>
    static readonly Transitions<ImportState, ImportStep> Machine = new(
        ImportState.Writing,
        (ImportState.Writing, ImportStep.FinishWriting, ImportState.Written),
        (ImportState.Written, ImportStep.Complete, ImportState.Complete));

    /// <summary>The prefix of its imports' ids, without the underscore.</summary>
    string Prefix { get; }

    /// <summary>The ids of the imports that are not complete.</summary>
    IAsyncEnumerable<string> UnfinishedAsync();

    /// <summary>How many batches an import has.</summary>
    Task<int> CountBatchesAsync(string importId);

    /// <summary>Writes what a batch brings, past the lists.</summary>
    Task WriteAsync(ImportBatch batch);

    /// <summary>Shows it in the lists.</summary>
    Task ListAsync(ImportBatch batch);

    /// <summary>Starts or nudges the journeys.</summary>
    Task StartAsync(ImportBatch batch, DurableTaskClient client);

    /// <summary>The import has come to a step; one that has been taken is not taken again.</summary>
    Task AdvanceAsync(string importId, ImportStep step);
}

/// <summary>Cuts what a file brings into batches.</summary>
internal static class Batches
{
    /// <summary>Batches as JSON lists, each of so many rows and so many characters at most; a row longer than that is a batch of its own.</summary>
    public static IEnumerable<string> Of<T>(IEnumerable<T> rows, int mostRows, int longest)
    {
        List<string> batch = [];
        var length = 0;
        foreach (var text in rows.Select(Json.Write))
        {
            if (batch.Count == mostRows || (batch.Count > 0 && length + text.Length > longest))
            {
                yield return $"[{string.Join(',', batch)}]";
                batch = [];
                length = 0;
            }

            batch.Add(text);
            length += text.Length + 1;
        }

        yield return $"[{string.Join(',', batch)}]";
    }
}
