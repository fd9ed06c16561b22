using System.Text;

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
        [gc]
            auto = 0
        [maintenance]
            auto = false
        [advice]
            detachedHead = false

        """);

    /// <summary>git-config's syntax: backslash and quote are escaped, and so is a line's end; the rest stands for itself.</summary>
    public static string Quoted(string value)
        => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
