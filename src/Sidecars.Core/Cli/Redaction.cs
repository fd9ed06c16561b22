namespace Sidecars.Cli;

/// <summary>Makes text that came from outside fit for a log: no control characters, no keys, no tokens, no users in URLs, bounded length.</summary>
public static class Redaction
{
    private const int MaxLength = 4000;

    public static string Clean(string text)
    {
        // Tokens before users: a token may have a slash, and a user behind it seem to be a path.
        text = UsersInUrls.Hide(TokensInText.Hide(KeysInText.Hide(text)));
        return new string(Array.ConvertAll(text[..Math.Min(text.Length, MaxLength)].ToCharArray(), c => char.IsControl(c) ? ' ' : c)).Trim();
    }
}
