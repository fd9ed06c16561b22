namespace Sidecars.Apps.Support;

/// <summary>A clone on a volume, looked at with plain git.</summary>
/// <param name="within">A command that runs another one where the volume is mounted; nothing where it is for everybody.</param>
internal sealed class Clone(Pod pod, string directory, params string[] within)
{
    public string Directory => directory;

    public string this[string path] => Path.Combine(directory, path);

    /// <summary>Runs git there, which has to succeed, and returns what it printed.</summary>
    public async Task<string> GitAsync(params string[] arguments) => (await OutputOfAsync("git", Git(arguments))).Trim();

    public Task<Run> TryGitAsync(params string[] arguments) => RunAsync("git", Git(arguments));

    /// <summary>Runs a program that has to succeed, and returns what it printed.</summary>
    public async Task<string> OutputOfAsync(string program, params string[] arguments)
    {
        var run = await RunAsync(program, arguments);
        Assert.True(run.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {run.ExitCode} {run.Output} {run.Error}");
        return run.Output;
    }

    /// <summary>It is where it should be, has all objects, and nothing that a run has only while it is at work.</summary>
    /// <param name="branch">Null for none.</param>
    /// <param name="isClean">Nor is there any file that git does not know.</param>
    public async Task AssertIsAtAsync(string commit, string? branch, bool isClean = true)
    {
        Assert.Equal(commit, await GitAsync("rev-parse", "HEAD"));
        Assert.Equal(branch ?? "", await GitAsync("branch", "--show-current"));
        Assert.Equal("", await GitAsync("status", "--porcelain", isClean ? "--untracked-files" : "--untracked-files=no"));
        await GitAsync("fsck", "--full", "--strict", "--no-dangling");
        Assert.Equal("", await OutputOfAsync("find", this[".git"], "-name", "*.lock", "-o", "-name", "..tmp-*", "-o", "-name", "tmp_*", "-o", "-path", "*/.git/git-clone/checkout"));
    }

    private Task<Run> RunAsync(string program, params string[] arguments)
    {
        string[] command = [.. within, program, .. arguments];
        return pod.InMainContainerAsync(command[0], command[1..]);
    }

    /// <summary>Git refuses to look at what belongs to another user, unless it is told to.</summary>
    private string[] Git(string[] arguments) => ["-c", "safe.directory=*", "-C", directory, .. arguments];
}
