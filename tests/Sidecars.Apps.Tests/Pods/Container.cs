using System.Globalization;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Pods;

/// <summary>A container that was started.</summary>
internal sealed class Container(Podman podman, ContainerSpec spec, string id, string terminationLog)
{
    public ContainerSpec Spec => spec;

    /// <summary>What kubelet shows as the reason of its end.</summary>
    public string TerminationMessage => File.ReadAllText(terminationLog);

    public async Task<bool> IsRunningAsync() => (await podman.OutputOfAsync("container", "inspect", "--format", "{{.State.Running}}", id)).Trim() == "true";

    /// <summary>Runs a command in it: as its user, with its groups, variables and mounts.</summary>
    public Task<Run> ExecAsync(params IEnumerable<string> command) => podman.RunAsync(["exec", id, .. command]);

    /// <summary>Runs a shell's command that has to succeed, and returns what it printed.</summary>
    public async Task<string> ShellAsync(string command)
    {
        var run = await ExecAsync("sh", "-c", command);
        Assert.True(run.ExitCode == 0, $"{command}: {run.ExitCode} {run.Output} {run.Error}");
        return run.Output.Trim();
    }

    public Task SignalAsync(string signal) => podman.OutputOfAsync("kill", "--signal", signal, id);

    /// <summary>Waits for its end.</summary>
    public async Task<Run> EndAsync()
    {
        var exitCode = await podman.OutputOfAsync("wait", "--interval", "20ms", id);
        return await LogsAsync() with { ExitCode = int.Parse(exitCode, CultureInfo.InvariantCulture) };
    }

    public Task<Run> LogsAsync() => podman.RunAsync("logs", id);

    public Task RemoveAsync() => podman.OutputOfAsync("rm", "--force", "--time", "0", id);
}
