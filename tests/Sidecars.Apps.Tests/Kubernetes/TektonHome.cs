using System.Text.Json.Nodes;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Kubernetes;

/// <summary>The home directory of a step of Tekton's git-clone task: both files of the workspace's Secret, for the owner to read.</summary>
internal sealed class TektonHome : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tekton-");

    public TektonHome(JsonObject secret)
    {
        foreach (var name in (string[])[".gitconfig", ".git-credentials"])
        {
            var file = Path.Combine(_directory.FullName, name);
            File.WriteAllText(file, Cluster.Text(secret, name));
            File.SetUnixFileMode(file, UnixFileMode.UserRead);
        }
    }

    public async Task CloneAsync(Uri url)
    {
        var run = await TryCloneAsync(url);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    public Task<Run> TryCloneAsync(Uri url) => Command.RunAsync(
        "git", ["clone", "--quiet", url.AbsoluteUri, Path.Combine(_directory.FullName, Guid.NewGuid().ToString("n"))],
        new Dictionary<string, string> { ["HOME"] = _directory.FullName, ["GIT_CONFIG_NOSYSTEM"] = "1", ["GIT_TERMINAL_PROMPT"] = "0", ["LC_ALL"] = "C" });

    public void Dispose() => _directory.Delete(recursive: true);
}
