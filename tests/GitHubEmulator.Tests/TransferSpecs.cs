using System.Diagnostics;
using GitHubEmulator.Tests.Support;

namespace GitHubEmulator.Tests;

/// <summary>How much the real git is sent, and what becomes of a clone whose token dies meanwhile.</summary>
public sealed class TransferSpecs : GitHubFixture, IDisposable
{
    private readonly GitClient _git = new();

    private readonly TaskCompletionSource _release = new();

    public new void Dispose()
    {
        _git.Dispose();
        base.Dispose();
    }

    [Fact]
    public async Task What_a_client_has_received_is_counted()
    {
        using var response = await Http.GetAsync(new Uri(GitHub.ServerUrl, "no/such/thing"));
        var body = await response.Content.ReadAsByteArrayAsync();

        Assert.Equal(body.Length, Assert.Single(GitHub.Requests).BytesSent);
    }

    [Fact]
    public async Task A_shallow_clone_of_a_long_history_is_sent_less()
    {
        var token = await MintAsync();
        Alpha.CommitMany("main", 500);

        var whole = await BytesAsync(token, "clone", "--quiet", Url, "whole");
        var shallow = await BytesAsync(token, "clone", "--quiet", "--depth=1", Url, "shallow");

        Assert.InRange(shallow, 1, whole / 3);
    }

    [Fact]
    public async Task A_server_far_away_is_late_with_every_answer()
    {
        var token = await MintAsync();
        GitHub.Faults.Add(new Fault { Times = int.MaxValue, Kind = FaultKind.Late(TimeSpan.FromMilliseconds(50)) });
        var since = Stopwatch.GetTimestamp();

        await BytesAsync(token, "ls-remote", Url);

        Assert.True(Stopwatch.GetElapsedTime(since) >= 2 * TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task A_token_that_dies_while_the_objects_arrive_is_not_missed()
    {
        Hold(Operation.GitUploadPack, 2000);
        var clone = CloneAsync();
        await ReplaceTokenAsync(Operation.GitUploadPack, 2000);

        var (exitCode, output) = await clone;

        Assert.True(exitCode == 0, output);
    }

    [Theory]
    [InlineData(Operation.GitInfoRefs, "fatal: expected flush after ref listing")]
    [InlineData(Operation.GitUploadPack, "fatal: expected 'packfile'")]
    public async Task A_token_that_dies_between_two_requests_ends_git_which_asks_for_no_other(Operation held, string message)
    {
        Hold(held, 30);
        var clone = CloneAsync();
        await ReplaceTokenAsync(held, 30);

        var (exitCode, output) = await clone;

        Assert.Equal(128, exitCode);
        Assert.Contains("RPC failed; HTTP 401", output, StringComparison.Ordinal);
        Assert.Contains(message, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blobs_that_are_fetched_later_are_fetched_with_the_next_token()
    {
        Hold(Operation.GitUploadPack, 2000);
        var clone = CloneAsync("--filter=blob:none");
        var next = await ReplaceTokenAsync(Operation.GitUploadPack, 2000);

        var (exitCode, output) = await clone;

        Assert.True(exitCode == 0, output);
        Assert.Equal(next.Sha256, GitHub.Requests[^1].TokenSha256);
    }

    private string Url => $"{GitHub.ServerUrl}octo-org/alpha.git";

    private async Task<(int ExitCode, string Output)> CloneAsync(params string[] options)
    {
        Alpha.CommitMany("main", 50);
        var credentials = _git.WriteCredentials((await MintAsync()).Value);

        return await _git.RunWithHelperAsync(credentials, ["clone", "--quiet", .. options, Url, "work"]);
    }

    private void Hold(Operation operation, int bytes) =>
        GitHub.Faults.Add(new Fault { On = operation, Times = int.MaxValue, Kind = FaultKind.Held(bytes, _release.Task) });

    /// <summary>Waits until an answer is held, and lets it go on when its token is dead and the next one published.</summary>
    private async Task<IssuedToken> ReplaceTokenAsync(Operation held, int bytes)
    {
        await GitHub.WaitForRequestAsync(request => request.Operation == held && request.BytesSent == bytes);
        GitHub.Revoke(GitHub.IssuedTokens[^1].Value);
        var next = await MintAsync();
        _git.WriteCredentials(next.Value);
        _release.SetResult();

        return next;
    }

    private async Task<long> BytesAsync(IssuedToken token, params string[] arguments)
    {
        var before = GitHub.Requests.Count;
        var (exitCode, output) = await _git.RunWithTokenAsync(token.Value, arguments);
        Assert.True(exitCode == 0, output);

        return GitHub.Requests.Skip(before).Sum(request => request.BytesSent);
    }
}
