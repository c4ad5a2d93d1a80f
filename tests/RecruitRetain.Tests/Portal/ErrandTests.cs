using RecruitRetain.Local;

namespace RecruitRetain.Tests.Portal;

public sealed class ErrandTests
{
    [Theory]
    [InlineData("serve", "'serve' is not an argument this program knows. --help says what there is.")]
    [InlineData("--ports 7", "'--ports' is not an argument this program knows. --help says what there is.")]
    [InlineData("--exit", "'--exit' is not an argument this program knows. --help says what there is.")]
    [InlineData("demo journey.http", "'journey.http' is not an argument this program knows. --help says what there is.")]
    [InlineData("--port", "--port needs a value. --help says what there is.")]
    [InlineData("--port many", "--port must be a number from 0 (any free port) to 65535, not 'many'. --help says what there is.")]
    [InlineData("--port=65536", "--port must be a number from 0 (any free port) to 65535, not '65536'. --help says what there is.")]
    [InlineData("play", "play needs a file. --help says what there is.")]
    public void What_cannot_be_understood_is_said_in_a_sentence(string line, string message) =>
        Assert.Equal(message, Assert.Throws<WorkerException>(() => Errand.Parse(line.Split(' '), Path.GetTempPath())).Message);

    [Fact]
    public void Serving_takes_port_and_store_in_either_form()
    {
        var errand = Errand.Parse(["--port", "7080", "--store=a.db"], Path.GetTempPath())!;

        Assert.True(errand.IsServing);
        Assert.Equal(["--port=7080", "--store=a.db"], errand.Arguments);
    }

    [Fact]
    public void Playing_takes_a_temporary_store_and_removes_it()
    {
        var errand = Errand.Parse(["play", "a.http", "b.http"], Path.GetTempPath())!;
        var folder = Path.GetDirectoryName(Assert.Single(errand.Arguments)["--store=".Length..])!;

        Assert.False(errand.IsServing);
        Assert.True(Directory.Exists(folder));
        errand.Dispose();
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void Help_is_asked_for_anywhere() => Assert.Null(Errand.Parse(["play", "a.http", "--help"], Path.GetTempPath()));
}
