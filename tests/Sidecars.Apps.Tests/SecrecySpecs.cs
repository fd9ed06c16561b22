using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>Where key and tokens cannot be seen. That no output has them is checked at the end of every run, see <see cref="Pod.EndAsync"/>.</summary>
public sealed class SecrecySpecs
{
    private const string User = "65532";

    private static readonly string[] AsUser = [$"--reuid={User}", $"--regid={User}", "--clear-groups", "--no-new-privs"];

    public static TheoryData<string> Routes => ["root/{key}", "cwd", "environ", "maps", "mem", "fd", "root/etc/hostname"];

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Another_process_of_the_same_user_gets_nothing_through_proc(string route)
    {
        await using var pod = await Pod.StartAsync();
        GiveToUser(pod);
        using var refresher = Command.Start("setpriv", [.. AsUser, Published.TokenRefresher], pod.Environment);
        await refresher.SaysAsync("Published a token");

        // Proves that the attack works where nobody defends.
        using var undefended = Command.Start("setpriv", [.. AsUser, "sleep", "60"], pod.Environment);
        await Eventually.HoldsAsync(() => File.ReadAllText($"/proc/{undefended.Id}/comm").Trim() == "sleep");

        Assert.True(await TakesAsync(undefended.Id, route, pod), $"The attack by {route} does not work at all.");
        Assert.False(await TakesAsync(refresher.Id, route, pod), $"The attack by {route} works.");

        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task No_child_of_git_clone_gets_the_token_as_argument_or_in_its_environment()
    {
        await using var pod = await Pod.StartAsync();
        await pod.GenerateInitialTokenAsync();
        pod.Environment["GITHUB_APP_PRIVATE_KEY_B64"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(TestKey.Shared.Pem));
        var trace = Path.Combine(pod.Root, "execve");

        var run = await pod.RunAsync("strace", "-f", "-qq", "-v", "-s", "1000000", "-e", "trace=execve", "-o", trace, Published.GitClone, "--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        var children = File.ReadAllLines(trace).Skip(1).ToList();
        Assert.Contains(children, call => call.Contains("git-remote-http", StringComparison.Ordinal));
        Assert.All(children, pod.AssertNoSecretIn);
        Assert.All(children, call => Assert.DoesNotContain("GITHUB_APP", call, StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_file_of_a_clone_has_the_token()
    {
        await using var pod = await Pod.StartAsync();
        await pod.GenerateInitialTokenAsync();

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        foreach (var file in Directory.EnumerateFiles(pod.Workspace, "*", SearchOption.AllDirectories))
        {
            pod.AssertNoSecretIn(File.ReadAllText(file, System.Text.Encoding.Latin1));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(pod.Temporary));
    }

    [Fact]
    public async Task The_lowest_log_level_tells_no_secret_either()
    {
        await using var pod = await Pod.StartAsync();

        // Pod searches what they say.
        Assert.Equal(0, (await pod.GenerateInitialTokenAsync("--log-level", "trace")).ExitCode);
        Assert.Equal(0, (await pod.GitCloneAsync("--log-level", "trace", "--dest", pod.Workspace)).ExitCode);
    }

    [Fact]
    public async Task A_crash_names_type_and_place_and_is_no_core_dump()
    {
        await using var pod = await Pod.StartAsync();

        // A system call that never fails is made to fail.
        var run = await pod.RunAsync("strace", "-f", "-qq", "-o", "/dev/null", "--trace=setrlimit,prlimit64,prctl", "--inject=prctl:error=EINVAL:when=1+", Published.GenerateInitialToken);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("This is a bug: IOException at Sidecars.Linux.Libc.Undump", run.LastMessage, StringComparison.Ordinal);
    }

    private static async Task<bool> TakesAsync(int victim, string route, Pod pod)
    {
        var path = $"/proc/{victim}/{route.Replace("{key}", Path.Combine(pod.Credentials, "private-key")[1..], StringComparison.Ordinal)}";
        string[] attack = route is "fd" or "cwd" ? ["ls", "-L", path] : ["head", "-c", route == "mem" ? "0" : "1", path];
        var run = await Command.RunAsync("setpriv", [.. AsUser, .. attack], new Dictionary<string, string>());
        return run.ExitCode == 0;
    }

    private static void GiveToUser(Pod pod)
    {
        foreach (var directory in new[] { pod.Output, pod.Temporary })
        {
            File.SetUnixFileMode(directory, (UnixFileMode)Convert.ToInt32("0777", 8));
        }
    }
}
