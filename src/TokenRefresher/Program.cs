using System.CommandLine;
using System.Runtime.InteropServices;
using Sidecars.Cli;
using Sidecars.Tokens;

var interval = new Setting("--interval-minutes", "REFRESH_INTERVAL_MINUTES", "Minutes after which a token is replaced, 1 second to 55 minutes, shortened a little at random; a quarter of a token's life is always left", "45");
var command = new RootCommand("Keeps a published GitHub App installation token fresh. For a sidecar. SIGHUP refreshes now.") { interval };
CommonSettings.OfTokenPrograms.ToList().ForEach(command.Add);

return await Sidecar.RunAsync(command, args, whenStopped: ExitCode.Done, async (settings, loggers, cancellationToken) =>
{
    using var refreshNow = new RefreshSignal();
    using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
    {
        signal.Cancel = true;
        refreshNow.Raise();
    });

    var every = settings.Get(interval, TokenKeeperSettings.ParseInterval);
    if (TokenKeeperSettings.Read(settings, loggers) is { } keeper)
    {
        var first = await keeper.PublishFirstAsync(cancellationToken);
        await keeper.KeepFreshAsync(first, every, refreshNow, cancellationToken);
    }
});
