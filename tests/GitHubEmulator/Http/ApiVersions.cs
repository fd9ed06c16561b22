namespace GitHubEmulator.Http;

internal static class ApiVersions
{
    public const string Header = "X-GitHub-Api-Version";

    private const string Initial = "2022-11-28";
    private const string Current = "2026-03-10";

    public static bool Knows(string version) => version is Initial or Current;

    /// <summary>Without the header GitHub answers as the oldest version it still supports.</summary>
    public static bool IsCurrent(HttpRequest request) => request.Headers[Header] == Current;
}
