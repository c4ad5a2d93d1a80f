using Azure.Data.Tables;
using RecruitRetain.Privacy;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Recruitment;

/// <summary>Takes in what a candidate sent: recognises locums, and keeps what is personal where personal data is kept.</summary>
public sealed class Reception(Journal journal, People people, EqualityAnswers equality, JobAlerts jobAlerts, TimeProvider clock)
{
    /// <summary>What is known about an application that comes in.</summary>
    public async Task<IntakeFacts> RecogniseAsync(NewApplication form, string? importId = null)
    {
        AgencyStint? newest = null;
        foreach (var workerId in await people.LikelyAsync(form.Email, form.RegistrationNumber))
        {
            await foreach (var stint in journal.AllAsync(AgencyStints.Kind, TableClient.CreateQueryFilter($"WorkerId eq {workerId}")))
            {
                newest = newest is null || stint.State.StartedOn > newest.StartedOn ? stint.State : newest;
            }
        }

        return new(form.Referrer is not null, newest?.Id, importId);
    }

    /// <summary>
    /// Keeps the person and what they wrote. All of it has an id derived from the command, and none of it counts until the application itself is
    /// committed: what a crash leaves behind is found again by the same command.
    /// </summary>
    public async Task KeepAsync(string personId, string applicationId, NewApplication form)
    {
        await people.SaveAsync(
            new(personId, form.Name, form.Email, form.Phone, form.RegistrationNumber, form.PrivacyNotice, PrivacyNoticeAt: clock.GetUtcNow()),
            applicationId,
            string.IsNullOrWhiteSpace(form.Statement) ? null : form.Statement,
            Json.Write(form.Form));
        if (form.Equality is { } answers)
        {
            await equality.SaveAsync(personId, answers);
        }

        if (form.GuaranteedInterview is { } declared)
        {
            await equality.DeclareAsync(personId, applicationId, declared);
        }

        if (form.JobAlerts)
        {
            await jobAlerts.GiveAsync(personId);
        }
    }

    /// <summary>What a candidate wrote besides the statement; empty where it was erased.</summary>
    public static async Task<ApplicationForm> FormAsync(People people, string personId, string applicationId, CancellationToken cancellationToken = default) =>
        await people.FindFormAsync(personId, applicationId, cancellationToken) is { } text ? Json.Read<ApplicationForm>(text) : new();
}
