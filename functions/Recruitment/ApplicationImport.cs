using System.Text.Json.Serialization;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>Applications that came in as a file.</summary>
/// <param name="Id">Its id, <c>import_…</c>.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Applications">How many it brings.</param>
/// <param name="Batches">In how many batches they are written.</param>
/// <param name="By">Who sent it.</param>
public sealed record ApplicationImport(string Id, ImportState State, int Applications, int Batches, string By)
{
    /// <summary>The import after an event; null stands for before the first.</summary>
    public static ApplicationImport Apply(ApplicationImport? import, ImportEvent happened) => happened switch
    {
        ImportAccepted e => new(e.ImportId, IImporter.Machine.Initial, e.Applications, e.Batches, e.By),
        _ when import is null => throw new InvalidOperationException($"{happened.GetType().Name} before the import."),
        ImportWritten => import with { State = IImporter.Machine.Next(import.State, ImportStep.FinishWriting) },
        ImportCompleted => import with { State = IImporter.Machine.Next(import.State, ImportStep.Complete) },
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    /// <summary>Goes a step further; one that has been taken is not taken again.</summary>
    public static Decision<ImportEvent> Advance(ApplicationImport import, ImportStep step) =>
        !IImporter.Machine.Allows(import.State, step) ? Array.Empty<ImportEvent>()
        : step == ImportStep.FinishWriting ? new ImportWritten()
        : new ImportCompleted();
}

/// <summary>Something that happened to an import.</summary>
[JsonDerivedType(typeof(ImportAccepted), nameof(ImportAccepted))]
[JsonDerivedType(typeof(ImportWritten), nameof(ImportWritten))]
[JsonDerivedType(typeof(ImportCompleted), nameof(ImportCompleted))]
public abstract record ImportEvent;

/// <summary>Every row was found good.</summary>
public sealed record ImportAccepted(string ImportId, int Applications, int Batches, string By) : ImportEvent;

/// <summary>Every application is written.</summary>
public sealed record ImportWritten : ImportEvent;

/// <summary>Every journey has started.</summary>
public sealed record ImportCompleted : ImportEvent;
