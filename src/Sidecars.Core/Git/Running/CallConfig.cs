using System.Text;
using Sidecars.Git.Lfs;

namespace Sidecars.Git.Running;

/// <summary>The configuration that every git call of ours gets and that no repository can override, credential included.</summary>
internal static class CallConfig
{
    /// <param name="server">The only place git may talk to.</param>
    /// <param name="authorization">The value of the Authorization header.</param>
    /// <param name="caFile">The certificate authorities for TLS; null for the system's.</param>
    /// <param name="proxy">With its password, which the environment does not have; null where it has none.</param>
    public static byte[] Text(Uri server, string authorization, string? caFile, string? proxy = null) => Encoding.UTF8.GetBytes(
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
        {(caFile is null ? "" : $"    sslCAInfo = {GitConfig.Quoted(caFile)}")}
        {(proxy is null ? "" : $"    proxy = {GitConfig.Quoted(proxy)}")}
        [http {GitConfig.Quoted($"{server.AbsoluteUri.TrimEnd('/')}/")}]
            extraHeader =
            extraHeader = {GitConfig.Quoted($"Authorization: {authorization}")}
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
}
