using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace RecruitRetain.Tests.Tables;

public sealed class EntityTests : TablesUnderTest
{
    [Fact]
    public async Task Every_property_type_comes_back_as_it_was_written()
    {
        var written = new Person
        {
            PartitionKey = "p",
            RowKey = "r",
            Name = "Zoë 𝄞",
            Registered = true,
            Grade = -7,
            SalaryPence = 4_500_000_000_00,
            Hours = 37.5,
            StartsAt = new DateTime(2026, 9, 1, 9, 0, 0, DateTimeKind.Utc),
            AppliedAt = new DateTimeOffset(2026, 7, 1, 10, 30, 0, TimeSpan.FromHours(1)),
            Reference = Guid.Parse("6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
            Photo = [0, 1, 255],
            Letter = BinaryData.FromString("Dear…"),
            Standing = Standing.Offered,
            Former = Standing.Applied,
            InsuranceNumber = "QQ123456C",
            HourlyRate = 12.5m,
        };
        await Table.AddEntityAsync(written);

        var person = (await Table.GetEntityAsync<Person>("p", "r")).Value;
        var entity = (await Table.GetEntityAsync<TableEntity>("p", "r")).Value;

        Assert.Equal("Zoë 𝄞", person.Name);
        Assert.True(person.Registered);
        Assert.Equal(-7, person.Grade);
        Assert.Equal(450_000_000_000, person.SalaryPence);
        Assert.Equal(37.5, person.Hours);
        Assert.Equal((new DateTime(2026, 9, 1, 9, 0, 0), DateTimeKind.Utc), (person.StartsAt, person.StartsAt.Kind));
        Assert.Equal((new DateTimeOffset(2026, 7, 1, 9, 30, 0, TimeSpan.Zero), TimeSpan.Zero), (person.AppliedAt, person.AppliedAt.Offset));
        Assert.Equal(written.Reference, person.Reference);
        Assert.Equal([0, 1, 255], person.Photo);
        Assert.Equal("Dear…", person.Letter!.ToString());
        Assert.Equal((Standing.Offered, Standing.Applied), (person.Standing, person.Former));
        Assert.Null(person.Children);
        Assert.Equal("QQ123456C", person.InsuranceNumber);
        Assert.Equal(0, person.HourlyRate);
        Assert.Equal("Offered", entity.GetString("Standing"));
        Assert.Equal("Z", entity.GetString("Initial"));
        Assert.Equal("QQ123456C", entity.GetString("nino"));
        Assert.False(entity.ContainsKey("HourlyRate"));
        Assert.False(entity.ContainsKey("Children"));
        Assert.Equal(new DateTimeOffset(2026, 9, 1, 9, 0, 0, TimeSpan.Zero), entity.GetDateTimeOffset("StartsAt"));
        Assert.Equal([0, 1, 255], entity.GetBinary("Photo"));
        Assert.Throws<InvalidOperationException>(() => entity.GetInt32("SalaryPence"));
    }

    [Fact]
    public async Task A_decimal_is_refused_by_name()
    {
        var refusal = await Assert.ThrowsAsync<NotSupportedException>(() => Table.AddEntityAsync(new TableEntity("p", "r") { ["Pay"] = 1.5m }));

        Assert.Contains("'Pay'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_class_with_a_property_that_cannot_be_kept_is_refused_by_name()
    {
        var refusal = await Assert.ThrowsAsync<NotSupportedException>(() => Table.AddEntityAsync(new Payslip { PartitionKey = "p", RowKey = "r" }));

        Assert.Contains("'Days'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_of_another_type_than_the_class_has_is_named()
    {
        await Table.AddEntityAsync(new TableEntity("p", "long") { ["Grade"] = 3L });
        await Table.AddEntityAsync(new TableEntity("p", "int") { ["Hours"] = 37, ["Unknown"] = "ignored" });

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => Table.GetEntityAsync<Person>("p", "long"));

        Assert.Contains("'Grade' is kept as Int64 and cannot be read as Int32", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(37.0, (await Table.GetEntityAsync<Person>("p", "int")).Value.Hours);
    }

    [Fact]
    public async Task What_is_not_selected_is_absent()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r") { ["Name"] = "Ann", ["Grade"] = 3 });

        var entity = (await Table.GetEntityAsync<TableEntity>("p", "r", ["Grade"])).Value;

        Assert.Equal(3, entity.GetInt32("Grade"));
        Assert.False(entity.ContainsKey("Name"));
        Assert.False(entity.ContainsKey("PartitionKey"));
        Assert.NotEqual(default, entity.ETag);
    }

    [Fact]
    public async Task Each_write_gives_another_etag_even_when_the_clock_stands_still()
    {
        var first = (await Table.AddEntityAsync(new TableEntity("p", "r"))).Headers.ETag;
        var second = (await Table.UpsertEntityAsync(new TableEntity("p", "r"))).Headers.ETag;
        var read = await Table.GetEntityAsync<TableEntity>("p", "r");

        Assert.Equal("W/\"datetime'2026-06-01T12%3A00%3A00.0000000Z'\"", first.ToString());
        Assert.Equal("W/\"datetime'2026-06-01T12%3A00%3A00.0000001Z'\"", second.ToString());
        Assert.Equal(second, read.Value.ETag);
        Assert.Equal(second, read.GetRawResponse().Headers.ETag);
        Assert.Equal(Noon.AddTicks(1), read.Value.Timestamp);
    }

    [Fact]
    public async Task An_etag_is_never_given_twice_even_across_a_restart()
    {
        var first = (await Table.AddEntityAsync(new TableEntity("p", "r"))).Headers.ETag;
        await Table.DeleteEntityAsync("p", "r");
        await RestartAsync();

        var second = (await Table.AddEntityAsync(new TableEntity("p", "r"))).Headers.ETag;

        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task A_stale_etag_changes_nothing()
    {
        var stale = (await Table.AddEntityAsync(new TableEntity("p", "r") { ["Grade"] = 1 })).Headers.ETag!.Value;
        var fresh = (await Table.UpdateEntityAsync(new TableEntity("p", "r") { ["Grade"] = 2 }, stale)).Headers.ETag!.Value;

        await RefusedAsync(412, "UpdateConditionNotSatisfied", () => Table.UpdateEntityAsync(new TableEntity("p", "r") { ["Grade"] = 3 }, stale));
        await RefusedAsync(412, "UpdateConditionNotSatisfied", () => Table.DeleteEntityAsync("p", "r", stale));
        Assert.Equal(2, (await Table.GetEntityAsync<TableEntity>("p", "r")).Value.GetInt32("Grade"));

        await Table.UpdateEntityAsync(new TableEntity("p", "r") { ["Grade"] = 4 }, ETag.All);
        await RefusedAsync(412, "UpdateConditionNotSatisfied", () => Table.DeleteEntityAsync("p", "r", fresh));
        Assert.Equal(204, (await Table.DeleteEntityAsync("p", "r", ETag.All)).Status);
    }

    [Fact]
    public async Task An_update_that_names_no_etag_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Table.UpdateEntityAsync(new TableEntity("p", "r"), default));

    [Fact]
    public async Task Merging_keeps_what_is_not_named_and_replacing_drops_it()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r") { ["Name"] = "Ann", ["Grade"] = 1 });

        await Table.UpdateEntityAsync(new TableEntity("p", "r") { ["Grade"] = 2, ["Name"] = null }, ETag.All);
        var merged = (await Table.GetEntityAsync<TableEntity>("p", "r")).Value;
        await Table.UpsertEntityAsync(new TableEntity("p", "r") { ["Grade"] = 3 }, TableUpdateMode.Replace);
        var replaced = (await Table.GetEntityAsync<TableEntity>("p", "r")).Value;

        Assert.Equal(("Ann", 2), (merged.GetString("Name"), merged.GetInt32("Grade")));
        Assert.Equal((null, 3), (replaced.GetString("Name"), replaced.GetInt32("Grade")));
    }

    [Fact]
    public async Task What_is_there_cannot_be_added_and_what_is_missing_cannot_be_updated()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r"));

        var refusal = await RefusedAsync(409, "EntityAlreadyExists", () => Table.AddEntityAsync(new TableEntity("p", "r")));
        Assert.True(refusal.ErrorCode == TableErrorCode.EntityAlreadyExists);
        await RefusedAsync(404, "ResourceNotFound", () => Table.GetEntityAsync<TableEntity>("p", "missing"));
        await RefusedAsync(404, "ResourceNotFound", () => Table.UpdateEntityAsync(new TableEntity("p", "missing"), ETag.All));
        Assert.False((await Table.GetEntityIfExistsAsync<TableEntity>("p", "missing")).HasValue);
        Assert.True((await Table.GetEntityIfExistsAsync<TableEntity>("p", "r")).HasValue);
        Assert.Equal(404, (await Table.DeleteEntityAsync("p", "missing")).Status);
    }

    [Fact]
    public async Task A_missing_table_is_named_as_such()
    {
        var missing = Service.GetTableClient("missing");

        await RefusedAsync(404, "TableNotFound", () => missing.AddEntityAsync(new TableEntity("p", "r")));
        await RefusedAsync(404, "TableNotFound", () => missing.GetEntityAsync<TableEntity>("p", "r"));
        await RefusedAsync(404, "TableNotFound", async () => await missing.QueryAsync<TableEntity>().ToListAsync());
    }

    [Fact]
    public async Task Tables_are_created_listed_and_deleted_without_regard_to_case()
    {
        await Service.CreateTableIfNotExistsAsync("Posts");
        Assert.Equal(409, (await Service.CreateTableIfNotExistsAsync("posts")).GetRawResponse().Status);
        await RefusedAsync(409, "TableAlreadyExists", () => Service.CreateTableAsync("POSTS"));
        await Table.AddEntityAsync(new TableEntity("p", "r"));

        Assert.Equal(["people", "Posts"], await Service.QueryAsync().Select(table => table.Name).ToListAsync());
        Assert.Equal(["Posts"], await Service.QueryAsync("TableName eq 'Posts'").Select(table => table.Name).ToListAsync());
        Assert.Equal([("people", 1L), ("Posts", 0L)], Azure.Tables.ListTables());

        Assert.Equal(204, (await Service.DeleteTableAsync("PEOPLE")).Status);
        Assert.Equal(404, (await Service.DeleteTableAsync("people")).Status);
        await Service.CreateTableAsync("people");
        Assert.Empty(await RowKeysAsync(""));
    }

    [Theory]
    [InlineData("ab", "OutOfRangeInput")]
    [InlineData("1people", "InvalidResourceName")]
    [InlineData("peo-ple", "InvalidResourceName")]
    [InlineData("tables", "InvalidResourceName")]
    public async Task A_table_name_outside_the_rules_is_refused(string name, string code) =>
        await RefusedAsync(400, code, () => Service.CreateTableAsync(name));

    [Theory]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\tb")]
    [InlineData("a\u0085b")]
    public async Task A_key_may_not_hold_characters_that_a_url_trips_over(string key)
    {
        await RefusedAsync(400, "OutOfRangeInput", () => Table.AddEntityAsync(new TableEntity(key, "r")));
        await RefusedAsync(400, "OutOfRangeInput", () => Table.AddEntityAsync(new TableEntity("p", key)));
    }

    [Fact]
    public async Task A_key_holds_one_kibibyte()
    {
        await Table.AddEntityAsync(new TableEntity("p", new string('k', 512)));

        await RefusedAsync(400, "KeyValueTooLarge", () => Table.AddEntityAsync(new TableEntity("p", new string('k', 513))));
    }

    [Fact]
    public async Task A_property_holds_64_kibibytes()
    {
        await Table.AddEntityAsync(new TableEntity("p", "r") { ["Text"] = new string('t', 32_768), ["Binary"] = new byte[65_536] });

        await RefusedAsync(400, "PropertyValueTooLarge", () => Table.AddEntityAsync(new TableEntity("p", "s") { ["Text"] = new string('t', 32_769) }));
        await RefusedAsync(400, "PropertyValueTooLarge", () => Table.AddEntityAsync(new TableEntity("p", "s") { ["Binary"] = new byte[65_537] }));
    }

    [Fact]
    public async Task An_entity_holds_252_properties_of_its_own()
    {
        var entity = new TableEntity("p", "r");
        for (var i = 0; i < 252; i++)
        {
            entity[$"P{i}"] = i;
        }

        await Table.AddEntityAsync(entity);

        await RefusedAsync(400, "TooManyProperties", () => Table.UpdateEntityAsync(new TableEntity("p", "r") { ["OneMore"] = 1 }, ETag.All));
    }

    [Fact]
    public async Task An_entity_holds_one_mebibyte()
    {
        var entity = new TableEntity("p", "r");
        for (var i = 0; i < 15; i++)
        {
            entity[$"P{i}"] = new byte[65_536];
        }

        await Table.AddEntityAsync(entity);

        await RefusedAsync(400, "EntityTooLarge", () => Table.UpdateEntityAsync(new TableEntity("p", "r") { ["OneMore"] = new byte[65_536] }, ETag.All));
    }

    [Theory]
    [InlineData("two words", "PropertyNameInvalid")]
    [InlineData("1st", "PropertyNameInvalid")]
    public async Task A_property_is_named_like_an_identifier(string name, string code)
    {
        await RefusedAsync(400, code, () => Table.AddEntityAsync(new TableEntity("p", "r") { [name] = 1 }));
        await RefusedAsync(400, "PropertyNameTooLong", () => Table.AddEntityAsync(new TableEntity("p", "r") { [new string('n', 256)] = 1 }));
    }

    [Fact]
    public async Task A_time_before_1601_is_refused() =>
        await RefusedAsync(400, "OutOfRangeInput", () => Table.AddEntityAsync(new TableEntity("p", "r") { ["At"] = default(DateTimeOffset) }));

    [Fact]
    public async Task A_write_that_is_refused_leaves_the_next_etags_unique_across_a_restart()
    {
        var first = (await Table.AddEntityAsync(new TableEntity("p", "r"))).Headers.ETag;
        await RefusedAsync(409, "EntityAlreadyExists", () => Table.AddEntityAsync(new TableEntity("p", "r")));
        await RestartAsync();
        await RefusedAsync(409, "EntityAlreadyExists", () => Table.AddEntityAsync(new TableEntity("p", "r")));
        var second = (await Table.UpsertEntityAsync(new TableEntity("p", "r"))).Headers.ETag;
        await RestartAsync();
        var third = (await Table.UpsertEntityAsync(new TableEntity("p", "r"))).Headers.ETag;

        Assert.Equal(3, new[] { first, second, third }.Distinct().Count());
    }

    [Fact]
    public async Task What_was_written_is_there_after_a_restart()
    {
        var etag = (await Table.AddEntityAsync(new TableEntity("p", "r") { ["Name"] = "Ann" })).Headers.ETag;

        await RestartAsync();

        var entity = (await Table.GetEntityAsync<TableEntity>("p", "r")).Value;
        Assert.Equal(("Ann", etag), (entity.GetString("Name"), entity.ETag));
    }
}
