namespace Sidecars.Images;

/// <summary>An image as it was built: a directory with its files, an OCI archive of them, and what is in it.</summary>
internal sealed record Image(Recipe Recipe, string Digest, double MiB, IReadOnlyList<string> Files)
{
    private const string Authorities = "ca-certificates";

    public static Image Build(Recipe recipe, Checkout checkout, string output)
    {
        var product = new Component(recipe.Name, checkout.Version, "Organization: Sidecars", "MIT", Comment: recipe.Description);
        var root = new RootDirectory(Path.Combine(output, recipe.Name, "root"));
        root.Copy(checkout.Artifact("linux-x64", recipe.Program), $"/{recipe.Program}", product);
        root.Write("/etc/passwd", "nonroot:x:65532:65532:nonroot:/nonexistent:/sbin/nologin\n", product);
        root.Write("/etc/group", "nonroot:x:65532:\n", product);

        // ssh-keygen does nothing for a user without a name, and a pod may run as any.
        root.Write("/etc/nsswitch.conf", $"passwd: files{(recipe.HasGit ? " unknown" : "")}\ngroup: files\nhosts: files dns\n", product);

        // The package's, and not what this machine trusts: somebody may have added to that.
        var authorities = Debian.FilesOf(Authorities).Where(file => file.StartsWith("/usr/share/ca-certificates/", StringComparison.Ordinal) && file.EndsWith(".crt", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        Debian.AssertUnchanged([Authorities], authorities);
        root.Write("/etc/ssl/certs/ca-certificates.crt", string.Concat(authorities.Select(file => File.ReadAllText(file).TrimEnd('\n') + "\n")), Debian.Package(Authorities));
        if (recipe.HasGit)
        {
            DebianFiles.Add(recipe.DebianFiles, checkout, root);
        }

        root.Seal(checkout.Time);

        var archive = new OciArchive(checkout, recipe, output);
        var digest = archive.Write();
        var sbom = Path.Combine(output, $"{recipe.Name}-{checkout.Version}.spdx.json");
        Spdx.Write(sbom, checkout, product, digest, root, LinkedProgram.Contents(checkout, recipe.Project));
        return new(recipe, digest, root.Size / 1048576.0, [archive.File, sbom]);
    }
}
