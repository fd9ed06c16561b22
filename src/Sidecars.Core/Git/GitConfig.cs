using System.Text;
using Sidecars.Git.Lfs;

namespace Sidecars.Git;

/// <summary>The configuration that every git call of ours gets and that no repository can override, credential included.</summary>
internal static class GitConfig
{
    /// <param name="server">The only place git may talk to.</param>
    /// <param name="authorization">The value of the Authorization header.</param>
    /// <param name="caFile">The certificate authorities for TLS; null for the system's.</param>
    public static byte[] Text(Uri server, string authorization, string? caFile) => Encoding.UTF8.GetBytes(
        $"""
        [protocol]
            allow = never
        [protocol "{server.Scheme}"]
            allow = always
        [core]
            hooksPath = /dev/null
            fsmonitor = false
            askPass =
            attributesFile = /dev/null
            excludesFile = /dev/null
            alternateRefsPrefixes = refs/none/
            commitGraph = false
            multiPackIndex = false
        [credential]
            helper =
        [http]
            followRedirects = false
            lowSpeedLimit = 1
            lowSpeedTime = 30
            sslVerify = true
        {(caFile is null ? "" : $"    sslCAInfo = {Quoted(caFile)}")}
        [http {Quoted($"{server.AbsoluteUri.TrimEnd('/')}/")}]
            extraHeader =
            extraHeader = {Quoted($"Authorization: {authorization}")}
        [fetch]
            recurseSubmodules = false
        [submodule]
            recurse = false
        [diff]
            ignoreSubmodules = all
        [filter "lfs"]
            process = {LfsFilter.Name}
        [gc]
            auto = 0
        [maintenance]
            auto = false
        [advice]
            detachedHead = false

        """);

    /// <summary>The configuration of a new clone, as git itself would write it.</summary>
    /// <param name="workTree">Where the work tree is, from the git directory; null where it lies around it.</param>
    public static string OfClone(CloneTarget target, string? workTree)
    {
        var (version, promisor, extensions) = target.Options.Filter is { } filter
            ? (1, $"\tpromisor = true\n\tpartialclonefilter = {filter}\n", "[extensions]\n\tpartialClone = origin\n")
            : (0, "", "");
        var branches = target.Options.Depth is not null && target.Ref is { } name ? $"+refs/heads/{name}:refs/remotes/origin/{name}" : GitClone.AllBranches;
        var sparse = target.Options.Sparse.Count > 0 ? "\tsparseCheckout = true\n\tsparseCheckoutCone = true\n" : "";
        return $"[core]\n\trepositoryformatversion = {version}\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n"
               + $"{(workTree is null ? "" : $"\tworktree = {Quoted(workTree)}\n")}{sparse}{extensions}"
               + $"[remote \"origin\"]\n\turl = {Quoted(target.Url.AbsoluteUri)}\n\tfetch = {branches}\n{promisor}"
               + (target.Options.Identity is { } identity ? SectionOf(identity) : "");
    }

    public static string SectionOf(CommitIdentity identity) => $"[user]\n\tname = {Quoted(identity.Name)}\n\temail = {Quoted(identity.Email)}\n";

    /// <summary>git-config's syntax: backslash and quote are escaped, and so is a line's end; the rest stands for itself.</summary>
    public static string Quoted(string value)
        => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
