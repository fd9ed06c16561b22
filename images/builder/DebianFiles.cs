namespace Sidecars.Images;

/// <summary>Files of Debian packages in an image: those asked for, the libraries that they load, and what says where they come from.</summary>
internal static class DebianFiles
{
    /// <summary>Where it looks for modules, of which glibc loads this one because nsswitch.conf names it.</summary>
    private const string NssModule = "/usr/lib/x86_64-linux-gnu/libnss_unknown.so";

    public static void Add(IEnumerable<string> files, Checkout checkout, RootDirectory root)
    {
        // As in Debian: the loader of programs is named in them by a path through these.
        root.Link("/lib", "usr/lib");
        root.Link("/lib64", "usr/lib64");

        var packages = new SortedDictionary<string, Component>(StringComparer.Ordinal);
        var taken = new List<string>();
        foreach (var file in files.SelectMany(file => Debian.LibrariesOf(file).Prepend(file)).Distinct().ToList())
        {
            var path = file;
            for (; new FileInfo(path).LinkTarget is { } target; path = Path.GetFullPath(target, Path.GetDirectoryName(path)!))
            {
                root.Link(InImage(path), Path.IsPathRooted(target) ? InImage(target) : target);
            }

            var name = Debian.OwnerOf(path);
            var package = packages[name] = Debian.Package(name);
            root.Copy(path, InImage(path), package);
            taken.Add(path);
        }

        Debian.AssertUnchanged(packages.Keys, taken);
        var papers = packages.Keys.ToDictionary(name => name, name => (Control: Tool.Run("dpkg-query", "--status", name), Copyright: Debian.Copyright(name)));
        AddNssModule(checkout, root, packages, papers);
        AddPapers(root, packages, papers);
    }

    private static void AddNssModule(Checkout checkout, RootDirectory root, SortedDictionary<string, Component> packages, Dictionary<string, (string Control, string Copyright)> papers)
    {
        var file = Directory.CreateDirectory(checkout.Artifact("debian")).GetFiles($"{Debian.NssUnknown}_*.deb").Select(file => file.FullName).Order(StringComparer.Ordinal).LastOrDefault()
            ?? throw new BuildException($"artifacts/debian has no {Debian.NssUnknown}: ./build.sh images gets it.");
        var unpacked = Directory.CreateTempSubdirectory();
        try
        {
            Tool.Run("dpkg-deb", "--extract", file, unpacked.FullName);
            string Field(string name) => Tool.Run("dpkg-deb", "--field", file, name).Trim();
            var copyright = File.ReadAllText($"{unpacked}/usr/share/doc/{Debian.NssUnknown}/copyright");
            var package = Debian.Described(Debian.NssUnknown, Field("Version"), Debian.NssUnknown, Field("Version"), Field("Architecture"), copyright);
            packages[package.Name] = package;
            papers[package.Name] = (Tool.Run("dpkg-deb", "--field", file), copyright);
            root.Copy(unpacked + NssModule, NssModule, package);
            root.Link(NssModule + ".2", Path.GetFileName(NssModule));
        }
        finally
        {
            unpacked.Delete(recursive: true);
        }
    }

    /// <summary>Licences, which have to go with the programs, and what scanners read to know the versions.</summary>
    private static void AddPapers(RootDirectory root, SortedDictionary<string, Component> packages, Dictionary<string, (string Control, string Copyright)> papers)
    {
        var release = Debian.Package("base-files");
        root.Copy("/usr/lib/os-release", "/usr/lib/os-release", release);
        root.Link("/etc/os-release", "../usr/lib/os-release");
        foreach (var (name, package) in packages)
        {
            var (control, copyright) = papers[name];
            root.Write($"/var/lib/dpkg/status.d/{name}", control.TrimEnd('\n') + "\n", package);
            root.Write($"/usr/share/doc/{name}/copyright", copyright, package);
            foreach (var license in Debian.CommonLicenses(copyright).Where(license => !root.Has(license)))
            {
                root.Write(license, File.ReadAllText(license), release);
            }
        }
    }

    private static string InImage(string path)
        => path.StartsWith("/lib/", StringComparison.Ordinal) || path.StartsWith("/lib64/", StringComparison.Ordinal) ? "/usr" + path : path;
}
