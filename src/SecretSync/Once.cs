using Sidecars.Cli;

namespace Sidecars.SecretSync;

/// <summary><c>secret-sync once</c>: for a CronJob, or by hand.</summary>
internal static class Once
{
    public static Subcommand Create() => new(
        Subcommand.Named("once", "Brings everything into step once, and ends.", SecretSyncSettings.All),
        HoldsSecrets: true,
        async (settings, loggers, cancellationToken) =>
        {
            await SecretSyncSettings.Read(settings, loggers).RunOnceAsync(cancellationToken);
            return ExitCode.Done;
        });
}
