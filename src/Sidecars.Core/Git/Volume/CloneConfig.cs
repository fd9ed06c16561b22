using Sidecars.Git.Running;
using Sidecars.Git.Submodules;

namespace Sidecars.Git.Volume;

/// <summary>A clone's own configuration. What is changed leaves the rest of it as people wrote it.</summary>
internal sealed class CloneConfig(GitProcess git, PrivateDirectory privateDirectory, GitDirectory directory)
{
    private const string File = "config";

    /// <summary>The configuration of a new clone, as git itself would write it.</summary>
    /// <param name="workTree">Where the work tree is, from the git directory; null where it lies around it.</param>
    public static string Text(CloneTarget target, string? workTree)
    {
        var (version, promisor, extensions) = target.Options.Filter is { } filter
            ? (1, $"\tpromisor = true\n\tpartialclonefilter = {filter}\n", "[extensions]\n\tpartialClone = origin\n")
            : (0, "", "");
        var branches = target.Options.Depth is not null && target.Ref is { } name ? $"+refs/heads/{name}:refs/remotes/origin/{name}" : GitClone.AllBranches;
        var sparse = target.Options.Sparse.Count > 0 ? "\tsparseCheckout = true\n\tsparseCheckoutCone = true\n" : "";
        return $"[core]\n\trepositoryformatversion = {version}\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n"
               + $"{(workTree is null ? "" : $"\tworktree = {GitConfig.Quoted(workTree)}\n")}{sparse}{extensions}"
               + $"[remote \"origin\"]\n\turl = {GitConfig.Quoted(target.Url.AbsoluteUri)}\n\tfetch = {branches}\n{promisor}"
               + (target.Options.Identity is { } identity ? Section(identity) : "");
    }

    /// <summary>Says who commits, in a clone that does not say so yet.</summary>
    public void Identify(CommitIdentity identity) => directory.Write(File, $"{directory.Text(File)}\n{Section(identity)}");

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

    private static string Section(CommitIdentity identity) => $"[user]\n\tname = {GitConfig.Quoted(identity.Name)}\n\temail = {GitConfig.Quoted(identity.Email)}\n";
}
