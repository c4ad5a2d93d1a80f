using RecruitRetain.Shared;

namespace RecruitRetain.Tests.Rules;

public class CsvTextTests
{
    [Fact]
    public void Cells_are_quoted_where_they_must_be_and_none_is_a_formula()
    {
        using var csv = new CsvText("name", "reason");
        csv.Row("O'Neil, Sam", "said \"yes\"");
        csv.Row("=HYPERLINK(\"http://x\")", null);
        csv.Row("+44 1733", "@sum");

        Assert.Equal(
            "name,reason\r\n\"O'Neil, Sam\",\"said \"\"yes\"\"\"\r\n\"'=HYPERLINK(\"\"http://x\"\")\",\r\n\"'+44 1733\",\"'@sum\"\r\n",
            csv.ToString());
    }
}
