using Sidecars.Git.Progress;

namespace Sidecars.Git.Sync;

/// <summary>Where a repository is published to.</summary>
internal interface ISyncedDirectory
{
    /// <summary>The commit that is published, and whole; null when none is.</summary>
    /// <exception cref="Cli.SidecarException">Nothing can be published there.</exception>
    Task<string?> FindPublishedAsync(CancellationToken cancellationToken);

    /// <summary>Gets a commit and publishes it.</summary>
    /// <returns>The commit that is published now.</returns>
    /// <exception cref="Cli.SidecarException">It cannot be, and what was published still is.</exception>
    Task<string> PublishAsync(RemoteCommit wanted, RepositoryProgress progress, CancellationToken cancellationToken);

    /// <summary>Removes what nobody is to read any more.</summary>
    /// <returns>When there will be more of it; null when that cannot be told.</returns>
    TimeSpan? RemoveOutdated();
}
