using System.ComponentModel;
using System.Globalization;
using System.Security.Cryptography;
using Sidecars.Images;

if (args is not [var repository, var output])
{
    Console.Error.WriteLine("usage: image-builder REPOSITORY OUTPUT");
    return 2;
}

try
{
    var checkout = Checkout.At(repository);
    Directory.CreateDirectory(output);
    var images = Recipe.All.Select(recipe => Image.Build(recipe, checkout, output)).ToList();
    List<string> charts = [ChartArchive.Write(checkout, "sidecars", output), ChartArchive.Write(checkout, "sidecars-lib", output)];
    AirGapArchive.Write(checkout, output, images, charts);
    Console.WriteLine($"{"image",-24} {"MiB",6} {"limit",6}  digest");
    foreach (var image in images)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{image.Recipe.Name,-24} {image.MiB,6:0.00} {image.Recipe.LimitMiB,6}  {image.Digest}"));
    }

    Console.WriteLine();
    foreach (var file in images.SelectMany(image => image.Files.Where(file => file.EndsWith(".spdx.json", StringComparison.Ordinal))).Concat(charts))
    {
        Console.WriteLine($"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}  {file}");
    }

    var tooLarge = images.Where(image => image.MiB > image.Recipe.LimitMiB).Select(image => image.Recipe.Name).ToList();
    return tooLarge.Count == 0 ? 0 : throw new BuildException($"Larger than allowed: {string.Join(", ", tooLarge)}.");
}
catch (Exception e) when (e is BuildException or IOException or UnauthorizedAccessException or Win32Exception)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
