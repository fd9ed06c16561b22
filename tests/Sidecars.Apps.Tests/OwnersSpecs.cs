using System.Runtime.InteropServices;
using System.Text.Json;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>Repositories of several owners: one installation and one token for each.</summary>
public sealed class OwnersSpecs
{
    [Fact]
    public async Task Each_owner_has_a_token_of_its_own_and_the_first_ones_is_the_token()
    {
        await using var pod = await Pod.StartAsync();
        pod.AddOwner("umbrella", "corp");
        pod.Environment["WORKSPACE_REPOS"] = "acme/web umbrella/corp acme/api";

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(2, pod.GitHub.IssuedTokens.Count);
        Assert.Equal(pod.Token, pod.TokenOf("acme"));
        Assert.NotEqual(pod.TokenOf("acme"), pod.TokenOf("umbrella"));
        Assert.Equal(["acme", "umbrella"], Summary(pod).Select(token => token.GetProperty("owner").GetString()));
        Assert.False(Path.Exists(Path.Combine(pod.Output, ".netrc")));
    }

    [Theory]
    [InlineData("acme")]
    [InlineData("umbrella")]
    public async Task A_refusal_holds_back_only_its_owner(string refused)
    {
        await using var pod = await Pod.StartAsync();
        var umbrella = pod.AddOwner("umbrella", "corp");
        (refused == "acme" ? pod.Installation : umbrella).Suspended = true;
        pod.Environment["WORKSPACE_REPOS"] = "acme/web umbrella/corp";

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Single(pod.GitHub.IssuedTokens);
        var error = Summary(pod).Single(token => token.GetProperty("owner").GetString() == refused).GetProperty("error").GetString();
        Assert.Contains("suspended", error, StringComparison.Ordinal);
        Assert.False(Path.Exists(Path.Combine(pod.Output, "tokens", refused)));
        Assert.Equal(refused != "acme", Path.Exists(Path.Combine(pod.Output, "token")));
    }

    [Fact]
    public async Task When_all_are_refused_it_ends_as_the_first_does()
    {
        await using var pod = await Pod.StartAsync();
        pod.AddOwner("umbrella", "corp").Suspended = true;
        pod.Installation.Suspended = true;
        pod.Environment["WORKSPACE_REPOS"] = "acme/web umbrella/corp";

        var run = await pod.GenerateInitialTokenAsync();

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("acme", run.LastMessage, StringComparison.Ordinal);
        Assert.False(Path.Exists(Path.Combine(pod.Output, "token.json")));
    }

    [Fact]
    public async Task An_owner_that_was_refused_gets_its_token_when_the_refusal_is_lifted()
    {
        await using var pod = await Pod.StartAsync();
        var umbrella = pod.AddOwner("umbrella", "corp");
        umbrella.Suspended = true;
        pod.Environment["WORKSPACE_REPOS"] = "acme/web umbrella/corp";
        using var refresher = pod.StartTokenRefresher("--mint-limit", "1000/1");
        await refresher.SaysAsync("No token for umbrella");
        await refresher.SaysAsync("Published a token for acme");
        var first = pod.Token;

        umbrella.Suspended = false;
        refresher.Signal(PosixSignal.SIGHUP);
        await refresher.SaysAsync("Published a token for umbrella");

        Assert.True(Summary(pod).All(token => token.GetProperty("error").ValueKind == JsonValueKind.Null));
        await pod.TokenChangesAsync(first);
        await pod.StopAsync(refresher);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("999")]
    public async Task The_configured_installation_serves_its_own_account_and_the_others_are_looked_up(string? wrongId)
    {
        await using var pod = await Pod.StartAsync();
        pod.AddOwner("umbrella", "corp");
        pod.Environment["WORKSPACE_REPOS"] = "umbrella/corp acme/web";
        pod.Secret("installation-id", wrongId ?? $"{pod.Installation.Id}");

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(2, pod.GitHub.IssuedTokens.Count);
    }

    [Fact]
    public async Task Two_hundred_repositories_of_twenty_owners_take_one_mint_an_owner_and_four_requests_at_a_time()
    {
        await using var pod = await Pod.StartAsync();
        var names = Enumerable.Range(0, 10).Select(number => $"repo-{number}").ToArray();
        var owners = Enumerable.Range(0, 20).Select(number => $"owner-{number}").ToList();
        owners.ForEach(owner => pod.AddOwner(owner, names));
        pod.Environment["WORKSPACE_REPOS"] = string.Join(' ', owners.SelectMany(owner => names.Select(name => $"{owner}/{name}")));
        pod.Fault(Operation.Mint, FaultKind.Late(TimeSpan.FromMilliseconds(100)), times: 20);

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(20, pod.Count(Operation.Mint));
        Assert.Equal(owners, Summary(pod).Select(token => token.GetProperty("owner").GetString()));
        // Less than each takes: on a busy machine it is noted late that one has come.
        Assert.InRange(MostAtOnce(pod, TimeSpan.FromMilliseconds(60)), 2, 4);
    }

    [Fact]
    public async Task Each_token_opens_its_owners_repositories_only()
    {
        await using var pod = await Pod.StartAsync();
        pod.AddOwner("umbrella", "corp");
        pod.Environment["WORKSPACE_REPOS"] = "acme/web umbrella/corp";
        await pod.GenerateInitialTokenAsync();

        Assert.Equal(["umbrella/corp"], pod.GitHub.IssuedTokens.Single(token => token.Value == pod.TokenOf("umbrella")).Repositories!);
    }

    private static List<JsonElement> Summary(Pod pod)
        => [.. JsonElement.Parse(File.ReadAllText(Path.Combine(pod.Output, "token.json"))).GetProperty("tokens").EnumerateArray()];

    /// <summary>How many mints were on their way at the same time, each lasting at least so long.</summary>
    private static int MostAtOnce(Pod pod, TimeSpan length)
    {
        var starts = pod.GitHub.Requests.Where(request => request.Operation == Operation.Mint).Select(request => request.At).Order().ToList();
        return starts.Max(start => starts.Count(other => other >= start && other < start + length));
    }
}
