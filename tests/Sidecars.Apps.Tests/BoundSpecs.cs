using System.Diagnostics;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>How long the first token is waited for, in real time. The unit tests say the same in virtual time.</summary>
[Trait("Category", "Soak")]
public sealed class BoundSpecs
{
    public static TheoryData<string> Outages => ["502", "hang", "refused connection"];

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task Without_GitHub_it_gives_up_after_two_minutes_and_says_what_was_wrong_last(string outage)
    {
        await using var pod = await Pod.StartAsync();
        if (outage == "refused connection")
        {
            pod.Environment["GITHUB_API_URL"] = "http://127.0.0.1:1/api/v3";
        }
        else
        {
            pod.Fault(Operation.Mint, outage == "hang" ? FaultKind.Hang() : FaultKind.HtmlError(502), int.MaxValue);
        }

        var clock = Stopwatch.StartNew();
        using var generate = Command.Start(Published.GenerateInitialToken, [], pod.Environment);
        var run = await pod.EndAsync(generate, TimeSpan.FromMinutes(3));

        Assert.True(run.ExitCode == 6, run.Error);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(115), TimeSpan.FromSeconds(125));
    }

    [Fact]
    public async Task A_token_that_GitHub_neither_takes_nor_refuses_is_published_after_two_minutes_with_a_warning()
    {
        await using var pod = await Pod.StartAsync();
        pod.Fault(Operation.RateLimit, FaultKind.HtmlError(503), int.MaxValue);

        var clock = Stopwatch.StartNew();
        using var generate = Command.Start(Published.GenerateInitialToken, [], pod.Environment);
        var run = await pod.EndAsync(generate, TimeSpan.FromMinutes(3));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(130));
        Assert.Contains(run.Messages, message => message.StartsWith("Publishing the token for acme without proof", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_clone_from_a_silent_server_gives_up()
    {
        await using var pod = await Pod.StartAsync();
        Assert.Equal(0, (await pod.GenerateInitialTokenAsync()).ExitCode);
        pod.Fault(Operation.GitInfoRefs, FaultKind.Hang(), int.MaxValue);

        using var clone = Command.Start(Published.GitClone, ["--dest", pod.Workspace], pod.Environment);
        var run = await pod.EndAsync(clone, TimeSpan.FromMinutes(4));

        Assert.True(run.ExitCode == 6, run.Error);
        Assert.Contains(run.Messages, message => message.StartsWith("Trying again in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_that_GitHub_always_refuses_is_never_published()
    {
        await using var pod = await Pod.StartAsync();
        pod.GitHub.RefuseFreshTokens(git: int.MaxValue);

        using var generate = Command.Start(Published.GenerateInitialToken, [], pod.Environment);
        var run = await pod.EndAsync(generate, TimeSpan.FromMinutes(3));

        Assert.True(run.ExitCode == 5, run.Error);
        Assert.Contains("Repository not found", run.LastMessage, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(pod.Output, "token")));
    }
}
