using System.Globalization;

namespace Sidecars.Images;

/// <summary>A chart as one file, as <c>helm package</c> makes it, but the same each time.</summary>
internal static class ChartArchive
{
    private const string Version = "version: ";

    /// <returns>The file.</returns>
    public static string Write(Checkout checkout, string chart, string output)
    {
        var charts = Path.Combine(checkout.Path, "charts");
        var version = File.ReadLines(Path.Combine(charts, chart, "Chart.yaml")).First(line => line.StartsWith(Version, StringComparison.Ordinal))[Version.Length..];
        var archive = Path.Combine(output, $"{chart}-{version}.tar");
        var seconds = checkout.Time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

        // The library is a link in the sources; whoever has the file alone needs what it leads to.
        Tool.Run("tar", "--dereference", "--sort=name", "--format=ustar", $"--mtime=@{seconds}", "--owner=0", "--group=0", "--numeric-owner", "--mode=u=rwX,go=rX", "-C", charts, "-cf", archive, chart);
        Tool.Run("gzip", "--force", "--no-name", archive);
        var file = Path.ChangeExtension(archive, "tgz");
        File.Move($"{archive}.gz", file, overwrite: true);
        return file;
    }
}
