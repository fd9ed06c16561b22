using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Sidecars.Images;

/// <summary>The bill of materials of an image, as SPDX 2.3 (https://spdx.github.io/spdx-spec/v2.3/): every file, and what it belongs to.</summary>
internal static class Spdx
{
    private const string None = "NOASSERTION";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <param name="product">Our program, and the image by the same name.</param>
    /// <param name="linked">What is inside the program.</param>
    public static void Write(string path, Checkout checkout, Component product, string digest, RootDirectory root, IReadOnlyList<Component> linked)
    {
        var files = root.Owners.Select((owned, number) => new PackagedFile($"SPDXRef-File-{number}", owned.Key, File.ReadAllBytes(root.On(owned.Key)), owned.Value)).ToList();
        var installed = files.Select(file => file.Owner).Append(product).DistinctBy(owner => owner.Id).OrderBy(owner => owner.Id, StringComparer.Ordinal).ToList();
        var inside = linked.Where(component => installed.TrueForAll(owner => owner.Id != component.Id));
        var relationships = new List<JsonObject> { Relationship("SPDXRef-DOCUMENT", "DESCRIBES", product.Id) };
        relationships.AddRange(installed.Where(owner => owner != product).Select(owner => Relationship(product.Id, "CONTAINS", owner.Id)));
        relationships.AddRange(linked.Select(component => Relationship(product.Id, "STATIC_LINK", component.Id)));
        relationships.AddRange(files.Select(file => Relationship(file.Owner.Id, "CONTAINS", file.Id)));
        var document = new JsonObject
        {
            ["spdxVersion"] = "SPDX-2.3",
            ["dataLicense"] = "CC0-1.0",
            ["SPDXID"] = "SPDXRef-DOCUMENT",
            ["name"] = $"{product.Name}-{product.Version}",
            ["documentNamespace"] = $"https://spdx.org/spdxdocs/{product.Name}-{product.Version}-{digest.Split(':')[1]}",
            ["comment"] = $"Of the image with the digest {digest}.",
            ["creationInfo"] = new JsonObject
            {
                ["created"] = checkout.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                ["creators"] = new JsonArray($"Tool: image-builder-{checkout.Version}"),
            },
            ["packages"] = new JsonArray([.. installed.Select(owner => Package(owner, files)), .. inside.Select(component => Package(component, []))]),
            ["files"] = new JsonArray([.. files.Select(file => file.ToJson())]),
            ["relationships"] = new JsonArray([.. relationships]),
        };
        File.WriteAllText(path, document.ToJsonString(Indented) + "\n");
    }

    private static JsonObject Package(Component component, IEnumerable<PackagedFile> all)
    {
        var sums = all.Where(file => file.Owner.Id == component.Id).Select(file => file.Sha1).Order(StringComparer.Ordinal).ToList();
        var package = new JsonObject
        {
            ["SPDXID"] = component.Id,
            ["name"] = component.Name,
            ["versionInfo"] = component.Version,
            ["supplier"] = component.Supplier,
            ["downloadLocation"] = None,
            ["filesAnalyzed"] = sums.Count > 0,
            ["licenseConcluded"] = None,
            ["licenseDeclared"] = component.License,
            ["copyrightText"] = None,
        };
        if (sums.Count > 0)
        {
            package["packageVerificationCode"] = new JsonObject { ["packageVerificationCodeValue"] = Convert.ToHexStringLower(Sha1Of(Encoding.ASCII.GetBytes(string.Concat(sums)))) };
        }

        if (component.Source is { } source)
        {
            package["sourceInfo"] = source;
        }

        if (component.Comment is { } comment)
        {
            package["comment"] = comment;
        }

        if (component.Url is { } url)
        {
            package["externalRefs"] = new JsonArray(new JsonObject { ["referenceCategory"] = "PACKAGE-MANAGER", ["referenceType"] = "purl", ["referenceLocator"] = url });
        }

        return package;
    }

    private static JsonObject Relationship(string from, string type, string to)
        => new() { ["spdxElementId"] = from, ["relationshipType"] = type, ["relatedSpdxElement"] = to };

    // SPDX asks for SHA-1 beside others, as a name and not as a proof.
    private static byte[] Sha1Of(byte[] content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }

    private sealed class PackagedFile(string id, string path, byte[] content, Component owner)
    {
        public string Id => id;

        public Component Owner => owner;

        public string Sha1 { get; } = Convert.ToHexStringLower(Sha1Of(content));

        private string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(content));

        public JsonObject ToJson() => new()
        {
            ["SPDXID"] = id,
            ["fileName"] = "." + path,
            ["checksums"] = new JsonArray(Checksum("SHA1", Sha1), Checksum("SHA256", Sha256)),
            ["licenseConcluded"] = None,
            ["copyrightText"] = None,
        };

        private static JsonObject Checksum(string algorithm, string value) => new() { ["algorithm"] = algorithm, ["checksumValue"] = value };
    }
}
