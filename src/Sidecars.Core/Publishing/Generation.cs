using System.Text;
using System.Text.Json;
using Sidecars.GitHub;

namespace Sidecars.Publishing;

/// <summary>The files that are published together.</summary>
internal static class Generation
{
    private const int Version = 1;

    /// <param name="owners">In the order of the workspace's repositories; one of them at least has a token.</param>
    public static IReadOnlyList<PublishedFile> Of(IReadOnlyList<OwnerToken> owners, PublishOptions options)
    {
        var tokens = owners.Select(owner => owner.Token).OfType<InstallationToken>().ToList();
        var files = new List<PublishedFile>();
        if (owners[0].Token is { } first)
        {
            // No newline: whoever reads the file into a header wants none.
            files.Add(new("token", Encoding.UTF8.GetBytes(first.Token.Reveal())));
            files.AddRange(OfFirst(first, owners.Count == 1, options));
        }

        files.AddRange(tokens.Select(token => new PublishedFile(FileOf(token), Encoding.UTF8.GetBytes(token.Token.Reveal()))));
        if (options.Kinds.Contains("gitconfig"))
        {
            files.Add(new("gitconfig", ConsumerGitConfig.WithHelper(tokens, hasSeveralOwners: owners.Count > 1, options)));
        }

        if (options.Kinds.Contains("gitconfig-no-shell"))
        {
            files.Add(new("gitconfig-no-shell", ConsumerGitConfig.WithHeader(tokens, options)));
        }

        files.Add(new("token.json", JsonSerializer.SerializeToUtf8Bytes(Summary(owners, tokens), TokenSummaryJson.Readable.TokenSummary)));
        return files;
    }

    /// <summary>What has room for one token only.</summary>
    private static IEnumerable<PublishedFile> OfFirst(InstallationToken token, bool isOnly, PublishOptions options)
    {
        // netrc tells machines apart, not owners: with several, it would send the wrong token.
        if (options.Kinds.Contains("netrc") && isOnly)
        {
            yield return new(".netrc", Netrc.Of(token));
        }

        if (options.Kinds.Contains("gh"))
        {
            yield return new("gh/config.yml", GhConfig.Config());
            yield return new("gh/hosts.yml", GhConfig.Hosts(token));
        }

        if (options.Kinds.Contains("env"))
        {
            yield return new("env", EnvironmentFile.Of(token));
        }
    }

    private static TokenSummary Summary(IReadOnlyList<OwnerToken> owners, List<InstallationToken> tokens)
    {
        // All are the same App's; some may be from when GitHub had not told all yet.
        var identity = TokenSummary.Committer.Of(tokens.Find(token => token.BotUserId is not null) ?? tokens.Find(token => token.AppSlug is not null) ?? tokens[0]);
        return new(Version, tokens[0].Host.ApiUrl.AbsoluteUri.TrimEnd('/'), tokens[0].AppId, identity, [.. owners.Select(Summary)]);
    }

    private static TokenSummary.Token Summary(OwnerToken owner) => owner.Token is { } token
        ? new(
            owner.Owner, FileOf(token), token.InstallationId, token.ExpiresAt.UtcDateTime, token.MintedAt.UtcDateTime, token.Permissions.Levels,
            token.Repositories, token.Token.Sha256, owner.Error)
        : new(owner.Owner, null, null, null, null, null, null, null, owner.Error);

    private static string FileOf(InstallationToken token) => $"tokens/{token.Owner}";
}
