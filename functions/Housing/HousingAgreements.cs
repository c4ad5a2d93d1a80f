using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Housing;

/// <summary>A void of a provider as it counts towards the council's share.</summary>
/// <param name="HomeId">The home.</param>
/// <param name="Number">Which of its voids, from 1.</param>
/// <param name="Letting">New or relet.</param>
/// <param name="Bedrooms">How many bedrooms it has.</param>
/// <param name="On">When it was notified.</param>
/// <param name="Ours">Whether the council may nominate to it.</param>
public sealed record CountedVoid(string HomeId, int Number, LettingKind Letting, int Bedrooms, DateOnly On, bool Ours);

/// <summary>All versions of the agreement with one provider, and the voids counted under it. A version never changes; nominations pin the newest.</summary>
/// <param name="ProviderId">The housing association.</param>
/// <param name="Versions">In order, from 1.</param>
/// <param name="Voids">In the order in which they were counted.</param>
public sealed record HousingAgreementBook(string ProviderId, IReadOnlyList<HousingAgreement> Versions, IReadOnlyList<CountedVoid> Voids)
{
    /// <summary>The version in force.</summary>
    [JsonIgnore]
    public HousingAgreement Newest => Versions[^1];

    /// <summary>The aggregate's id, derived from the provider's.</summary>
    public static string IdOf(string providerId) => Id.From("agr", SHA256.HashData(Encoding.UTF8.GetBytes(providerId)));

    /// <summary>The book after an event; null stands for before the first.</summary>
    public static HousingAgreementBook Apply(HousingAgreementBook? book, HousingAgreementEvent happened) => happened switch
    {
        HousingAgreementPublished e => new(e.Agreement.ProviderId, [.. book?.Versions ?? [], e.Agreement], book?.Voids ?? []),
        VoidCounted e => book! with { Voids = [.. book.Voids, e.Counted] },
        _ => throw new InvalidOperationException($"Unknown event {happened.GetType().Name}."),
    };

    /// <summary>Publishes an agreement as the next version.</summary>
    public static Decision<HousingAgreementEvent> Publish(HousingAgreementBook? book, HousingAgreement agreement)
    {
        var versioned = agreement with { Version = (book?.Versions.Count ?? 0) + 1 };
        return Refusal.Of(versioned.Validate()) is { } refusal ? refusal : new HousingAgreementPublished(versioned);
    }

    /// <summary>
    /// Counts a void, once: it is the council's while the council has had less than its share of the voids of that kind and size, this one
    /// included. Three quarters are thus the first three of every four.
    /// </summary>
    public Decision<HousingAgreementEvent> Count(string homeId, int number, LettingKind letting, int bedrooms, DateOnly today)
    {
        if (Voids.Any(known => known.HomeId == homeId && known.Number == number))
        {
            return Array.Empty<HousingAgreementEvent>();
        }

        var alike = Voids.Where(known => known.Letting == letting && Newest.AreAlike(known.Bedrooms, bedrooms)).ToList();
        var ours = alike.Count(known => known.Ours) * 100 < (alike.Count + 1) * Newest.ShareOf(letting, bedrooms);
        return new VoidCounted(new(homeId, number, letting, bedrooms, today, ours));
    }
}

/// <summary>Something that happened to the agreement with a provider.</summary>
[JsonDerivedType(typeof(HousingAgreementPublished), nameof(HousingAgreementPublished))]
[JsonDerivedType(typeof(VoidCounted), nameof(VoidCounted))]
public abstract record HousingAgreementEvent;

/// <summary>A version was published.</summary>
public sealed record HousingAgreementPublished(HousingAgreement Agreement) : HousingAgreementEvent;

/// <summary>A void was counted towards the council's share.</summary>
public sealed record VoidCounted(CountedVoid Counted) : HousingAgreementEvent;

/// <summary>A new version of an agreement; its number is given by the system. See <see cref="HousingAgreement"/> for the fields.</summary>
/// <param name="ProviderId">The housing association, as its callers' tokens name it.</param>
/// <param name="Shares">The council's shares of the voids, smallest homes first.</param>
/// <param name="CouncilAnswers">Within how many working days of the notice the council nominates.</param>
/// <param name="FurtherNomination">Within how many working days it nominates again where a nomination came to nothing.</param>
/// <param name="ProviderDecides">Within how many working days the provider decides.</param>
/// <param name="OfferHours">Hours, elapsed, that a nominee has at least to answer an offer.</param>
/// <param name="Refusals">What follows from refusing offers.</param>
/// <param name="Eligibility">Who can be nominated.</param>
/// <param name="Bands">The bands in order of priority.</param>
/// <param name="Order">How the list is ordered.</param>
/// <param name="Shared">What the provider may be told.</param>
public sealed record NewHousingAgreement(
    string ProviderId,
    IReadOnlyList<NominationShare> Shares,
    LettingDays CouncilAnswers,
    int FurtherNomination,
    LettingDays ProviderDecides,
    int OfferHours,
    RefusalTerms Refusals,
    EligibilityTerms Eligibility,
    IReadOnlyList<string> Bands,
    ListOrder Order,
    IReadOnlyList<SharedFact> Shared)
{
    /// <summary>The agreement that it would become.</summary>
    public HousingAgreement Numbered(int version) => new(
        ProviderId, version, Shares, CouncilAnswers, FurtherNomination, ProviderDecides, OfferHours, Refusals, Eligibility, Bands, Order, Shared);
}

