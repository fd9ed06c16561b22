using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Sidecars.Kubernetes.Credentials;
using Sidecars.Kubernetes.Objects;
using Sidecars.Kubernetes.Sync;

namespace Sidecars.Fuzz.Properties;

/// <summary>Secrets that follow others.</summary>
public sealed class SecretProperties
{
    private static readonly Gen<Dictionary<string, string>> Values = Gen.Elements("username", "password", "token", "ssh-privatekey", "known_hosts", "x", ".gitconfig", Marks.Source, Marks.ManagedBy, $"{Marks.TektonGit}0", $"{Marks.TektonGit}1", Marks.Adopted, "other/key")
        .Zip(Always.Text).ListOf().Select(pairs => pairs.DistinctBy(pair => pair.Item1).ToDictionary(pair => pair.Item1, pair => pair.Item2));

    private static readonly Gen<Secret> Secrets = Values.Three().Zip(Gen.Elements("u-1", "u-2", null)).Select(all => new Secret
    {
        Metadata = new()
        {
            Name = "github", Namespace = "team", Uid = "u-1", ResourceVersion = "7", Labels = all.Item1.Item2, Annotations = all.Item1.Item3,
            OwnerReferences = all.Item2 is { } uid ? [new("v1", "Secret", "github", uid), new("apps/v1", "Deployment", "d", "u-9")] : null,
        },
        Type = SecretTypes.BasicAuth,
        Data = all.Item1.Item1.ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetBytes(pair.Value)),
    });

    private static readonly Gen<SecretContent> Contents = Secrets.Select(secret => SecretContent.Of(secret, "u-1") with { OwnerUid = "u-1" });

    /// <summary>As the API server does: RFC 7396.</summary>
    [Fact]
    public void What_a_patch_has_made_needs_no_other()
        => Always.Holds(Secrets.Zip(Contents), pair =>
        {
            var (observed, content) = pair;
            var patched = Merged(JsonSerializer.SerializeToNode(observed, KubernetesJson.Default.Secret), Writing.Patch(observed, content, new("team", "source"), DateTimeOffset.UnixEpoch));
            var now = patched.Deserialize(KubernetesJson.Default.Secret)!;
            return SecretContent.Of(now, content.OwnerUid).DifferencesFrom(content).Count == 0
                   && (observed.Metadata.Annotations ?? []).Where(pair => !SecretContent.IsOurAnnotation(pair.Key)).All(pair => now.Annotation(pair.Key) == pair.Value)
                   && (now.Metadata.OwnerReferences?.Exists(owner => owner.Kind == "Deployment") ?? false) == (observed.Metadata.OwnerReferences?.Exists(owner => owner.Kind == "Deployment") ?? false);
        });

    [Fact]
    public void A_fingerprint_is_the_same_in_any_order_and_another_for_other_content()
        => Always.Holds(Contents.Zip(Contents), pair =>
        {
            var (one, other) = pair;
            var turned = one with { Data = one.Data.Reverse().ToDictionary(), Labels = one.Labels.Reverse().ToDictionary(), Annotations = one.Annotations.Reverse().ToDictionary() };
            return one.Fingerprint() == turned.Fingerprint() && (one.Fingerprint() == other.Fingerprint()) == (one.DifferencesFrom(other).Count == 0);
        });

    [Fact]
    public void A_Secret_comes_back_from_JSON_as_it_is()
        => Always.Holds(Secrets, secret =>
        {
            var again = JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(secret, KubernetesJson.Default.Secret), KubernetesJson.Default.Secret)!;
            return SecretContent.Of(again, "u-1").DifferencesFrom(SecretContent.Of(secret, "u-1")).Count == 0 && again.FullName == secret.FullName;
        });

    [Fact]
    public void git_reads_the_user_and_the_password_that_were_written()
        => Always.Holds(Always.Text.Zip(Always.Text), pair =>
        {
            if (GitCredentialsFile.Of(Encoding.UTF8.GetBytes(pair.Item1), Encoding.UTF8.GetBytes(pair.Item2), ["https://github.com", "http://localhost:8080"]) is not { } file)
            {
                return $"{pair.Item1.TrimEnd('\r', '\n')}{pair.Item2.TrimEnd('\r', '\n')}".Any(char.IsControl);
            }

            var lines = Encoding.UTF8.GetString(file).TrimEnd('\n').Split('\n');
            return lines.Length == 2 && lines.All(line => line.Split("://", 2)[1] is var rest && rest.Split('@') is [var user, "github.com" or "localhost:8080"]
                                                          && user.Split(':').Select(Uri.UnescapeDataString).SequenceEqual([pair.Item1.TrimEnd('\r', '\n'), pair.Item2.TrimEnd('\r', '\n')]));
        });

    private static JsonNode? Merged(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        var merged = target is JsonObject ? (JsonObject)target.DeepClone() : [];
        foreach (var (key, value) in changes)
        {
            if (value is null)
            {
                merged.Remove(key);
            }
            else
            {
                merged[key] = Merged(merged[key], value);
            }
        }

        return merged;
    }
}
