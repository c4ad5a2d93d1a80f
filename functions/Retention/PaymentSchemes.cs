using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using RecruitRetain.Access;
using RecruitRetain.Shared;

namespace RecruitRetain.Retention;

/// <summary>A new version of a scheme; its number is given by the system. See <see cref="PaymentScheme"/> for the fields.</summary>
/// <param name="Id">The scheme's key.</param>
/// <param name="Name">What people call it.</param>
/// <param name="EffectiveFrom">The first day on which somebody can be enrolled in it.</param>
/// <param name="EffectiveTo">The last such day; null for no end.</param>
/// <param name="Eligibility">Whom it is for: everybody who meets all conditions.</param>
/// <param name="Schedule">What it pays when.</param>
/// <param name="Gates">What must hold on each due date.</param>
/// <param name="OnMove">What a move out of its roles, teams and grades does.</param>
/// <param name="Recovery">What leavers repay.</param>
/// <param name="Governance">Who answers for it.</param>
/// <param name="PaidTo">Who gets the money.</param>
public sealed record NewScheme(
    string Id,
    string Name,
    DateOnly EffectiveFrom,
    DateOnly? EffectiveTo,
    IReadOnlyList<EligibilityCondition> Eligibility,
    Schedule Schedule,
    IReadOnlyList<Gate> Gates,
    MoveRule OnMove,
    RecoveryTerms Recovery,
    Governance Governance,
    Beneficiary PaidTo = Beneficiary.Worker)
{
    /// <summary>The scheme that it would become.</summary>
    public PaymentScheme Numbered(int version) =>
        new(Id, version, Name, EffectiveFrom, EffectiveTo, Eligibility, Schedule, Gates, OnMove, Recovery, Governance, PaidTo);
}

/// <summary>The last day on which a version takes people.</summary>
/// <param name="EffectiveTo">The last day on which somebody can be enrolled.</param>
public sealed record SchemeEnd(DateOnly EffectiveTo);

/// <summary>Payment schemes as data: listed, published in versions, closed. The council's own default is there from the beginning.</summary>
public sealed class PaymentSchemes(Journal journal, Lists lists, Commands commands)
{
    /// <summary>The aggregate: all versions of one scheme.</summary>
    public static readonly AggregateKind<SchemeBook, SchemeEvent> Kind = new(
        "paymentschemes", "scheme", SchemeBook.Apply, book => [("Scheme", book.SchemeId)], _ => []);

    /// <summary>Lists every version of every scheme.</summary>
    [Function(nameof(ListPaymentSchemes))]
    [Allow(Role.Hr, Role.HiringManager, Role.Recruiter, Role.Payroll, Role.Auditor)]
    [Operation("List payment schemes", Answers = typeof(ListPage<PaymentScheme>))]
    public Task<IResult> ListPaymentSchemes([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "payment-schemes")] HttpRequest request) =>
        lists.PageOfManyAsync(request, Kind, null, (book, _) => book.State.Versions);

    /// <summary>Shows one version of a scheme.</summary>
    [Function(nameof(ShowPaymentScheme))]
    [Allow(Role.Hr, Role.HiringManager, Role.Recruiter, Role.Payroll, Role.Auditor)]
    [Operation("Show a version of a payment scheme", Answers = typeof(PaymentScheme))]
    public async Task<IResult> ShowPaymentScheme(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "payment-schemes/{id}/versions/{version}")] HttpRequest request, string id, string version) =>
        await journal.FindAsync(Kind, SchemeBook.IdOf(id), request.HttpContext.RequestAborted) is { } book && book.State.Find(RequestReading.VersionNumber(version)) is { } scheme
            ? Answer.Ok(scheme, book.ETag)
            : Problems.NotFound;

    /// <summary>Publishes a scheme, or the next version of one. A version never changes.</summary>
    [Function(nameof(PublishPaymentScheme))]
    [Allow(Role.Hr)]
    [Operation("Publish a version of a payment scheme", Body = typeof(NewScheme), Answers = typeof(PaymentScheme), Status = 201)]
    public async Task<IResult> PublishPaymentScheme([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "payment-schemes")] HttpRequest request)
    {
        var body = await request.ReadJsonAsync<NewScheme>();
        return await commands.PublishAsync(
            request,
            Kind,
            SchemeBook.IdOf(body.Id),
            book => SchemeBook.Publish(book, body.Numbered(0)),
            book =>
            {
                var scheme = book.State.Versions[^1];
                return Answer.Created($"/api/payment-schemes/{Uri.EscapeDataString(scheme.Id)}/versions/{scheme.Version}", scheme, book.ETag);
            });
    }

    /// <summary>Ends the days on which people can be enrolled in a version; needed before the next version can follow one without an end.</summary>
    [Function(nameof(ClosePaymentScheme))]
    [Allow(Role.Hr)]
    [Operation("Close a version of a payment scheme", Body = typeof(SchemeEnd), Answers = typeof(PaymentScheme))]
    public async Task<IResult> ClosePaymentScheme(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "payment-schemes/{id}/versions/{version}/closing")] HttpRequest request,
        string id,
        string version)
    {
        var body = await request.ReadJsonAsync<SchemeEnd>();
        var number = RequestReading.VersionNumber(version);
        return await commands.PublishAsync(
            request,
            Kind,
            SchemeBook.IdOf(id),
            book => book is null ? Refusal.NotFound("There is no such scheme.") : SchemeBook.Close(book, number, body.EffectiveTo),
            book => Answer.Ok(book.State.Find(number)!, book.ETag));
    }
}

/// <summary>Puts the scheme that is shipped into a new council's tables, as version 1.</summary>
public sealed class SeedSchemes(Commands commands) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => commands.BeginAsync(
        null,
        PaymentSchemes.Kind,
        SchemeBook.IdOf(DefaultSchemes.Retention.Id),
        "system:setup",
        () => SchemeBook.Publish(null, DefaultSchemes.Retention));

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
