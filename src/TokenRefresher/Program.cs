using System.CommandLine;
using System.Runtime.InteropServices;
using Sidecars.Cli;
using Sidecars.Diagnosis;
using Sidecars.Kubernetes.Tokens;
using Sidecars.Monitoring;
using Sidecars.Retry;

if (Probe.RunUsual(args) is { } answer)
{
    return answer;
}

var command = new RootCommand("Keeps published GitHub App installation tokens fresh. For a sidecar. SIGHUP refreshes now.");
RefresherSettings.All.Concat(SecretOutputSettings.All).ToList().ForEach(command.Add);

return await Sidecar.RunAsync(command, args, whenStopped: ExitCode.Done, async (settings, loggers, cancellationToken) =>
{
    var refreshNow = new Signal();
    using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
    {
        signal.Cancel = true;
        refreshNow.Raise();
    });

    var interval = RefresherSettings.ReadInterval(settings);
    if (TokenKeeperSettings.Read(settings, loggers, mayChange: true) is { } keeper)
    {
        var revokes = RefresherSettings.ReadRevokeOnExit(settings);
        var secrets = SecretOutputSettings.Read(settings, keeper, loggers);
        var keeping = keeper.RunAsync(interval, refreshNow, revokes, cancellationToken);
        await (secrets?.RunBesideAsync(keeping, revokes, cancellationToken) ?? keeping);
    }
}, ExecCommand.Create(), Probe.Create(), Doctor.Create());
