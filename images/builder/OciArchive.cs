using System.Globalization;
using System.Text.Json;

namespace Sidecars.Images;

/// <summary>Has buildah make an image of a Containerfile, in a store of its own, and keeps it as one file.</summary>
internal sealed class OciArchive(Checkout checkout, Recipe recipe, string output)
{
    public string File { get; } = Path.Combine(output, $"{recipe.Name}-{checkout.Version}.oci.tar");

    private string Seconds { get; } = checkout.Time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <returns>The digest of the image.</returns>
    public string Write()
    {
        var work = Directory.CreateTempSubdirectory();
        try
        {
            string[] store = ["--root", $"{work}/store", "--runroot", $"{work}/run", "--storage-driver", "vfs"];
            var context = Path.Combine(output, recipe.Name);
            var containerfile = Path.Combine(checkout.Path, "images", recipe.Name, "Containerfile");
            var annotations = Annotations().SelectMany(annotation => (string[])["--annotation", $"org.opencontainers.image.{annotation.Name}={annotation.Value}"]);

            // Who built it with what version of buildah is no part of what it is.
            Tool.Run("buildah", [.. store, "build", "--isolation", "chroot", "--format", "oci", "--identity-label=false", "--timestamp", Seconds, .. annotations, "--tag", recipe.Name, "--file", containerfile, context]);
            Tool.Run("buildah", [.. store, "push", "--format", "oci", recipe.Name, $"oci:{work}/oci:{recipe.Name}:{checkout.Version}"]);
            Archive($"{work}/oci", File, Seconds);
            using var index = JsonDocument.Parse(System.IO.File.ReadAllText($"{work}/oci/index.json"));
            return index.RootElement.GetProperty("manifests")[0].GetProperty("digest").GetString()!;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    /// <summary>The same files give the same archive.</summary>
    public static void Archive(string directory, string file, string seconds)
        => Tool.Run("tar", "--sort=name", "--format=posix", "--pax-option=delete=atime,delete=ctime", $"--mtime=@{seconds}", "--owner=0", "--group=0", "--numeric-owner", "--mode=go=rX,u+rw", "-C", directory, "-cf", file, ".");

    private IEnumerable<(string Name, string Value)> Annotations()
    {
        yield return ("title", recipe.Name);
        yield return ("description", recipe.Description);
        yield return ("version", checkout.Version);
        yield return ("revision", checkout.Revision);
        yield return ("licenses", recipe.HasGit ? "MIT AND GPL-2.0-only" : "MIT");
        yield return ("created", checkout.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        if (checkout.Source is { } source)
        {
            yield return ("source", source);
        }
    }
}
