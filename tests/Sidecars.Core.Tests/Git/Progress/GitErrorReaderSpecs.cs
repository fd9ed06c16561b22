using System.Diagnostics;
using Sidecars.Support;

namespace Sidecars.Git.Progress;

public sealed class GitErrorReaderSpecs
{
    private readonly List<GitProgress> _reported = [];

    [Fact]
    public async Task Progress_is_reported_and_the_rest_is_returned()
    {
        const string stderr =
            "remote: Counting objects:  50% (1/2)        \rremote: Counting objects: 100% (2/2), done.        \n" +
            "Receiving objects:  50% (1/2), 20 bytes | 20.00 KiB/s\rfatal: early EOF\nfatal: fetch-pack: invalid index-pack output\n";

        Assert.Equal("fatal: early EOF\nfatal: fetch-pack: invalid index-pack output", await ReadAsync(stderr));
        Assert.Equal([new("Counting objects", 50, null), new("Counting objects", 100, null), new("Receiving objects", 50, 20)], _reported);
    }

    [Fact]
    public async Task What_is_overwritten_on_a_terminal_is_no_error()
    {
        Assert.Equal("fatal: no", await ReadAsync("remote: Thinking.\rremote: Thinking..\rfatal: no\n"));
    }

    [Theory]
    [InlineData("remote: one\r\nremote: two\r\n", "remote: one\nremote: two")]
    [InlineData("fatal: not even a line end", "fatal: not even a line end")]
    [InlineData("fatal: a\rfatal: b", "fatal: b")]
    [InlineData("", "")]
    public async Task Every_kind_of_line_end_is_known(string stderr, string text)
    {
        Assert.Equal(text, await ReadAsync(stderr));
    }

    [Fact]
    public async Task What_fetch_tells_of_refs_is_no_error_but_a_refused_one_is()
    {
        const string stderr =
            "From https://github.com/acme/app\n * [new branch]      main       -> origin/main\n   0123456..789abcd  dev        -> origin/dev\n" +
            " ! [rejected]        v1         -> v1  (would clobber existing tag)\nerror: Your local changes would be overwritten:\n   a file\n";

        Assert.Equal("! [rejected]        v1         -> v1  (would clobber existing tag)\nerror: Your local changes would be overwritten:\n   a file", await ReadAsync(stderr));
    }

    [Fact]
    public async Task Of_a_flood_the_last_lines_stay_and_whole()
    {
        var flood = string.Concat(Enumerable.Range(0, 100_000).Select(number => $"line {number}\n"));

        var text = await ReadAsync($"{flood}fatal: the end\n");

        Assert.InRange(text.Length, 16_000, 16_384);
        Assert.StartsWith("line ", text);
        Assert.EndsWith("\nline 99999\nfatal: the end", text);
    }

    [Fact]
    public async Task Of_a_line_without_an_end_the_beginning_stays()
    {
        Assert.Equal($"ghs_{new string('x', 16 * 1024 - 4)}", await ReadAsync($"ghs_{new string('x', 1_000_000)}"));
    }

    [Fact]
    public async Task A_real_git_is_understood()
    {
        using var directory = new TestDirectory();
        await GitAsync(directory.Path, "init", "--quiet", "from");
        for (var number = 0; number < 300; number++)
        {
            directory.Write($"from/{number}", $"{number}");
        }

        await GitAsync(directory["from"], "add", ".");
        await GitAsync(directory["from"], "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message=all");

        await GitAsync(directory.Path, "init", "--quiet", "to");
        Assert.Equal("", await GitAsync(directory["to"], "fetch", "--progress", $"file://{directory["from"]}", "HEAD:refs/heads/copy"));
        Assert.Equal("", await GitAsync(directory["to"], "checkout", "--quiet", "--progress", "copy"));
        Assert.Equal("", await GitAsync(directory.Path, "clone", "--progress", $"file://{directory["from"]}", "clone"));
        Assert.Contains(_reported, progress => progress is { Phase: "Receiving objects", Percent: 100, Bytes: > 1000 });
        Assert.Contains(_reported, progress => progress is { Phase: "Updating files", Percent: 100 });

        Assert.Contains("couldn't find remote ref", await GitAsync(directory["to"], "fetch", "--progress", $"file://{directory["from"]}", "nothing"));
    }

    private async Task<string> GitAsync(string directory, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = directory, RedirectStandardError = true, Environment = { ["LC_ALL"] = "C", ["GIT_PROGRESS_DELAY"] = "0" } };
        using var git = Process.Start(start)!;
        return await GitErrorReader.ReadAsync(git.StandardError, _reported.Add, git.WaitForExitAsync());
    }

    private Task<string> ReadAsync(string stderr) => GitErrorReader.ReadAsync(new StringReader(stderr), _reported.Add, Task.CompletedTask);
}
