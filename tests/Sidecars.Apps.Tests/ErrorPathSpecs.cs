using Sidecars.Apps.Secrecy;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>However a program fails, it shows no secret, to nobody and at no moment.</summary>
public sealed class ErrorPathSpecs
{
    [Fact]
    public Task Of_generate_initial_token() => ShowNothingAsync("generate-initial-token", Published.GenerateInitialToken, [.. TokenErrorPaths.OfBoth, .. TokenErrorPaths.OfInitialToken]);

    [Fact]
    public Task Of_token_refresher() => ShowNothingAsync("token-refresher", Published.TokenRefresher, [.. TokenErrorPaths.OfBoth, .. TokenErrorPaths.OfRefresher]);

    [Fact]
    public Task Of_git_clone_before_git_is_run() => ShowNothingAsync("git-clone", Published.GitClone, CloneErrorPaths.OfSettings, WithTokenAsync);

    [Fact]
    public Task Of_git_clone() => ShowNothingAsync("git-clone", Published.GitClone, CloneErrorPaths.OfGit, WithTokenAsync);

    [Fact]
    public Task Of_git_clone_sync() => ShowNothingAsync("git-clone --sync", Published.GitClone, CloneErrorPaths.OfSync, async stage =>
    {
        await WithTokenAsync(stage);
        stage.Environment["GIT_SYNC"] = "true";
        stage.Environment["GIT_PERIOD"] = "600";
    });

    [Theory]
    [InlineData("once")]
    [InlineData("diff")]
    public Task Of_secret_sync(string subcommand)
        => ShowNothingAsync(
            $"secret-sync {subcommand}", Published.SecretSync,
            [.. SecretSyncErrorPaths.OfSettings, .. SecretSyncErrorPaths.OfCluster, SecretSyncErrorPaths.Unusable, .. subcommand == "once" ? [SecretSyncErrorPaths.Refused] : Array.Empty<ErrorPath>()], stage => stage.JoinClusterAsync(), subcommand);

    [Fact]
    public Task Of_secret_sync_that_stays() => ShowNothingAsync("secret-sync", Published.SecretSync, SecretSyncErrorPaths.OfSettings, stage => stage.JoinClusterAsync());

    private static async Task WithTokenAsync(Stage stage)
    {
        await stage.TokenAsync();
        stage.Environment["GIT_DEST"] = stage.Pod.Workspace;
    }

    private static async Task ShowNothingAsync(string name, string program, IReadOnlyList<ErrorPath> paths, Func<Stage, Task>? before = null, params string[] subcommand)
    {
        List<string> wrong = [];
        foreach (var path in paths.Where(path => !path.IsLong))
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            try { wrong.AddRange(await WrongOfAsync(program, path, before, subcommand)); } catch (Exception e) { wrong.Add($"{path.Name}: {e}"); }
            if (clock.Elapsed.TotalSeconds > 4) { wrong.Add($"SLOW {path.Name} {clock.Elapsed}"); }
        }

        Assert.True(wrong.Count == 0, $"{name}: {string.Join('\n', wrong)}");
    }

    private static async Task<IReadOnlyList<string>> WrongOfAsync(string program, ErrorPath path, Func<Stage, Task>? before, string[] subcommand)
    {
        await using var stage = await Stage.StartAsync();
        await (before?.Invoke(stage) ?? Task.CompletedTask);
        stage.Environment["LOG_LEVEL"] = "trace";
        await path.ArrangeAsync(stage);
        var (command, trace) = stage.Start(program, [.. subcommand, .. path.Arguments]);
        using var _ = command;
        Run run;
        try
        {
            await path.MeanwhileAsync(stage, command);
            run = await command.EndAsync();
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return [$"{path.Name}: {e.Message}"];
        }

        var findings = stage.Search(run, trace);
        List<string> wrong = [.. findings.Hits.Distinct().Select(hit => $"{path.Name}: {hit}")];
        if (run.ExitCode != path.ExitCode || !run.Error.Contains(path.Says, StringComparison.Ordinal))
        {
            wrong.Add($"{path.Name}: ended with {run.ExitCode}: {run.LastMessage} {(run.ExitCode == 0 ? run.Error : "")}");
        }

        return wrong;
    }
}
