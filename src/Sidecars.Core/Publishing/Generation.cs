using System.Text;
using System.Text.Json;
using Sidecars.GitHub;

namespace Sidecars.Publishing;

/// <summary>The files that are published for a token.</summary>
internal static class Generation
{
    private const int Version = 1;

    public static IReadOnlyList<PublishedFile> Of(IReadOnlyList<OwnerToken> owners, PublishOptions options)
    {
        var token = owners[0].Token!;

        // No newline: whoever reads the file into a header wants none.
        var value = Encoding.UTF8.GetBytes(token.Token.Reveal());
        var ownFile = $"tokens/{token.Owner}";
        return
        [
            new("token", value),
            new(ownFile, value),
            new(".netrc", Encoding.UTF8.GetBytes(Netrc(token))),
            new("token.json", JsonSerializer.SerializeToUtf8Bytes(Summary(token, ownFile), TokenSummaryJson.Default.TokenSummary)),
        ];
    }

    /// <summary>One machine, each field on its own line, line feeds only: the form that every libcurl reads alike.</summary>
    /// <remarks>libcurl's lib/netrc.c: a machine has no port, and quotes are read since 7.84, so only a value that would mean something else without them gets them.</remarks>
    private static string Netrc(InstallationToken token)
    {
        var value = token.Token.Reveal();
        var password = value[0] is '"' or '#' ? $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : value;
        return $"machine {token.Host.ServerUrl.Host}\nlogin x-access-token\npassword {password}\n";
    }

    private static TokenSummary Summary(InstallationToken token, string file) => new(
        Version, token.Host.ApiUrl.AbsoluteUri.TrimEnd('/'), token.AppId,
        [
            new(
                token.Owner, file, token.InstallationId, token.ExpiresAt.UtcDateTime, token.MintedAt.UtcDateTime, token.Permissions.Levels,
                token.Repositories, token.Token.Sha256, Error: null),
        ]);
}
