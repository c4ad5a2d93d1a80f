using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Reporting;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Housing;

/// <summary>How much of its share the council has had of one kind of voids.</summary>
/// <param name="Kind">New or relet.</param>
/// <param name="FromBedrooms">Of homes with so many bedrooms or more, up to the next share.</param>
/// <param name="SharePercent">What the agreement says.</param>
/// <param name="Voids">How many were notified.</param>
/// <param name="Ours">To how many of them the council could nominate.</param>
public sealed record ShareUsed(LettingKind Kind, int FromBedrooms, int SharePercent, int Voids, int Ours);

/// <summary>How long a step took, in working days.</summary>
/// <param name="Step">Which.</param>
/// <param name="Kind">New or relet.</param>
/// <param name="LimitDays">What the agreement allows; null for no limit.</param>
/// <param name="Count">How often it was taken.</param>
/// <param name="MeanDays">On average, to one decimal place.</param>
/// <param name="MostDays">At the longest.</param>
public sealed record StepDays(string Step, LettingKind Kind, int? LimitDays, int Count, decimal MeanDays, int MostDays);

/// <summary>A reason and how often it was given.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Count">How often.</param>
public sealed record ReasonCount(string Reason, int Count);

/// <summary>What came of a provider's homes.</summary>
/// <param name="ProviderId">The housing association.</param>
/// <param name="HomesNotified">Voids that it notified.</param>
/// <param name="HomesLet">Of them, let to nominees.</param>
/// <param name="HomesNotOurs">Of them, outside the council's share.</param>
/// <param name="HomesOpen">Of them, neither let nor ended yet.</param>
/// <param name="HomesReturned">Of them, gone back without a letting, by reason.</param>
/// <param name="HomesWithdrawn">Of them, taken back by the provider.</param>
/// <param name="Nominations">Nominations made to it.</param>
/// <param name="Rejected">Nominations that it rejected.</param>
/// <param name="Refused">Homes that nominees refused, by reason.</param>
/// <param name="Shares">How the council's shares were used.</param>
/// <param name="Days">How long the steps took.</param>
public sealed record ProviderFigures(
    string ProviderId,
    int HomesNotified,
    int HomesLet,
    int HomesNotOurs,
    int HomesOpen,
    IReadOnlyList<ReasonCount> HomesReturned,
    int HomesWithdrawn,
    int Nominations,
    int Rejected,
    IReadOnlyList<ReasonCount> Refused,
    IReadOnlyList<ShareUsed> Shares,
    IReadOnlyList<StepDays> Days);

/// <summary>How long the people of a group stay, by Kaplan and Meier; those who have not left count until today.</summary>
/// <param name="People">How many employments.</param>
/// <param name="Leavers">How many have left.</param>
/// <param name="Stay12Percent">The share that stays longer than 12 months, to one decimal place; null where nobody has been followed so long.</param>
/// <param name="Stay24Percent">The same for 24 months.</param>
public sealed record GroupStay(int People, int Leavers, decimal? Stay12Percent, decimal? Stay24Percent);

/// <summary>The figures of key-worker housing.</summary>
/// <param name="Providers">Provider by provider.</param>
/// <param name="Housed">How long those stay who got a home.</param>
/// <param name="NotHoused">How long the others stay.</param>
/// <param name="Warning">What the two groups do not say.</param>
public sealed record HousingFigures(IReadOnlyList<ProviderFigures> Providers, GroupStay Housed, GroupStay NotHoused, string Warning);

/// <summary>Reckons and shows the figures.</summary>
public sealed class ShowHousingFigures(Journal journal, TimeProvider clock)
{
    private const string Warning =
        "The groups differ: who got a home had stayed long enough to get it, met the agreement's terms and wanted one. "
        + "The difference between them is no measure of what a home does, least of all where the numbers are small.";

