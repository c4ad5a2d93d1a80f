using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Rules;

public class IdTests
{
    [Fact]
    public void An_id_names_its_kind_and_is_never_repeated()
    {
        var ids = Enumerable.Range(0, 1_000).Select(_ => Id.New("app")).ToList();

        Assert.All(ids, id => Assert.True(Id.IsValid("app", id), id));
        Assert.All(ids, id => Assert.Matches("^app_[0-7][0-9a-hjkmnp-tv-z]{25}$", id));
        Assert.Equal(1_000, ids.Distinct().Count());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("emp_00000000000000000000000000")]
    [InlineData("app_0000000000000000000000000")]
    [InlineData("app_000000000000000000000000000")]
    [InlineData("app_0000000000000000000000000I")]
    [InlineData("app_0000000000000000000000000'")]
    [InlineData("app_80000000000000000000000000")]
    [InlineData("app-00000000000000000000000000")]
    public void Anything_else_is_not_an_application_id(string? value) => Assert.False(Id.IsValid("app", value));

    [Fact]
    public void A_well_formed_id_is_valid() => Assert.True(Id.IsValid("app", "app_7zzzzzzzzzzzzzzzzzzzzzzzzz"));
}
