using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Sidecars.Apps.Support;

/// <summary>An image that ./build.sh images made, read as whoever loads it would.</summary>
internal sealed class OciImage
{
    private readonly Dictionary<string, byte[]> _blobs = [];

    private OciImage(string file)
    {
        using var archive = new TarReader(File.OpenRead(file));
        while (archive.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } content)
            {
                _blobs[entry.Name.TrimStart('.', '/')] = Bytes(content);
            }
        }

        using var index = JsonDocument.Parse(_blobs["index.json"]);
        Digest = index.RootElement.GetProperty("manifests")[0].GetProperty("digest").GetString()!;
        Manifest = Json(Digest);
        Config = Json(Manifest.GetProperty("config").GetProperty("digest").GetString()!);
        Entries = [.. Manifest.GetProperty("layers").EnumerateArray().SelectMany(layer => EntriesOf(Blob(layer.GetProperty("digest").GetString()!)))];
    }

    public static string Directory { get; } = Path.Combine(Published.Repository, "artifacts", "images");

    public string Digest { get; }

    public JsonElement Manifest { get; }

    public JsonElement Config { get; }

    public IReadOnlyList<OciEntry> Entries { get; }

    public static OciImage Read(string name, string? directory = null) => new(ArchiveOf(name, directory));

    public static string ArchiveOf(string name, string? directory = null) => Find(name, "oci.tar", directory);

    public static JsonElement BillOf(string name) => JsonDocument.Parse(File.ReadAllText(Find(name, "spdx.json", null))).RootElement;

    private static string Find(string name, string extension, string? directory)
        => System.IO.Directory.GetFiles(directory ?? Directory, $"{name}-?.*.{extension}") is [var file] ? file : throw new FileNotFoundException($"artifacts/images has no {name}, or several: run ./build.sh clean, then ./build.sh images.");

    private static IEnumerable<OciEntry> EntriesOf(byte[] layer)
    {
        using var tar = new TarReader(new GZipStream(new MemoryStream(layer), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            yield return new OciEntry("/" + entry.Name.Trim('/'), entry, entry.DataStream is { } content ? Bytes(content) : []);
        }
    }

    private static byte[] Bytes(Stream content)
    {
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>A blob, which is what its name says.</summary>
    private byte[] Blob(string digest)
    {
        var blob = _blobs["blobs/" + digest.Replace(':', '/')];
        Assert.Equal(digest, "sha256:" + Convert.ToHexStringLower(SHA256.HashData(blob)));
        return blob;
    }

    private JsonElement Json(string digest) => JsonDocument.Parse(Blob(digest)).RootElement;
}

/// <summary>A file, link or directory of an image.</summary>
internal sealed record OciEntry(string Path, TarEntry Tar, byte[] Content);
