using Microsoft.Extensions.Logging;
using Sidecars.GitHub;
using Sidecars.Monitoring;
using Sidecars.Retry;

namespace Sidecars.Publishing;

/// <summary>What is published now, for all owners. One generation holds them all, so whoever changes one of them changes it here, one at a time.</summary>
/// <param name="notification">Told after each change; null for nobody.</param>
public sealed class Publication(TokenDirectory directory, PublishOptions options, Notification? notification, Health health, TokenMetrics metrics, TimeProvider time, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly List<InstallationToken> _replaced = [];
    private IReadOnlyList<OwnerToken> _owners = [];
    private bool _isMissingTold;

    /// <summary>Raised after each change.</summary>
    public Signal Changed { get; } = new();

    /// <summary>In the order of the workspace's repositories; empty when nothing is published.</summary>
    public IReadOnlyList<OwnerToken> Owners
    {
        get
        {
            lock (_lock)
            {
                return _owners;
            }
        }
    }

    /// <summary>Every token that was published here and may still work, the replaced ones too.</summary>
    public IReadOnlyList<InstallationToken> Living
    {
        get
        {
            lock (_lock)
            {
                return [.. _owners.Select(owner => owner.Token).OfType<InstallationToken>().Concat(_replaced).Where(token => !token.Expires.HasCome(time))];
            }
        }
    }

    /// <inheritdoc cref="TokenDirectory.Prepare"/>
    public void Prepare() => directory.Prepare();

    /// <summary>Publishes these owners and no others. None: everything is taken away.</summary>
    /// <exception cref="Cli.SidecarException">It cannot be written; what was published before still is.</exception>
    public void Replace(IReadOnlyList<OwnerToken> owners)
    {
        lock (_lock)
        {
            if (owners.Any(owner => owner.Token is not null))
            {
                directory.Publish(Generation.Of(owners, options));
                directory.RemoveOutdated();
            }
            else
            {
                directory.Clear();
            }

            var kept = owners.Select(owner => owner.Token).ToHashSet();
            _replaced.AddRange(_owners.Select(owner => owner.Token).OfType<InstallationToken>().Where(token => !kept.Contains(token)));
            _replaced.RemoveAll(token => token.Expires.HasCome(time));
            foreach (var token in owners.Select(owner => owner.Token).OfType<InstallationToken>().Except(_owners.Select(owner => owner.Token)))
            {
                logger.Published(token!.Owner, token.ExpiresAt.ToIso8601());
                metrics.Refreshed(token.Owner, token.ExpiresAt);
            }

            _owners.Select(owner => owner.Owner).Except(owners.Select(owner => owner.Owner)).ToList().ForEach(metrics.Forget);
            _owners = owners;
            health.Published(Latest(owners));
        }

        notification?.Send();
        Changed.Raise();
    }

    private static Moment? Latest(IReadOnlyList<OwnerToken> owners)
        => owners.Select(owner => owner.Token).OfType<InstallationToken>().Where(token => token.IsProven).MaxBy(token => token.Expires.SinceBoot)?.Expires;

    /// <summary>Publishes one owner's new state beside the others' as they are.</summary>
    /// <param name="owner">Null for the one that there is: a whole installation's account may get another name.</param>
    /// <exception cref="Cli.SidecarException">It cannot be written; what was published before still is.</exception>
    public void Set(string? owner, OwnerToken changed)
    {
        // A second thread waits in Replace, and both changes stay: the lock can be entered again.
        lock (_lock)
        {
            Replace([.. _owners.Select(known => IsSame(known.Owner, owner) ? changed : known)]);
        }
    }

    /// <summary>The owner has no living token, and this is why. Nothing is written that says what it said before.</summary>
    /// <param name="owner">As for <see cref="Set"/>.</param>
    public void Fail(string? owner, string reason)
    {
        lock (_lock)
        {
            if (_owners.FirstOrDefault(known => IsSame(known.Owner, owner)) is { } known && known.Error is null && known.Token?.Expires.HasCome(time) != false)
            {
                Set(known.Owner, known with { Error = reason });
            }
        }
    }

    /// <summary>Forgets tokens that were revoked.</summary>
    public void Forget(IEnumerable<InstallationToken> revoked)
    {
        lock (_lock)
        {
            _replaced.RemoveAll(token => revoked.Contains(token));
        }
    }

    /// <summary>Publishes again what somebody has deleted, and removes what is out of date. To be called now and then.</summary>
    public void LookAfter()
    {
        lock (_lock)
        {
            if (directory.IsWhole())
            {
                _isMissingTold = false;
            }
            else
            {
                PublishAgain();
            }

            directory.RemoveOutdated();
        }
    }

    private void PublishAgain()
    {
        try
        {
            directory.Publish(Generation.Of(_owners, options));
            logger.PublishedAgain();
        }
        catch (Cli.SidecarException e)
        {
            if (!_isMissingTold)
            {
                logger.NotPublishedAgain(e.Message);
            }

            _isMissingTold = true;
        }
    }

    private static bool IsSame(string known, string? owner) => owner is null || known.Equals(owner, StringComparison.OrdinalIgnoreCase);
}
