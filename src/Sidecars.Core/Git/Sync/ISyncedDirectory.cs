using Sidecars.Git.Progress;

namespace Sidecars.Git.Sync;

/// <summary>Where a repository is published to.</summary>
internal interface ISyncedDirectory
{
    /// <summary>The commit that is published, and whole; null when none is.</summary>
    string? Published { get; }

    /// <summary>Looks at what is there, at the start.</summary>
    /// <exception cref="Cli.SidecarException">It cannot be published there.</exception>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Gets a commit and publishes it.</summary>
    /// <returns>The commit that is published now.</returns>
    /// <exception cref="Cli.SidecarException">It cannot be, and what was published still is.</exception>
    Task<string> PublishAsync(RemoteCommit wanted, RepositoryProgress progress, CancellationToken cancellationToken);

    /// <summary>To be called now and then.</summary>
    void RemoveOutdated();
}
