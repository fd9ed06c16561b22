using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>token-refresher doctor: faults are planted, found, and their cure is named.</summary>
public sealed class DoctorSpecs
{
    /// <summary>What is wrong, the line that says so, the cure, and the exit code.</summary>
    public static TheoryData<string, string, string, int> Faults => new()
    {
        { "no key", "key", "mount the Secret there", 3 },
        { "a damaged key", "key", "Download a new one from the App's settings page", 4 },
        { "another App's key", "App", "compare the logged fingerprint with the App's settings page", 4 },
        { "no such App", "App", "check app-id and api-url", 3 },
        { "no repositories", "settings", "--repos, WORKSPACE_REPOS", 3 },
        { "an installation that is not there", "installation, acme", "check installation-id (or leave it out)", 5 },
        { "another owner's installation", "installation, acme", "leave it out to have it looked up", 5 },
        { "an owner without the App", "installation, nobody", "where the App is installed", 5 },
        { "a suspended installation", "installation, acme", "its owner can lift that under Settings, GitHub Apps", 5 },
        { "a permission that is not granted", "permissions, acme", "Grant it to the App", 5 },
        { "a repository that is not there", "repository, acme/wbe", "correct its name, or add it to the installation", 5 },
        { "a clock that is ahead", "clock", "set it right (NTP)", 6 },
        { "a clock that is behind", "clock", "set it right (NTP)", 6 },
        { "nobody at the API's address", "App", "Check api-url, DNS, proxy and certificate authorities", 6 },
        { "a proxy that is down", "App", "Check api-url, DNS, proxy and certificate authorities", 6 },
        { "an unknown certificate authority", "App", "Check api-url, DNS, proxy and certificate authorities", 6 },
        { "an IP allow list", "token, acme", "add its egress address", 5 },
        { "no output directory", "output directory", "mount an emptyDir with medium: Memory there", 7 },
        { "an output directory that is read-only", "output directory", "mount it without readOnly", 7 },
        { "no state directory where one is named", "state directory", "mount a tmpfs there", 3 },
    };

    /// <summary>What works, and might not be what somebody wants.</summary>
    public static TheoryData<string, string, string> Doubts => new()
    {
        { "files for one user only", "who can read", "set --file-mode 0640 and the pod's fsGroup" },
        { "an output directory on a disk", "output directory, in memory", "medium: Memory" },
        { "a state directory that others may list", "state directory, private", "mount it in the token programs only" },
        { "no state directory", "state directory", "each restart mints a new token" },
    };

