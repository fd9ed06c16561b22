namespace Sidecars.Kubernetes.Sync;

/// <summary>The labels and annotations by which Secrets say what is wanted of them, or where they come from.</summary>
public static class Marks
{
    /// <summary>A label of sources: <see cref="Wanted"/>, or <see cref="CopyOnly"/>.</summary>
    public const string Tekton = "secret-sync.dev/tekton";

    public const string Wanted = "true";

    /// <summary>No Tekton Secret is made of it, but others may copy it.</summary>
    public const string CopyOnly = "copy-only";

    /// <summary>An annotation of a source or of what was made of it: "false" has the pair left alone.</summary>
    public const string Sync = "secret-sync.dev/sync";

    /// <summary>An annotation of sources: URLs, separated by commas, that the credential is for.</summary>
    public const string GitHosts = "secret-sync.dev/git-hosts";

    /// <summary>The same, of container registries.</summary>
    public const string DockerHosts = "secret-sync.dev/docker-hosts";

    /// <summary>The user name where a source has only a token.</summary>
    public const string Username = "secret-sync.dev/username";

    /// <summary>An annotation of sources: the namespaces that may have a copy, separated by commas; * for all.</summary>
    public const string CopyTo = "secret-sync.dev/copy-to";

    /// <summary>An annotation of copies, from NAMESPACE/NAME: whoever makes a Secret with it wants that one there.</summary>
    public const string CopyOf = "secret-sync.dev/copy-of";

    public const string Source = "secret-sync.dev/source";
    public const string SourceUid = "secret-sync.dev/source-uid";
    public const string SyncedAt = "secret-sync.dev/synced-at";

    /// <summary>It was somebody else's before, for a source that has no label: it goes on without one.</summary>
    public const string Adopted = "secret-sync.dev/adopted";

    public const string ManagedBy = "app.kubernetes.io/managed-by";
    public const string Component = "app.kubernetes.io/component";
    public const string Us = "secret-sync";

    public const string TektonComponent = "tekton-build";
    public const string CopyComponent = "copy";

    /// <summary>What readers of an operator's Secrets select by, and where they look for the source.</summary>
    public const string OperatorType = "mlops.redhat.com/secret-type";
    public const string OperatorTypeOfGit = "git-credentials";
    public const string OperatorSource = "mlops.redhat.com/source-secret";

    /// <summary>Annotations by which Tekton finds what a Secret is for. The number behind means nothing.</summary>
    public const string TektonGit = "tekton.dev/git-";

    /// <inheritdoc cref="TektonGit"/>
    public const string TektonDocker = "tekton.dev/docker-";
}