/// <summary>Nomination agreements as data: listed, and published in versions. Those shipped are there from the beginning.</summary>
public sealed class HousingAgreements(Journal journal, Lists lists, Commands commands)
{
    /// <summary>The aggregate: all versions of the agreement with one provider.</summary>
    public static readonly AggregateKind<HousingAgreementBook, HousingAgreementEvent> Kind = new(
        "housingagreements", "agr", HousingAgreementBook.Apply, book => [("Provider", book.ProviderId)], _ => []);

    /// <summary>The agreement in force with a provider; null for a provider with whom there is none.</summary>
    public static async Task<HousingAgreement?> FindAsync(Journal journal, string providerId) =>
        (await journal.FindAsync(Kind, HousingAgreementBook.IdOf(providerId)))?.State.Newest;

    /// <summary>The agreements in force, by provider.</summary>
    public static async Task<IReadOnlyList<HousingAgreement>> AllAsync(Journal journal) =>
        [.. (await journal.AllAsync(Kind).Select(book => book.State.Newest).ToListAsync()).OrderBy(agreement => agreement.ProviderId, StringComparer.Ordinal)];

    /// <summary>Lists every version of every agreement.</summary>
    [Function(nameof(ListHousingAgreements))]
    [Allow(Role.Housing, Role.Hr, Role.Auditor)]
    [Operation("List the nomination agreements", Answers = typeof(ListPage<HousingAgreement>))]
    public Task<IResult> ListHousingAgreements([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "housing-agreements")] HttpRequest request) =>
        lists.PageOfManyAsync(request, Kind, null, (book, _) => book.State.Versions);

    /// <summary>Shows one version of an agreement.</summary>
    [Function(nameof(ShowHousingAgreement))]
    [Allow(Role.Housing, Role.Hr, Role.Auditor)]
    [Operation("Show a version of a nomination agreement", Answers = typeof(HousingAgreement))]
    public async Task<IResult> ShowHousingAgreement(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "housing-agreements/{providerId}/versions/{version}")] HttpRequest request,
        string providerId,
        string version) =>
        await journal.FindAsync(Kind, HousingAgreementBook.IdOf(providerId), request.HttpContext.RequestAborted) is { } book
        && book.State.Versions.FirstOrDefault(agreement => agreement.Version == RequestReading.VersionNumber(version)) is { } agreement
            ? Answer.Ok(agreement, book.ETag)
            : Problems.NotFound;

    /// <summary>Publishes an agreement with a provider, or the next version of it. Nominations made before keep theirs.</summary>
    [Function(nameof(PublishHousingAgreement))]
    [Allow(Role.Housing)]
    [Operation("Publish a version of a nomination agreement", Body = typeof(NewHousingAgreement), Answers = typeof(HousingAgreement), Status = 201)]
    public async Task<IResult> PublishHousingAgreement([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "housing-agreements")] HttpRequest request)
    {
        var body = await request.ReadJsonAsync<NewHousingAgreement>();
        return await commands.PublishAsync(
            request,
            Kind,
            HousingAgreementBook.IdOf(body.ProviderId),
            book => HousingAgreementBook.Publish(book, body.Numbered(0)),
            book =>
            {
                var agreement = book.State.Newest;
                return Answer.Created($"/api/housing-agreements/{agreement.ProviderId}/versions/{agreement.Version}", agreement, book.ETag);
            });
    }
}

/// <summary>Puts the agreements that are shipped into a new council's tables, as version 1 of each.</summary>
public sealed class SeedHousingAgreements(Commands commands) : IHostedService
{
    private static readonly string[] Providers = ["cross-keys", "riverside"];

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var provider in Providers)
        {
            await commands.BeginAsync(
                null, HousingAgreements.Kind, HousingAgreementBook.IdOf(provider), "system:setup", () => HousingAgreementBook.Publish(null, HousingAgreement.With(provider)));
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
