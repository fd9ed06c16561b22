using Sidecars.Repositories;

namespace Sidecars.Git.Volume;

/// <summary>What the configuration of our own clones has, and what people and their tools set in it that makes git run nothing.</summary>
internal static class HarmlessConfig
{
    /// <param name="name">As git lists it: section and key in lower case.</param>
    /// <param name="server">The only place that submodules may come from.</param>
    public static bool Allows(string name, string value, Uri server) => name switch
    {
        "core.repositoryformatversion" => value is "0" or "1",
        "core.bare" => value == "false",
        "core.filemode" or "core.logallrefupdates" or "core.symlinks" or "core.ignorecase" or "core.untrackedcache" or "core.sparsecheckout" or "core.sparsecheckoutcone"
            or "index.sparse" or "submodule.recurse" or "extensions.worktreeconfig" or "remote.origin.promisor" => value is "true" or "false",
        "extensions.partialclone" => value == "origin",
        "remote.origin.partialclonefilter" => CloneOptions.IsFilter(value),
        "remote.origin.url" or "remote.origin.gh-resolved" or "user.name" or "user.email" or "pull.rebase" or "pull.ff" or "push.default" or "push.autosetupremote" or "lfs.repositoryformatversion" => true,
        "filter.lfs.clean" => value == "git-lfs clean -- %f",
        "filter.lfs.smudge" => value is "git-lfs smudge -- %f" or "git-lfs smudge --skip -- %f",
        "filter.lfs.process" => value is "git-lfs filter-process" or "git-lfs filter-process --skip",
        "filter.lfs.required" => value is "true" or "false",
        "remote.origin.fetch" => IsFetched(value),
        _ => name.Split('.') switch
        {
            ["branch", _, .., var key] => AllowsForBranch(key, value),
            ["lfs", _, .., "access"] => value is "basic" or "none",
            ["lfs", _, .., "locksverify"] => value is "true" or "false",
            ["submodule", _, .., var key] => AllowsForSubmodule(key, value, server),
            _ => false,
        },
    };

    /// <summary>All branches, or one.</summary>
    private static bool IsFetched(string refspec)
        => refspec == GitClone.AllBranches
           || (refspec.Split(':') is [['+', .. var from], var to] && from.StartsWith("refs/heads/", StringComparison.Ordinal) && Repository.IsRef(from)
               && to == $"refs/remotes/origin/{from["refs/heads/".Length..]}");

    /// <summary>An update that begins with an exclamation mark would be a command.</summary>
    private static bool AllowsForSubmodule(string key, string value, Uri server) => key switch
    {
        "url" => RepositoryUrl.IsOnServer(value, server),
        "active" => value is "true" or "false",
        "update" => value is "checkout" or "rebase" or "merge" or "none",
        _ => false,
    };

    private static bool AllowsForBranch(string key, string value) => key switch
    {
        "remote" => value is "origin" or ".",
        "merge" => value.StartsWith("refs/heads/", StringComparison.Ordinal),
        "rebase" or "description" or "vscode-merge-base" => true,
        _ => false,
    };
}
