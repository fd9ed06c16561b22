using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>The published files themselves.</summary>
public sealed class ProgramSpecs
{
    private const long MaxBytes = (long)(15.5 * 1024 * 1024);

    public static TheoryData<string> Programs => [.. Published.All];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task It_is_one_static_stripped_file_of_at_most_15_and_a_half_MiB(string program)
    {
        var run = await Command.RunAsync("file", ["--brief", program], new Dictionary<string, string>());

        Assert.Contains("statically linked", run.Output, StringComparison.Ordinal);
        Assert.Contains(", stripped", run.Output, StringComparison.Ordinal);
        Assert.InRange(new FileInfo(program).Length, 1, MaxBytes);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task It_tells_its_version(string program)
    {
        var run = await Command.RunAsync(program, ["--version"], new Dictionary<string, string>());

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("0.1.0", run.Output, StringComparison.Ordinal);
    }
}
