using System.Collections.Concurrent;
using System.Globalization;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Workforce;

/// <summary>What is there already, as far as the rows of a file can be about it.</summary>
/// <param name="Posts">The posts, by reference.</param>
/// <param name="EmploymentsOf">The employments of people whom the file names, by person.</param>
/// <param name="StintsOf">Their agency stints, by person.</param>
/// <param name="PersonOf">Them, by e-mail address or registration number.</param>
/// <param name="PersonWithReference">And by payroll reference.</param>
/// <param name="Caseloads">The snapshots of days that the file is about.</param>
/// <param name="Sickness">The returns of months that it is about.</param>
internal sealed record EstablishmentBook(
    IReadOnlyDictionary<string, Post> Posts,
    ILookup<string, Employment> EmploymentsOf,
    ILookup<string, AgencyStint> StintsOf,
    IReadOnlyDictionary<string, string> PersonOf,
    IReadOnlyDictionary<string, string> PersonWithReference,
    IReadOnlyDictionary<DateOnly, CaseloadSnapshot> Caseloads,
    IReadOnlyDictionary<DateOnly, SicknessReturn> Sickness)
{
    private static readonly ParallelOptions AtOnce = new() { MaxDegreeOfParallelism = 16 };

    /// <summary>Nothing is there.</summary>
    public static readonly EstablishmentBook Empty = new(
        new Dictionary<string, Post>(),
        Array.Empty<Employment>().ToLookup(_ => ""),
        Array.Empty<AgencyStint>().ToLookup(_ => ""),
        new Dictionary<string, string>(),
        new Dictionary<string, string>(),
        new Dictionary<DateOnly, CaseloadSnapshot>(),
        new Dictionary<DateOnly, SicknessReturn>());

    /// <summary>An e-mail address as a key.</summary>
    public static string EmailHandle(string email) => $"email {email.ToUpperInvariant()}";

    /// <summary>A registration number as a key.</summary>
    public static string RegistrationHandle(string number) => $"registration {number.ToUpperInvariant()}";

    /// <summary>Looks up what a file can be about.</summary>
    public static async Task<EstablishmentBook> LoadAsync(Journal journal, People people, EstablishmentFile file)
    {
        Dictionary<string, Post> posts = new(StringComparer.Ordinal);
        await foreach (var post in journal.AllAsync(Workforce.Posts.Kind))
        {
            posts[post.State.Reference] = post.State;
        }

        List<(string Person, string Id)> all = [];
        Dictionary<string, string> withReference = new(StringComparer.Ordinal);
        var references = file.PayrollReferences();
        await foreach (var row in journal.IndexAsync(Employments.Kind, ["PersonId", "PayrollReference"]))
        {
            all.Add((row.GetString("PersonId")!, row.PartitionKey));
            if (row.GetString("PayrollReference") is { Length: > 0 } reference && references.Contains(reference))
            {
                withReference[reference] = row.GetString("PersonId")!;
            }
        }

        await foreach (var row in journal.IndexAsync(AgencyStints.Kind, ["WorkerId"]))
        {
            all.Add((row.GetString("WorkerId")!, row.PartitionKey));
        }

        var idsOf = all.ToLookup(one => one.Person, one => one.Id, StringComparer.Ordinal);
        ConcurrentDictionary<string, string> personOf = new(StringComparer.Ordinal);
        if (all.Count > 0)
        {
            await Parallel.ForEachAsync(file.Contacts(), AtOnce, async (contact, stop) =>
            {
                if (contact.Email is { } email && await FindAsync(email, null, stop) is { } byEmail)
                {
                    personOf[EmailHandle(email)] = byEmail;
                }

                if (contact.RegistrationNumber is { } number && await FindAsync(null, number, stop) is { } byNumber)
                {
                    personOf[RegistrationHandle(number)] = byNumber;
                }
            });
        }

        ConcurrentBag<Employment> employments = [];
        ConcurrentBag<AgencyStint> stints = [];
        await Parallel.ForEachAsync(personOf.Values.Concat(withReference.Values).Distinct().SelectMany(person => idsOf[person]), AtOnce, async (id, stop) =>
        {
            if (Id.IsValid(Employments.Kind.Prefix, id))
            {
                employments.Add((await journal.GetAsync(Employments.Kind, id, stop)).State);
            }
            else
            {
                stints.Add((await journal.GetAsync(AgencyStints.Kind, id, stop)).State);
            }
        });

        var (days, months) = file.Periods();
        Dictionary<DateOnly, CaseloadSnapshot> caseloads = [];
        foreach (var day in days.Select(day => Read(day)).OfType<DateOnly>())
        {
            if (await journal.FindAsync(CaseloadSnapshots.Kind, CaseloadSnapshots.IdOf(day)) is { } snapshot)
            {
                caseloads.Add(day, snapshot.State);
            }
        }

        Dictionary<DateOnly, SicknessReturn> sickness = [];
        foreach (var month in months.Select(month => Read(month + "-01")).OfType<DateOnly>())
        {
            if (await journal.FindAsync(SicknessReturns.Kind, SicknessReturns.IdOf(month)) is { } known)
            {
                sickness.Add(month, known.State);
            }
        }

        return new(
            posts,
            employments.OrderBy(employment => employment.StartedOn).ToLookup(employment => employment.PersonId, StringComparer.Ordinal),
            stints.OrderBy(stint => stint.StartedOn).ToLookup(stint => stint.WorkerId, StringComparer.Ordinal),
            personOf,
            withReference,
            caseloads,
            sickness);

        // Candidates with the same address are not meant: whether they are the same person, a person decides.
        async Task<string?> FindAsync(string? email, string? number, CancellationToken stop) =>
            (await people.WithHandleAsync(email, number, stop)).Where(idsOf.Contains).Order(StringComparer.Ordinal).FirstOrDefault();
    }

    private static DateOnly? Read(string day) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
