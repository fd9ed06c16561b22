using System.Text.RegularExpressions;

namespace Sidecars.Apps.Support;

/// <summary>What a program and its children ran, and whom they called, as strace has written it down.</summary>
internal sealed partial class Deeds(string file)
{
    /// <summary>Options of strace by which it writes that.</summary>
    public static readonly string[] Traced = ["-f", "-qq", "--seccomp-bpf", "--trace=execve,execveat,connect,sendto,sendmsg,sendmmsg"];

    /// <summary>Each program that was run, or was to be.</summary>
    public IEnumerable<string> Programs => Matches(Execution());

    /// <summary>Each address of the network that something was sent to, name servers included, as ADDRESS:PORT.</summary>
    public IEnumerable<string> Addresses => Matches(InternetAddress()).Concat(Matches(InternetAddress6()));

    private IEnumerable<string> Matches(Regex regex)
        => regex.Matches(File.ReadAllText(file)).Select(match => string.Join(':', match.Groups.Values.Skip(1).OrderBy(group => group.Name, StringComparer.Ordinal).Select(group => group.Value)));

    [GeneratedRegex("execve(?:at)?\\([^\"]*\"(?<a>[^\"]*)\"")]
    private static partial Regex Execution();

    [GeneratedRegex("sin_port=htons\\((?<b>\\d+)\\), sin_addr=inet_addr\\(\"(?<a>[^\"]*)\"\\)")]
    private static partial Regex InternetAddress();

    [GeneratedRegex("sin6_port=htons\\((?<b>\\d+)\\).*?inet_pton\\(AF_INET6, \"(?<a>[^\"]*)\"")]
    private static partial Regex InternetAddress6();
}
