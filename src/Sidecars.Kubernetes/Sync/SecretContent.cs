using System.Security.Cryptography;
using System.Text;
using Sidecars.Kubernetes.Objects;

namespace Sidecars.Kubernetes.Sync;

/// <summary>All that is ours of a Secret: as it should be, or as it is. What others add to labels and annotations is not in it.</summary>
/// <param name="OwnerUid">Of the source, whose end is its end; null without one.</param>
public sealed record SecretContent(
    string Type, IReadOnlyDictionary<string, byte[]> Data, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations, string? OwnerUid)
{
    private static readonly string[] OwnLabels = [Marks.ManagedBy, Marks.Component, Marks.OperatorType];
    private static readonly string[] OwnAnnotations = [Marks.Source, Marks.SourceUid, Marks.OperatorSource, Marks.CopyOf, Marks.Adopted];

    /// <summary>What a Secret has of it.</summary>
    /// <param name="ownerUid">The uid that its owner should have.</param>
    public static SecretContent Of(Secret secret, string? ownerUid) => new(
        secret.Type ?? SecretTypes.Opaque,
        secret.Data ?? [],
        Ours(secret.Metadata.Labels, OwnLabels.Contains),
        Ours(secret.Metadata.Annotations, IsOurAnnotation),
        secret.Metadata.OwnerReferences is [{ Kind: "Secret", Uid: var uid }] ? uid : secret.Metadata.OwnerReferences?.FirstOrDefault(owner => owner.Uid == ownerUid)?.Uid);

    public static bool IsOurAnnotation(string name)
        => OwnAnnotations.Contains(name) || name.StartsWith(Marks.TektonGit, StringComparison.Ordinal) || name.StartsWith(Marks.TektonDocker, StringComparison.Ordinal);

    public static bool IsOurLabel(string name) => OwnLabels.Contains(name);

    /// <summary>The names of what differs, as in <c>type</c>, <c>data.password</c> or <c>annotations.tekton.dev/git-1</c>: no values.</summary>
    public IReadOnlyList<string> DifferencesFrom(SecretContent other) =>
    [
        .. Type == other.Type ? Array.Empty<string>() : ["type"],
        .. Keys(Data, other.Data).Where(key => !(Data.TryGetValue(key, out var ours) && other.Data.TryGetValue(key, out var theirs) && ours.AsSpan().SequenceEqual(theirs))).Select(key => $"data.{key}"),
        .. Keys(Labels, other.Labels).Where(key => Labels.GetValueOrDefault(key) != other.Labels.GetValueOrDefault(key)).Select(key => $"labels.{key}"),
        .. Keys(Annotations, other.Annotations).Where(key => Annotations.GetValueOrDefault(key) != other.Annotations.GetValueOrDefault(key)).Select(key => $"annotations.{key}"),
        .. OwnerUid == other.OwnerUid ? Array.Empty<string>() : ["ownerReferences"],
    ];

    /// <summary>The same for the same content, and only within this process: a hash that others could compute would let them try passwords.</summary>
    public Fingerprint Fingerprint()
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Sync.Fingerprint.Key);
        Add(hash, Type);
        Add(hash, OwnerUid ?? "");
        foreach (var (key, value) in Data.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Add(hash, key);
            Add(hash, value);
        }

        foreach (var (key, value) in Labels.Concat(Annotations).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Add(hash, key);
            Add(hash, value);
        }

        Span<byte> sum = stackalloc byte[32];
        hash.GetHashAndReset(sum);
        return new Fingerprint(BitConverter.ToUInt64(sum), BitConverter.ToUInt64(sum[8..]));
    }

    private static void Add(IncrementalHash hash, string text) => Add(hash, Encoding.UTF8.GetBytes(text));

    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }

    private static Dictionary<string, string> Ours(Dictionary<string, string>? all, Func<string, bool> isOurs)
        => (all ?? []).Where(pair => isOurs(pair.Key)).ToDictionary();

    private static IEnumerable<string> Keys<T>(IReadOnlyDictionary<string, T> one, IReadOnlyDictionary<string, T> other)
        => one.Keys.Union(other.Keys).Order(StringComparer.Ordinal);
}

/// <summary>Tells one content from another.</summary>
public readonly record struct Fingerprint(ulong High, ulong Low)
{
    internal static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);
}
