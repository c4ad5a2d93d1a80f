using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using RecruitRetain.Access;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;

namespace RecruitRetain.Recruitment;

/// <summary>The body of <c>POST /api/applications/{id}/notes</c>.</summary>
/// <param name="Text">What colleagues shall know; the candidate may ask to see it.</param>
public sealed record Note(string Text)
{
    private const int Longest = 4_000;

    /// <summary>Adds a note while the application is alive.</summary>
    public static Decision<ApplicationEvent> Decide(JobApplication application, string noteId, string text, string by) =>
        (JobApplication.Machine.Refuse(application.State, ApplicationStep.WriteNote) ?? Actor.RequirePerson(by)) is { } refusal ? refusal
        : string.IsNullOrWhiteSpace(text) || text.Length > Longest ? Refusal.Of([new("text", $"a text of at most {Longest} characters")])!
        : new NoteWritten(noteId);
}

/// <summary>A member of staff writes a note about an application.</summary>
public sealed class WriteNote(Commands commands, People people)
{
    /// <summary>Keeps a note with the person, not in the journal: it goes when they are erased. It shows in the application's timeline.</summary>
    [Function(nameof(WriteNote))]
    [Allow(Role.Recruiter, Role.HiringManager, Role.Hr)]
    [Operation("Write a note about an application", Step = "write-note", Body = typeof(Note), Answers = typeof(ApplicationView))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "applications/{id}/notes")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id)
    {
        var body = await request.ReadJsonAsync<Note>();
        return await commands.StepAsync(
            request,
            client,
            Applications.Kind,
            id,
            async (identity, application) =>
            {
                var noteId = identity.NewId("note");
                var decision = Note.Decide(application, noteId, body.Text, request.Caller().Id);
                if (decision.Refusal is null)
                {
                    // Before the event that names it: a text that no event names is seen by nobody.
                    await people.SaveNoteAsync(application.PersonId, noteId, body.Text);
                }

                return decision;
            },
            Applications.View);
    }
}
