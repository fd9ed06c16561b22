using System.Globalization;
using System.Security.Cryptography;

namespace Sidecars.Images;

/// <summary>One file to carry to where there is no network: images, SBOMs, charts, and checksums.</summary>
internal static class AirGapArchive
{
    public static void Write(Checkout checkout, string output, IReadOnlyList<Image> images, IReadOnlyList<string> charts)
    {
        var name = $"sidecars-{checkout.Version}-airgap";
        var work = Directory.CreateTempSubdirectory();
        try
        {
            var directory = Directory.CreateDirectory(Path.Combine(work.FullName, name)).FullName;
            foreach (var file in images.SelectMany(image => image.Files).Concat(charts))
            {
                File.Copy(file, Path.Combine(directory, Path.GetFileName(file)));
            }

            File.WriteAllLines(Path.Combine(directory, "DIGESTS"), images.Select(image => $"{image.Digest}  {image.Recipe.Name}:{checkout.Version}"));
            var sums = Directory.GetFiles(directory).Order(StringComparer.Ordinal).Select(file => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}  {Path.GetFileName(file)}").ToList();
            File.WriteAllLines(Path.Combine(directory, "SHA256SUMS"), sums);

            // What is large is compressed inside already.
            var archive = Path.Combine(output, $"{name}.tar");
            OciArchive.Archive(work.FullName, archive, checkout.Time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            Tool.Run("gzip", "--force", "--no-name", "--fast", archive);
            File.Copy(Path.Combine(directory, "SHA256SUMS"), Path.Combine(output, "SHA256SUMS"), overwrite: true);
            File.Copy(Path.Combine(directory, "DIGESTS"), Path.Combine(output, "DIGESTS"), overwrite: true);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }
}
