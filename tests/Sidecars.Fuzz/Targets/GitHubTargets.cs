using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sidecars.Diagnosis;
using Sidecars.Fuzz.Fuzzing;
using Sidecars.GitHub;
using Sidecars.Retry;
using Sidecars.Tokens;

namespace Sidecars.Fuzz.Targets;

/// <summary>What comes from GitHub, or from whoever answers in its place, and the App's key.</summary>
internal static class GitHubTargets
{
    private static readonly GitHubHost Host = GitHubHost.FromApiUrl(new("https://api.github.com"));
    private static readonly TokenScope Asked = new("acme", ["app", "web"], new Permissions([new("contents", "write"), new("issues", "read")]), PullRequestsIfGranted: false);
    private static readonly string[] Levels = ["read", "write", "admin"];

    public static IReadOnlyList<Target> All { get; } =
    [
        new("private-key", PrivateKey, "Sidecars.Core/GitHub/AppPrivateKey.cs", "Sidecars.Core/GitHub/PrivateKeyText.cs") { IsSecret = true, Share = 3, BytesPerByte = 300 },
        new("app-id", AppIdentity, "Sidecars.Core/GitHub/AppId.cs"),

        // Where it redirects, the same answer is read again, four times in all.
        new("github-answer", Answer, "Sidecars.Core/GitHub/GitHubAnswer.cs", "Sidecars.Core/GitHub/GitHubClient.cs", "Sidecars.Core/GitHub/RateLimit.cs") { BytesPerByte = 400 },
        new("github-token", Token, "Sidecars.Core/GitHub/GitHubAnswer.cs", "Sidecars.Core/GitHub/Grant.cs", "Sidecars.Core/Diagnosis/TokenChecks.cs", "Sidecars.Core/Tokens/TokenIssuer.cs") { IsSecret = true },
        new("github-objects", Objects, "Sidecars.Core/GitHub/GitHubAnswer.cs"),
    ];

    private static bool PrivateKey(Input input)
    {
        using var key = AppPrivateKey.Read(input.Text, "/run/key");
        BrokenPromiseException.Unless(key.Fingerprint.StartsWith("SHA256:", StringComparison.Ordinal), "A key that is taken has a fingerprint.");
        return true;
    }

    private static bool AppIdentity(Input input)
    {
        var id = Cli.Settings.Parsed("--app-id", input.Text, AppId.Parse);
        BrokenPromiseException.Unless(id.All(c => char.IsAsciiLetterOrDigit(c) || c == '.') && id.Length is > 0 and < 64, "An App's ID can stand in a JWT as it is.");
        BrokenPromiseException.Unless(AppId.Parse(id) == id, "An App's ID is read as itself.");
        return id.StartsWith("Iv", StringComparison.Ordinal) || AppId.ParseInstallation(id) > 0;
    }

    /// <summary>Status, headers and body of any answer.</summary>
    private static bool Answer(Input input)
    {
        using var client = new GitHubClient(StubServer.Client(_ => input.Bytes), TimeProvider.System, NullLogger.Instance);
        var request = new GitHubRequest(HttpMethod.Get, Host.Api("/app"), "show the App", new TokenValue("t").Bearer);
        try
        {
            var answer = client.SendAsync(request, CancellationToken.None).GetAwaiter().GetResult();
            BrokenPromiseException.Unless(answer.ServerTime.Year is >= 2020 and < 2200, "The server's time is one of today.");
            BrokenPromiseException.Unless(answer.RateLimitRemaining is null or >= 0, "What is left of a limit is not negative.");
            BrokenPromiseException.Unless(IsClean(answer.RequestId), "A request's ID has no control characters.");
            return true;
        }
        catch (GitHubException e)
        {
            BrokenPromiseException.Unless(e.RetryAfter is null || (e.RetryAfter >= TimeSpan.Zero && e.RetryAfter <= TimeSpan.FromDays(1)), "Nobody is kept waiting for longer than a day, or for less than nothing.");
            BrokenPromiseException.Unless(e.ServerTime is null or { Year: >= 2020 and < 2200 }, "The server's time is one of today.");
            BrokenPromiseException.Unless(IsClean(e.Message) && e.Message.Length < 10_000, "A sentence is bounded, and has no control characters.");

            // What the callers make of it.
            _ = RefreshBackoff.WaitAfter(e, 3);
            _ = Moment.Now(TimeProvider.System).After(Backoff.WaitForLimit(e.RetryAfter, 7, TimeSpan.MaxValue / 2));
            throw;
        }
    }

