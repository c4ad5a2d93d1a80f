using System.Security.Cryptography;
using System.Text;
using RecruitRetain.Recruitment;
using RecruitRetain.Retention;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Reporting;

/// <summary>Makes reports out of every aggregate as it stands, and says what exactly that was: the same fingerprint and day, the same figures.</summary>
public sealed class Reporter(Journal journal, TimeProvider clock)
{
    /// <summary>A report of a period, as at the end of its last day; it is not kept yet.</summary>
    public async Task<Report> MakeAsync(string id, ReportPeriod period, bool late)
    {
        List<string> read = [];
        var posts = await ReadAsync(Posts.Kind, read);
        var employments = await ReadAsync(Employments.Kind, read);
        var stints = await ReadAsync(AgencyStints.Kind, read);
        var vacancies = await ReadAsync(Vacancies.Kind, read);
        var applications = await ReadAsync(Applications.Kind, read);
        var ledgers = await ReadAsync(RetentionPlans.Kind, read);
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Join('\n', read))));
        var figures = RetentionReport.Compute(new(posts, employments, stints, vacancies, applications, ledgers), period.To);
        return new(id, period.Kind, period.From, period.To, clock.GetUtcNow(), late, fingerprint, figures);
    }

    private async Task<IReadOnlyList<TState>> ReadAsync<TState, TEvent>(AggregateKind<TState, TEvent> kind, List<string> read)
        where TState : class
        where TEvent : class
    {
        List<TState> states = [];
        await foreach (var found in journal.AllAsync(kind))
        {
            states.Add(found.State);
            read.Add($"{kind.Table}/{found.Id}/{found.Number}");
        }

        return states;
    }
}
