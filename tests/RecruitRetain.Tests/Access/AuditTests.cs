using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using RecruitRetain.Access;
using RecruitRetain.Audit;
using RecruitRetain.Recruitment;
using RecruitRetain.Shared;
using RecruitRetain.Tests.DataProtection;
using RecruitRetain.Tests.Recruitment;

namespace RecruitRetain.Tests.Access;

/// <summary>Who saw protected data and who decided: entered once, found by person and by actor, and not to be changed unseen.</summary>
public sealed class AuditTests
{
    [Fact]
    public async Task A_decision_and_a_read_each_leave_one_entry_with_who_when_what_and_why()
    {
        await using var council = await Council.OpenAsync();
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());
        var person = await PurgeTests.PersonOfAsync(council, id);
        await council.AdvanceAsync("2026-03-03T10:00");

        (await council.ShortlistAsync(id)).Expect(200);
        await council.AdvanceAsync("2026-03-03T10:01");
        (await council.GetAsync(Staff.Recruiter, $"/api/applications/{id}/timeline")).Expect(200);

        var entries = await EntriesAsync(council, $"person={person}&from=2026-03-03");
        Assert.Equal(["henry hiring-manager application-shortlisted", "rachel recruiter show-timeline"], entries.Select(Line));
        Assert.All(entries, entry => Assert.Equal(("applications", id, person), (Text(entry, "objectKind"), Text(entry, "objectId"), entry.GetProperty("personIds")[0].GetString())));
        Assert.Equal(["2026-03-03T10:00:00+00:00", "2026-03-03T10:01:00+00:00"], entries.Select(entry => Text(entry, "happenedAt")));
        Assert.Equal("Meets the criteria.", Text(entries[0], "reason"));
        Assert.Equal(JsonValueKind.Null, entries[1].GetProperty("reason").ValueKind);
        Assert.Equal(2, entries.Select(entry => Text(entry, "requestId")).Distinct().Count());
    }

    [Fact]
    public async Task What_nobody_was_shown_and_what_was_refused_is_not_entered()
    {
        await using var council = await Council.OpenAsync();
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());
        var person = await PurgeTests.PersonOfAsync(council, id);
        var before = (await EntriesAsync(council, $"person={person}")).Count;

        (await council.GetAsync(Staff.Recruiter with { Name = "olga" }, $"/api/applications/{id}")).Expect(404);
        (await council.GetAsync(Staff.Payroll, $"/api/applications/{id}")).Expect(403);
        (await council.PostAsync(Staff.HiringManager, $"/api/applications/{id}/shortlisting", new { shortlisted = true, reason = " " })).Expect(422);


        Assert.Equal(before, (await EntriesAsync(council, $"person={person}")).Count(entry => Text(entry, "action") != "list-audit"));
    }

    [Fact]
    public async Task A_list_is_entered_with_everybody_on_it_and_a_step_that_changes_nothing_with_whom_its_answer_shows()
    {
        await using var council = await Council.OpenAsync();
        var vacancy = await council.OpenVacancyAsync();
        var first = await council.ApplyAsync(vacancy);
        var second = await council.ApplyAsync(vacancy, "kim@example.org");
        string[] people = [await PurgeTests.PersonOfAsync(council, first), await PurgeTests.PersonOfAsync(council, second)];

        await council.AdvanceAsync("2026-03-03T09:00");
        (await council.GetAsync(Staff.Hr, "/api/applications")).Expect(200);
        await council.AdvanceAsync("2026-03-03T09:01");
        (await council.PostAsync(Staff.Hr, "/api/candidate-searches", new { text = "kim@example.org" })).Expect(200);
        (await council.PostAsync(Staff.Hr, $"/api/applications/{first}/assignment", new { assignee = "rachel" })).Expect(200);
        await council.AdvanceAsync("2026-03-03T09:02");
        (await council.PostAsync(Staff.Hr, $"/api/applications/{first}/assignment", new { assignee = "rachel" })).Expect(200);

        Assert.Equal(people.Order(), Assert.Single(await EntriesAsync(council, "action=list-applications")).GetProperty("personIds").EnumerateArray().Select(id => id.GetString()).Order());
        Assert.Equal(
            ["list-applications", "application-assigned", "assign-application"], (await EntriesAsync(council, $"person={people[0]}&actor=hannah&from=2026-03-03")).Select(entry => Text(entry, "action")));
        Assert.Equal(["list-applications", "find-candidates"], (await EntriesAsync(council, $"person={people[1]}&actor=hannah&from=2026-03-03")).Select(entry => Text(entry, "action")));
    }

    [Fact]
    public async Task What_was_read_in_an_emergency_says_under_which_access()
    {
        await using var council = await Council.OpenAsync();
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());
        var olga = Staff.Recruiter with { Name = "olga" };
        var glass = (await council.PostAsync(olga, "/api/break-glass", new { resource = "applications", id, reason = "The family is at the door." })).Expect(201).Id;

        (await council.GetAsync(olga, $"/api/applications/{id}")).Expect(200);

        var entries = await EntriesAsync(council, "actor=olga");
        Assert.Equal(["olga recruiter glass-broken", "olga recruiter read-under-glass", "olga recruiter show-application"], entries.Select(Line).Order());
        Assert.Equal("The family is at the door.", Text(entries.Single(entry => Text(entry, "action") == "glass-broken"), "reason"));
        Assert.Equal(glass, Text(entries.Single(entry => Text(entry, "action") == "show-application"), "breakGlassId"));
    }

    [Fact]
    public async Task Deadlines_that_lapse_and_what_people_decide_by_a_link_are_entered_as_such()
    {
        await using var council = await Council.OpenAsync();
        var lapsed = await council.OfferedAsync("2026-03-10");
        await council.AdvanceAsync("2026-03-19T09:00");

        var entry = Assert.Single(await EntriesAsync(council, "action=offer-lapsed"));
        Assert.Equal(("system:timer", lapsed), (Text(entry, "actor"), Text(entry, "objectId")));
        Assert.Empty(entry.GetProperty("roles").EnumerateArray());

        var other = await council.ApplyAsync(await council.OpenVacancyAsync(), "kim@example.org");
        (await council.PostAsync(null, $"{council.LinkOf("We have your application", "kim@example.org")}/application-withdrawal", new { reason = "Another job." })).Expect(200);
        Assert.Equal($"link:{other}", Text(Assert.Single(await EntriesAsync(council, "action=application-withdrawn")), "actor"));
    }

    [Fact]
    public async Task Only_auditors_read_it_and_that_they_did_is_entered_too()
    {
        await using var council = await Council.OpenAsync();
        var person = await PurgeTests.PersonOfAsync(council, await council.ApplyAsync(await council.OpenVacancyAsync()));

        (await council.GetAsync(Staff.Hr, "/api/audit")).Expect(403, "role-required");
        (await council.GetAsync(Staff.Hr, "/api/audit/verification")).Expect(403, "role-required");
        (await council.GetAsync(null, "/api/audit")).Expect(401);
        Assert.Equal(["query-malformed", "query-malformed", "query-malformed"],
        [
            (await council.GetAsync(Staff.Auditor, "/api/audit?from=yesterday")).Expect(400).Code,
            (await council.GetAsync(Staff.Auditor, "/api/audit?cursor=xyz")).Expect(400).Code,
            (await council.GetAsync(Staff.Auditor, "/api/audit/verification?anchor=1-2")).Expect(400).Code,
        ]);
        (await council.GetAsync(Staff.Auditor, $"/api/audit?person={person}")).Expect(200);
        (await council.GetAsync(Staff.Auditor, "/api/audit/verification")).Expect(200);

        var own = await EntriesAsync(council, "actor=audrey");
        Assert.Equal(["audrey auditor list-audit", "audrey auditor verify-audit"], own.Select(Line).Order());
        Assert.Equal(person, own.Single(entry => Text(entry, "action") == "list-audit").GetProperty("personIds")[0].GetString());
    }

    [Fact]
    public async Task Pages_go_through_all_chains_in_the_order_in_which_things_were_entered()
    {
        await using var council = await Council.OpenAsync();
        var vacancy = await council.OpenVacancyAsync();
        List<string> ids = [];
        for (var i = 0; i < 12; i++)
        {
            ids.Add(await council.ApplyAsync(vacancy, $"c{i}@example.org"));
            await council.AdvanceAsync($"2026-03-02T10:{i:D2}");
            (await council.PostAsync(Staff.Hr, $"/api/applications/{ids[i]}/assignment", new { assignee = "rachel" })).Expect(200);
        }

        List<string> seen = [];
        for (var page = "/api/audit?actor=hannah&action=application-assigned&size=5"; page is not null;)
        {
            var reply = (await council.GetAsync(Staff.Auditor, page)).Expect(200);
            Assert.InRange(reply["items"].GetArrayLength(), 1, 5);
            seen.AddRange(reply["items"].EnumerateArray().Select(entry => Text(entry, "objectId")!));
            page = reply["next"].GetString();
        }

        Assert.Equal(ids, seen);
        Assert.True((await Rows(council).Select(row => row.PartitionKey).Distinct().CountAsync()) > 3);
    }

    [Fact]
    public async Task Nothing_protected_is_shown_while_it_cannot_be_entered()
    {
        await using var council = await Council.OpenAsync();
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());
        await Table(council).DeleteAsync(TestContext.Current.CancellationToken);

        foreach (var path in new[] { $"/api/applications/{id}", $"/api/applications/{id}/history", "/api/applications", "/api/audit" })
        {
            var reply = await council.GetAsync(path == "/api/audit" ? Staff.Auditor : Staff.Recruiter, path);
            Assert.Equal(500, reply.Status);
            Assert.DoesNotContain("app_", reply.Text, StringComparison.Ordinal);
        }

        (await council.GetAsync(Staff.Recruiter, "/api/board")).Expect(200);
    }

    [Fact]
    public async Task A_decision_that_could_not_be_entered_is_entered_once_by_the_sweep()
    {
        await using var council = await Council.OpenAsync();
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());
        await Table(council).DeleteAsync(TestContext.Current.CancellationToken);
        var body = new { shortlisted = true, reason = "Meets the criteria." };
        (await council.PostAsync(Staff.HiringManager, $"/api/applications/{id}/shortlisting", body, ("Idempotency-Key", "once"))).Expect(500);
        await Table(council).CreateIfNotExistsAsync(TestContext.Current.CancellationToken);

        Assert.Equal("shortlisted", (await council.PostAsync(Staff.HiringManager, $"/api/applications/{id}/shortlisting", body, ("Idempotency-Key", "once"))).Expect(200)["state"].GetString());
        Assert.Empty(await EntriesAsync(council, "action=application-shortlisted"));
        await council.AdvanceAsync("2026-03-02T09:03");
        await council.RebuildAsync();
        await council.SettleAsync();
        await council.RebuildAsync();

        Assert.Equal(["henry hiring-manager application-shortlisted"], (await EntriesAsync(council, "action=application-shortlisted")).Select(Line));
        Assert.Empty(await council.Services.GetRequiredService<Intents>().OlderThanAsync(DateTimeOffset.MaxValue).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_the_sweep_cannot_repeat_does_not_keep_it_from_the_rest()
    {
        await using var council = await Council.OpenAsync();
        var (intents, application) = (council.Services.GetRequiredService<Intents>(), await council.ApplyAsync(await council.OpenVacancyAsync()));
        var impossible = await intents.KeepAsync(new([], ("no-such-kind", "nos_1")));
        await council.AdvanceAsync("2026-03-02T09:01");
        await intents.KeepAsync(new([], (Applications.Kind.Table, application)));
        await council.AdvanceAsync("2026-03-03T09:00");

        Assert.Equal(
            [impossible],
            await intents.OlderThanAsync(DateTimeOffset.MaxValue).Select(left => left.Key).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Whatever_the_moment_of_a_death_a_decision_is_entered_once_and_one_that_did_not_come_to_be_not_at_all()
    {
        await using var council = await Council.OpenAsync();
        var (journal, intents, trail) = (
            council.Services.GetRequiredService<Journal>(), council.Services.GetRequiredService<Intents>(), council.Services.GetRequiredService<AuditTrail>());
        var vacancy = await council.OpenVacancyAsync();
        List<string> ids = [];
        foreach (var death in Enumerable.Range(0, 4))
        {
            var id = await council.ApplyAsync(vacancy, $"d{death}@example.org");
            ids.Add(id);
            var before = await journal.GetAsync(Applications.Kind, id);
            var events = new ApplicationEvent[] { new ApplicationAssigned("rachel") };
            var decided = Decided.Of(Applications.Kind, id, before.Number, before.State, events, "hannah")!;
            await intents.KeepAsync(new([], (Applications.Kind.Table, id), decided));
            var at = council.Azure.Clock.GetUtcNow();
            if (death > 0)
            {
                await journal.CommitAsync(Applications.Kind, id, before, events, death == 3 ? "harold" : "hannah", at: at);
            }

            if (death == 2)
            {
                await trail.EnterAsync(decided, at);
            }
        }

        await council.AdvanceAsync("2026-03-02T09:03");
        await council.RebuildAsync();
        await council.SettleAsync();

        // Before the journal; between journal and trail; after the trail; and where somebody else was faster.
        Assert.Equal(ids[1..3].Order(), (await EntriesAsync(council, "actor=hannah&action=application-assigned")).Select(entry => Text(entry, "objectId")).Order());
        Assert.Empty(await EntriesAsync(council, "actor=harold"));
        Assert.True((await VerifyAsync(council)).GetProperty("intact").GetBoolean());
    }

    [Fact]
    public async Task Two_hosts_that_write_at_once_leave_whole_chains_and_every_entry()
    {
        await using var council = await Council.OpenAsync();
        var tables = council.Services.GetRequiredService<TableServiceClient>();
        using AuditTrail second = new(tables, council.Azure.Clock), third = new(tables, council.Azure.Clock);
        AuditTrail[] hosts = [second, third, council.Services.GetRequiredService<AuditTrail>()];
        var before = await Rows(council).CountAsync();

        await Parallel.ForEachAsync(Enumerable.Range(0, 600), new ParallelOptions { MaxDegreeOfParallelism = 30 }, async (i, _) =>
        {
            // Each decision comes twice, from two hosts.
            var decided = new Decided("applications", $"app_{i / 2 % 40}", 1 + (i / 80), ["ApplicationAssigned"], "hannah", "hr", "r", [$"per_{i % 7}"]);
            await hosts[i % 2].EnterAsync(decided, council.Azure.Clock.GetUtcNow());
            await hosts[2].EnterAsync(new(council.Azure.Clock.GetUtcNow(), "rachel", "recruiter", "show-application", "applications", $"app_{i}", null, null, "r", ["per_1", "per_2"]));
        });

        Assert.Equal(before + 300 + 600, await Rows(council).CountAsync());
        Assert.True((await VerifyAsync(council)).GetProperty("intact").GetBoolean());
    }

    [Fact]
    public async Task Whatever_is_altered_removed_swapped_added_or_hidden_the_verifier_names_the_entry()
    {
        await using var council = await Council.OpenAsync();
        var trail = council.Services.GetRequiredService<AuditTrail>();
        await VerifyAsync(council);
        var witness = await Rows(council).FirstAsync(row => row.GetString("Action") == "verify-audit", TestContext.Current.CancellationToken);
        var application = Enumerable.Range(0, 100).Select(i => $"app_x{i}").First(id => SHA256.HashData(Encoding.UTF8.GetBytes($"applications/{id}"))[0] % 8 != witness.GetInt32("Chain"));
        foreach (var line in Enumerable.Range(1, 6))
        {
            await council.AdvanceAsync($"2026-03-02T09:0{line}");
            await trail.EnterAsync(new("applications", application, line, ["ApplicationAssigned"], line < 4 ? "hannah" : "harold", "hr", "r", [$"per_{line}"]), council.Azure.Clock.GetUtcNow());
        }

        var table = Table(council);
        var all = await Rows(council).Where(row => row.GetString("ObjectId") == application).ToListAsync(TestContext.Current.CancellationToken);
        var partition = all[0].PartitionKey;
        var kept = await table.QueryAsync<TableEntity>($"PartitionKey eq '{partition}'").ToListAsync(TestContext.Current.CancellationToken);
        var earlier = (await VerifyAsync(council)).GetProperty("anchor").GetString();
        string IdOf(int line) => AuditEntry.Read(all[line - 1]).Id;

        await BreaksAsync(IdOf(3), "altered", Put(3, row => row["Actor"] = "harold"));
        await BreaksAsync(IdOf(3), "altered", Put(3, row => row["HappenedAt"] = row.GetDateTimeOffset("HappenedAt")!.Value.AddDays(-1)));
        await BreaksAsync(IdOf(3), "altered", Put(3, row => row["People"] = ""));
        await BreaksAsync(IdOf(4), "not-chained", Put(3, row => Rehash(row, "Action", "application-rejected")));
        await BreaksAsync(IdOf(6), "head-moved", Put(6, row => Rehash(row, "Action", "application-rejected")));
        await BreaksAsync(IdOf(2), "missing", () => table.DeleteEntityAsync(partition, all[1].RowKey, ETag.All));
        await BreaksAsync(IdOf(6), "missing", () => table.DeleteEntityAsync(partition, all[5].RowKey, ETag.All));
        await BreaksAsync(IdOf(2), "altered", async () =>
        {
            await PutAsync(Moved(all[1], all[2].RowKey));
            await PutAsync(Moved(all[2], all[1].RowKey));
        });
        await BreaksAsync(IdOf(3), "missing", async () =>
        {
            // The third and the fourth change places in time.
            await table.DeleteEntityAsync(partition, all[2].RowKey, ETag.All);
            await PutAsync(Moved(all[2], all[4].RowKey[..^12] + all[2].RowKey[^12..]));
        });
        await BreaksAsync(IdOf(4), "inserted", () => PutAsync(Moved(all[3], all[5].RowKey[..^12] + all[3].RowKey[^12..])));
        var next = AuditEntry.Read(all[5]) with { Sequence = AuditEntry.Read(all[5]).Sequence + 1, Previous = all[5].GetString("Hash")! };
        await BreaksAsync(next.Id, "inserted", () => PutAsync(next.Row()));
        foreach (var pointer in AuditEntry.Read(all[2]).Pointers())
        {
            await BreaksAsync(IdOf(3), "index-altered", () => table.DeleteEntityAsync(partition, pointer.RowKey, ETag.All));
        }

        await BreaksAsync(IdOf(5), "index-altered", () => PutAsync(new(partition, AuditEntry.Key(AuditEntry.ByActor("hannah"), AuditEntry.Read(all[4]).RecordedAt, AuditEntry.Read(all[4]).Sequence)) { ["Actor"] = "hannah", ["Action"] = "application-assigned" }));
        await BreaksAsync(IdOf(6), "head-moved", () => PutAsync(Copied(kept.Single(row => row.RowKey == "head"), row => row["Hash"] = new string('a', 64))));
        await BreaksAsync(IdOf(6), "head-moved", () => table.DeleteEntityAsync(partition, "head", ETag.All));

        // The last entry cut off with its head put back: the chain is whole, but not what was seen before.
        await BreaksAsync(IdOf(6), "not-as-seen-before", CutAsync, earlier);

        // The same without an anchor: the other chains bear witness, as the verification of that time is entered in one of them.
        await BreaksAsync(IdOf(6), "not-as-seen-before", CutAsync);
        var first = AuditEntry.Read(all[0]);
        await BreaksAsync(first.Sequence > 1 ? AuditEntry.IdOf(first.Chain, first.Sequence - 1) : IdOf(6), "not-as-seen-before", async () =>
        {
            foreach (var row in kept)
            {
                await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All);
            }
        });
        Assert.True((await VerifyAsync(council, earlier)).GetProperty("intact").GetBoolean());

        async Task CutAsync()
        {
            var last = AuditEntry.Read(all[5]);
            foreach (var row in last.Pointers().Append(all[5]))
            {
                await table.DeleteEntityAsync(partition, row.RowKey, ETag.All);
            }

            await PutAsync(Copied(kept.Single(row => row.RowKey == "head"), row => (row["Sequence"], row["Hash"]) = (last.Sequence - 1, all[4].GetString("Hash"))));
        }

        Func<Task> Put(int line, Action<TableEntity> change) => () => PutAsync(Copied(all[line - 1], change));

        Task PutAsync(TableEntity row) => table.UpsertEntityAsync(row, TableUpdateMode.Replace);

        async Task BreaksAsync(string entry, string fault, Func<Task> tamper, string? anchor = null)
        {
            await tamper();
            var found = await VerifyAsync(council, anchor);
            Assert.Equal((entry, fault), (Text(found.GetProperty("firstBroken"), "entryId"), Text(found.GetProperty("firstBroken"), "fault")));
            Assert.False(found.GetProperty("intact").GetBoolean());

            // As it was.
            foreach (var row in await table.QueryAsync<TableEntity>($"PartitionKey eq '{partition}'").ToListAsync())
            {
                await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All);
            }

            foreach (var row in kept)
            {
                await PutAsync(row);
            }
        }
    }

    [Fact]
    public async Task The_oldest_entries_go_when_their_time_is_over_and_the_rest_can_still_be_verified()
    {
        await using var council = await Council.OpenAsync();
        (await RetentionScheduleTests.PublishAsync(council, (Privacy.RecordKind.AuditTrail, 12))).Expect(201);
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());
        var held = await council.ApplyAsync(await council.OpenVacancyAsync(), "kim@example.org");
        foreach (var one in new[] { id, held })
        {
            (await council.GetAsync(Staff.Hr, $"/api/applications/{one}")).Expect(200);
            (await council.PostAsync(Staff.Hr, $"/api/applications/{one}/assignment", new { assignee = "rachel" })).Expect(200);
        }

        var (person, other) = (await PurgeTests.PersonOfAsync(council, id), await PurgeTests.PersonOfAsync(council, held));
        (await council.PostAsync(Staff.Hr, "/api/legal-holds", new { personId = other, reason = "A claim." })).Expect(201);
        var anchor = (await VerifyAsync(council)).GetProperty("anchor").GetString();

        await council.AdvanceAsync("2027-03-31T12:00");
        var before = (await EntriesAsync(council, $"person={person}&to=2026-12-31")).Count;
        Assert.True(before > 0);
        await council.AdvanceAsync("2027-04-01T12:00");

        var verified = await VerifyAsync(council, anchor);
        Assert.True(verified.GetProperty("intact").GetBoolean(), verified.ToString());
        Assert.Contains(verified.GetProperty("chains").EnumerateArray(), chain => chain.GetProperty("purgedThrough").GetInt64() > 0);
        Assert.NotEmpty(await EntriesAsync(council, $"person={other}&to=2026-12-31"));
        Assert.NotEmpty(await EntriesAsync(council, "actor=system%3Atimer&action=purge-audit"));
        Assert.True((await EntriesAsync(council, $"person={person}&to=2026-12-31")).Count < before);
        Assert.Equal(
            await Rows(council).SelectMany(row => AuditEntry.Read(row).Pointers().Select(pointer => row.PartitionKey + pointer.RowKey).ToAsyncEnumerable()).Order().ToListAsync(TestContext.Current.CancellationToken),
            await Table(council).QueryAsync<TableEntity>().Where(row => row.RowKey.StartsWith("actor|", StringComparison.Ordinal) || row.RowKey.StartsWith("person|", StringComparison.Ordinal))
                .Select(row => row.PartitionKey + row.RowKey).Order().ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_trail_is_whole_to_whoever_verifies_it_while_its_oldest_entries_go()
    {
        await using var council = await Council.OpenAsync();
        (await RetentionScheduleTests.PublishAsync(council, (Privacy.RecordKind.AuditTrail, 12))).Expect(201);
        var (trail, verifier) = (council.Services.GetRequiredService<AuditTrail>(), council.Services.GetRequiredService<AuditVerifier>());
        await Parallel.ForEachAsync(Enumerable.Range(0, 8_000), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, _) =>
            await trail.EnterAsync(new("applications", $"app_{i}", 1, ["ApplicationAssigned"], "hannah", "hr", "r", [$"per_{i}"]), council.Azure.Clock.GetUtcNow()));
        await council.AdvanceAsync("2027-03-31T12:00");
        var before = await verifier.VerifyAsync([], TestContext.Current.CancellationToken);

        var going = Task.Run(() => council.Services.GetRequiredService<AuditPurge>().RunAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        List<AuditVerification> meanwhile = [];
        while (!going.IsCompleted)
        {
            meanwhile.Add(await verifier.VerifyAsync(AuditVerifier.ParseAnchor(before.Anchor)!, TestContext.Current.CancellationToken));
        }

        await going;
        var after = await verifier.VerifyAsync([], TestContext.Current.CancellationToken);
        Assert.All(meanwhile.Append(before).Append(after), verified => Assert.Null(verified.FirstBroken));
        Assert.Contains(meanwhile, verified => verified.Entries < before.Entries && verified.Entries > after.Entries);
        Assert.True(before.Entries - after.Entries > 8_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"{meanwhile.Count} verifications while {before.Entries - after.Entries} entries went.");
    }

    [Fact]
    public async Task Somebody_who_is_erased_stays_in_the_trail_by_an_id_that_leads_to_nobody()
    {
        await using var council = await Council.OpenAsync();
        var id = await council.ApplyAsync(await council.OpenVacancyAsync());
        var person = await PurgeTests.PersonOfAsync(council, id);
        (await council.ShortlistAsync(id, shortlisted: false)).Expect(200);
        Assert.Equal("Meets the criteria.", Text(Assert.Single(await EntriesAsync(council, "action=application-not-shortlisted")), "reason"));

        await ErasureTests.EraseAsync(council, person);

        var entry = Assert.Single(await EntriesAsync(council, "action=application-not-shortlisted"));
        Assert.Equal(person, entry.GetProperty("personIds")[0].GetString());
        Assert.Equal(JsonValueKind.Null, entry.GetProperty("reason").ValueKind);
        Assert.Empty(StoreWalk.Through(council).PlacesOf("Jo Bloggs"));
    }

    [Fact]
    public void Every_route_that_staff_read_is_protected_or_known_to_show_nothing_protected()
    {
        string[] open =
        [
            "agency-stints", "agency-stints/{id}", "application-imports", "application-imports/{id}", "board", "board/counts", "break-glass", "break-glass/{id}/history",
            "caseload-snapshots", "caseload-snapshots/{id}", "check-sets", "check-sets/{role}/versions/{version}", "dead-letters", "dead-letters/{id}",
            "employments/{id}/retention-plan", "employments/{id}/retention-plan/history", "equality-totals", "erasures", "erasures/{id}", "establishment/imports",
            "establishment/imports/{id}", "events", "homes", "homes/{id}", "homes/{id}/list", "housing-agreements", "housing-agreements/{providerId}/versions/{version}",
            "housing-figures", "instances", "instances/counts", "instances/{id}", "job-alerts", "legal-holds", "legal-holds/{id}", "measures", "nominations",
            "nominations/{id}", "open-instructions", "operator-acts", "operator-acts/{id}", "pay-runs", "pay-runs/{id}", "pay-runs/{id}/export", "pay-runs/{id}/payments",
            "pay-scale", "payment-scheme-examples", "payment-schemes", "payment-schemes/{id}/versions/{version}", "payments", "payments/{id}", "person-merges",
            "person-merges/{id}/history", "posts", "purges", "recoveries", "recoveries/{id}", "recruitment-numbers", "reports", "reports/{id}", "reports/{id}/comparison",
            "reports/{id}/csv", "reports/{id}/members", "reports/{id}/members/page", "reports/{id}/page", "retention-ledger", "retention-money", "retention-schedules",
            "retention-schedules/{version}", "sickness-returns", "subject-access-requests", "subject-access-requests/{id}", "team-enrolments", "team-enrolments/{id}",
            "unmatched-confirmations", "vacancies", "vacancies/{id}", "vacancies/{id}/shortlist", "watched-figures", "webhook-subscriptions",
            "webhook-subscriptions/{id}", "webhook-subscriptions/{id}/deliveries",
        ];

        Assert.Equal(
            open.Order(StringComparer.Ordinal),
            RouteTable.Routes.Where(route => route is { Method: "GET", Policy: AllowAttribute, IsProtected: false }).Select(route => route.Path).Order(StringComparer.Ordinal));
    }

    private static TableClient Table(Council council) => council.Services.GetRequiredService<TableServiceClient>().GetTableClient(AuditTrail.TableName);

    private static AsyncPageable<TableEntity> Rows(Council council) => Table(council).QueryAsync<TableEntity>("RowKey ge 'all|' and RowKey lt 'all}'");

    private static async Task<IReadOnlyList<JsonElement>> EntriesAsync(Council council, string query) =>
        [.. (await council.GetAsync(Staff.Auditor, $"/api/audit?size=200&{query}")).Expect(200)["items"].EnumerateArray()];

    private static async Task<JsonElement> VerifyAsync(Council council, string? anchor = null) =>
        (await council.GetAsync(Staff.Auditor, $"/api/audit/verification{(anchor is null ? "" : $"?anchor={anchor}")}")).Expect(200).Json;

    private static string Line(JsonElement entry) =>
        $"{Text(entry, "actor")} {string.Join(' ', entry.GetProperty("roles").EnumerateArray().Select(role => role.GetString()))} {Text(entry, "action")}";

    private static string? Text(JsonElement entry, string property) => entry.GetProperty(property).GetString();

    private static TableEntity Copied(TableEntity row, Action<TableEntity> change)
    {
        TableEntity copy = new(row);
        change(copy);
        return copy;
    }

    private static TableEntity Moved(TableEntity row, string key) => Copied(row, copy => copy.RowKey = key);

    private static void Rehash(TableEntity row, string column, string value)
    {
        row[column] = value;
        row["Hash"] = AuditEntry.Read(row).Hash();
    }
}