    /// <summary>The answer to a mint: the first part is the server's Date.</summary>
    private static bool Token(Input input)
    {
        var parts = input.Parts(2);
        var date = DateTimeOffset.TryParse(Encoding.UTF8.GetString(parts[0]), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read) && read.Year is >= 2020 and < 2200 ? read : DateTimeOffset.UtcNow;
        var answer = new GitHubAnswer(new(HttpMethod.Post, Host.Api("/x"), "mint a token", new TokenValue("t").Bearer), parts[1], "ID:1", date);
        var minted = answer.Read(GitHubJson.Default.AccessToken);
        _ = Moment.Now(TimeProvider.System).After(TokenChecks.EndOf(minted, answer) - date).Left(TimeProvider.System);
        var (value, expiresAt) = TokenIssuer.Required(minted, answer);
        var grant = new Grant(Asked, minted);
        var now = Moment.Now(TimeProvider.System);
        var token = new InstallationToken(value, Host, "42", 7, "acme", grant.Permissions, grant.Repositories, date, expiresAt, now.After(expiresAt - date));
        BrokenPromiseException.Unless(token.Life > TimeSpan.Zero && token.Life <= TimeSpan.FromDays(1), "A token lives, and for no longer than a day.");
        BrokenPromiseException.Unless(!$"{token} {grant} {value}".Contains(value.Reveal(), StringComparison.Ordinal) || value.Reveal().Length < 24, "No token is in the text of an object.");
        _ = token.Expires.After(-token.Life / 4).HasCome(TimeProvider.System);
        _ = token.Expires.After(TokenValue.TimeToSpread - token.Life).HasCome(TimeProvider.System);
        _ = grant.Narrower;
        if (grant.Wider is null)
        {
            BrokenPromiseException.Unless(IsWithin(minted), "What is not called wider is within what was asked.");
            BrokenPromiseException.Unless(Asked.Covers(token), "What is not called wider is covered by what was asked.");
        }

        if (token.Repositories is [var repository, ..])
        {
            _ = Host.Refs(repository);
        }

        return grant.Wider is null;
    }

    /// <summary>Said again, in another way than the product does.</summary>
    private static bool IsWithin(AccessToken minted)
    {
        string[] repositories = ["acme/app", "acme/web"];
        var areRepositoriesWithin = minted.Repositories is null
            ? minted.RepositorySelection is null
            : minted.Repositories.All(repository => repositories.Contains(repository?.FullName, StringComparer.OrdinalIgnoreCase));
        return areRepositoriesWithin && (minted.Permissions ?? []).All(permission => permission switch
        {
            { Key: "metadata", Value: "read" } => true,
            { Key: "contents" } => Array.IndexOf(Levels, permission.Value) is 0 or 1,
            { Key: "issues" } => permission.Value == "read",
            _ => false,
        });
    }

    private static bool Objects(Input input)
    {
        var answer = new GitHubAnswer(new(HttpMethod.Get, Host.Api("/x"), "show it", new TokenValue("t").Bearer), input.Bytes, "", DateTimeOffset.UtcNow);
        var taken = 0;
        Read(() => new Permissions(answer.Read(GitHubJson.Default.Installation).Permissions ?? []).Beyond(Permissions.Write).ToString());
        Read(() => answer.Read(GitHubJson.Default.App).Slug);
        Read(() => answer.Read(GitHubJson.Default.User).Id.ToString(CultureInfo.InvariantCulture));
        Read(() => answer.Read(GitHubJson.Default.RepositoryReference).FullName);
        Read(() => answer.Read(GitHubJson.Default.ErrorMessage).Message);
        return taken > 0;

        void Read(Func<string?> read)
        {
            try
            {
                _ = read();
                taken++;
            }
            catch (GitHubException e)
            {
                BrokenPromiseException.Unless(e.ExitCode == Cli.ExitCode.Unavailable && e.IsTransient, "What cannot be read is asked for again.");
            }
        }
    }

    private static bool IsClean(string text) => !text.Any(char.IsControl);
}
