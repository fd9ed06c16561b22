using Sidecars.Cli;
using Sidecars.GitHub;
using Sidecars.Http;
using Sidecars.Linux;
using Sidecars.Monitoring;
using Sidecars.Repositories;
using Sidecars.Scopes;
using Sidecars.Tokens;

namespace Sidecars.Diagnosis;

/// <summary><c>token-refresher doctor</c>: goes the whole way from the key's file to git's answer once, with a token that can only read and is revoked, and says what is wrong where.</summary>
/// <remarks>Nothing is written that others could see, and what the running program remembers is left alone. It mints one token an owner.</remarks>
public static class Doctor
{
    public static Subcommand Create() => new(
        Subcommand.Named("doctor", "Checks everything a token needs, with the settings of this container, and says what to do: 0 when all is well.", CommonSettings.OfTokenPrograms),
        HoldsSecrets: true,
        (settings, loggers, cancellationToken) => RunAsync(settings, loggers, Console.Out, cancellationToken));

    private static async Task<ExitCode> RunAsync(Settings settings, Loggers loggers, TextWriter output, CancellationToken cancellationToken)
    {
        var report = new Report(output);
        var time = new BootTimeProvider();
        DirectoryChecks.Run(settings, report);

        if (Check(report, "settings", () => ReadWanted(settings)) is { } wanted
            && Check(report, "key", () => ReadKey(settings)) is { } app
            && Check(report, "network", () => ReadNetwork(settings, app.Host)) is { } http)
        {
            using var gitHub = new GitHubClient(http, time, loggers.Main);
            var revocation = new Revocation(gitHub, new TokenMetrics(time), time, loggers.Audit, loggers.Main);
            await new GitHubChecks(app, wanted, gitHub, revocation, report, time, loggers).RunAsync(cancellationToken);
            app.Dispose();
        }
        else
        {
            report.Add(Finding.Skipped("GitHub", "what failed above"));
        }

        output.WriteLine(report.Failures == 0 ? "All is well." : $"{report.Failures} to mend.");
        return report.ExitCode;
    }

    /// <summary>A check whose result others need; null when it fails.</summary>
    private static T? Check<T>(Report report, string name, Func<(T Result, string Text)> check)
        where T : class
    {
        try
        {
            var (result, text) = check();
            report.Add(Finding.Ok(name, text));
            return result;
        }
        catch (SidecarException e)
        {
            report.Add(Finding.Fail(name, e));
            return null;
        }
    }

    private static (WorkspaceScope Result, string Text) ReadWanted(Settings settings)
    {
        var host = AppCredentials.ReadHost(settings);
        var repositories = settings.Get(CommonSettings.Repositories, text => RepositoryList.Parse(text, host.ServerUrl));
        var wanted = TokenKeeperSettings.ScopeOf(repositories, TokenKeeperSettings.ReadAccess(settings));
        return (wanted, wanted.ToString());
    }

    private static (AppCredentials Result, string Text) ReadKey(Settings settings)
    {
        var app = AppCredentials.Read(settings);
        return (app, $"App {app.AppId}, key {app.Fingerprints} (compare with the App's settings page)");
    }

    private static (HttpClient Result, string Text) ReadNetwork(Settings settings, GitHubHost host)
    {
        var proxy = new ProxyRules(Environment.GetEnvironmentVariable);
        proxy.Check(host.ApiUrl);
        proxy.Check(host.ServerUrl);
        var authorities = CaFile.Find(settings);
        string Route(Uri url) => $"{url.GetLeftPart(UriPartial.Authority)} {(proxy.GetProxy(url) is { } by ? $"by proxy {by.Host}:{by.Port}" : "directly")}";
        return (GitHubHttp.Create(authorities, proxy), $"API {Route(host.ApiUrl)}, git {Route(host.ServerUrl)}{(authorities is null ? "" : ", with the certificate authorities of --ca-file")}");
    }
}
