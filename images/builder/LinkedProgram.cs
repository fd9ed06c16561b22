using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Sidecars.Images;

/// <summary>What is inside one of our programs: by the linker's map, the archives that gave it code, and by the restore, the NuGet packages.</summary>
internal static partial class LinkedProgram
{
    public static IReadOnlyList<Component> Contents(Checkout checkout, string project)
        => [.. NuGetPackages(checkout, project).Concat(Archives(checkout, project)).DistinctBy(component => component.Id).OrderBy(component => component.Id, StringComparer.Ordinal)];

    private static IEnumerable<Component> NuGetPackages(Checkout checkout, string project)
    {
        using var assets = JsonDocument.Parse(File.ReadAllText(checkout.Artifact("obj", project, "project.assets.json")));
        var folders = assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
        var target = assets.RootElement.GetProperty("targets").EnumerateObject().Single(target => target.Name.Contains('/', StringComparison.Ordinal));
        foreach (var package in target.Value.EnumerateObject().Where(package => package.Value.GetProperty("type").GetString() == "package"))
        {
            // The compiler's own package has the runtime and the framework in it; what has no assembly worked at build time only.
            if (package.Value.TryGetProperty("runtime", out _) || package.Name.StartsWith("runtime.", StringComparison.Ordinal))
            {
                var parts = package.Name.Split('/');
                yield return NuGetPackage(folders, parts[0], parts[1]);
            }
        }
    }

    private static Component NuGetPackage(IEnumerable<string> folders, string name, string version)
    {
        var lower = name.ToLowerInvariant();
        var description = XDocument.Load(folders.Select(folder => Path.Combine(folder, lower, version, $"{lower}.nuspec")).First(File.Exists)).Descendants().ToList();
        string? Value(string element) => description.FirstOrDefault(node => node.Name.LocalName == element)?.Value;
        var license = description.FirstOrDefault(node => node.Name.LocalName == "license" && node.Attribute("type")?.Value == "expression")?.Value;
        return new(name, version, $"Organization: {Value("authors") ?? "unknown"}", license ?? "NOASSERTION", $"pkg:nuget/{name}@{version}", Comment: "Compiled to native code; what is not used is left out.");
    }

    private static IEnumerable<Component> Archives(Checkout checkout, string project)
    {
        var map = checkout.Artifact("obj", project, "link.map");
        if (!File.Exists(map))
        {
            throw new BuildException($"{map} is missing, which says what was linked into {project}: run ./build.sh clean, then ./build.sh images.");
        }

        foreach (var file in Archive().Matches(File.ReadAllText(map)).Select(match => Path.GetFullPath(match.Groups[1].Value)).Distinct())
        {
            // What is not the system's came with the .NET runtime, or was compiled from the sources that came with it.
            if (file.StartsWith("/usr/", StringComparison.Ordinal) || file.StartsWith("/lib/", StringComparison.Ordinal))
            {
                yield return Debian.Package(Debian.OwnerOf(file)) with { Comment = "Linked statically, its code is in the program." };
            }
            else if (Path.GetFileName(file) == "libz.a")
            {
                var version = ZlibVersion().Match(Encoding.Latin1.GetString(File.ReadAllBytes(file)));
                yield return new("zlib-ng", version.Success ? version.Groups[1].Value : "NOASSERTION", "Organization: zlib-ng", "Zlib", Comment: "Comes with the .NET runtime.");
            }
            else if (Path.GetFileName(file).StartsWith("libbrotli", StringComparison.Ordinal))
            {
                yield return new("brotli", "NOASSERTION", "Organization: Google", "MIT", Comment: "Comes with the .NET runtime, which does not say its version.");
            }
        }
    }

    [GeneratedRegex(@"^(/\S+\.a)\(", RegexOptions.Multiline)]
    private static partial Regex Archive();

    [GeneratedRegex(@"(\d+\.\d+\.\d+(?:\.\d+)?)[.-]zlib-ng")]
    private static partial Regex ZlibVersion();
}
