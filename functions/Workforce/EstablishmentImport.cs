using System.Text.Json.Serialization;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>A file of the establishment.</summary>
/// <param name="Id">Its id, <c>imp_…</c>.</param>
/// <param name="State">How far it has come.</param>
/// <param name="AcceptedAt">When every row was found good (UTC).</param>
/// <param name="ImportedBy">Who sent it.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Posts">How many posts it brings.</param>
/// <param name="Employments">How many employments.</param>
/// <param name="AgencyStints">How many agency stints.</param>
/// <param name="Positions">How many changes of position.</param>
/// <param name="Leavers">How many leavers, those of its own employments included.</param>
/// <param name="CaseloadSnapshots">How many days of caseload.</param>
/// <param name="SicknessReturns">How many months of sickness.</param>
/// <param name="Batches">In how many batches it is written.</param>
/// <param name="WrittenBatches">How many of them are written.</param>
/// <param name="OvertakenLines">Lines about somebody whose record was changed between the acceptance of the file and the writing, so that they could not be taken over any more.</param>
/// <param name="ChangingBatches">How many of the batches, the first ones, change what was there before; the others only add to it.</param>
public sealed record EstablishmentImport(
    string Id,
    ImportState State,
    DateTimeOffset AcceptedAt,
    string ImportedBy,
    int Rows,
    int Posts,
    int Employments,
    int AgencyStints,
    int Positions,
    int Leavers,
    int CaseloadSnapshots,
    int SicknessReturns,
    int Batches,
    int WrittenBatches,
    IReadOnlyList<int> OvertakenLines,
    int ChangingBatches = 0)
{
    /// <summary>The import after an event; null stands for before the first.</summary>
    public static EstablishmentImport Apply(EstablishmentImport? import, EstablishmentImportEvent happened) => happened switch
    {
        EstablishmentAccepted e => e.Import,
        _ when import is null => throw new InvalidOperationException($"{happened.GetType().Name} before the import."),
        EstablishmentBatchWritten e => import with { WrittenBatches = e.Number + 1, OvertakenLines = [.. import.OvertakenLines, .. e.OvertakenLines] },
        EstablishmentAdvanced e => import with { State = IImporter.Machine.Next(import.State, e.Step) },
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };
}

/// <summary>Something that happened to an import.</summary>
[JsonDerivedType(typeof(EstablishmentAccepted), nameof(EstablishmentAccepted))]
[JsonDerivedType(typeof(EstablishmentBatchWritten), nameof(EstablishmentBatchWritten))]
[JsonDerivedType(typeof(EstablishmentAdvanced), nameof(EstablishmentAdvanced))]
public abstract record EstablishmentImportEvent;

/// <summary>Every row was found good.</summary>
public sealed record EstablishmentAccepted(EstablishmentImport Import) : EstablishmentImportEvent;

/// <summary>A batch was written, and the ones before it.</summary>
public sealed record EstablishmentBatchWritten(int Number, IReadOnlyList<int> OvertakenLines) : EstablishmentImportEvent;

/// <summary>The import has come to a step.</summary>
public sealed record EstablishmentAdvanced(ImportStep Step) : EstablishmentImportEvent;
