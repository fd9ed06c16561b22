using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.GitHub;
using Sidecars.Linux;
using Sidecars.Repositories;

namespace Sidecars.Diagnosis;

/// <summary><c>token-refresher doctor</c>: goes the whole way of a token once, as the running programs do, and goes on behind what is wrong as far as that makes sense.</summary>
/// <param name="audit">Gets one line for each mint and revocation.</param>
public sealed class Doctor(Settings settings, TimeProvider time, ILogger audit)
{
    public static Subcommand Create() => new(
        Subcommand.Named("doctor", "Checks everything between the Secret and git once, with a read-only token that is revoked at the end, and says what to fix.", RefresherSettings.All),
        HoldsSecrets: true, RunAsync);

    private static async Task<ExitCode> RunAsync(Settings settings, Loggers loggers, CancellationToken cancellationToken)
    {
        var report = new DoctorReport();
        try
        {
            await new Doctor(settings, new BootTimeProvider(), loggers.Audit).ExamineAsync(report, cancellationToken);
            return report.ExitCode;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Stopped;
        }
        finally
        {
            Console.Out.Write(report.ToString());
        }
    }

    /// <param name="report">Has what was found until somebody wants us to stop.</param>
    public async Task ExamineAsync(DoctorReport report, CancellationToken cancellationToken)
    {
        var wishes = Wishes.Read(settings, report);
        using var app = new CredentialChecks(settings, report).Run(wishes.Host);
        var network = new NetworkChecks(settings, report, time);
        using var gitHub = await network.ConnectAsync(wishes, cancellationToken);
        if (app is null || gitHub is null)
        {
            report.Add(["clock", "app", .. Later(wishes)], gitHub is null ? "api" : "app-id and private-key");
        }
        else
        {
            await AskAsync(app, gitHub, network.ClockDifference, wishes, report, cancellationToken);
        }

        new DirectoryChecks(settings, report).Run();
    }

    private async Task AskAsync(AppCredentials app, GitHubClient gitHub, TimeSpan? clockDifference, Wishes wishes, DoctorReport report, CancellationToken cancellationToken)
    {
        var checks = new AppChecks(app, gitHub, time, report);
        if (!await checks.ShowAppAsync(clockDifference, cancellationToken))
        {
            report.Add(Later(wishes), "app");
            return;
        }

        if (wishes.Repositories is not { } list || list == RepositoryList.None)
        {
            report.Add(Check.Skipped("installation", "no repository is wanted"));
            return;
        }

        var installations = await checks.FindInstallationsAsync(wishes, cancellationToken);
        var tokens = new TokenChecks(app, checks.Jwt, gitHub, time, audit, report);
        foreach (var (owner, installation) in installations)
        {
            await tokens.RunAsync(owner, installation, Of(owner, list), cancellationToken);
        }

        foreach (var owner in wishes.Owners.Where(owner => !installations.ContainsKey(owner)))
        {
            report.Add(Later(owner, list), $"installation {owner}");
        }
    }

    /// <summary>The lines that GitHub would have to answer for.</summary>
    private static IEnumerable<string> Later(Wishes wishes)
        => wishes.Owners.SelectMany(owner => (string[])[$"installation {owner}", $"permissions {owner}", .. Later(owner, wishes.Repositories!)]);

    private static IEnumerable<string> Later(string owner, RepositoryList list)
        => [$"token {owner}", .. Of(owner, list).SelectMany(repository => (string[])[$"repository {repository.FullName}", $"git {repository.FullName}"])];

    private static List<Repository> Of(string owner, RepositoryList list)
        => [.. list.Repositories.Where(repository => repository.Owner.Equals(owner, StringComparison.OrdinalIgnoreCase)).DistinctBy(repository => repository.FullName.ToLowerInvariant())];
}
