using Sidecars.Kubernetes.Objects;

namespace Sidecars.Kubernetes.Sync;

/// <summary>A Secret as it is in another namespace: where whoever makes it there asks for it, and whoever has the source lets it go there.</summary>
public static class SecretCopy
{
    /// <summary>The source that a Secret wants to be a copy of; null where it wants none, or none that can be.</summary>
    public static SecretName? SourceOf(Secret copy)
        => copy.Annotation(Marks.CopyOf)?.Split('/') is [var where, var name] && new SecretName(where, name) is { IsValid: true } source && where != copy.Metadata.Namespace ? source : null;

    /// <summary>What is to be made of the source there.</summary>
    public static Recipe Of(Secret source, SecretName copy)
    {
        if (!Lets(source, copy.Namespace))
        {
            return Recipe.Impossible($"{source.FullName} does not name this namespace in its annotation {Marks.CopyTo}.");
        }

        var annotations = (source.Metadata.Annotations ?? [])
            .Where(pair => pair.Key.StartsWith(Marks.TektonGit, StringComparison.Ordinal) || pair.Key.StartsWith(Marks.TektonDocker, StringComparison.Ordinal))
            .ToDictionary();
        annotations[Marks.CopyOf] = source.FullName.ToString();
        annotations[Marks.SourceUid] = source.Metadata.Uid ?? "";
        var labels = new Dictionary<string, string> { [Marks.ManagedBy] = Marks.Us, [Marks.Component] = Marks.CopyComponent };
        return new(new(source.Type ?? SecretTypes.Opaque, source.Data ?? [], labels, annotations, OwnerUid: null), Invalid: null);
    }

    private static bool Lets(Secret source, string where)
        => source.Annotation(Marks.CopyTo)?.Split(',', StringSplitOptions.TrimEntries).Any(name => name == where || name == "*") == true;
}
