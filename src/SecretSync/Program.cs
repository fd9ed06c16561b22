using System.CommandLine;
using Sidecars.Cli;
using Sidecars.SecretSync;

var command = new RootCommand("Keeps Secrets for Tekton, and copies in other namespaces, in step with the Secrets that they are made of.");
SecretSyncSettings.OfRun.ToList().ForEach(command.Add);

return await Sidecar.RunAsync(command, args, whenStopped: ExitCode.Done, async (settings, loggers, cancellationToken) =>
{
    var syncer = SecretSyncSettings.Read(settings, loggers);
    using var server = SecretSyncSettings.ReadServer(settings, syncer.Status, loggers);
    server?.Open();
    _ = server?.RunAsync(cancellationToken);

    await syncer.RunAsync(cancellationToken);
}, Once.Create(), Diff.Create());
