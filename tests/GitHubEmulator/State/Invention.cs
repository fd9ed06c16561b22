using System.Security.Cryptography;

namespace GitHubEmulator.State;

/// <summary>Identifiers nobody can guess or rely on, in GitHub's shapes.</summary>
internal static class Invention
{
    public const string LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly int[] RequestIdParts = [4, 6, 7, 7, 8];

    public static long AppId() => RandomNumberGenerator.GetInt32(1_000_000, 3_000_000);

    public static long InstallationId() => RandomNumberGenerator.GetInt32(90_000_000, 150_000_000);

    public static long AccountId() => RandomNumberGenerator.GetInt32(1_000_000, 250_000_000);

    public static long RepositoryId() => RandomNumberGenerator.GetInt32(1_000_000_000, 1_300_000_000);

    public static string ClientId() => "Iv23li" + RandomNumberGenerator.GetString(LettersAndDigits, 14);

    public static string RequestId() =>
        string.Join(':', RequestIdParts.Select(digits => RandomNumberGenerator.GetHexString(digits)));
}
