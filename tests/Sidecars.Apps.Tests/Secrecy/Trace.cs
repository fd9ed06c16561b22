using System.Globalization;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Secrecy;

/// <summary>All that a program and its children write, run and make, call by call: nothing is too short-lived to be seen.</summary>
internal sealed class Trace(string directory)
{
    private static readonly string[] Watched =
    [
        "execve", "execveat", "clone", "clone3", "fork", "vfork", "prctl", "prlimit64", "setrlimit", "umask",
        "write", "pwrite64", "writev", "pwritev", "sendto", "sendmsg", "sendmmsg",
        "open", "openat", "openat2", "creat", "mkdir", "mkdirat", "mknod", "mknodat", "link", "linkat", "symlink", "symlinkat", "rename", "renameat", "renameat2",
        "chdir", "chmod", "fchmod", "fchmodat", "chown", "fchown", "lchown", "fchownat",
    ];

    /// <summary>Each thread has a file: lines of several are never mixed.</summary>
    private string Prefix => Path.Combine(directory, "calls");

    /// <summary>Starts a program. strace stays in the background, so that signals and the exit code are the program's own.</summary>
    public Command Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        Directory.CreateDirectory(directory);
        string[] options = ["-D", "-ff", "-qq", "-v", "-yy", "-ttt", "-s", "10000000", "--seccomp-bpf", $"--trace={string.Join(',', Watched)}", "-o", Prefix];
        return Command.Start("strace", [.. options, program, .. arguments], environment);
    }

    /// <summary>Once the program has ended.</summary>
    /// <param name="traced">The program itself: what comes before it, nsenter or the like, is the test's.</param>
    public IReadOnlyList<SystemCall> Read(string traced)
    {
        var isTraced = false;
        var threads = Directory.EnumerateFiles(directory)
            .Select(file => (Id: int.Parse(Path.GetExtension(file)[1..], CultureInfo.InvariantCulture), Calls: File.ReadLines(file, System.Text.Encoding.Latin1).Select(SystemCall.Parse).OfType<(double, string, IReadOnlyList<string>, string)>().ToList()))
            .ToDictionary(thread => thread.Id, thread => thread.Calls);
        Assert.NotEmpty(threads);

        // Who starts a thread or a process runs what that one runs, until it runs something else.
        var calls = new List<SystemCall>();
        var begun = threads.Keys.ToHashSet();
        begun.ExceptWith(threads.Values.SelectMany(each => each.Select(Started).OfType<int>()).ToHashSet());
        Follow(begun.Single(), "", Environment.CurrentDirectory);
        Assert.True(isTraced, $"{traced} was not run.");
        return [.. calls.OrderBy(call => call.At)];

        void Follow(int thread, string program, string directory)
        {
            foreach (var (at, name, arguments, result) in threads.GetValueOrDefault(thread) ?? [])
            {
                if (name == "execve" && result == "0")
                {
                    program = SystemCall.Unquoted(arguments[0]);
                }

                if (isTraced)
                {
                    calls.Add(new SystemCall(at, name, arguments, result, program, directory));
                }

                if (name == "chdir" && result == "0")
                {
                    directory = Path.GetFullPath(SystemCall.Unquoted(arguments[0]), directory);
                }

                isTraced |= program == traced;
                if (Started((at, name, arguments, result)) is { } started)
                {
                    Follow(started, program, directory);
                }
            }
        }
    }

    private static int? Started((double At, string Name, IReadOnlyList<string> Arguments, string Result) call)
        => call.Name is "clone" or "clone3" or "fork" or "vfork" && int.TryParse(call.Result.Split('<', ' ')[0], CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;
}
