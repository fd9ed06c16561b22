using System.Text;
using Sidecars.Kubernetes.Credentials;
using Sidecars.Kubernetes.Objects;

namespace Sidecars.Kubernetes.Sync;

/// <summary>Decides what has to be done about a Secret, from how it and its source are now. It asks nobody and changes nothing.</summary>
internal sealed class Decider(SyncOptions options)
{
    private const int LongestName = 253;

    private readonly TektonSecret _tekton = new(options.DefaultHost);

    /// <summary>The Secret that this one follows: by what it says, or else by its name. Null where it follows none.</summary>
    public static SecretName? SourceOf(SecretName name, Secret? secret)
    {
        if (secret?.Annotation(Marks.CopyOf) is not null)
        {
            return SecretCopy.SourceOf(secret);
        }

        return name.Name.EndsWith(TektonSecret.Suffix, StringComparison.Ordinal) && name.Name.Length > TektonSecret.Suffix.Length
            ? name with { Name = name.Name[..^TektonSecret.Suffix.Length] }
            : null;
    }

    public bool IsManaged(Secret secret) => secret.Label(Marks.ManagedBy) is { } manager && (manager == Marks.Us || options.AdoptFrom.Contains(manager));

    /// <summary>A source elsewhere is none of ours, even where we could read it: no watch would tell what becomes of it.</summary>
    public bool MayRead(SecretName source) => options.Namespaces.Count == 0 || options.Namespaces.Contains(source.Namespace);

    /// <summary>Whether it may change without a watch telling: a source without a label, which another program's Secret names; or what is in the way, which goes one day.</summary>
    public bool IsUnseen(Secret? source, Secret? derived)
        => source is not null && derived is not null && (IsManaged(derived) ? source.Label(Marks.Tekton) != Marks.Wanted && IsWanted(source, derived) && derived.Annotation(Marks.CopyOf) is null : IsWanted(source, derived));

    /// <summary>What is to be made of a source under a name.</summary>
    public Recipe RecipeOf(Secret source, Secret? derived, SecretName name)
    {
        if (derived?.Annotation(Marks.CopyOf) is not null)
        {
            return SecretCopy.Of(source, name);
        }

        var recipe = _tekton.Of(source);
        if (recipe.Content is { } content && derived is not null && (IsOthers(derived) || derived.Annotation(Marks.Adopted) is not null) && source.Label(Marks.Tekton) != Marks.Wanted)
        {
            recipe = recipe with { Content = content with { Annotations = content.Annotations.Append(new(Marks.Adopted, "true")).ToDictionary() } };
        }

        return options.HasOwner || recipe.Content is null ? recipe : recipe with { Content = recipe.Content with { OwnerUid = null } };
    }

    /// <param name="source">Null when there is none.</param>
    /// <param name="derived">Null when there is none.</param>
    /// <param name="before">What there was until we took it away to make it anew; null for none.</param>
    public Decision Decide(SecretName name, Secret? source, Secret? derived, Secret? before = null)
    {
        if (derived is not null && !IsManaged(derived))
        {
            return source is not null && IsWanted(source, derived)
                ? new Decision.Leave("UnmanagedConflict", $"{name} is somebody else's: it has no label {Marks.ManagedBy}={Marks.Us}. Rename one of the two, or give it that label.")
                : new Decision.Leave();
        }

        if (IsPaused(source) || IsPaused(derived) || derived?.Metadata.DeletionTimestamp is not null)
        {
            return new Decision.Leave();
        }

        if (derived?.Annotation(Marks.Source) is { } other && derived.Annotation(Marks.CopyOf) is null && other != SourceOf(name, null)?.Name)
        {
            return new Decision.Leave("UnmanagedConflict", $"{name} follows another source ({other}).");
        }

        if (source is null || !IsWanted(source, derived ?? before))
        {
            return derived is not null && options.CleansUp && IsMadeOf(name, derived) ? new Decision.Delete(AfterGrace: true) : new Decision.Leave();
        }

        return name.Name.Length > LongestName
            ? new Decision.Leave("NameTooLong", $"A name that ends in {TektonSecret.Suffix} would have more than {LongestName} characters.")
            : Decide(RecipeOf(source, derived ?? before, name), source, derived, name);
    }

