using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>Settings of git-clone --sync that make no sense are said before anything is done.</summary>
public sealed class SyncSettingSpecs
{
    [Theory]
    [InlineData("--touch-file", "touched", "absolute path")]
    [InlineData("--link", "a/b", "is not a name for a link")]
    [InlineData("--link", ".hidden", "is not a name for a link")]
    [InlineData("--first-sync", "maybe", "write wait or fail")]
    [InlineData("--period", "0", "is not a number from 1")]
    [InlineData("--private-dir", "/nowhere", "there is no directory /nowhere")]
    [InlineData("--webhook-url", "ftp://127.0.0.1/", "is not an http or https URL")]
    [InlineData("--webhook-url", "http://user:password@127.0.0.1/", "is not an http or https URL")]
    [InlineData("--listen", "nowhere", "is not ADDRESS:PORT")]
    public async Task A_setting_that_makes_no_sense_is_a_configuration_error(string option, string value, string sentence)
    {
        await using var pod = await Pod.StartWithTokenAsync();

        var run = await pod.RunAsync(Published.GitClone, pod.ToSync(option, value));

        Assert.Equal(3, run.ExitCode);
        Assert.Contains(sentence, run.LastMessage, StringComparison.Ordinal);
        Assert.Contains(option, run.LastMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--one-time")]
    [InlineData("--in-place")]
    [InlineData("--period", "5")]
    [InlineData("--link", "site")]
    public async Task A_setting_of_sync_without_it_is_a_configuration_error(params string[] arguments)
    {
        await using var pod = await Pod.StartWithTokenAsync();

        var run = await pod.GitCloneAsync(["--dest", pod.Workspace, .. arguments]);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("this goes with --sync", run.LastMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("workspace/private")]
    [InlineData("")]
    public async Task A_private_directory_that_readers_can_reach_is_a_configuration_error(string directory)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        Directory.CreateDirectory(Path.Combine(pod.Root, directory));

        var run = await pod.SyncOnceAsync("--private-dir", Path.Combine(pod.Root, directory));

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("one inside of the other", run.LastMessage, StringComparison.Ordinal);
    }
}
