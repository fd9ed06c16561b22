using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;
using Sidecars.Cli;
using Sidecars.Fuzz.Fuzzing;
using Sidecars.Git;
using Sidecars.Git.Running;
using Sidecars.GitHub;
using Sidecars.Kubernetes.Client;
using Sidecars.Monitoring;
using Sidecars.Repositories;
using Sidecars.Retry;
using Sidecars.Scopes;
using Sidecars.Tokens;

namespace Sidecars.Fuzz.Targets;

/// <summary>Files: mounted, watched, published, or left by an earlier run.</summary>
internal static class FileTargets
{
    private static readonly Uri Server = new("https://github.com");
    private static readonly GitHubHost Host = GitHubHost.FromApiUrl(new("https://api.github.com"));
    private static readonly TokenScope Asked = new("acme", ["app"], Permissions.Read, PullRequestsIfGranted: false);
    private static readonly string BootId = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
    private static readonly string OwnReport = new HealthReport(true, null, TimeSpan.Zero).ToText();

    public static IReadOnlyList<Target> All { get; } =
    [
        new("secret-file", ReadSecret, "Sidecars.Core/Cli/SecretFile.cs") { IsSecret = true, Longest = 200 * 1024 },
        new("bearer-token", ReadBearer, "Sidecars.Kubernetes/Client/ClusterAccess.cs") { IsSecret = true },
        new("watched-files", ReadWatched, "Sidecars.Core/Scopes/WatchedFile.cs", "Sidecars.Core/Scopes/ScopeWatch.cs") { Share = 5, BytesPerByte = 200 },
        new("state.json", ReadState, "Sidecars.Core/Tokens/StateDirectory.cs") { IsSecret = true, Share = 5 },
        new("health", ReadHealth, "Sidecars.Core/Monitoring/HealthReport.cs"),
        new("token.json", ReadIdentity, "Sidecars.Core/Git/CommitIdentity.cs"),
    ];

