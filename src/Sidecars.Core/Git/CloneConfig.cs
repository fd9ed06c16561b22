namespace Sidecars.Git;

/// <summary>Changes what a clone's own configuration says, and leaves the rest of it as people wrote it.</summary>
internal sealed class CloneConfig(GitProcess git, PrivateDirectory privateDirectory, GitDirectory directory)
{
    private const string File = "config";

    public Task SetOriginAsync(Uri url, CancellationToken cancellationToken)
        => SetAsync([new("remote.origin.url", url.AbsoluteUri), new("remote.origin.fetch", GitClone.AllBranches)], cancellationToken);

    /// <summary>As git submodule init does: people's git then takes the submodules for its own.</summary>
    public Task RegisterAsync(IEnumerable<Submodule> submodules, CancellationToken cancellationToken)
        => SetAsync(submodules.SelectMany(submodule => new KeyValuePair<string, string>[]
        {
            new($"submodule.{submodule.Name}.active", "true"), new($"submodule.{submodule.Name}.url", submodule.Url.AbsoluteUri),
        }), cancellationToken);

    private async Task SetAsync(IEnumerable<KeyValuePair<string, string>> settings, CancellationToken cancellationToken)
    {
        // On a copy: git would take a lock that nobody can tell from somebody else's.
        var copy = privateDirectory.Write($"config-{Guid.NewGuid():N}", directory.Bytes(File) ?? []);
        var known = (await git.RunAsync(null, $"read {directory.Path}/{File}", ["config", "--file", copy, "--no-includes", "--list", "-z"], cancellationToken)).Split('\0');
        var changes = settings.Where(setting => !known.Contains($"{setting.Key}\n{setting.Value}")).ToList();
        foreach (var (name, value) in changes)
        {
            await git.RunAsync(null, $"set {name}", ["config", "--file", copy, "--replace-all", name, value], cancellationToken);
        }

        if (changes.Count > 0)
        {
            directory.Write(File, await System.IO.File.ReadAllTextAsync(copy, cancellationToken));
        }
    }
}
