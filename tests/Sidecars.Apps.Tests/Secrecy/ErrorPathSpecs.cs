using Sidecars.Apps.Support;

namespace Sidecars.Apps.Secrecy;

/// <summary>However a program fails, it shows no secret, to nobody and at no moment.</summary>
public sealed class ErrorPathSpecs
{
    /// <summary>Both token programs have these in common: in the short form each takes every second one.</summary>
    public static TheoryData<string, int> Shares => new() { { "generate-initial-token", 0 }, { "token-refresher", 1 } };

    [Theory]
    [MemberData(nameof(Shares))]
    [Trait("Form", "Short")]
    public Task Of_both_token_programs(string program, int share)
        => ShowNothingAsync($"{program} (short)", Path.Combine(Path.GetDirectoryName(Published.GitClone)!, program), [.. TokenErrorPaths.OfBoth.Where((_, i) => i % 2 == share && !TokenErrorPaths.OfBoth[i].IsLong)]);

    [Fact]
    [Trait("Form", "Short")]
    public Task Of_token_refresher_while_it_runs() => ShowNothingAsync("token-refresher, while it runs (short)", Published.TokenRefresher, Short(TokenErrorPaths.OfRefresher));

    [Fact]
    public Task Of_git_clone_before_git_is_run() => ShowNothingAsync("git-clone, settings", Published.GitClone, CloneErrorPaths.OfSettings, WithTokenAsync);

    [Fact]
    [Trait("Form", "Short")]
    public Task Of_git_clone() => ShowNothingAsync("git-clone (short)", Published.GitClone, Short(CloneErrorPaths.OfGit), WithTokenAsync);

    [Fact]
    [Trait("Form", "Short")]
    public Task Of_git_clone_sync() => ShowNothingAsync("git-clone --sync (short)", Published.GitClone, Short(CloneErrorPaths.OfSync), ToSyncAsync);

    [Theory]
    [InlineData("once")]
    [InlineData("diff")]
    public Task Of_secret_sync(string subcommand)
        => ShowNothingAsync(
            $"secret-sync {subcommand}", Published.SecretSync,
            [.. SecretSyncErrorPaths.OfSettings, .. SecretSyncErrorPaths.OfCluster, SecretSyncErrorPaths.Unusable, .. subcommand == "once" ? [SecretSyncErrorPaths.Refused] : Array.Empty<ErrorPath>()],
            stage => stage.JoinClusterAsync(), subcommand);

    [Fact]
    [Trait("Category", "Soak")]
    public Task Of_secret_sync_that_stays() => ShowNothingAsync("secret-sync", Published.SecretSync, SecretSyncErrorPaths.OfSettings, stage => stage.JoinClusterAsync());

    [Fact]
    [Trait("Category", "Soak")]
    public Task Of_generate_initial_token_all() => ShowNothingAsync("generate-initial-token", Published.GenerateInitialToken, [.. TokenErrorPaths.OfBoth, .. TokenErrorPaths.OfInitialToken]);

    [Fact]
    [Trait("Category", "Soak")]
    public Task Of_token_refresher_all() => ShowNothingAsync("token-refresher", Published.TokenRefresher, [.. TokenErrorPaths.OfBoth, .. TokenErrorPaths.OfRefresher]);

    /// <summary>doctor says what is wrong, and ends as the program would; it does not wait as long.</summary>
    [Fact]
    [Trait("Category", "Soak")]
    public Task Of_doctor() => ShowNothingAsync("token-refresher doctor", Published.TokenRefresher, [.. TokenErrorPaths.OfBoth.Where(path => path.ExitCode != 2).Select(path => path with { IsExamined = true })], null, "doctor");

    [Fact]
    [Trait("Category", "Soak")]
    public Task Of_git_clone_all() => ShowNothingAsync("git-clone", Published.GitClone, CloneErrorPaths.OfGit, WithTokenAsync);

    [Fact]
    [Trait("Category", "Soak")]
    public Task Of_git_clone_sync_all() => ShowNothingAsync("git-clone --sync", Published.GitClone, CloneErrorPaths.OfSync, ToSyncAsync);

    private static List<ErrorPath> Short(IEnumerable<ErrorPath> paths) => [.. paths.Where(path => !path.IsLong)];

    private static async Task WithTokenAsync(Stage stage)
    {
        await stage.TokenAsync();
        stage.Environment["GIT_DEST"] = stage.Pod.Workspace;
    }

    private static async Task ToSyncAsync(Stage stage)
    {
        await WithTokenAsync(stage);
        stage.Environment["GIT_SYNC"] = "true";
        stage.Environment["GIT_PERIOD"] = "600";
    }

    /// <summary>One after another; those that mostly wait, at the same time.</summary>
    private static async Task ShowNothingAsync(string name, string program, IReadOnlyList<ErrorPath> paths, Func<Stage, Task>? before = null, params string[] subcommand)
    {
        var waiting = paths.Where(path => path.IsLong).Select(path => RunAsync(program, path, before, subcommand)).ToList();
        List<(IReadOnlyList<string> Wrong, Findings? Findings)> results = [];
        foreach (var path in paths.Where(path => !path.IsLong))
        {
            results.Add(await RunAsync(program, path, before, subcommand));
        }

        results.AddRange(await Task.WhenAll(waiting));
        SecrecyReport.Add(name, [.. results.Select(result => result.Findings).OfType<Findings>()], paths.Select(path => path.ExitCode));

        var wrong = results.SelectMany(result => result.Wrong).ToList();
        Assert.True(wrong.Count == 0, $"{name}: {string.Join('\n', wrong)}");
        Assert.True(results.Any(result => result.Findings!.Documented > 0) || paths.All(path => path.ExitCode is 2 or 3), "No secret was found anywhere: the search finds none.");
    }

    private static async Task<(IReadOnlyList<string> Wrong, Findings? Findings)> RunAsync(string program, ErrorPath path, Func<Stage, Task>? before, string[] subcommand)
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
            run = await command.EndAsync(TimeSpan.FromMinutes(path.IsLong ? 5 : 1));
        }
        catch (TimeoutException e)
        {
            return ([$"{path.Name}: {e.Message}"], null);
        }

        var findings = stage.Search(run, trace);
        List<string> wrong = [.. findings.Hits.Distinct().Select(hit => $"{path.Name}: {hit}")];
        if (!path.IsExamined && (run.ExitCode != path.ExitCode || !run.Error.Contains(path.Says, StringComparison.Ordinal)))
        {
            wrong.Add($"{path.Name}: ended with {run.ExitCode}: {run.LastMessage} {(run.ExitCode == 0 ? run.Error : "")}");
        }

        return (wrong, findings);
    }
}
