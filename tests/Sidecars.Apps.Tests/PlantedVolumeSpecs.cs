using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>git-clone where somebody else has put something: nothing of it is run or followed.</summary>
public sealed class PlantedVolumeSpecs
{
    [Fact]
    public async Task A_destination_with_a_slash_behind_it_is_no_way_around_a_link()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var elsewhere = Directory.CreateDirectory(Path.Combine(pod.Root, "elsewhere")).FullName;
        Directory.CreateSymbolicLink($"{pod.Workspace}/link", elsewhere);

        var run = await pod.GitCloneAsync("--repo", "acme/web", "--dest", $"{pod.Workspace}/link/");

        Assert.True(run.ExitCode == 8, run.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(elsewhere));
    }

    [Fact]
    public async Task A_link_above_the_destination_is_not_followed_either()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var elsewhere = Directory.CreateDirectory(Path.Combine(pod.Root, "elsewhere")).FullName;
        Directory.CreateSymbolicLink($"{pod.Workspace}/link", elsewhere);

        var run = await pod.GitCloneAsync("--repo", "acme/web", "--dest", $"{pod.Workspace}/link/web");

        Assert.True(run.ExitCode == 8, run.Error);
        Assert.Contains($"{pod.Workspace}/link is a symbolic link", run.LastMessage, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(elsewhere));
    }

    [Fact]
    public async Task What_git_finds_in_environment_and_home_is_not_used()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var canary = Path.Combine(pod.Root, "canary");
        var program = Script(pod, $"touch {canary}");
        File.WriteAllText(Path.Combine(pod.Home, ".gitconfig"), $"[core]\n\tfsmonitor = {program}\n\tsshCommand = {program}\n[credential]\n\thelper = {program}\n[url \"http://127.0.0.1:1/\"]\n\tinsteadOf = {pod.GitHub.ServerUrl}\n");
        pod.Environment["GIT_SSH_COMMAND"] = program;
        pod.Environment["GIT_ASKPASS"] = program;
        pod.Environment["GIT_PROXY_COMMAND"] = program;
        pod.Environment["GIT_EXEC_PATH"] = pod.Root;
        pod.Environment["GIT_DIR"] = "/nowhere";
        pod.Environment["GIT_TRACE_CURL"] = "1";
        pod.Environment["GIT_CONFIG_COUNT"] = "1";
        pod.Environment["GIT_CONFIG_KEY_0"] = "core.fsmonitor";
        pod.Environment["GIT_CONFIG_VALUE_0"] = program;

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.False(File.Exists(canary));
    }

    [Fact]
    public async Task A_git_in_the_current_directory_is_not_run()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var canary = Path.Combine(pod.Root, "canary");
        File.Move(Script(pod, $"touch {canary}"), Path.Combine(pod.Workspace, "git"));

        var run = await pod.RunAsync("env", "--chdir", pod.Workspace, Published.GitClone, "--dest", $"{pod.Workspace}/clones");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.False(File.Exists(canary));
    }

    private static string Script(Pod pod, string command)
    {
        var path = Path.Combine(pod.Root, "planted");
        File.WriteAllText(path, $"#!/bin/sh\n{command}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
