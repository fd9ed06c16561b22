namespace Sidecars.Apps.Support;

/// <summary>What must never be seen: the key, and every token that was minted.</summary>
internal static class Canaries
{
    /// <summary>Long enough to be nothing else, short enough to be found in what is cut off.</summary>
    private const int Piece = 24;

    public static void AssertAbsent(string text, TestKey key, IEnumerable<string> tokens)
    {
        foreach (var secret in key.Pieces(Piece).Concat(tokens))
        {
            // Not Assert.DoesNotContain: it would print the secret.
            Assert.False(text.Contains(secret, StringComparison.Ordinal), "A secret was printed.");
            Assert.False(text.Contains(Base64(secret), StringComparison.Ordinal), "A secret was printed in base64.");
        }
    }

    private static string Base64(string secret) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(secret));
}
