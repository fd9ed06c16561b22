using System.Globalization;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>The app can put as many files as it likes where tokens are published.</summary>
public sealed class FullDirectorySpecs
{
    /// <summary>In MiB. The names alone would take more, twice.</summary>
    private const int Limit = 64;

    [Fact]
    public async Task Their_names_take_no_memory_of_token_refresher()
    {
        await using var pod = await Pod.StartAsync();
        var name = new string('x', 240);
        for (var i = 0; i < 80_000; i++)
        {
            File.CreateSymbolicLink(Path.Combine(pod.Output, $"{name}{i}"), "nowhere");
        }

        using var refresher = pod.StartTokenRefresher();
        await refresher.SaysAsync("Published a token");

        Assert.InRange(Peak(refresher.Id), 1, Limit);
        Assert.NotEmpty(pod.Token);
    }

    /// <summary>The most memory that a process has had, in MiB.</summary>
    private static int Peak(int process)
        => int.Parse(File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split([" ", "\t"], StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
}