    [Fact]
    public async Task When_all_is_well_every_line_says_so()
    {
        await using var pod = await PodAsync();
        pod.Environment["WORKSPACE_REPOS"] = "acme/web acme/api";

        var run = await pod.RunAsync(Published.TokenRefresher, "doctor", "--access", "write", "--file-mode", "0640");

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.EndsWith("All is well.\n", run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.TrimEnd().Split('\n').SkipLast(1), line => Assert.StartsWith("ok ", line, StringComparison.Ordinal));
        Assert.Contains($"key {TestKey.Shared.Fingerprint}", run.Output, StringComparison.Ordinal);
        Assert.Contains("git, acme/api", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_is_found_and_its_cure_named(string fault, string check, string cure, int exitCode)
    {
        using var authority = new Authority();
        await using var pod = await PodAsync(fault switch
        {
            "a clock that is ahead" => new GitHubServerOptions { ClockSkew = TimeSpan.FromMinutes(-20) },
            "a clock that is behind" => new GitHubServerOptions { ClockSkew = TimeSpan.FromMinutes(20) },
            "an unknown certificate authority" => new GitHubServerOptions { Certificate = authority.ServerCertificate },
            _ => null,
        });

        var run = await pod.RunAsync(Plant(fault, pod) ?? Published.TokenRefresher, Arguments(fault, pod));

        var line = Assert.Single(run.Output.Split('\n'), line => line.StartsWith("FAIL", StringComparison.Ordinal));
        Assert.StartsWith($"FAIL  {check}  ", line.Replace(new string(' ', 3), "  ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(cure, line, StringComparison.Ordinal);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.EndsWith("1 to mend.\n", run.Output, StringComparison.Ordinal);
        Assert.All(pod.GitHub.IssuedTokens, token => Assert.True(token.IsRevoked));
    }

    [Theory]
    [MemberData(nameof(Doubts))]
    public async Task A_doubt_is_told_and_is_no_failure(string doubt, string check, string advice)
    {
        await using var pod = await PodAsync();
        using var onDisk = new TemporaryDirectory();
        switch (doubt)
        {
            case "an output directory on a disk":
                pod.Environment["GITHUB_TOKEN_DIR"] = onDisk.Path;
                File.SetUnixFileMode(onDisk.Path, (UnixFileMode)0b111_101_101);
                break;
            case "a state directory that others may list":
                File.SetUnixFileMode(pod.State, (UnixFileMode)0b111_101_101);
                break;
            case "no state directory":
                pod.Environment.Remove("GITHUB_STATE_DIR");
                break;
        }

        var run = await pod.RunAsync(Published.TokenRefresher, ["doctor", .. doubt == "files for one user only" ? Array.Empty<string>() : ["--file-mode", "0640"]]);

        var line = Assert.Single(run.Output.Split('\n'), line => line.StartsWith("warn", StringComparison.Ordinal));
        Assert.StartsWith($"warn  {check}", line, StringComparison.Ordinal);
        Assert.Contains(advice, line, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task The_token_can_only_read_is_revoked_and_leaves_nothing_behind()
    {
        await using var pod = await PodAsync();
        pod.KeepState();
        var before = Snapshot(pod);

        await pod.RunAsync(Published.TokenRefresher, "doctor", "--access", "write");

        var token = Assert.Single(pod.GitHub.IssuedTokens);
        Assert.True(token.IsRevoked);
        Assert.Equal(["contents=read", "metadata=read"], token.Permissions.Select(permission => $"{permission.Key}={permission.Value}").Order());
        Assert.Equal(before, Snapshot(pod));
    }

    [Fact]
    public async Task Nothing_beyond_the_configured_repositories_is_told()
    {
        await using var pod = await PodAsync();
        pod.GitHub.AddRepository("acme", "payroll");
        pod.Environment["WORKSPACE_REPOS"] = "acme/web acme/no-such-repository";

        var run = await pod.RunAsync(Published.TokenRefresher, "doctor");

        Assert.DoesNotContain("payroll", run.Output + run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("acme/api", run.Output + run.Error, StringComparison.Ordinal);
        Assert.Contains("git can read it", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_GitHub_says_cannot_move_the_cursor()
    {
        await using var pod = await PodAsync();
        pod.Fault(Operation.App, FaultKind.Answer(403, "\u001b[2Jcleared\r\nFAKE ok"), times: 5);

        var run = await pod.RunAsync(Published.TokenRefresher, "doctor");

        Assert.DoesNotContain('\u001b', run.Output);
        Assert.DoesNotContain("\nFAKE", run.Output, StringComparison.Ordinal);
        Assert.Contains("cleared", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_owner_is_looked_at()
    {
        await using var pod = await PodAsync();
        pod.AddOwner("umbrella", "corp").Suspended = true;
        pod.Environment["WORKSPACE_REPOS"] = "umbrella/corp acme/web";

        var run = await pod.RunAsync(Published.TokenRefresher, "doctor");

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("FAIL  installation, umbrella", run.Output, StringComparison.Ordinal);
        Assert.Contains("ok    git, acme/web", run.Output, StringComparison.Ordinal);
    }

    private static async Task<Pod> PodAsync(GitHubServerOptions? options = null)
    {
        var pod = await Pod.StartAsync(options);
        pod.KeepState();
        File.SetUnixFileMode(pod.State, (UnixFileMode)0b111_000_000);
        return pod;
    }

    /// <summary>Prepares the fault; the program to run where that is another one than ours.</summary>
    private static string? Plant(string fault, Pod pod)
    {
        switch (fault)
        {
            case "no key": File.Delete(Path.Combine(pod.Credentials, "private-key")); break;
            case "a damaged key": pod.Secret("private-key", TestKey.Shared.Pem[..400]); break;
            case "another App's key": pod.Secret("private-key", TestKey.Other.Pem); break;
            case "no such App": pod.Secret("app-id", "4712"); break;
            case "no repositories": pod.Environment.Remove("WORKSPACE_REPOS"); break;
            case "an installation that is not there": pod.Secret("installation-id", "999"); break;
            case "another owner's installation": pod.Secret("installation-id", $"{pod.AddOwner("umbrella", "corp").Id}"); break;
            case "an owner without the App": pod.Environment["WORKSPACE_REPOS"] = "nobody/web"; break;
            case "a suspended installation": pod.Installation.Suspended = true; break;
            case "a repository that is not there": pod.Environment["WORKSPACE_REPOS"] = "acme/web acme/wbe"; break;
            case "nobody at the API's address": pod.Environment["GITHUB_API_URL"] = "http://127.0.0.1:1/api/v3"; break;
            case "a proxy that is down": pod.Environment["http_proxy"] = "http://127.0.0.1:1"; break;
            case "an IP allow list": pod.Fault(Operation.Mint, FaultKind.IpAllowList("acme"), times: 10); break;
            case "no output directory": Directory.Delete(pod.Output); break;
            case "an output directory that is read-only": return "unshare";
            case "no state directory where one is named": Directory.Delete(pod.State); break;
        }

        return null;
    }

    private static string[] Arguments(string fault, Pod pod) => fault switch
    {
        "a permission that is not granted" => ["doctor", "--permissions", "contents=read,issues=write"],
        "an output directory that is read-only" =>
            ["--mount", "sh", "-c", $"mount --bind {pod.Output} {pod.Output} && mount -o remount,ro,bind {pod.Output} && exec {Published.TokenRefresher} doctor"],
        _ => ["doctor"],
    };

    private static List<string> Snapshot(Pod pod)
        => [.. Directory.EnumerateFileSystemEntries(pod.Output).Concat(Directory.EnumerateFileSystemEntries(pod.State)).Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O}").Order()];

    private sealed class TemporaryDirectory : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("sidecars-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
