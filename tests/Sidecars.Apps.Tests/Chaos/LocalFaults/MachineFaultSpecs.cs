using System.Net;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Chaos.LocalFaults;

/// <summary>The key's file, name servers, inotify, and a program that is held still.</summary>
[Trait("Category", "Chaos")]
public sealed class MachineFaultSpecs
{
    public static TheoryData<string> States => new("missing", "half-written");

    /// <summary>By a fast clock: what only a person can change is tried again every five minutes.</summary>
    [Theory]
    [MemberData(nameof(States))]
    public async Task A_key_that_is_not_all_there_while_it_is_rotated_is_read_again(string state)
    {
        var clock = new FastClock(60);
        await using var pod = await Pod.StartAsync(new() { TimeProvider = clock });
        pod.App.AddKey(TestKey.Other.PublicPem);
        using var refresher = clock.StartTokenRefresher(pod, LocalFault.ManyTokens);
        await refresher.SaysAsync("Published a token");

        await new LocalFault($"key {state} while it is rotated", pod, refresher, clock)
        {
            Begin = () =>
            {
                var path = Path.Combine(pod.Credentials, "private-key");
                File.Delete(path);
                if (state != "missing")
                {
                    pod.Secret("private-key", TestKey.Other.Pem[..(TestKey.Other.Pem.Length / 2)]);
                }

                return Task.CompletedTask;
            },
            End = () =>
            {
                pod.Secret("private-key", TestKey.Other.Pem);
                return Task.CompletedTask;
            },
            Lasting = ChaosRun.IsLong ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(30),
        }.PlayAsync();
    }

    [Fact]
    public async Task Without_names_a_sidecar_that_starts_goes_on_when_they_are_back()
    {
        const string name = "github.localhost";
        var address = IPAddress.Parse("127.53.8.1");
        await using var pod = await Pod.StartAsync();
        Assert.Equal(0, (await pod.GenerateInitialTokenAsync(LocalFault.ManyTokens)).ExitCode);
        File.WriteAllText(Path.Combine(pod.Root, "resolv.conf"), $"nameserver {address}\noptions timeout:1 attempts:1\n");
        pod.Environment["GITHUB_API_URL"] = $"http://{name}:{pod.GitHub.ServerUrl.Port}/api/v3";
        using var refresher = Command.Start(
            "unshare", ["--mount", "sh", "-c", $"mount --bind {pod.Root}/resolv.conf /etc/resolv.conf && exec \"$0\" \"$@\"", Published.TokenRefresher, .. LocalFault.ManyTokens], pod.Environment);
        await refresher.SaysAsync("Trying again");
        NameServer? names = null;

        try
        {
            await new LocalFault("DNS failing, from the sidecar's start on", pod, refresher)
            {
                Begin = () => Task.CompletedTask,
                End = () =>
                {
                    names = new NameServer(address, name, IPAddress.Loopback);
                    return Task.CompletedTask;
                },
                Lasting = TimeSpan.FromSeconds(ChaosRun.IsLong ? 20 : 1),
                AsksForRefresh = false,
                Times = 1,
            }.PlayAsync();
        }
        finally
        {
            names?.Dispose();
        }
    }

    public static TheoryData<string> Limits => new("max_inotify_instances", "max_inotify_watches");

    /// <summary>In a user namespace, which has limits of its own: nobody else is short of anything.</summary>
    [Theory]
    [MemberData(nameof(Limits))]
    public async Task Without_inotify_watched_files_are_looked_at(string limit)
    {
        await using var pod = await Pod.StartAsync();
        var config = pod.MountConfigMap();
        config.Write("repositories", "acme/web");
        const string readOnly = "mount -o remount,ro,bind,nosuid,nodev";
        using var refresher = Command.Start(
            "unshare",
            [
                "--user", "--map-root-user", "--mount", "sh", "-c",
                $"echo 0 > /proc/sys/user/{limit} && mount --bind {config.Source} {config.Mounted} && {readOnly} {config.Mounted} && exec \"$0\" \"$@\"",
                Published.TokenRefresher, .. LocalFault.ManyTokens, "--max-repos", "acme/web acme/api", "--repos-file", config["repositories"],
            ],
            pod.Environment);
        await refresher.SaysAsync("Published a token");
        var repositories = 1;

        await new LocalFault($"inotify exhausted ({limit}; well: a changed scope is followed)", pod, refresher)
        {
            Begin = () => Task.CompletedTask,
            End = () =>
            {
                config.Write("repositories", ++repositories % 2 == 0 ? "acme/web acme/api" : "acme/web");
                return Task.CompletedTask;
            },
            Lasting = TimeSpan.Zero,
            AsksForRefresh = false,

            // A narrower scope revokes the wider token, also under a push that has begun with it.
            IsUnseen = false,
        }.PlayAsync();
        Assert.Contains("looked at", refresher.Error, StringComparison.Ordinal);
    }

    /// <summary>For longer than its token lives.</summary>
    [Fact]
    public async Task Held_still_while_its_token_dies_it_has_the_next_one_at_once()
    {
        var life = TimeSpan.FromSeconds(ChaosRun.IsLong ? 60 : 4);
        await using var pod = await Pod.StartAsync(new() { TokenLife = life });
        using var refresher = pod.StartTokenRefresher(LocalFault.ManyTokens);
        await refresher.SaysAsync("Published a token");

        await new LocalFault(FormattableString.Invariant($"SIGSTOP, of tokens that live {life.TotalSeconds:0} s"), pod, refresher)
        {
            Begin = () =>
            {
                refresher.Suspend();
                return Task.CompletedTask;
            },
            End = () =>
            {
                refresher.Resume();
                return Task.CompletedTask;
            },
            Lasting = life * 1.5,
            AsksForRefresh = false,
            IsUnseen = false,
            Times = ChaosRun.IsLong ? 3 : 1,
        }.PlayAsync();
    }
}
