using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>Whom commits in a clone are by: the App's bot, somebody who is named, or whoever said so in the clone.</summary>
public sealed class IdentitySpecs
{
    private const string Bot = "workspace-bot[bot]";

    [Fact]
    public async Task The_token_comes_with_the_name_and_the_address_of_the_bot()
    {
        await using var pod = await Pod.StartWithTokenAsync();

        Assert.Equal((Bot, AddressOf(pod)), Published(pod));
    }

    [Theory]
    [InlineData("acme/web")]
    [InlineData("*")]
    public async Task It_is_asked_for_once_and_then_remembered(string repositories)
    {
        await using var pod = await Pod.StartAsync();
        pod.KeepState();
        pod.Environment["WORKSPACE_REPOS"] = repositories;
        pod.Environment["GITHUB_INSTALLATION_ID"] = $"{pod.Installation.Id}";
        Assert.Equal(0, (await pod.GenerateInitialTokenAsync()).ExitCode);
        Assert.Equal((Bot, AddressOf(pod)), Published(pod));

        using var refresher = pod.StartTokenRefresher();
        await refresher.SaysAsync("Published a token");
        Assert.Equal((Bot, AddressOf(pod)), Published(pod));
        var first = pod.Token;
        refresher.Signal(PosixSignal.SIGHUP);
        await pod.TokenChangesAsync(first);

        Assert.Equal((Bot, AddressOf(pod)), Published(pod));
        Assert.Equal(1, pod.Count(Operation.User));
    }

    [Fact]
    public async Task A_GitHub_that_does_not_answer_that_keeps_no_token_back()
    {
        await using var pod = await Pod.StartAsync();
        pod.Fault(Operation.User, FaultKind.Hang(), int.MaxValue);

        var clock = Stopwatch.StartNew();
        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"It took {clock.Elapsed}.");
        Assert.Equal((Bot, $"{Bot}@users.noreply.127.0.0.1"), Published(pod));
    }

    [Fact]
    public async Task A_GitHub_that_does_not_say_what_the_App_is_called_keeps_no_token_back()
    {
        await using var pod = await Pod.StartAsync();
        pod.Environment["GITHUB_INSTALLATION_ID"] = $"{pod.Installation.Id}";
        pod.Fault(Operation.App, FaultKind.Hang(), int.MaxValue);

        var clock = Stopwatch.StartNew();
        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"It took {clock.Elapsed}.");
        Assert.Null(Published(pod));
    }

    [Fact]
    public async Task Commits_are_the_bots()
    {
        await using var pod = await Pod.StartWithTokenAsync();

        var run = await pod.GitCloneAsync("--identity", "app", "--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal($"{Bot} <{AddressOf(pod)}>", await AuthorOfCommitAsync(pod));
    }

    [Fact]
    public async Task Commits_are_by_who_is_named()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Environment["GIT_IDENTITY"] = "Ada \"the \\ first\" Lovelace <ada@example.com>";

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("Ada \"the \\ first\" Lovelace <ada@example.com>", await AuthorOfCommitAsync(pod));
    }

    public static TheoryData<string> Targets => ["a branch", "a commit"];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task A_clone_that_says_nothing_yet_is_told(string target)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        Assert.Equal(0, (await CloneAsync(pod, target)).ExitCode);

        var run = await CloneAsync(pod, target, "--identity", "Ada <ada@example.com>");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("Ada <ada@example.com>", await AuthorOfCommitAsync(pod));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task What_somebody_has_said_in_the_clone_stays(string target)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        Assert.Equal(0, (await CloneAsync(pod, target)).ExitCode);
        await GitAsync(pod, "config", "user.name", "Me");
        await GitAsync(pod, "config", "user.email", "me@example.com");

        var run = await CloneAsync(pod, target, "--identity", "Ada <ada@example.com>");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("Me <me@example.com>", await AuthorOfCommitAsync(pod));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("""{"version": 1, "identity": null, "tokens": []}""")]
    public async Task A_bot_that_nobody_knows_is_said_before_anything_is_cloned(string? summary)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        File.Delete(Path.Combine(pod.Output, "token.json"));
        if (summary is not null)
        {
            File.WriteAllText(Path.Combine(pod.Output, "token.json"), summary);
        }

        var run = await pod.GitCloneAsync("--identity", "app", "--dest", pod.Workspace);

        Assert.True(run.ExitCode == 3, run.Error);
        Assert.StartsWith("--identity, GIT_IDENTITY: ", run.LastMessage, StringComparison.Ordinal);
        Assert.Contains("\"Name <mail>\"", run.LastMessage, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(pod.Workspace));
    }

    private static Task<Run> CloneAsync(Pod pod, string target, params string[] arguments)
    {
        string[] commit = target == "a commit" ? ["--commit", pod.Repositories["web"].Resolve("main")!] : [];
        return pod.GitCloneAsync(["--repo", "acme/web", .. commit, "--dest", $"{pod.Workspace}/web", .. arguments]);
    }

    private static string AddressOf(Pod pod) => $"{pod.App.BotId}+{Bot}@users.noreply.127.0.0.1";

    /// <summary>Null where it is not known.</summary>
    private static (string Name, string Email)? Published(Pod pod)
    {
        var identity = JsonElement.Parse(File.ReadAllText(Path.Combine(pod.Output, "token.json"))).GetProperty("identity");
        return identity.ValueKind == JsonValueKind.Null ? null : (identity.GetProperty("name").GetString()!, identity.GetProperty("email").GetString()!);
    }

    /// <summary>As a person's git would make one there.</summary>
    private static async Task<string> AuthorOfCommitAsync(Pod pod)
    {
        await GitAsync(pod, "commit", "--quiet", "--allow-empty", "--message", "mine");
        return await GitAsync(pod, "log", "-1", "--format=%an <%ae>");
    }

    private static async Task<string> GitAsync(Pod pod, params string[] arguments)
    {
        var run = await Command.RunAsync("git", ["-C", $"{pod.Workspace}/web", .. arguments], new Dictionary<string, string> { ["HOME"] = pod.Home, ["GIT_CONFIG_NOSYSTEM"] = "1" });
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output.Trim();
    }
}
