using Sidecars.Support;

namespace Sidecars.Cli;

public sealed class SecretFileSpecs : IDisposable
{
    private readonly TestDirectory _directory = new();

    [Fact]
    public void It_is_read_as_it_stands()
    {
        Assert.Equal(" 1\n", SecretFile.Find(_directory.Write("file", " 1\n")));
    }

    [Fact]
    public void It_is_read_through_the_links_that_kubelet_makes()
    {
        Directory.CreateDirectory(_directory["..2026"]);
        _directory.Write("..2026/app-id", "42");
        File.CreateSymbolicLink(_directory["..data"], "..2026");
        File.CreateSymbolicLink(_directory["app-id"], "..data/app-id");

        Assert.Equal("42", SecretFile.Find(_directory["app-id"]));
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("gone/file")]
    public void One_that_is_not_there_is_none(string name)
    {
        Assert.Null(SecretFile.Find(_directory[name]));
    }

    [Fact]
    public void One_that_is_too_large_is_not_what_belongs_there()
    {
        _directory.Write("full", new string('x', 64 * 1024));
        Assert.NotNull(SecretFile.Find(_directory["full"]));

        var error = Assert.Throws<SidecarException>(() => SecretFile.Find(_directory.Write("large", new string('x', 64 * 1024 + 1))));

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.Contains(_directory["large"], error.Message);
    }

    [Fact]
    public void One_that_cannot_be_read_is_told_with_what_to_do()
    {
        Directory.CreateDirectory(_directory["private-key"]);

        var error = Assert.Throws<SidecarException>(() => SecretFile.Find(_directory["private-key"]));

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.Contains("defaultMode", error.Message);
    }

    public void Dispose() => _directory.Dispose();
}
