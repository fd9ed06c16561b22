using System.Runtime.InteropServices;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>token-refresher over a token's life and through trouble.</summary>
public sealed class RefreshSpecs
{
    private static readonly string[] Unlimited = ["--mint-limit", "1000/1"];

    [Fact]
    public async Task The_token_of_the_init_container_is_taken_over()
    {
        await using var pod = await Pod.StartAsync();
        pod.KeepState();
        await pod.GenerateInitialTokenAsync();

        using var refresher = pod.StartTokenRefresher();
        await refresher.SaysAsync("Published a token");

        Assert.Single(pod.GitHub.IssuedTokens);
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task A_token_is_replaced_when_a_quarter_of_its_life_is_left()
    {
        await using var pod = await Pod.StartAsync(new GitHubServerOptions { TokenLife = TimeSpan.FromSeconds(6) });

        using var refresher = pod.StartTokenRefresher();
        var second = await pod.SecondMintAsync();

        var first = pod.GitHub.IssuedTokens[0];

        // Life is counted in whole seconds, from the answer's Date to expires_at.
        Assert.InRange(second.At - first.MintedAt, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5.5));
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task A_token_is_replaced_at_the_interval_or_a_little_earlier()
    {
        await using var pod = await Pod.StartAsync();

        using var refresher = pod.StartTokenRefresher("--interval-minutes", "0.03");
        var second = await pod.SecondMintAsync();

        Assert.InRange(second.At - pod.GitHub.IssuedTokens[0].MintedAt, TimeSpan.FromSeconds(0.6), TimeSpan.FromSeconds(2.5));
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task SIGHUP_refreshes_now()
    {
        await using var pod = await Pod.StartAsync();
        using var refresher = pod.StartTokenRefresher(Unlimited);
        await refresher.SaysAsync("Published a token");
        var first = pod.Token;

        refresher.Signal(PosixSignal.SIGHUP);
        await pod.TokenChangesAsync(first);

        Assert.Equal(2, pod.GitHub.IssuedTokens.Count);
        Assert.False(pod.GitHub.IssuedTokens[0].IsRevoked);
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task SIGTERM_ends_it_at_once_with_0_while_a_request_hangs()
    {
        await using var pod = await Pod.StartAsync();
        using var refresher = pod.StartTokenRefresher(Unlimited);
        await refresher.SaysAsync("Published a token");
        pod.Fault(Operation.Mint, FaultKind.Hang());
        refresher.Signal(PosixSignal.SIGHUP);
        await pod.SecondMintAsync();

        var ended = await pod.StopAsync(refresher);

        Assert.True(ended < TimeSpan.FromMilliseconds(200), $"It took {ended.TotalMilliseconds} ms.");
    }

    [Fact]
    public async Task SIGTERM_ends_it_with_0_before_there_is_a_first_token()
    {
        await using var pod = await Pod.StartAsync();
        pod.Fault(Operation.Mint, FaultKind.Hang());
        using var refresher = pod.StartTokenRefresher();
        await pod.GitHub.WaitForRequestAsync(request => request.Operation == Operation.Mint);

        Assert.True(await pod.StopAsync(refresher) < TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task SIGTERM_ends_the_init_program_with_143()
    {
        await using var pod = await Pod.StartAsync();
        pod.Fault(Operation.Mint, FaultKind.Hang());
        using var generate = Command.Start(Published.GenerateInitialToken, [], pod.Environment);
        await pod.GitHub.WaitForRequestAsync(request => request.Operation == Operation.Mint);

        generate.Signal(PosixSignal.SIGTERM);

        Assert.Equal(143, (await pod.EndAsync(generate)).ExitCode);
    }

    [Fact]
    public async Task Without_a_first_token_it_fails_as_the_init_program_does()
    {
        await using var pod = await Pod.StartAsync();
        pod.Installation.Suspended = true;

        var init = await pod.GenerateInitialTokenAsync();
        var sidecar = await pod.RunAsync(Published.TokenRefresher);

        Assert.Equal((5, 5), (init.ExitCode, sidecar.ExitCode));
        Assert.Equal(WithoutRequestId(init.LastMessage), WithoutRequestId(sidecar.LastMessage));
    }

    [Fact]
    public async Task After_the_first_token_GitHub_can_refuse_what_it_likes_and_is_asked_again()
    {
        await using var pod = await Pod.StartAsync();
        using var refresher = pod.StartTokenRefresher(Unlimited);
        await refresher.SaysAsync("Published a token");
        var first = pod.Token;
        pod.Installation.Suspended = true;

        refresher.Signal(PosixSignal.SIGHUP);
        await refresher.SaysAsync("Could not refresh");
        Assert.Equal(first, pod.Token);
        Assert.False(refresher.HasEnded);

        pod.Installation.Suspended = false;
        refresher.Signal(PosixSignal.SIGHUP);
        await pod.TokenChangesAsync(first);
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task An_outage_in_the_middle_of_a_refresh_is_tried_through()
    {
        await using var pod = await Pod.StartAsync();
        using var refresher = pod.StartTokenRefresher(Unlimited);
        await refresher.SaysAsync("Published a token");
        var first = pod.Token;
        pod.Fault(Operation.Mint, FaultKind.HtmlError(502), times: 2);

        refresher.Signal(PosixSignal.SIGHUP);
        await pod.TokenChangesAsync(first);

        Assert.Equal(4, pod.Count(Operation.Mint));
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task A_key_is_rotated_without_a_restart()
    {
        await using var pod = await Pod.StartAsync();
        using var refresher = pod.StartTokenRefresher(Unlimited);
        await refresher.SaysAsync("Published a token");
        var first = pod.Token;
        pod.App.AddKey(TestKey.Other.PublicPem);
        pod.App.RemoveKey(TestKey.Shared.PublicPem);
        pod.Secret("private-key", TestKey.Other.Pem);

        refresher.Signal(PosixSignal.SIGHUP);
        await pod.TokenChangesAsync(first);

        await refresher.SaysAsync(TestKey.Other.Fingerprint);
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task A_token_that_cannot_be_written_is_written_later_and_not_minted_twice()
    {
        await using var pod = await Pod.StartAsync();
        using var refresher = pod.StartTokenRefresher(Unlimited);
        await refresher.SaysAsync("Published a token");
        var first = pod.Token;
        Directory.Move(pod.Output, $"{pod.Output}-away");

        refresher.Signal(PosixSignal.SIGHUP);
        await refresher.SaysAsync("cannot be written");
        Directory.Move($"{pod.Output}-away", pod.Output);
        await pod.TokenChangesAsync(first);

        Assert.Equal(2, pod.GitHub.IssuedTokens.Count);
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task The_mint_limit_holds_whatever_asks_for_tokens()
    {
        await using var pod = await Pod.StartAsync();
        pod.KeepState();
        await pod.GenerateInitialTokenAsync();
        using var refresher = pod.StartTokenRefresher();
        await refresher.SaysAsync("Published a token");

        for (var minted = 2; minted <= 3; minted++)
        {
            var token = pod.Token;
            refresher.Signal(PosixSignal.SIGHUP);
            await pod.TokenChangesAsync(token);
        }

        refresher.Signal(PosixSignal.SIGHUP);
        await refresher.SaysAsync("for the mint limit");
        Assert.Equal(3, pod.GitHub.IssuedTokens.Count);
        await pod.StopAsync(refresher);

        // Nor does a restart with another scope, which takes nothing over, get around it.
        using var again = pod.StartTokenRefresher("--repos", "acme/api");
        await again.SaysAsync("for the mint limit");
        Assert.Equal(3, pod.GitHub.IssuedTokens.Count);
        await pod.StopAsync(again);
    }

    [Fact]
    public async Task Nor_do_two_programs_at_once_get_around_it_on_one_state_directory()
    {
        await using var pod = await Pod.StartAsync();
        pod.KeepState();
        using var refresher = pod.StartTokenRefresher();
        await refresher.SaysAsync("Published a token");
        var token = pod.Token;

        var other = await pod.GenerateInitialTokenAsync();

        Assert.Equal(3, other.ExitCode);
        Assert.Contains($"another token program uses {pod.State} at this moment", other.LastMessage, StringComparison.Ordinal);
        Assert.Equal(token, pod.Token);
        Assert.Single(pod.GitHub.IssuedTokens);
        await pod.StopAsync(refresher);
        Assert.Equal(0, (await pod.GenerateInitialTokenAsync()).ExitCode);
    }

    private static string WithoutRequestId(string sentence) => sentence[..sentence.IndexOf("request ", StringComparison.Ordinal)];
}
