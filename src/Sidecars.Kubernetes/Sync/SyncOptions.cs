namespace Sidecars.Kubernetes.Sync;

/// <param name="Namespaces">Empty for all.</param>
/// <param name="AdoptFrom">Values of the label managed-by, of whose Secrets we take care from now on.</param>
/// <param name="Migrates">Those are made anew at once, and not only when their source changes.</param>
/// <param name="HasOwner">A Secret is owned by its source, so that the garbage collector takes it away also when we do not run.</param>
/// <param name="CleansUp">We take it away ourselves.</param>
/// <param name="DeletesInvalid">What follows a source that cannot be used any more is taken away; otherwise it stays as it was.</param>
public sealed record SyncOptions(
    IReadOnlyList<string> Namespaces, string DefaultHost, IReadOnlyList<string> AdoptFrom, bool Migrates, bool HasOwner, bool CleansUp, bool DeletesInvalid);
