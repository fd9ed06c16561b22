using System.Text.Json;
using Sidecars.Cli;
using Sidecars.Linux;

namespace Sidecars.Git;

/// <summary>Who commits in a clone.</summary>
public sealed record CommitIdentity(string Name, string Email)
{
    /// <summary>A hundred owners with five hundred repositories each are 8 MB.</summary>
    private const int MostBytes = 16 * 1024 * 1024;

    /// <summary>Reads <c>Name &lt;mail&gt;</c>.</summary>
    /// <exception cref="FormatException">It is none that git would take.</exception>
    public static CommitIdentity Parse(string text)
        => text.Split('<') is [var name, [.. var email, '>']] && Part(name) is { } ofName && Part(email) is { } ofEmail && ofEmail.Contains('@', StringComparison.Ordinal)
            ? new(ofName, ofEmail)
            : throw new FormatException("write app, or \"Name <mail>\".");

    /// <summary>The App's bot, as the token programs have written it beside the token.</summary>
    /// <exception cref="FormatException">They have not.</exception>
    public static CommitIdentity OfApp(string tokenDirectory)
    {
        try
        {
            using var summary = JsonDocument.Parse(BoundedFile.Read(Path.Combine(tokenDirectory, "token.json"), MostBytes));
            var identity = summary.RootElement.GetProperty("identity");
            return Parse($"{identity.GetProperty("name").GetString()} <{identity.GetProperty("email").GetString()}>");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FormatException($"{Redaction.Clean(tokenDirectory)}/token.json does not say who the App is: it comes from generate-initial-token or token-refresher, when GitHub tells them. Or write \"Name <mail>\".", e);
        }
    }

    private static string? Part(string text) => text.Trim() is { Length: > 0 } part && !part.Any(c => char.IsControl(c) || c is '<' or '>') ? part : null;
}
