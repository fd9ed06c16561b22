using System.CommandLine;
using Sidecars.Cli;

var command = new RootCommand("Mints a GitHub App installation token, scoped to the workspace's repositories, proves it, and publishes it. For an init container.");
CommonSettings.OfTokenPrograms.ToList().ForEach(command.Add);

return await Sidecar.RunAsync(command, args, whenStopped: ExitCode.Stopped, async (settings, loggers, cancellationToken) =>
{
    if (TokenKeeperSettings.Read(settings, loggers, mayChange: false) is { } keeper)
    {
        await keeper.PublishFirstAsync(cancellationToken);
    }
});
