using System.CommandLine;
using System.Runtime.InteropServices;
using Sidecars.Cli;
using Sidecars.Git.Lfs;
using Sidecars.Git.Running;
using Sidecars.Linux;
using Sidecars.Retry;

if (LfsFilter.IsMeantBy(Environment.GetCommandLineArgs()[0]))
{
    LfsFilter.Run(Console.OpenStandardInput(), Console.OpenStandardOutput());
    return (int)ExitCode.Done;
}

var command = new RootCommand("Clones private repositories with the published token, to an exact commit, branch or tag. For an init container, and with --sync for a sidecar.");
GitCloneSettings.All.ToList().ForEach(command.Add);

return await Sidecar.RunAsync(command, args, whenStopped: ExitCode.Stopped, async (settings, loggers, cancellationToken) =>
{
    var (time, logger) = (new BootTimeProvider(), loggers.Main);
    var server = GitCloneSettings.ReadServer(settings);
    var targets = CloneTargetSettings.Read(settings, server, CloneOptionSettings.Read(settings), logger);
    var sync = SyncSettings.Read(settings, targets);
    if (targets.Count == 0)
    {
        return;
    }

    var syncNow = new Signal();
    using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
    {
        signal.Cancel = true;
        syncNow.Raise();
    });

    using var privateDirectory = new PrivateDirectory(logger);
    LfsFilter.PlaceIn(privateDirectory);
    var git = GitCloneSettings.ReadGit(settings, server, privateDirectory, time);
    await using var events = CloneEventSettings.Read(settings, time, logger);
    await Programs.RequireAsync(git, targets, cancellationToken);
    if (sync is null)
    {
        await GitCloneSettings.ReadRun(settings, git, privateDirectory, events, time, logger).RunAsync(targets, cancellationToken);
    }
    else
    {
        await using var run = SyncSettings.ReadRun(settings, sync, targets, git, privateDirectory, events, time, logger);
        await run.RunAsync(syncNow, cancellationToken);
    }
});
