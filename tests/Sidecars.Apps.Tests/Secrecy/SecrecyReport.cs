using System.Globalization;
using System.Runtime.InteropServices;

namespace Sidecars.Apps.Secrecy;

/// <summary>What was searched and traced in this run of the tests, for readers: written when the variable REPORTS names a directory.</summary>
internal static class SecrecyReport
{
    private static readonly Lock Lock = new();
    private static readonly SortedDictionary<string, (int Paths, Dictionary<string, int> Searched, int Documented, int Hits, string Codes)> Searches = new(StringComparer.Ordinal);
    private static readonly SortedDictionary<string, (int Made, int Changed, int Wrong)> Traces = new(StringComparer.Ordinal);

    /// <param name="codes">The exit codes that were brought about.</param>
    public static void Add(string program, IReadOnlyList<Findings> findings, IEnumerable<int> codes)
    {
        var searched = findings.SelectMany(each => each.Searched).GroupBy(place => place.Key).ToDictionary(place => place.Key, place => place.Sum(each => each.Value));
        lock (Lock)
        {
            Searches[program] = (findings.Count, searched, findings.Sum(each => each.Documented), findings.Sum(each => each.Hits.Count), string.Join(", ", codes.Distinct().Order()));
            Write();
        }
    }

    public static void Add(string what, IReadOnlyList<Making> makings, int wrong)
    {
        lock (Lock)
        {
            Traces[what] = (makings.Count(making => making.Mode is not null && !making.Call.Contains("chmod", StringComparison.Ordinal)), makings.Count(making => making.Call.Contains("chmod", StringComparison.Ordinal)), wrong);
            Write();
        }
    }

    private static void Write()
    {
        if (Environment.GetEnvironmentVariable("REPORTS") is not { Length: > 0 } directory)
        {
            return;
        }

        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "secrets.md"), string.Join('\n', Lines()));
        File.WriteAllText(Path.Combine(directory, "secrets.summary.md"), string.Join('\n', Summary()));
    }

    private static IEnumerable<string> Summary()
        =>
        [
            "| program | error paths run | texts searched | secrets found outside of the documented places |", "|---|---|---|---|",
            .. Searches.Select(row => Line($"| {row.Key} | {row.Value.Paths} | {row.Value.Searched.Values.Sum():N0} | {row.Value.Hits} |")),
            "",
            Line($"Files and directories whose making was traced, with a umask of 0: {Traces.Values.Sum(row => row.Made):N0}; wider than documented, of another owner or elsewhere, be it for a moment: {Traces.Values.Sum(row => row.Wrong)}."),
            "",
        ];

    private static IEnumerable<string> Lines()
        =>
        [
            "# Secrets", "", Line($"On {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} CPUs, as user {Environment.UserName}."), "",
            "Every secret is looked for as it is, URL-encoded, in hex, and in base64 and base64url from each of three places on (which covers basic auth):",
            string.Join(", ", Bait.All.Select(secret => secret.Name).Distinct().Concat(["installation token", "service account's token", "signed LFS link"])) + ". Logs are at the level trace.", "",
            "## Error paths", "", "| program | error paths run | exit codes | secrets outside of the documented places | in the documented places |", "|---|---|---|---|---|",
            .. Searches.Select(row => Line($"| {row.Key} | {row.Value.Paths} | {row.Value.Codes} | {row.Value.Hits} | {row.Value.Documented:N0} |")),
            "", "The last column shows that the search finds what is there: tokens on their way to GitHub, and where these are documented to be:", "",
            .. DocumentedPlaces.Files.Select(place => $"- {place.What}: `{place.Path}`"),
            "- a connection to GitHub or to the API server", "- the environment of a command, by `exec --export`", "",
            "## Places", "", "| place | texts searched |", "|---|---|",
            .. Searches.Values.SelectMany(row => row.Searched).GroupBy(place => place.Key).OrderBy(place => place.Key, StringComparer.Ordinal).Select(place => Line($"| {place.Key} | {place.Sum(each => each.Value):N0} |")),
            "", "Arguments, environments and writes are those of all system calls of the program and its children, as strace saw them: none is too short-lived.", "",
            "## Files", "", "| runs | files and directories made | modes changed | wider, of another owner, not exclusive or elsewhere |", "|---|---|---|---|",
            .. Traces.Select(row => Line($"| {row.Key} | {row.Value.Made:N0} | {row.Value.Changed:N0} | {row.Value.Wrong} |")),
            "",
        ];

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
