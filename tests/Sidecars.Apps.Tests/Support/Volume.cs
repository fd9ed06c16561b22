namespace Sidecars.Apps.Support;

/// <summary>A mount that nobody sees but who is run in it.</summary>
internal sealed class Volume : IDisposable
{
    private readonly Command _keeper;

    private Volume(Command keeper) => _keeper = keeper;

    /// <summary>Runs a command where the mount is: to be put in front of it.</summary>
    public string[] Within => ["nsenter", $"--mount=/proc/{_keeper.Id}/ns/mnt", "--"];

    /// <param name="mount">A shell's command that makes the mount.</param>
    public static async Task<Volume> MountAsync(string mount)
    {
        var environment = new Dictionary<string, string>();
        var volume = new Volume(Command.Start("unshare", ["--mount", "sh", "-c", $"{mount} && echo mounted >&2 && exec sleep infinity"], environment));
        await volume._keeper.SaysAsync("mounted");
        return volume;
    }

    /// <summary>Runs a shell's command where the mount is.</summary>
    public async Task ShellAsync(string command)
    {
        var run = await Command.RunAsync(Within[0], [.. Within[1..], "sh", "-c", command], new Dictionary<string, string>());
        Assert.True(run.ExitCode == 0, run.Error);
    }

    public void Dispose() => _keeper.Dispose();
}
