using Microsoft.Azure.Functions.Worker;
using RecruitRetain.Correspondence;
using RecruitRetain.Shared;
using RecruitRetain.Workforce;

namespace RecruitRetain.Recruitment;

/// <summary>
/// Registration is renewed every year: once the season is over, HR is told of whom the register must be looked up again, and again while it is
/// not done. Whom it concerns are those whose role asks for registration; the mail has ids only.
/// </summary>
public sealed class RemindOfRegistrations(Journal journal, Postbox postbox, Register register, TimeProvider clock)
{
    /// <summary>Runs by the schedule in the setting <c>RegistrationRecheckSchedule</c>; mails once a day at most, and nothing where nothing is due.</summary>
    [Function(nameof(RemindOfRegistrations))]
    public async Task RunAsync([TimerTrigger("%RegistrationRecheckSchedule%")] TimerInfo timer)
    {
        var today = clock.Today();
        HashSet<string> roles = [];
        await foreach (var book in journal.AllAsync(CheckSets.Kind))
        {
            if (book.State.Versions[^1].Checks.Any(check => check.Check == CheckNames.SocialWorkEngland))
            {
                roles.Add(book.State.Role);
            }
        }

        List<string> due = [];
        await foreach (var employment in journal.AllAsync(Employments.Kind, $"Status ne '{EmploymentState.Left}'"))
        {
            var last = employment.State.LastLookBy(today);
            if (roles.Contains(employment.State.PositionOn(today)?.Role ?? "") && RegistrationRule.IsRecheckDue(last, today))
            {
                due.Add($"- {employment.Id}: {Words(last, today)}");
            }
        }

        if (due.Count > 0)
        {
            await postbox.ToHrAsync("registrations", $"recheck-{today:yyyy-MM-dd}", () => Task.FromResult(Letter(due)));
        }
    }

    private static Letter Letter(List<string> due) => new(
        $"Registrations to look up again: {due.Count}",
        [
            "The renewal season of Social Work England is over, or a look at the register was not final. Please look these people up again and record what the register shows:",
            string.Join('\n', due),
            "Whoever is not registered must not work under the protected title.",
        ]);

    private string Words(RegistrationCheck? last, DateOnly today) => last switch
    {
        null => "never looked up",
        { Status: RegistrationStatus.Lapsed } => "not registered when last looked up",
        { RegisteredUntil: { } until } when RegistrationRule.Judge(today, until, register.GraceDays) == RegistrationStatus.Lapsed =>
            $"shown until {UkCalendar.Words(until)} only, and the time that the register has to catch up is over",
        { RegisteredUntil: { } until } => $"shown until {UkCalendar.Words(until)}",
        _ => $"last looked up on {UkCalendar.Words(last.CheckedOn)}",
    };
}