    /// <summary>Shows them as they stand.</summary>
    [Function(nameof(ShowHousingFigures))]
    [Allow(Role.Housing, Role.Hr)]
    [Operation("Show what came of providers' homes, and whether the housed stay", Answers = typeof(HousingFigures))]
    public async Task<IResult> RunAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "housing-figures")] HttpRequest request)
    {
        var voids = await journal.AllAsync(Homes.Kind).SelectMany(home => home.State.Voids.ToAsyncEnumerable()).ToListAsync(request.HttpContext.RequestAborted);
        var requests = await journal.AllAsync(HousingRequests.Kind).Select(found => found.State).ToListAsync(request.HttpContext.RequestAborted);
        var books = await journal.AllAsync(HousingAgreements.Kind).Select(found => found.State).ToListAsync(request.HttpContext.RequestAborted);
        var employments = await journal.AllAsync(Employments.Kind).Select(found => found.State).ToListAsync(request.HttpContext.RequestAborted);
        var nominations = requests.SelectMany(one => one.Nominations).ToList();
        var housed = requests.Where(one => one.Nominations.Any(nomination => nomination.TenancyStartedOn is not null)).Select(one => one.PersonId).ToHashSet();
        var today = clock.Today();
        return Answer.Ok(new HousingFigures(
            [.. books.OrderBy(book => book.ProviderId, StringComparer.Ordinal).Select(book => Of(book, voids, nominations))],
            GroupOf([.. employments.Where(employment => housed.Contains(employment.PersonId))], today),
            GroupOf([.. employments.Where(employment => !housed.Contains(employment.PersonId))], today),
            Warning));
    }

    private static ProviderFigures Of(HousingAgreementBook book, IEnumerable<HomeVoid> allVoids, IEnumerable<Nomination> allNominations)
    {
        var agreement = book.Newest;
        var voids = allVoids.Where(known => known.Facts.ProviderId == book.ProviderId).ToList();
        var nominations = allNominations.Where(known => known.Home.ProviderId == book.ProviderId).ToList();
        return new(
            book.ProviderId,
            voids.Count,
            voids.Count(known => known.State == HomeState.Let),
            voids.Count(known => known.State == HomeState.NotOurs),
            voids.Count(known => known.State is HomeState.NominationDue or HomeState.Nominated),
            Reasons(voids.Where(known => known.State == HomeState.Returned), known => known.Reason is HomeDecisions.CouncilSilent or HomeDecisions.ProviderSilent ? known.Reason : "nobody-to-nominate"),
            voids.Count(known => known.State == HomeState.Withdrawn),
            nominations.Count,
            nominations.Count(known => known.Outcome == NominationOutcome.Rejected),
            Reasons(nominations.Where(known => known.RefusedFor is not null), known => Json.Word(known.RefusedFor!.Value)),
            [
                .. from share in agreement.Shares
                   from kind in Enum.GetValues<LettingKind>()
                   let counted = book.Voids.Where(known => known.Letting == kind && agreement.AreAlike(known.Bedrooms, share.FromBedrooms)).ToList()
                   where counted.Count > 0
                   select new ShareUsed(kind, share.FromBedrooms, agreement.ShareOf(kind, share.FromBedrooms), counted.Count, counted.Count(known => known.Ours)),
            ],
            [
                .. Enum.GetValues<LettingKind>().SelectMany(kind => new[]
                {
                    Days("council-nominates", kind, agreement.CouncilAnswers.For(kind), voids.Where(known => known.Facts.Letting == kind).Select(known => (known.NotifiedOn, known.FirstNominatedOn))),
                    Days("provider-decides", kind, agreement.ProviderDecides.For(kind), nominations.Where(known => known.Home.Letting == kind).Select(known => (known.NominatedOn, known.DecidedOn))),
                    Days("nomination-to-tenancy", kind, null, nominations.Where(known => known.Home.Letting == kind).Select(known => (known.NominatedOn, known.TenancyStartedOn))),
                }).OfType<StepDays>(),
            ]);
    }

    private static StepDays? Days(string step, LettingKind kind, int? limit, IEnumerable<(DateOnly From, DateOnly? To)> taken)
    {
        List<int> days = [.. taken.Where(one => one.To is not null).Select(one => WorkingDaysBetween(one.From, one.To!.Value))];
        return days.Count == 0 ? null : new(step, kind, limit, days.Count, Math.Round((decimal)days.Sum() / days.Count, 1, MidpointRounding.AwayFromZero), days.Max());
    }

    private static int WorkingDaysBetween(DateOnly from, DateOnly to) =>
        Enumerable.Range(1, Math.Max(0, to.DayNumber - from.DayNumber)).Count(day => UkCalendar.IsWorkingDay(from.AddDays(day)));

    private static IReadOnlyList<ReasonCount> Reasons<T>(IEnumerable<T> items, Func<T, string> reason) =>
        [.. items.GroupBy(reason).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new ReasonCount(group.Key, group.Count()))];

    private static GroupStay GroupOf(IReadOnlyList<Employment> employments, DateOnly today)
    {
        var started = employments.Where(employment => employment.StartedOn <= today).ToList();
        List<Stay> stays = [.. started.Select(employment => Stay.Of(employment.StartedOn, employment.Leaving?.LastDayOn, employment.Leaving?.Reason, today))];
        var curve = KaplanMeier.Of(stays);
        return new(started.Count, stays.Count(stay => stay.Left), Percent(12), Percent(24));

        decimal? Percent(int months) => curve?.At(months) is { } share ? Percentage.Of((decimal)share, 1) : null;
    }
}
