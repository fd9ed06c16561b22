using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>What a reader of the output directory sees while tokens change, and when their writer dies.</summary>
public sealed class PublicationSpecs
{
    [Fact]
    public async Task A_reader_sees_whole_generations_only_during_1000_refreshes()
    {
        const int refreshes = 1000;
        await using var pod = await Pod.StartAsync();
        using var refresher = pod.StartTokenRefresher("--mint-limit", "1000000/1", "--log-level", "warning");
        while (!File.Exists(Path.Combine(pod.Output, "token")))
        {
            Assert.False(refresher.HasEnded, refresher.Error);
            await Task.Delay(5);
        }

        using var done = new CancellationTokenSource();
        var reader = Task.Factory.StartNew(() => Read(pod.Output, done.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var clock = Stopwatch.StartNew();
        for (var refresh = 0; refresh < refreshes; refresh++)
        {
            var token = pod.Token;
            refresher.Signal(PosixSignal.SIGHUP);
            for (var waited = Stopwatch.StartNew(); pod.Token == token;)
            {
                Assert.False(reader.IsFaulted, reader.Exception?.ToString());
                Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), $"Refresh {refresh} never came. {refresher.Error}");
                await Task.Delay(1);
            }
        }

        await done.CancelAsync();
        var (looks, generations) = await reader;
        Assert.Equal(refreshes + 1, pod.GitHub.IssuedTokens.Count);
        Assert.True(looks > refreshes, $"The reader looked {looks} times only, in {clock.Elapsed}.");
        Assert.True(generations > refreshes / 2, $"The reader saw {generations} generations only.");

        await pod.StopAsync(refresher);
    }

    /// <summary>All that a publish does to the directory, and the calls between.</summary>
    private static readonly string[] CallsOfAPublish = ["mkdirat", "openat", "pwrite64", "fchmod", "close", "readlinkat", "symlinkat", "renameat", "unlinkat", "getdents64"];

    [Fact]
    public async Task Killed_at_any_system_call_of_a_publish_it_leaves_the_generation_before_or_the_next()
    {
        await using var pod = await Pod.StartAsync();
        Assert.Equal(0, (await pod.GenerateInitialTokenAsync()).ExitCode);

        var kills = await KillAtEachCallAsync(pod, CallsOfAPublish, beforeEach: () => { });

        Assert.True(kills >= 50, $"It was killed {kills} times only.");
        Assert.Equal(0, (await pod.GenerateInitialTokenAsync()).ExitCode);
        AssertWhole(pod.Output);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(pod.Output), path => Path.GetFileName(path).StartsWith("..tmp-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Killed_at_any_system_call_of_the_first_publish_it_leaves_nothing_or_a_whole_generation()
    {
        await using var pod = await Pod.StartAsync();

        var kills = await KillAtEachCallAsync(
            pod, ["mkdirat", "pwrite64", "fchmod", "symlinkat", "renameat"],
            beforeEach: () =>
            {
                Directory.Delete(pod.Output, recursive: true);
                Directory.CreateDirectory(pod.Output);
            });

        Assert.True(kills >= 15, $"It was killed {kills} times only.");
    }

    /// <summary>Kills a run as it enters each call, the first time, the second, and so on until it gets through.</summary>
    private static async Task<int> KillAtEachCallAsync(Pod pod, string[] calls, Action beforeEach)
    {
        const int killed = 128 + 9;
        var kills = 0;
        foreach (var call in calls)
        {
            for (var time = 1; ; time++)
            {
                Assert.True(time < 500, $"{call} has no end.");
                beforeEach();
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

                Assert.True(run.ExitCode == killed, run.Error);
                kills++;
            }
        }

        return kills;
    }

    /// <summary>All files are there, through their links, and belong together.</summary>
    private static void AssertWhole(string directory)
    {
        var token = File.ReadAllText(Path.Combine(directory, "token"));
        Assert.Equal(token, File.ReadAllText(Path.Combine(directory, "tokens", "acme")));
        Assert.EndsWith($"password {token}\n", File.ReadAllText(Path.Combine(directory, ".netrc")), StringComparison.Ordinal);
        AssertPair(token, File.ReadAllText(Path.Combine(directory, "token.json")));
    }

    private static void AssertPair(string token, string json)
    {
        using var summary = JsonDocument.Parse(json);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token))), summary.RootElement.GetProperty("tokens")[0].GetProperty("token_sha256").GetString());
    }

    private static (int Looks, int Generations) Read(string directory, CancellationToken done)
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
}
