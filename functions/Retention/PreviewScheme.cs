using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Access;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Retention;

/// <summary>The body of <c>POST /api/payment-schemes/preview</c>: a scheme that is not published, and somebody made up.</summary>
/// <param name="Scheme">The scheme as it would be published.</param>
/// <param name="Worker">Somebody as the scheme would find them.</param>
public sealed record DraftPreview(NewScheme Scheme, PreviewWorker Worker);

/// <summary>What would a scheme pay whom, and what would leaving cost? Changes nothing.</summary>
public sealed class PreviewScheme(Journal journal, Commands commands)
{
    /// <summary>Previews a draft; 422 names all that stands against publishing it.</summary>
    [Function(nameof(PreviewDraftScheme))]
    [Allow(Role.Hr)]
    [Operation("Preview what a draft scheme would pay somebody", Body = typeof(DraftPreview), Answers = typeof(SchemePreview))]
    public async Task<IResult> PreviewDraftScheme([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "payment-schemes/preview")] HttpRequest request)
    {
        var body = await request.ReadJsonAsync<DraftPreview>();
        var scheme = body.Scheme.Numbered(1);
        return await commands.OnceAsync(request, _ => Task.FromResult(
            Refusal.Of([.. PaymentSchemeValidation.Validate(scheme).Select(error => error with { Field = $"scheme.{error.Field}" })]) is { } refusal
                ? Problems.Of(refusal)
                : Preview(scheme, body.Worker)));
    }

    /// <summary>Previews a version that was published.</summary>
    [Function(nameof(PreviewPaymentScheme))]
    [Allow(Role.Hr, Role.HiringManager, Role.Recruiter)]
    [Operation("Preview what a payment scheme would pay somebody", Body = typeof(PreviewWorker), Answers = typeof(SchemePreview))]
    public async Task<IResult> PreviewPaymentScheme(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "payment-schemes/{id}/versions/{version}/preview")] HttpRequest request,
        string id,
        string version)
    {
        var body = await request.ReadJsonAsync<PreviewWorker>();
        return await commands.OnceAsync(request, async _ =>
            (await journal.FindAsync(PaymentSchemes.Kind, SchemeBook.IdOf(id)))?.State.Find(RequestReading.VersionNumber(version)) is { } scheme
                ? Preview(scheme, body)
                : Problems.NotFound);
    }

    private static Answer Preview(PaymentScheme scheme, PreviewWorker worker)
    {
        var enrolledOn = worker.EnrolledOn ?? worker.StartedOn;
        var position = new Position(worker.StartedOn, worker.Role, worker.Team, worker.Grade, worker.Fte, worker.Hours);
        var start = EmploymentDecisions.Start("", "", null, null, worker.Contract, position, null);
        return start.IsRefused(out var refusal) ? Problems.Of(refusal)
            : enrolledOn < worker.StartedOn ? Problems.Of(Refusal.Of([new("enrolledOn", "startedOn or later")])!)
            : Answer.Ok(SchemePreview.Of(scheme, Employment.Apply(null, start.Events[0]), enrolledOn, worker.Background ?? Background.Unknown));
    }
}
