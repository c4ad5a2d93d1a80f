using Azure.Data.Tables;
using RecruitRetain.Local;

namespace RecruitRetain.Tests.Tables;

public sealed class QueryTests : TablesUnderTest
{
    [Fact]
    public async Task Rows_come_by_partition_key_then_row_key_in_ordinal_order()
    {
        foreach (var (partition, row) in new[] { ("b", "1"), ("a", "é"), ("B", "1"), ("a", "Z"), ("a", "a"), ("a", ""), ("a", "10"), ("a", "9") })
        {
            await Table.AddEntityAsync(new TableEntity(partition, row));
        }

        var keys = await Table.QueryAsync<TableEntity>().Select(entity => $"{entity.PartitionKey}:{entity.RowKey}").ToListAsync();

        Assert.Equal(["B:1", "a:", "a:10", "a:9", "a:Z", "a:a", "a:é", "b:1"], keys);
    }

    [Theory]
    [InlineData("Grade eq 2", "b")]
    [InlineData("Grade ne 2", "a c")]
    [InlineData("Grade gt 1 and Grade le 3", "b c")]
    [InlineData("Grade lt 2 or Grade ge 3", "a c")]
    [InlineData("not (Grade eq 2)", "a c d")]
    [InlineData("not Active", "b c d")]
    [InlineData("Active", "a")]
    [InlineData("Grade", "")]
    [InlineData("Active eq false", "b c")]
    [InlineData("Name eq 'O''Neil'", "a")]
    [InlineData("Name ge 'a'", "b")]
    [InlineData("Name lt 'a'", "a c")]
    [InlineData("Pence gt 2147483648L", "c")]
    [InlineData("Pence ge 100", "b c")]
    [InlineData("Hours le 37.5", "a b")]
    [InlineData("Hours gt 37", "a c")]
    [InlineData("Due ge datetime'2026-06-02T00:00:00Z'", "b c")]
    [InlineData("Due lt datetime'2026-06-02T01:00:00+01:00'", "a")]
    [InlineData("Id eq guid'6f9619ff-8b86-d011-b42d-00cf4fc964ff'", "a")]
    [InlineData("Data eq X'00ff'", "a")]
    [InlineData("Data gt X'00ff'", "b")]
    [InlineData("Grade eq '2'", "")]
    [InlineData("Name eq 5", "")]
    [InlineData("Missing ne 1", "")]
    [InlineData("PartitionKey eq 'p' and RowKey ge 'b' and RowKey lt 'd'", "b c")]
    [InlineData("PartitionKey eq 'p' and RowKey gt 'b' and RowKey le 'd'", "c d")]
    [InlineData("PartitionKey eq 'p' and (RowKey eq 'a' or RowKey eq 'c')", "a c")]
    [InlineData("RowKey eq 'c'", "c")]
    [InlineData("PartitionKey gt 'p'", "")]
    [InlineData("PartitionKey ge 'o' and PartitionKey lt 'q'", "a b c d")]
    [InlineData("PartitionKey eq 'p' and PartitionKey eq 'q'", "")]
    [InlineData("PartitionKey eq 'p' and not (RowKey eq 'a')", "b c d")]
    [InlineData("Timestamp lt datetime'2026-06-01T12:00:00.0000002Z'", "a b")]
    [InlineData("(((Grade eq 1)))  or( Grade eq 2 and not (Active eq true ) )", "a b")]
    [InlineData("Grade eq 1 or Grade eq 2 and Active eq true", "a")]
    [InlineData("  ", "a b c d")]
    public async Task A_filter_finds_the_rows_that_match_it(string filter, string expected)
    {
        await FourRowsAsync();

        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), await RowKeysAsync(filter));
    }

    [Theory]
    [InlineData("Grade eq")]
    [InlineData("Grade equals 2")]
    [InlineData("Grade eq 2 and")]
    [InlineData("(Grade eq 2")]
    [InlineData("Grade eq 2)")]
    [InlineData("Name eq 'open")]
    [InlineData("Name eq open")]
    [InlineData("Due eq datetime'yesterday'")]
    [InlineData("Id eq guid'1'")]
    [InlineData("Data eq X'0'")]
    [InlineData("Grade eq 2L3")]
    [InlineData("2 eq Grade")]
    [InlineData("startswith(Name, 'a')")]
    public async Task A_filter_that_is_none_is_refused(string filter) =>
        await RefusedAsync(400, "InvalidInput", () => RowKeysAsync(filter));

    [Fact]
    public async Task A_filter_has_fifteen_comparisons_at_most()
    {
        Assert.Empty(await RowKeysAsync(string.Join(" or ", Enumerable.Repeat("Grade eq 1", 15))));
        await RefusedAsync(400, "InvalidInput", () => RowKeysAsync(string.Join(" or ", Enumerable.Repeat("Grade eq 1", 16))));
    }

    [Fact]
    public async Task Pages_hold_a_thousand_rows_and_continue_where_they_ended()
    {
        await FillAsync(2_001);

        var pages = await Table.QueryAsync<TableEntity>().AsPages().ToListAsync();
        var second = await Table.QueryAsync<TableEntity>().AsPages(pages[0].ContinuationToken).FirstAsync();

        Assert.Equal([1000, 1000, 1], pages.Select(page => page.Values.Count));
        Assert.Null(pages[2].ContinuationToken);
        Assert.Equal(Enumerable.Range(0, 2_001).Select(i => $"r{i:D5}"), pages.SelectMany(page => page.Values).Select(entity => entity.RowKey));
        Assert.Equal(pages[1].Values.Select(entity => entity.RowKey), second.Values.Select(entity => entity.RowKey));
    }

    [Fact]
    public async Task A_page_is_as_small_as_asked_for_and_the_last_has_no_token()
    {
        await FillAsync(6);

        var three = await Table.QueryAsync<TableEntity>(maxPerPage: 3).AsPages().ToListAsync();
        var four = await Table.QueryAsync<TableEntity>("RowKey ge 'r00001'", maxPerPage: 3).AsPages(pageSizeHint: 4).ToListAsync();

        Assert.Equal([3, 3], three.Select(page => page.Values.Count));
        Assert.Equal([4, 1], four.Select(page => page.Values.Count));
        await RefusedAsync(400, "InvalidInput", async () => await Table.QueryAsync<TableEntity>(maxPerPage: 1001).ToListAsync());
        await RefusedAsync(400, "InvalidInput", async () => await Table.QueryAsync<TableEntity>().AsPages("no token").ToListAsync());
    }

    [Fact]
    public async Task A_page_ends_at_four_mebibytes()
    {
        for (var i = 0; i < 10; i++)
        {
            var entity = new TableEntity("p", $"r{i}");
            for (var p = 0; p < 12; p++)
            {
                entity[$"P{p}"] = new byte[65_536];
            }

            await Table.AddEntityAsync(entity);
        }

        var pages = await Table.QueryAsync<TableEntity>().AsPages().ToListAsync();

        Assert.Equal([6, 4], pages.Select(page => page.Values.Count));
    }

    [Fact]
    public async Task Rows_deleted_while_paging_do_not_break_the_pages_to_come()
    {
        await FillAsync(10);
        List<string> seen = [];

        await foreach (var page in Table.QueryAsync<TableEntity>(maxPerPage: 2).AsPages())
        {
            foreach (var entity in page.Values)
            {
                seen.Add(entity.RowKey);
                await Table.DeleteEntityAsync(entity);
            }
        }

        Assert.Equal(10, seen.Count);
        Assert.Empty(await RowKeysAsync(""));
    }

    [Fact]
    public async Task A_query_maps_to_a_class_and_selects()
    {
        await Table.AddEntityAsync(new Person { PartitionKey = "p", RowKey = "r", Name = "Ann", Grade = 4, StartsAt = Noon.UtcDateTime, AppliedAt = Noon });

        var person = await Table.QueryAsync<Person>(select: ["RowKey", "Grade"]).SingleAsync();

        Assert.Equal(("", "r", null, 4), (person.PartitionKey, person.RowKey, person.Name, person.Grade));
    }

    [Fact]
    public void Values_in_an_interpolated_filter_are_quoted_and_escaped()
    {
        var (name, pence, at, id) = ("O'Neil' or '1' eq '1", 5L, new DateTimeOffset(2026, 6, 1, 13, 0, 0, 500, TimeSpan.FromHours(1)), Guid.Empty);

        var filter = TableClient.CreateQueryFilter($"Name eq {name} and Pence gt {pence} and Grade lt {3} and At ge {at} and Ok eq {true} and Id ne {id} and Data eq {new byte[] { 1, 255 }}");

        Assert.Equal(
            "Name eq 'O''Neil'' or ''1'' eq ''1' and Pence gt 5L and Grade lt 3 and At ge datetime'2026-06-01T12:00:00.5Z' and Ok eq true "
            + "and Id ne guid'00000000-0000-0000-0000-000000000000' and Data eq X'01FF'",
            filter);
        Assert.Throws<ArgumentException>(() => TableClient.CreateQueryFilter($"Pay eq {1.5m}"));
    }

    [Fact]
    public void A_lambda_becomes_a_filter()
    {
        var (name, from) = ("O'Neil", new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));
        var captured = new Person { PartitionKey = "p", SalaryPence = 7 };

        Assert.Equal("PartitionKey eq 'p'", TableClient.CreateQueryFilter<Person>(x => x.PartitionKey == captured.PartitionKey));
        Assert.Equal("(Name eq 'O''Neil') and (Grade gt 2)", TableClient.CreateQueryFilter<Person>(x => x.Name == name && x.Grade > 2));
        Assert.Equal("(SalaryPence le 7L) or (not (Registered eq true))", TableClient.CreateQueryFilter<Person>(x => x.SalaryPence <= captured.SalaryPence || !x.Registered));
        Assert.Equal("AppliedAt ge datetime'2026-06-02T00:00:00Z'", TableClient.CreateQueryFilter<Person>(x => x.AppliedAt >= from.AddDays(1)));
        Assert.Equal("(RowKey ge 'a') and (RowKey lt 'b')", TableClient.CreateQueryFilter<Person>(x => x.RowKey.CompareTo("a") >= 0 && x.RowKey.CompareTo("b") < 0));
        Assert.Equal("(Standing eq 'Offered') and (Former ne 'Applied')", TableClient.CreateQueryFilter<Person>(x => x.Standing == Standing.Offered && x.Former != Standing.Applied));
        Assert.Equal("(Children gt 1) and (nino eq 'QQ')", TableClient.CreateQueryFilter<Person>(x => x.Children > 1 && x.InsuranceNumber == "QQ"));
        Assert.Equal("Grade gt 3", TableClient.CreateQueryFilter<Person>(x => 3 < x.Grade));
        Assert.Equal("Grade eq 3", TableClient.CreateQueryFilter<TableEntity>(x => x.GetInt32("Grade") == 3));
        Assert.Throws<NotSupportedException>(() => TableClient.CreateQueryFilter<Person>(x => x.Name!.Length > 2));
    }

    [Fact]
    public async Task A_lambda_finds_the_rows_that_match_it()
    {
        await Table.AddEntityAsync(new Person { PartitionKey = "p", RowKey = "a", Standing = Standing.Offered, StartsAt = Noon.UtcDateTime, AppliedAt = Noon });
        await Table.AddEntityAsync(new Person { PartitionKey = "p", RowKey = "b", StartsAt = Noon.UtcDateTime, AppliedAt = Noon });

        var found = await Table.QueryAsync<Person>(x => x.PartitionKey == "p" && x.Standing == Standing.Offered).ToListAsync();

        Assert.Equal("a", Assert.Single(found).RowKey);
    }

    [Theory]
    [InlineData("PartitionKey eq 'p' and RowKey ge 'c' and RowKey lt 'f'", "p", "c", "p", "f")]
    [InlineData("PartitionKey eq 'p' and (RowKey eq 'c' or RowKey eq 'a')", "p", "a", "p", "c")]
    [InlineData("PartitionKey ge 'm' and PartitionKey lt 'p' and RowKey eq 'x'", "m", "", "p", null)]
    [InlineData("PartitionKey eq 'p' or RowKey eq 'c'", "", "", null, null)]
    [InlineData("PartitionKey eq 'p' and not (RowKey lt 'c')", "p", "", "p", null)]
    public void A_filter_on_the_keys_narrows_the_index_range(string filter, string fromPartition, string fromRow, string? toPartition, string? toRow)
    {
        var range = KeyRange.Of(ODataParser.Parse(filter));

        Assert.Equal((fromPartition, fromRow), (range.FromPartition, range.FromRow));
        Assert.Equal(toPartition ?? (object)KeyRange.Last, range.ToPartition);
        Assert.Equal(toRow ?? (object)KeyRange.Last, range.ToRow);
    }

    [Fact]
    public async Task The_index_range_never_loses_a_row_that_the_filter_matches()
    {
        foreach (var partition in new[] { "a", "b", "bb", "c" })
        {
            await Table.SubmitTransactionAsync(Enumerable.Range(1, 5)
                .Select(i => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity(partition, $"{i}"))));
        }

        var all = Azure.Tables.Page("people").Rows;
        var random = new Random(20260601);
        for (var i = 0; i < 500; i++)
        {
            var filter = Condition(random, depth: 3);
            var parsed = ODataParser.Parse(filter)!;

            Assert.Equal(
                all.Where(parsed.Matches).Select(row => (row.PartitionKey, row.RowKey)),
                Azure.Tables.Page("people", filter).Rows.Select(row => (row.PartitionKey, row.RowKey)));
        }
    }

    [Fact]
    public async Task The_portal_pages_through_a_table()
    {
        await FillAsync(3);

        var (first, next) = Azure.Tables.Page("people", filter: "RowKey ge 'r00001'", size: 1);
        var (second, end) = Azure.Tables.Page("people", "RowKey ge 'r00001'", next, 5);

        Assert.Equal("r00001", Assert.Single(first).RowKey);
        Assert.Equal("r00002", Assert.Single(second).RowKey);
        Assert.Null(end);
    }

    private static string Condition(Random random, int depth)
    {
        string Any(params string[] choices) => choices[random.Next(choices.Length)];

        if (depth == 0)
        {
            return Any("partition", "row") == "row"
                ? $"RowKey {Any("eq", "ne", "gt", "ge", "lt", "le")} '{Any("", "1", "2", "3", "4", "5", "6")}'"
                : $"PartitionKey {Any("eq", "eq", "ne", "gt", "ge", "lt", "le")} '{Any("", "a", "b", "bb", "c", "d")}'";
        }

        var left = Condition(random, random.Next(depth));
        var right = Condition(random, random.Next(depth));
        return Any($"({left}) and ({right})", $"({left}) or ({right})", $"not ({left})");
    }

    private async Task FourRowsAsync()
    {
        await Table.AddEntityAsync(new TableEntity("p", "a")
        {
            ["Grade"] = 1,
            ["Active"] = true,
            ["Name"] = "O'Neil",
            ["Pence"] = 5L,
            ["Hours"] = 37.5,
            ["Due"] = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero),
            ["Id"] = Guid.Parse("6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
            ["Data"] = new byte[] { 0, 255 },
        });
        await Table.AddEntityAsync(new TableEntity("p", "b")
        {
            ["Grade"] = 2,
            ["Active"] = false,
            ["Name"] = "ann",
            ["Pence"] = 100L,
            ["Hours"] = 20.0,
            ["Due"] = new DateTimeOffset(2026, 6, 2, 0, 0, 0, TimeSpan.Zero),
            ["Data"] = new byte[] { 1 },
        });
        await Table.AddEntityAsync(new TableEntity("p", "c")
        {
            ["Grade"] = 3,
            ["Active"] = false,
            ["Name"] = "Zed",
            ["Pence"] = 3_000_000_000L,
            ["Hours"] = 40.0,
            ["Due"] = new DateTimeOffset(2026, 6, 3, 0, 0, 0, TimeSpan.Zero),
        });
        await Table.AddEntityAsync(new TableEntity("p", "d"));
    }

    private async Task FillAsync(int rows)
    {
        foreach (var chunk in Enumerable.Range(0, rows).Chunk(100))
        {
            await Table.SubmitTransactionAsync(chunk.Select(i => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", $"r{i:D5}"))));
        }
    }
}
