using Sidecars.Cli;

namespace Sidecars.SecretSync;

/// <summary><c>secret-sync diff</c>: what would be done, by the names of keys.</summary>
internal static class Diff
{
    public static Subcommand Create() => new(
        Subcommand.Named("diff", "Says what would be changed, and changes nothing.", SecretSyncSettings.All),
        HoldsSecrets: true,
        async (settings, loggers, cancellationToken) =>
        {
            foreach (var line in await SecretSyncSettings.Read(settings, loggers).DiffAsync(cancellationToken))
            {
                Console.Out.WriteLine(line);
            }

            return ExitCode.Done;
        });
}
