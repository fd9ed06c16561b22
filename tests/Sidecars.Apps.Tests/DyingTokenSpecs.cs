using System.Diagnostics;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>A clone that takes longer than its token lives: GitHub refuses the old one from one request to the next.</summary>
public sealed class DyingTokenSpecs
{
    [Fact]
    public async Task A_fetch_whose_token_dies_under_it_goes_on_with_the_next()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var refresher = pod.StartTokenRefresher();
        await refresher.SaysAsync("Published a token");
        using var held = Hold(pod, Operation.GitUploadPack, bytes: 0);
        using var clone = Command.Start(Published.GitClone, ["--dest", pod.Workspace], pod.Environment);
        await pod.GitHub.WaitForRequestAsync(request => request.Operation == Operation.GitUploadPack);

        await pod.RefreshAndRevokeAsync(refresher);
        held.LetGo();
        var run = await pod.EndAsync(clone);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(File.Exists($"{pod.Workspace}/web/README.md"));
        Assert.Contains(pod.GitHub.Requests, request => request.Operation == Operation.GitUploadPack && request.Status == 401);
        Assert.DoesNotContain(run.Messages, message => message.StartsWith("Trying again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Objects_that_come_under_the_old_token_are_kept_and_large_files_come_under_the_new_one()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var film = AddLargeFiles(pod, count: 1)[0];
        using var refresher = pod.StartTokenRefresher();
        await refresher.SaysAsync("Published a token");
        using var held = Hold(pod, Operation.GitUploadPack, bytes: 400);
        using var clone = Command.Start(Published.GitClone, ["--lfs", "--dest", pod.Workspace], pod.Environment);
        await pod.GitHub.WaitForRequestAsync(request => request is { Operation: Operation.GitUploadPack, BytesSent: 400 });

        await pod.RefreshAndRevokeAsync(refresher);
        held.LetGo();
        var run = await pod.EndAsync(clone);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(film, File.ReadAllBytes($"{pod.Workspace}/web/0.bin"));
        Assert.DoesNotContain(pod.GitHub.Requests, request => request.Operation == Operation.GitUploadPack && request.Status == 401);
        Assert.Equal(Sha256Of(pod, pod.Token), Assert.Single(pod.GitHub.Requests, request => request.Operation == Operation.LfsBatch).TokenSha256);
    }

    [Fact]
    public async Task Large_files_whose_token_dies_between_two_batches_go_on_with_the_next()
    {
        // git-lfs asks for a hundred at a time.
        await using var pod = await Pod.StartWithTokenAsync();
        var films = AddLargeFiles(pod, count: 150);
        using var refresher = pod.StartTokenRefresher();
        await refresher.SaysAsync("Published a token");
        using var held = Hold(pod, Operation.LfsBatch, bytes: 0);
        using var clone = Command.Start(Published.GitClone, ["--lfs", "--dest", pod.Workspace], pod.Environment);
        await pod.GitHub.WaitForRequestAsync(request => request.Operation == Operation.LfsBatch);

        await pod.RefreshAndRevokeAsync(refresher);
        held.LetGo();
        var run = await pod.EndAsync(clone);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.All(films.Index(), film => Assert.Equal(film.Item, File.ReadAllBytes($"{pod.Workspace}/web/{film.Index}.bin")));
        Assert.Contains(pod.GitHub.Requests, request => request.Operation == Operation.LfsBatch && request.Status == 401);
        Assert.Equal(150, pod.Count(Operation.LfsDownload));
        Assert.DoesNotContain(run.Messages, message => message.StartsWith("Trying again", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Operation.GitUploadPack)]
    [InlineData(Operation.LfsBatch)]
    public async Task A_dead_token_that_nobody_replaces_ends_the_run_at_once_and_is_told_as_that(Operation operation)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        AddLargeFiles(pod, count: 150);

        // For a minute a refusal might mean that GitHub has not spread it yet.
        File.SetLastWriteTimeUtc(Path.Combine(pod.Output, "..data", "token"), DateTime.UtcNow.AddMinutes(-5));
        using var held = Hold(pod, operation, bytes: 0);
        using var clone = Command.Start(Published.GitClone, ["--lfs", "--dest", pod.Workspace], pod.Environment);
        await pod.GitHub.WaitForRequestAsync(request => request.Operation == operation);

        pod.GitHub.Revoke(pod.Token);
        var clock = Stopwatch.StartNew();
        held.LetGo();
        var run = await pod.EndAsync(clone);

        Assert.True(run.ExitCode == 5, run.Error);
        Assert.Contains("GitHub rejected the token (401): it has expired or was revoked", run.LastMessage, StringComparison.Ordinal);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"It took {clock.Elapsed}.");
        Assert.DoesNotContain(run.Messages, message => message.StartsWith("Trying again", StringComparison.Ordinal));
    }

    /// <summary>Has acme/web contain large files 0.bin, 1.bin and so on; returns their contents.</summary>
    private static List<byte[]> AddLargeFiles(Pod pod, int count)
    {
        var web = pod.Repositories["web"];
        var contents = Enumerable.Range(0, count).Select(number => BitConverter.GetBytes(number)).ToList();
        web.Commit("main", [Change.File(".gitattributes", "*.bin filter=lfs\n"), .. contents.Select((content, number) => Change.File($"{number}.bin", web.StoreLfsObject(content).PointerText))]);
        return contents;
    }

    private static string Sha256Of(Pod pod, string token) => Assert.Single(pod.GitHub.IssuedTokens, issued => issued.Value == token).Sha256;

    private static HeldAnswer Hold(Pod pod, Operation operation, int bytes)
    {
        var held = new HeldAnswer();
        pod.Fault(operation, FaultKind.Held(bytes, held.Released), bytes == 0 ? 1 : int.MaxValue);
        return held;
    }

    /// <summary>Let go in any case: the emulator would wait for it.</summary>
    private sealed class HeldAnswer : IDisposable
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Released => _released.Task;

        public void LetGo() => _released.TrySetResult();

        public void Dispose() => LetGo();
    }
}
