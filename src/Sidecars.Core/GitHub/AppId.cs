using System.Globalization;

namespace Sidecars.GitHub;

/// <summary>Reads the numbers and names that identify an App and its installations, and tells them from those people confuse them with.</summary>
internal static class AppId
{
    private const int ClientSecretLength = 40;

    /// <summary>An App ID (a number) or a client ID (<c>Iv1.…</c>, <c>Iv23…</c>), as the JWT's issuer.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static string Parse(string text)
    {
        var id = Unquoted(text);
        if (long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
        {
            // As a number is written, and not as it may be read: it stands in what the key signs.
            return number.ToString(CultureInfo.InvariantCulture);
        }

        if (id.Length == ClientSecretLength && id.All(char.IsAsciiHexDigit))
        {
            throw new FormatException("this is the App's client secret; give its App ID or client ID, and delete the secret where it was pasted.");
        }

        return id.StartsWith("Iv", StringComparison.Ordinal) && id.Length is > 4 and < 64 && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '.')
            ? id
            : throw new FormatException("this is neither an App ID (a number) nor a client ID (it begins with Iv); both stand on the App's settings page.");
    }

    /// <exception cref="FormatException">It is not a number.</exception>
    public static long ParseInstallation(string text)
        => long.TryParse(Unquoted(text), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new FormatException(
                "an installation ID is a number, the last part of the installation's URL; leave it out to have it looked up from the repositories' owner.");

    /// <summary>Templates that quote every value leave the quotes in the Secret.</summary>
    private static string Unquoted(string text) => text.Trim().Trim('"', '\'').Trim();
}
