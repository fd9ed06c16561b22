using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>The published files themselves.</summary>
public sealed class ProgramSpecs
{
    private const long MaxBytes = (long)(15.5 * 1024 * 1024);

    public static TheoryData<string> Programs => [.. Published.All];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task It_is_one_static_stripped_file_of_at_most_15_and_a_half_MiB(string program)
    {
        var run = await Command.RunAsync("file", ["--brief", program], new Dictionary<string, string>());

        Assert.Contains("statically linked", run.Output, StringComparison.Ordinal);
        Assert.Contains(", stripped", run.Output, StringComparison.Ordinal);
        Assert.InRange(new FileInfo(program).Length, 1, MaxBytes);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task It_tells_its_version(string program)
    {
        var run = await Command.RunAsync(program, ["--version"], new Dictionary<string, string>());

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("0.1.0", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_needs_nothing_but_itself_and_what_is_mounted()
    {
        await using var pod = await Pod.StartAsync();

        // As in an image from scratch: no libc, no /etc, no /tmp; only the volumes and what the container runtime adds, /proc and /dev.
        var root = Directory.CreateDirectory(Path.Combine(pod.Root, "scratch")).FullName;
        File.Copy(Published.GenerateInitialToken, Path.Combine(root, "generate-initial-token"));
        Directory.CreateDirectory(Path.Combine(root, "proc"));
        Directory.CreateDirectory(Path.Combine(root, "dev"));
        Assert.Equal(0, (await pod.RunAsync("mknod", Path.Combine(root, "dev", "urandom"), "c", "1", "9")).ExitCode);
        Directory.Move(pod.Credentials, Path.Combine(root, "app"));
        Directory.Move(pod.Output, Path.Combine(root, "github"));
        pod.Environment["GITHUB_APP_CREDENTIALS_DIR"] = "/app";
        pod.Environment["GITHUB_TOKEN_DIR"] = "/github";

        var run = await pod.RunAsync("unshare", "--mount", "--pid", "--fork", $"--mount-proc={root}/proc", "chroot", root, "/generate-initial-token");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.DoesNotContain(run.Messages, message => message.Contains("not in memory", StringComparison.Ordinal));
        Assert.Equal(pod.GitHub.IssuedTokens.Single().Value, File.ReadAllText(Path.Combine(root, "github", "token")));
    }
}
