using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Privacy;

/// <summary>The body of <c>POST /api/privacy-notices</c>; the version's number is given by the system.</summary>
/// <param name="EffectiveOn">The day, in London, from which people are shown it: today or later, and later than that of the version before.</param>
/// <param name="Candidate">What candidates are told.</param>
/// <param name="Starter">What people who are employed are told.</param>
/// <param name="HousingApplicant">What those are told who ask for a key-worker home.</param>
public sealed record NewPrivacyNotice(DateOnly EffectiveOn, string Candidate, string Starter, string HousingApplicant);

/// <summary>A version of the notice as it is shown. See <see cref="PrivacyNotice"/>.</summary>
/// <param name="Version">Its number, from 1.</param>
/// <param name="EffectiveOn">The day, in London, from which it is the one that people are shown; null for the first, which always was.</param>
/// <param name="InForce">Whether it is the one that people are shown today.</param>
/// <param name="Candidate">What candidates are told.</param>
/// <param name="Starter">What people who are employed are told.</param>
/// <param name="HousingApplicant">What those are told who ask for a key-worker home.</param>
public sealed record PrivacyNoticeView(int Version, DateOnly? EffectiveOn, bool InForce, string Candidate, string Starter, string HousingApplicant);

/// <summary>The privacy notice as data: read by anybody, published in versions. Whoever applies says which version they were shown.</summary>
public sealed class PrivacyNotices(Journal journal, Lists lists, Commands commands, TimeProvider clock)
{
    /// <summary>The aggregate: all versions.</summary>
    public static readonly AggregateKind<PrivacyNoticeBook, PrivacyNoticeEvent> Kind = new("privacynotices", "notices", PrivacyNoticeBook.Apply, _ => [], _ => []);

    /// <summary>All versions.</summary>
    public static async Task<PrivacyNoticeBook> ReadAsync(Journal journal, CancellationToken cancellationToken = default) =>
        (await journal.GetAsync(Kind, PrivacyNoticeBook.Id, cancellationToken)).State;

    /// <summary>Lists every version, the newest first.</summary>
    [Function(nameof(ListPrivacyNotices))]
    [Public]
    [Operation("List the versions of the privacy notice", Answers = typeof(ListPage<PrivacyNoticeView>))]
    public Task<IResult> ListPrivacyNotices([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "privacy-notices")] HttpRequest request) =>
        lists.PageOfManyAsync(request, Kind, null, (book, _) => book.State.Versions.Reverse().Select(notice => View(book.State, notice)));

    /// <summary>Shows one version.</summary>
    [Function(nameof(ShowPrivacyNotice))]
    [Public]
    [Operation("Show a version of the privacy notice", Answers = typeof(PrivacyNoticeView))]
    public async Task<IResult> ShowPrivacyNotice([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "privacy-notices/{version}")] HttpRequest request, string version)
    {
        var book = await journal.GetAsync(Kind, PrivacyNoticeBook.Id, request.HttpContext.RequestAborted);
        return book.State.Versions.FirstOrDefault(notice => notice.Version == RequestReading.VersionNumber(version)) is { } found
            ? Answer.Ok(View(book.State, found), book.ETag)
            : Problems.NotFound;
    }

    /// <summary>Publishes the next version.</summary>
    [Function(nameof(PublishPrivacyNotice))]
    [Allow(Role.Hr)]
    [Operation("Publish a version of the privacy notice", Body = typeof(NewPrivacyNotice), Answers = typeof(PrivacyNoticeView), Status = 201)]
    public async Task<IResult> PublishPrivacyNotice([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "privacy-notices")] HttpRequest request)
    {
        var body = await request.ReadJsonAsync<NewPrivacyNotice>();
        return await commands.PublishAsync(
            request,
            Kind,
            PrivacyNoticeBook.Id,
            book => PrivacyNoticeBook.Publish(book!, body, clock.Today()),
            book => Answer.Created($"/api/privacy-notices/{book.State.Newest.Version}", View(book.State, book.State.Newest), book.ETag));
    }

    private PrivacyNoticeView View(PrivacyNoticeBook book, PrivacyNotice notice) => new(
        notice.Version, notice.EffectiveOn, book.InForceOn(clock.Today()) == notice, notice.Candidate, notice.Starter, notice.HousingApplicant);
}

/// <summary>Puts the notice that is shipped into a new council's tables, as version 1.</summary>
public sealed class SeedPrivacyNotice(Commands commands) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) =>
        commands.BeginAsync(null, PrivacyNotices.Kind, PrivacyNoticeBook.Id, "system:setup", () => new PrivacyNoticePublished(PrivacyNotice.Shipped));

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
