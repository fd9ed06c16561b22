using System.Text.RegularExpressions;

namespace Sidecars.Images;

/// <summary>The Debian packages that are installed here.</summary>
internal static partial class Debian
{
    private const string Common = "/usr/share/common-licenses/";

    /// <summary>Not installed, but taken from its .deb: to install it would change how this machine looks up users.</summary>
    public const string NssUnknown = "libnss-unknown";

    private static readonly Dictionary<string, Component> Known = [];

    public static string Release { get; } = File.ReadAllLines("/etc/os-release").First(line => line.StartsWith("VERSION_ID=", StringComparison.Ordinal)).Split('=')[1].Trim('"');

    public static string OwnerOf(string path)
    {
        // What dpkg calls /lib/… is /usr/lib/… by now.
        foreach (var name in (string[])[path, path.StartsWith("/usr/", StringComparison.Ordinal) ? path[4..] : "/usr" + path])
        {
            if (Tool.TryRun("dpkg-query", ["--search", name], out _) is { } found)
            {
                return found.Split(':', ',')[0];
            }
        }

        throw new BuildException($"{path} belongs to no Debian package: what goes into an image has to have a version.");
    }

    public static Component Package(string name)
    {
        if (!Known.TryGetValue(name, out var package))
        {
            // Of another architecture there can be one of the same name.
            var fields = Tool.Run("dpkg-query", "--show", "--showformat", "${Version} ${source:Package} ${source:Version} ${Architecture}\n", name).Split('\n')[0].Split(' ');
            Known[name] = package = Described(name, fields[0], fields[1], fields[2], fields[3], Copyright(name));
        }

        return package;
    }

    public static Component Described(string name, string version, string source, string sourceVersion, string architecture, string copyright)
    {
        var licenses = LicenseName().Matches(copyright).Select(match => match.Groups[1].Value.Trim()).Distinct().Order(StringComparer.Ordinal).ToList();
        return new(
            name, version, "Organization: Debian", Url: $"pkg:deb/debian/{name}@{Uri.EscapeDataString(version)}?arch={architecture}&distro=debian-{Release}",
            Source: $"built from source package: {source} {sourceVersion}", Comment: licenses.Count > 0 ? $"Licences by Debian's copyright file: {string.Join(", ", licenses)}" : "Debian's copyright file says under which licences.");
    }

    public static IEnumerable<string> FilesOf(string package) => Tool.Run("dpkg-query", "--listfiles", package).Split('\n');

    public static string Copyright(string package) => File.ReadAllText($"/usr/share/doc/{package}/copyright");

    /// <summary>The texts that a copyright file refers to.</summary>
    public static IEnumerable<string> CommonLicenses(string copyright)
        => CommonLicense().Matches(copyright).Select(match => Common + match.Groups[1].Value.TrimEnd('.')).Distinct().Where(File.Exists);

    /// <exception cref="BuildException">A file is not as its package had it.</exception>
    public static void AssertUnchanged(IEnumerable<string> packages, IReadOnlyCollection<string> files)
    {
        // It fails where anything of a package is changed, and that may be a file which we do not take.
        var said = Tool.Run("sh", ["-c", "dpkg --verify \"$@\" || true", "sh", .. packages]);
        var changed = said.Split('\n').Where(line => files.Any(file => line.EndsWith(" " + file, StringComparison.Ordinal))).ToList();
        if (changed.Count > 0)
        {
            throw new BuildException($"Not as its Debian package has it: {string.Join(", ", changed)}. Install the package anew.");
        }
    }

    /// <summary>By full name, what a program or library has loaded before it runs.</summary>
    /// <exception cref="BuildException">One of them is missing or broken.</exception>
    public static IEnumerable<string> LibrariesOf(string file)
    {
        var libraries = Tool.TryRun("ldd", [file], out var error);
        if (libraries is null && error.Contains("not a dynamic executable", StringComparison.Ordinal))
        {
            return [];
        }

        return libraries?.Contains("not found", StringComparison.Ordinal) == false
            ? Library().Matches(libraries).Select(match => match.Groups[1].Value)
            : throw new BuildException($"{file} cannot load its libraries: install the Debian packages of those that ldd {file} names anew.");
    }

    [GeneratedRegex(@"(/\S+) \(0x")]
    private static partial Regex Library();

    [GeneratedRegex(@"^License: *(\S.*)$", RegexOptions.Multiline)]
    private static partial Regex LicenseName();

    [GeneratedRegex(@"/usr/share/common-licenses/([A-Za-z0-9.+-]+)")]
    private static partial Regex CommonLicense();
}