    private static bool ReadSecret(Input input)
    {
        var directory = Scratch.Of("secret");
        Scratch.Write(directory, "username", "x-access-token"u8.ToArray());
        var path = Scratch.Write(directory, "password", input.Bytes);
        var text = SecretFile.Find(path);
        var header = new GitCredential(directory, "/nowhere", TimeProvider.System).Header("acme");
        BrokenPromiseException.Unless(text is not null && header.StartsWith("Basic ", StringComparison.Ordinal) && header["Basic ".Length..].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '='), "A header is one word of base64.");
        return true;
    }

    /// <summary>The token of a service account as kubelet projects it, and the variables beside it.</summary>
    private static bool ReadBearer(Input input)
    {
        var parts = input.Parts(3);
        var directory = Scratch.Of("account");
        Scratch.Write(directory, "token", parts[0]);
        Scratch.Write(directory, "namespace", parts[1]);
        var host = Encoding.UTF8.GetString(parts[2]).Split('\n');
        var access = ClusterAccess.InCluster(name => name == "KUBERNETES_SERVICE_HOST" ? host[0] : name == "KUBERNETES_SERVICE_PORT" ? host.ElementAtOrDefault(1) : null, directory);
        BrokenPromiseException.Unless(access.Server.Scheme == "https", "The API server is asked by https.");
        var token = new BearerToken(access, TimeProvider.System).Get();
        using var request = new HttpRequestMessage(HttpMethod.Get, access.Server);
        request.Headers.Authorization = new("Bearer", token);
        BrokenPromiseException.Unless(request.Headers.Authorization.ToString().All(c => c is >= ' ' and < '\x7F'), "A header can carry what is sent.");
        return true;
    }

    /// <summary>The access file and the repositories file, as somebody outside of the pod writes them.</summary>
    private static bool ReadWatched(Input input)
    {
        var parts = input.Parts(2);
        var directory = Scratch.Of("watched");
        var (accessPath, repositoriesPath) = (Scratch.Write(directory, "access", parts[0]), Scratch.Write(directory, "repos", parts[1]));
        var refusals = 0;
        var isReadOnly = (SafeFileHandle _) => true;
        var limits = new ScopeLimits(Access.Read, RepositoryCeiling.Parse("acme/* octo/tools", Server), AccessTtl: TimeSpan.FromMinutes(5));
        var state = StateDirectory.Open(null, NullLogger.Instance);
        using var watch = new ScopeWatch(
            RepositoryList.Parse("acme/app", Server), Access.Read, new(accessPath, isReadOnly, () => refusals++, NullLogger.Instance), new(repositoriesPath, isReadOnly, () => refusals++, NullLogger.Instance), limits, Server, state, TimeProvider.System, NullLogger.Instance);
        var scope = watch.Wanted();
        foreach (var owner in scope.Owners)
        {
            BrokenPromiseException.Unless(!owner.PullRequestsIfGranted && owner.Permissions.Beyond(Permissions.Read).Levels.Count == 0, "No file makes the access wider than --max-access.");
            BrokenPromiseException.Unless(
                owner is { Owner: not null, Repositories: { } names } && (owner.Owner.Equals("acme", StringComparison.OrdinalIgnoreCase) || (owner.Owner.Equals("octo", StringComparison.OrdinalIgnoreCase) && names.All(name => name.Equals("tools", StringComparison.OrdinalIgnoreCase)))),
                "No file names repositories beyond --max-repos.");
        }

        return refusals == 0;
    }

    private static bool ReadState(Input input)
    {
        var directory = Scratch.Of("state");
        Scratch.Write(directory, "state.json", Encoding.UTF8.GetBytes(input.Text.Replace("BOOT-ID", BootId, StringComparison.Ordinal)));
        using var state = StateDirectory.Open(directory, NullLogger.Instance);
        var wait = new MintLimit(3, TimeSpan.FromMinutes(1)).Wait(state.PaidUntil("acme"), Moment.Now(TimeProvider.System).SinceBoot);
        BrokenPromiseException.Unless(wait >= TimeSpan.Zero && wait.TotalMilliseconds < uint.MaxValue / 2, "A wait is one that a timer can do.");
        using var app = new AppCredentials("42", 7, [], Host);
        _ = state.Access;
        foreach (var token in state.AllTokens.Append(state.FindToken(app, Asked)).OfType<InstallationToken>())
        {
            _ = token.Expires.Left(TimeProvider.System) < token.Life / 4;
            _ = token.Expires.After(-token.Life / 4).HasCome(TimeProvider.System);
            _ = token.Expires.After(TokenValue.TimeToSpread - token.Life).HasCome(TimeProvider.System);
            _ = token.Expires.After(TimeSpan.FromMinutes(-5)).Left(TimeProvider.System);
            BrokenPromiseException.Unless(Repository.IsOwner(token.Owner) && (token.AppSlug is null || Repository.IsOwner(token.AppSlug)), "An owner's name can be a file's, and an App's stands in configuration.");
            _ = token.Host.Refs("acme/app");
        }

        return state.AllTokens.Count > 0;
    }

    private static bool ReadHealth(Input input)
    {
        var words = OwnReport.TrimEnd('\n').Split(' ');
        var report = HealthReport.Parse(input.Text.Replace("PROCESS", words[^2], StringComparison.Ordinal).Replace("STARTED", words[^1], StringComparison.Ordinal));
        _ = report?.WhyNotReady(TimeProvider.System) ?? report?.WhyNotLive(TimeProvider.System) ?? report?.WhyNotStarted;
        BrokenPromiseException.Unless(report is null || HealthReport.Parse(report.ToText()) is not null, "What is written is read.");
        return report is not null;
    }

    private static bool ReadIdentity(Input input)
    {
        var directory = Scratch.Of("tokens");
        Scratch.Write(directory, "token.json", input.Bytes);
        var identity = Settings.Parsed("--identity", directory, CommitIdentity.OfApp);
        BrokenPromiseException.Unless(!$"{identity.Name}{identity.Email}".Any(c => char.IsControl(c) || c is '<' or '>'), "Who commits is one line for git.");
        return true;
    }
}
