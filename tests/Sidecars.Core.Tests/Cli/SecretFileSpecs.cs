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
        // Readable by its mode, and not when it is read.
        var error = Assert.Throws<SidecarException>(() => SecretFile.Find("/proc/self/mem"));

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.Contains("/proc/self/mem cannot be read", error.Message);
        Assert.Contains("defaultMode", error.Message);
        Assert.EndsWith(": ask her.", Assert.Throws<SidecarException>(() => SecretFile.Find("/proc/self/mem", "ask her")).Message);
    }

    [Fact]
    public void A_directory_is_no_file()
    {
        Directory.CreateDirectory(_directory["private-key"]);

        var error = Assert.Throws<SidecarException>(() => SecretFile.Find(_directory["private-key"]));

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.Contains("is a directory", error.Message);
    }

    [Fact]
    public async Task A_pipe_is_refused_and_not_waited_for()
    {
        await ChildProcess.RunAsync("mkfifo", [_directory["private-key"]]);

        var error = Assert.Throws<SidecarException>(() => SecretFile.Find(_directory["private-key"]));

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.Contains("is a pipe", error.Message);
    }

    [Fact]
    public void A_byte_order_mark_is_not_part_of_it()
    {
        File.WriteAllBytes(_directory["app-id"], [0xEF, 0xBB, 0xBF, (byte)'4', (byte)'2']);

        Assert.Equal("42", SecretFile.Find(_directory["app-id"]));
    }

    public void Dispose() => _directory.Dispose();
}
