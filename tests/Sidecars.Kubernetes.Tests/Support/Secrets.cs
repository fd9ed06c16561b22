using System.Text;
using Sidecars.Kubernetes.Objects;
using Sidecars.Kubernetes.Sync;

namespace Sidecars.Kubernetes;

/// <summary>Secrets as tests want them.</summary>
internal static class Secrets
{
    public static SyncOptions Options { get; } = new(
        ["team"], "https://github.com", ["jupyter-notebook-validator-operator"], Migrates: false, HasOwner: true, CleansUp: true, DeletesInvalid: false);

    /// <summary>A source that asks for a Tekton Secret.</summary>
    public static Secret Source(params (string Key, string Value)[] data) => new()
    {
        Metadata = new() { Name = "github", Namespace = "team", Uid = "uid-1", ResourceVersion = "7", Labels = new() { [Marks.Tekton] = Marks.Wanted } },
        Type = SecretTypes.BasicAuth,
        Data = data.ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetBytes(pair.Value)),
    };

    public static Secret Https { get; } = Source(("username", "me"), ("password", "s3cret"));

    /// <summary>The same with another annotation.</summary>
    public static Secret With(this Secret secret, string annotation, string value)
        => secret with { Metadata = secret.Metadata with { Annotations = new(secret.Metadata.Annotations ?? []) { [annotation] = value } } };

    public static Secret Labelled(this Secret secret, string label, string? value)
        => secret with { Metadata = secret.Metadata with { Labels = (secret.Metadata.Labels ?? []).Where(pair => pair.Key != label).Concat(value is null ? [] : [new(label, value)]).ToDictionary() } };

    /// <summary>What was made of a source, as the API server has it.</summary>
    public static Secret Made(this Secret source)
    {
        var name = TektonSecret.Of(source.FullName);
        var secret = Writing.NewSecret(name, new TektonSecret("https://github.com").Of(source).Content!, source.FullName, before: null, DateTimeOffset.UnixEpoch);
        return secret with { Metadata = secret.Metadata with { Uid = "uid-of-derived", ResourceVersion = "8" } };
    }

    public static string Text(this SecretContent content, string key) => Encoding.UTF8.GetString(content.Data[key]);
}