    private Decision Decide(Recipe recipe, Secret source, Secret? derived, SecretName name)
    {
        if (recipe.Content is not { } content)
        {
            return derived is not null && (options.DeletesInvalid || derived.Annotation(Marks.CopyOf) is not null) && IsMadeOf(name, derived)
                ? new Decision.Delete(AfterGrace: false)
                : new Decision.Leave("SourceInvalid", recipe.Invalid);
        }

        if (derived is null)
        {
            return new Decision.Create(recipe);
        }

        var changed = SecretContent.Of(derived, content.OwnerUid).DifferencesFrom(content);
        if (changed.Count == 0 || (IsOthers(derived) && !options.Migrates && SaysTheSame(derived, source, content)))
        {
            return new Decision.Leave(recipe.Warning?.Reason, recipe.Warning?.Sentence);
        }

        return derived.Immutable == true ? new Decision.Replace(recipe, changed, "ImmutableReplaced")
            : changed.Contains("type") ? new Decision.Replace(recipe, changed, IsOthers(derived) ? "TektonSecretAdopted" : "TektonSecretUpdated")
            : new Decision.Patch(recipe, changed);
    }

    /// <summary>A label asks for it, or lets it be copied; so does a Secret that somebody whom we follow made of it.</summary>
    private bool IsWanted(Secret source, Secret? derived)
        => !IsManagedDerived(source)
           && (source.Label(Marks.Tekton) is var label && derived?.Annotation(Marks.CopyOf) is not null
               ? label is Marks.Wanted or Marks.CopyOnly
               : label == Marks.Wanted || (derived is not null && IsManaged(derived) && (IsOthers(derived) ? IsMadeOf(derived.FullName, derived) : derived.Annotation(Marks.Adopted) is not null)));

    private bool IsManagedDerived(Secret secret) => IsManaged(secret) && (secret.Annotation(Marks.Source) is not null || secret.Annotation(Marks.CopyOf) is not null);

    /// <summary>Still as another program made it.</summary>
    private bool IsOthers(Secret derived) => derived.Label(Marks.ManagedBy) != Marks.Us && IsManaged(derived);

    /// <summary>It says itself that it was made of that source: only then it may go with it. A name and a label are not enough, and a copy that was never made is the wish of whoever made it there.</summary>
    private static bool IsMadeOf(SecretName name, Secret derived)
        => derived.Annotation(Marks.CopyOf) is not null
            ? derived.Annotation(Marks.SourceUid) is not null
            : SourceOf(name, null) is { Name: var source } && (derived.Annotation(Marks.Source) ?? derived.Annotation(Marks.OperatorSource) ?? derived.Label(Marks.OperatorSource)) == source;

    private static bool IsPaused(Secret? secret) => secret?.Annotation(Marks.Sync) == "false";

    /// <summary>The operator wrote user and password into the URL as they are.</summary>
    private static bool SaysTheSame(Secret derived, Secret source, SecretContent content)
        => derived.Value(GitCredentialsFile.Name) is { } file
           && (content.Data.TryGetValue(GitCredentialsFile.Name, out var ours) && ours.AsSpan().TrimEnd((byte)'\n').SequenceEqual(file.AsSpan().TrimEnd((byte)'\n'))
               || Encoding.UTF8.GetString(file).TrimEnd('\n') == $"https://{Text(source, "username")}:{Text(source, "password") ?? Text(source, "token")}@github.com");

    private static string? Text(Secret source, string key) => source.Value(key) is { } value ? Encoding.UTF8.GetString(value) : null;
}
