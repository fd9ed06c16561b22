using System.Globalization;

namespace GitHubEmulator.Rest.Documents;

internal static class Timestamp
{
    public static string ToGitHub(this DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
