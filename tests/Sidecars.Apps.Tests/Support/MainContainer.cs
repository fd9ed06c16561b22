namespace Sidecars.Apps.Support;

/// <summary>The app's container: another user, who shares a group with token-refresher (the pod's fsGroup) and mounts its output.</summary>
internal sealed class MainContainer
{
    private const string User = "1234";

    private readonly Pod _pod;

    /// <param name="pod">Its output directory gets the group, as kubelet gives a volume one.</param>
    public MainContainer(Pod pod)
    {
        _pod = pod;
        Environment = new Dictionary<string, string>
        {
            ["HOME"] = Home, ["LC_ALL"] = "C", ["GIT_CONFIG_NOSYSTEM"] = "1", ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_AUTHOR_NAME"] = "a", ["GIT_AUTHOR_EMAIL"] = "a@example.com", ["GIT_COMMITTER_NAME"] = "a", ["GIT_COMMITTER_EMAIL"] = "a@example.com",
        };
        Directory.CreateDirectory(Home);
        File.SetUnixFileMode(_pod.Root, (UnixFileMode)0b111_101_101);
        Assert.Equal(0, Chown(Home, 1234, 1234));
        Assert.Equal(0, Chown(_pod.Output, 0, Group));
        File.SetUnixFileMode(_pod.Output, UnixFileMode.SetGroup | (UnixFileMode)0b111_101_000);
    }

    /// <summary>The fsGroup.</summary>
    public const uint Group = 4242;

    public Dictionary<string, string> Environment { get; }

    public string Home => Path.Combine(_pod.Root, "app-home");

    /// <summary>Includes a published configuration, as the README says.</summary>
    public MainContainer WithGitConfig(string name = "gitconfig")
    {
        Environment["GIT_CONFIG_COUNT"] = "1";
        Environment["GIT_CONFIG_KEY_0"] = "include.path";
        Environment["GIT_CONFIG_VALUE_0"] = Path.Combine(_pod.Output, name);
        return this;
    }

    /// <summary>Has the published .netrc where tools look for it.</summary>
    public MainContainer WithNetrc()
    {
        File.CreateSymbolicLink(Path.Combine(Home, ".netrc"), Path.Combine(_pod.Output, ".netrc"));
        return this;
    }

    public Task<Run> RunAsync(string program, params string[] arguments)
        => Command.RunAsync("setpriv", ["--reuid", User, "--regid", User, "--groups", $"{Group}", "--", program, .. arguments], Environment);

    /// <summary>Runs a command that has to succeed, and returns its output.</summary>
    public async Task<string> OutputOfAsync(string program, params string[] arguments)
    {
        var run = await RunAsync(program, arguments);
        Assert.True(run.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {run.ExitCode} {run.Output} {run.Error}");
        return run.Output;
    }

    private static int Chown(string path, uint user, uint group) => Native.Chown(path, user, group);
}
