using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Sidecars.Apps.Support;

/// <summary>generate-initial-token is killed at system calls, and what it publishes is looked at.</summary>
internal static class KilledPublish
{
    private const int Killed = 128 + 9;

    /// <summary>All that a publish does to the directory, and the calls between.</summary>
    public static readonly string[] Calls = ["mkdirat", "openat", "pwrite64", "fchmod", "close", "readlinkat", "symlinkat", "renameat", "unlinkat", "getdents64"];

    /// <summary>Every call that there is from the publish on, of a run that nobody kills.</summary>
    public static async Task<string[]> TraceAsync(Pod pod)
    {
        var trace = Path.Combine(pod.Root, "trace");
        var run = await pod.RunAsync("strace", "-f", "-qq", "-o", trace, Published.GenerateInitialToken);
        Assert.True(run.ExitCode == 0, run.Error);
        return [.. File.ReadLines(trace).SkipWhile(line => !line.Contains(" mkdirat(", StringComparison.Ordinal))
            .Select(line => line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1])
            .Where(call => char.IsAsciiLetter(call[0]) && call.Contains('('))
            .Select(call => call[..call.IndexOf('(')]).Where(call => call is not ("exit" or "exit_group")).Distinct()];
    }

    /// <summary>Kills a run as it enters each call, the first time, the second, and so on until it gets through.</summary>
    /// <param name="beforeEach">What is published is looked at after each run all the same.</param>
    public static async Task<int> AtEachCallAsync(Pod pod, string[] calls, Action? beforeEach = null)
    {
        var kills = 0;
        foreach (var call in calls)
        {
            for (var time = 1; ; time++)
            {
                Assert.True(time < 1000, $"{call} has no end.");
                beforeEach?.Invoke();
                var run = await pod.RunAsync(
                    "strace", "-f", "-qq", "-o", "/dev/null", $"--trace={call}", $"--inject={call}:signal=SIGKILL:when={time}", Published.GenerateInitialToken);
                if (Path.Exists(Path.Combine(pod.Output, "..data")))
                {
                    AssertWhole(pod.Output);
                }

                if (run.ExitCode == 0)
                {
                    break;
                }

                Assert.True(run.ExitCode == Killed, run.Error);
                kills++;
            }
        }

        return kills;
    }

    /// <summary>All files are there, through their links, and belong together.</summary>
    public static void AssertWhole(string directory)
    {
        var token = File.ReadAllText(Path.Combine(directory, "token"));
        Assert.Equal(token, File.ReadAllText(Path.Combine(directory, "tokens", "acme")));
        Assert.EndsWith($"password {token}\n", File.ReadAllText(Path.Combine(directory, ".netrc")), StringComparison.Ordinal);
        AssertPair(token, File.ReadAllText(Path.Combine(directory, "token.json")));
    }

    /// <summary>Looks at one whole generation after the other, until it is cancelled; how often, and how many there were.</summary>
    public static (int Looks, int Generations) Read(string directory, CancellationToken done)
    {
        var generations = new HashSet<string>();
        var looks = 0;
        for (; !done.IsCancellationRequested; looks++)
        {
            // The plain way: each file by itself is always there, and whole.
            Assert.True(File.ReadAllText(Path.Combine(directory, "token")) is { Length: > 40 }, "token was empty.");
            using (JsonDocument.Parse(File.ReadAllText(Path.Combine(directory, "token.json"))))
            {
            }

            // The careful way: the link is followed once, and both files are read behind it.
            var generation = new FileInfo(Path.Combine(directory, "..data")).LinkTarget!;
            AssertPair(File.ReadAllText(Path.Combine(directory, generation, "token")), File.ReadAllText(Path.Combine(directory, generation, "token.json")));
            generations.Add(generation);
        }

        return (looks, generations.Count);
    }

    private static void AssertPair(string token, string json)
    {
        using var summary = JsonDocument.Parse(json);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token))), summary.RootElement.GetProperty("tokens")[0].GetProperty("token_sha256").GetString());
    }
}
