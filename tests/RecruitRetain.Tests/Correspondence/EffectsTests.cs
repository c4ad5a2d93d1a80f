using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Correspondence;
using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Correspondence;

public sealed class EffectsTests
{
    [Fact]
    public async Task While_it_cannot_be_noted_no_mail_goes_out_and_afterwards_one()
    {
        await using var council = await Council.OpenAsync();
        var tables = council.Services.GetRequiredService<TableServiceClient>();
        await tables.DeleteTableAsync(Effects.TableName, TestContext.Current.CancellationToken);

        foreach (var _ in Enumerable.Range(0, 3))
        {
            await Assert.ThrowsAsync<RequestFailedException>(() => MailAsync(council));
        }

        Assert.Empty(council.MailsTo("hr@council.example"));
        await tables.CreateTableAsync(Effects.TableName, TestContext.Current.CancellationToken);
        await MailAsync(council);
        await MailAsync(council);
        Assert.Single(council.MailsTo("hr@council.example"));
    }

    [Fact]
    public async Task What_was_begun_and_not_done_is_not_told_as_done_and_is_done_by_the_next_attempt()
    {
        await using var council = await Council.OpenAsync();
        var effects = council.Services.GetRequiredService<Effects>();

        await Assert.ThrowsAsync<TimeoutException>(() => effects.OnceAsync("emp_1", "letters/1", () => throw new TimeoutException(), TestContext.Current.CancellationToken));

        Assert.Empty(await effects.DoneAsync("emp_1", TestContext.Current.CancellationToken));
        Assert.Empty(await effects.OfAsync("emp_1", TestContext.Current.CancellationToken));
        await effects.OnceAsync("emp_1", "letters/1", () => Task.FromResult("mail-1"), TestContext.Current.CancellationToken);
        await effects.OnceAsync("emp_1", "letters/1", () => throw new TimeoutException(), TestContext.Current.CancellationToken);
        Assert.Equal(["letters/1"], await effects.DoneAsync("emp_1", TestContext.Current.CancellationToken));
        Assert.Equal(council.Azure.Clock.GetUtcNow(), Assert.Single(await effects.OfAsync("emp_1", TestContext.Current.CancellationToken)).At);
    }

    private static Task MailAsync(Council council) =>
        council.Services.GetRequiredService<Postbox>().ToHrAsync("emp_1", "letters/1", () => Task.FromResult(new Letter("A letter", ["Words."])), TestContext.Current.CancellationToken);
}
