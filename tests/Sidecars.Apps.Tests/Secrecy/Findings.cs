using System.Text;

namespace Sidecars.Apps.Secrecy;

/// <summary>Where secrets were looked for, and where some were found.</summary>
/// <param name="confidants">Ports of this machine where those listen whose secrets they are.</param>
/// <param name="hooks">Ports of webhooks: what is secret in their URLs is theirs, and nothing else.</param>
/// <param name="isExec">It becomes a command, with the token where --export says. The README says what that gives away.</param>
internal sealed class Findings(SecretSearch search, DocumentedPlaces documented, IReadOnlyList<int> confidants, IReadOnlyList<int> hooks, bool isExec)
{
    private static readonly string[] Writes = ["write", "pwrite64", "writev", "pwritev", "sendto", "sendmsg", "sendmmsg"];

    private readonly Dictionary<string, int> _searched = [];
    private readonly List<string> _hits = [];

    /// <summary>How many texts were searched, by place.</summary>
    public IReadOnlyDictionary<string, int> Searched => _searched;

    /// <summary>Secrets where they must not be, by names.</summary>
    public IReadOnlyList<string> Hits => _hits;

    /// <summary>How often one was found where it belongs: without any, nothing could have been found elsewhere.</summary>
    public int Documented { get; private set; }

    public void Look(string place, string text)
    {
        Count(place);
        _hits.AddRange(search.FindIn(text).Select(secret => $"{secret} in {place}"));
    }

    /// <summary>What a webhook was sent, to the URL that has a secret in it.</summary>
    public void LookAtHook(string place, ReadOnlySpan<char> text)
    {
        Count(place);
        _hits.AddRange(search.FindIn(text).Where(secret => !secret.StartsWith(Bait.Hook.Name, StringComparison.Ordinal)).Select(secret => $"{secret} in {place}"));
    }

    private void Count(string place) => _searched[place] = _searched.GetValueOrDefault(place) + 1;

    /// <summary>What was written, wherever to, and what children were given.</summary>
    public void Look(IReadOnlyList<SystemCall> calls)
    {
        var hides = calls.FirstOrDefault(call => call.Name == "prctl" && call.Text.Contains("PR_SET_DUMPABLE, SUID_DUMP_DISABLE", StringComparison.Ordinal));
        var limits = calls.FirstOrDefault(call => call.Name is "prlimit64" or "setrlimit" && call.Text.Contains("RLIMIT_CORE, {rlim_cur=0, rlim_max=0}", StringComparison.Ordinal));
        foreach (var call in calls)
        {
            if (call.Name is "execve" or "execveat" && isExec)
            {
                Documented += search.FindIn(call.Arguments[^1]).Count;
            }
            else if (call.Name is "execve" or "execveat")
            {
                Look("arguments of children", call.Arguments[1]);
                Look("environments of children", call.Arguments[^1]);
            }
            else if (call.Name is "open" or "openat" or "openat2")
            {
                LookAtReader(call, hides, limits);
            }
            else if (Writes.Contains(call.Name))
            {
                LookAtWrite(call);
            }
            else
            {
                Look("names of files and threads", call.Text);
            }
        }
    }

    /// <summary>What is left in files, below .git among others.</summary>
    public void LookIn(string directory)
    {
        var files = Directory.EnumerateFiles(directory, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Device, IgnoreInaccessible = true });
        foreach (var file in files.Where(file => !documented.IsSource(file)))
        {
            if (documented.Allows(file))
            {
                Documented += search.FindIn(Read(file)).Count;
            }
            else
            {
                Look("files afterwards", Read(file));
            }
        }
    }

    private static string Read(string file) => File.ReadAllText(file, Encoding.Latin1);

    /// <summary>Nothing that holds a secret is opened before the process is hidden from others of its user, and leaves no core.</summary>
    private void LookAtReader(SystemCall call, SystemCall? hides, SystemCall? limits)
    {
        var path = call.Succeeded ? SystemCall.DescribedBy(call.Result) : "";
        if (!isExec && (documented.IsSource(path) || documented.Allows(path)))
        {
            Count("processes that read a secret (core dumps)");
            if (hides is null || limits is null || hides.At > call.At || limits.At > call.At)
            {
                _hits.Add($"{Path.GetFileName(call.Program)} reads {Path.GetFileName(path)} and could be dumped");
            }
        }
    }

    private void LookAtWrite(SystemCall call)
    {
        var to = SystemCall.DescribedBy(call.Arguments[0]);
        var content = call.Text.AsSpan(call.Arguments[0].Length);
        if (Leads(to, hooks))
        {
            LookAtHook("connections to others", content);
            return;
        }

        if (Leads(to, confidants) || documented.Allows(to) || documented.IsSource(to) || documented.IsSource(call.Program))
        {
            Documented += search.FindIn(content).Count;
            return;
        }

        // What is said through a pipe is searched where it comes out; between git-clone and its children it stays inside.
        if (to.StartsWith("pipe:", StringComparison.Ordinal))
        {
            return;
        }

        Count(to.StartsWith("TCP", StringComparison.Ordinal) ? "connections to others" : "files while they are written");
        _hits.AddRange(search.FindIn(content).Select(secret => $"{secret} written by {Path.GetFileName(call.Program)} to {to}"));
    }

    private static bool Leads(string to, IReadOnlyList<int> ports) => to.StartsWith("TCP", StringComparison.Ordinal) && ports.Any(port => to.EndsWith($":{port}]", StringComparison.Ordinal));
}
