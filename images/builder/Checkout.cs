using System.Globalization;
using System.Xml.Linq;

namespace Sidecars.Images;

/// <summary>The sources that the programs were built from.</summary>
/// <param name="Source">Where they are published, for the annotation; null where nobody has said it.</param>
internal sealed record Checkout(string Path, string Version, string Revision, DateTimeOffset Time, string? Source)
{
    public static Checkout At(string path)
    {
        // A checkout may be another user's, as in a container; whoever builds it runs what is in it anyway.
        string Git(params string[] arguments) => Tool.Run("git", ["-c", "safe.directory=*", "-C", path, .. arguments]).Trim();
        var version = XDocument.Load(System.IO.Path.Combine(path, "Directory.Build.props")).Descendants("Version").First().Value;
        var changed = Git("status", "--porcelain").Length > 0;
        var seconds = long.Parse(Git("log", "-1", "--format=%ct"), CultureInfo.InvariantCulture);
        return new(System.IO.Path.GetFullPath(path), version, Git("rev-parse", "HEAD") + (changed ? "-changed" : ""), DateTimeOffset.FromUnixTimeSeconds(seconds), Environment.GetEnvironmentVariable("IMAGE_SOURCE"));
    }

    public string Artifact(params string[] parts) => System.IO.Path.Combine([Path, "artifacts", .. parts]);
}
