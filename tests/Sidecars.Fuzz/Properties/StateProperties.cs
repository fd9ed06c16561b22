using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Sidecars.GitHub;
using Sidecars.Retry;
using Sidecars.Support;
using Sidecars.Tokens;

namespace Sidecars.Fuzz.Properties;

public sealed class StateProperties : IDisposable
{
    private readonly TestDirectory _directory = new();

    [Fact]
    public void A_token_is_remembered_as_it_was()
        => Always.Holds(Gen.Choose(1, 4000).Zip(Gen.Choose(33, 126)).Zip(Always.Name.ListOf()), given =>
        {
            var ((length, character), repositories) = given;
            var now = DateTimeOffset.UtcNow;
            var host = GitHubHost.FromApiUrl(new("https://api.github.com"));
            var asked = new TokenScope("acme", repositories, Permissions.Read, PullRequestsIfGranted: false);
            var token = new InstallationToken(
                new(new string((char)character, length)), host, "42", 7, "acme", Permissions.Write, [.. repositories.Select(name => $"acme/{name}")], now, now.AddHours(1), Moment.Now(TimeProvider.System).After(TimeSpan.FromHours(1)))
            {
                ConfiguredInstallationId = 7, AppSlug = "my-app", BotUserId = 5,
            };
            using (var state = StateDirectory.Open(_directory.Path, NullLogger.Instance))
            {
                state.SaveToken(asked, token);
            }

            using var reopened = StateDirectory.Open(_directory.Path, NullLogger.Instance);
            using var app = new AppCredentials("42", 7, [], host);
            return reopened.FindToken(app, asked) is { } found
                   && found.Token.Reveal() == token.Token.Reveal() && found.Permissions.ToString() == token.Permissions.ToString() && found.Repositories!.SequenceEqual(token.Repositories!)
                   && found.ExpiresAt == token.ExpiresAt && found.Life == token.Life && found with { Token = token.Token, Permissions = token.Permissions, Repositories = token.Repositories, Expires = token.Expires } == token;
        });

    public void Dispose() => _directory.Dispose();
}
