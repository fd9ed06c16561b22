using System.Net.Http.Headers;
using Microsoft.Extensions.Logging.Abstractions;
using Sidecars.Cli;
using Sidecars.GitHub;
using Sidecars.Http;
using Sidecars.Repositories;

namespace Sidecars.Diagnosis;

/// <summary>The way to GitHub, for our requests and for git's: authorities, proxies, and whether anybody answers.</summary>
internal sealed class NetworkChecks(Settings settings, DoctorReport report, TimeProvider time)
{
    private ProxyRules? _proxy;
    private string? _authorities;

    /// <summary>How far GitHub's clock is ahead of ours, by its first answer; null when it gave none.</summary>
    public TimeSpan? ClockDifference { get; private set; }

    /// <summary>What to ask GitHub with; null when it does not answer.</summary>
    public async Task<GitHubClient?> ConnectAsync(Wishes wishes, CancellationToken cancellationToken)
    {
        if (wishes.Host is not { } host)
        {
            report.Add(["api", "server"], "urls");
            return null;
        }

        try
        {
            _authorities = CaFile.Find(settings);
            _proxy = new ProxyRules(Environment.GetEnvironmentVariable);
            _proxy.Check(host.ApiUrl);
            _proxy.Check(host.ServerUrl);
            var gitHub = new GitHubClient(GitHubHttp.Create(_authorities, _proxy), time, NullLogger.Instance);
            var answers = await ReachAsync("api", host.ApiUrl, new(HttpMethod.Get, host.Api("/rate_limit"), "answer", Anonymous.Instance), gitHub, cancellationToken);
            await ReachGitAsync(host, wishes.Repositories, gitHub, cancellationToken);
            return answers ? gitHub : null;
        }
        catch (SidecarException e) when (e is not GitHubException)
        {
            report.Add(Check.Failed("route", e.ExitCode, e.Message.TrimEnd('.'), $"Correct {CommonSettings.CaFile.Names} or the proxy variables, whichever the finding names."));
            report.Add(["api", "server"], "route");
            return null;
        }
    }

    private async Task ReachGitAsync(GitHubHost host, RepositoryList? repositories, GitHubClient gitHub, CancellationToken cancellationToken)
    {
        if (repositories?.Repositories is not [var first, ..])
        {
            report.Add(Check.Skipped("server", $"no repository to ask {host.ServerUrl.Authority} for, {RouteTo(host.ServerUrl)}"));
            return;
        }

        await ReachAsync("server", host.ServerUrl, new(HttpMethod.Get, host.Refs(first.FullName), "answer", Anonymous.Instance) { IsGit = true }, gitHub, cancellationToken);
    }

    /// <summary>Without a credential: a refusal is an answer too.</summary>
    private async Task<bool> ReachAsync(string name, Uri url, GitHubRequest request, GitHubClient gitHub, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await gitHub.SendAsync(request, cancellationToken);
            ClockDifference ??= answer.ServerTime - time.GetUtcNow();
        }
        catch (GitHubException e) when (e.Status == 407)
        {
            report.Add(Check.Failed(name, ExitCode.Unavailable, $"{url.Authority} cannot be reached, {RouteTo(url)}: the proxy wants a user and a password", "Put them into the proxy variable's URL."));
            return false;
        }
        catch (GitHubException e) when (e.Status is not null)
        {
            ClockDifference ??= e.ServerTime - time.GetUtcNow();
        }
        catch (GitHubException e)
        {
            var reason = e.Message.Split($"{request.Purpose}: ", 2)[^1].Split(". Check ")[0];
            report.Add(Check.Failed(name, ExitCode.Unavailable, $"{url.Authority} cannot be reached, {RouteTo(url)}: {reason}", FixOf(reason, url)));
            return false;
        }

        report.Add(Check.Ok(name, $"{url.Authority} answers, {RouteTo(url)}, {(url.Scheme == Uri.UriSchemeHttps ? $"TLS by the system's authorities{(_authorities is null ? "" : $" and {settings.Find(CommonSettings.CaFile)}")}" : "without TLS")}"));
        return true;
    }

    private string FixOf(string reason, Uri url)
        => reason.Contains("SSL", StringComparison.Ordinal) || reason.Contains("certificate", StringComparison.OrdinalIgnoreCase)
            ? $"Name the authority that signed the certificate of {url.Host} with {CommonSettings.CaFile.Names}, and check that the certificate is for this name."
            : _proxy!.GetProxy(url) is { } proxy
                ? $"Start the proxy {proxy.Host}:{proxy.Port}, correct HTTPS_PROXY or HTTP_PROXY, or except {url.Host} with NO_PROXY."
                : $"Check {CommonSettings.ApiUrl.Name} and {CommonSettings.ServerUrl.Name}, DNS, and that NetworkPolicy and firewall let this pod reach {url.Host}:{url.Port}.";

    /// <remarks>A proxy's user and password stand in its URL, and are left out.</remarks>
    private string RouteTo(Uri url) => _proxy!.GetProxy(url) is { } proxy ? $"through the proxy {proxy.Scheme}://{proxy.Host}:{proxy.Port}" : "without a proxy";

    private sealed class Anonymous : ICredentialProvider
    {
        public static Anonymous Instance { get; } = new();

        public ValueTask<AuthenticationHeaderValue> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult<AuthenticationHeaderValue>(null!);

        public bool Corrects(GitHubException refusal) => false;
    }
}
