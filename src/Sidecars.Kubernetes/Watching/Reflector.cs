using Microsoft.Extensions.Logging;
using Sidecars.Kubernetes.Client;
using Sidecars.Kubernetes.Objects;

namespace Sidecars.Kubernetes.Watching;

/// <summary>Tells of every Secret that a selector finds, and of all that happens to them: list once, then watch. It keeps their names, and nothing that is secret.</summary>
/// <remarks>https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes</remarks>
/// <param name="where">The namespace; null for all.</param>
internal sealed class Reflector(KubernetesClient client, string? where, string selector, IWatchObserver observer, TimeProvider time, ILogger logger)
{
    private const int PageSize = 250;

    /// <summary>A list may work where a watch does not, and tells as much.</summary>
    private const int FailuresUntilList = 3;

    /// <summary>A watch lasts for minutes. One that ends sooner than this is refused, whatever else it looks like.</summary>
    private static readonly TimeSpan ShortestWatch = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>Belt and braces.</summary>
    private static readonly TimeSpan BetweenLists = TimeSpan.FromHours(10);

    private HashSet<SecretName> _known = [];
    private string? _resourceVersion;

    /// <summary>Tells of all that there is.</summary>
    /// <exception cref="KubernetesException">The API server refused, or cannot be reached.</exception>
    public async Task ListAsync(CancellationToken cancellationToken)
    {
        HashSet<SecretName> listed = [];
        string? page = null;
        string? resourceVersion;
        do
        {
            var list = await client.ListSecretsAsync(where, selector, PageSize, page, cancellationToken);
            foreach (var secret in (list.Items ?? []).Select(item => KubernetesClient.Whole("list", where, item)))
            {
                listed.Add(secret.FullName);
                _known.Add(secret.FullName);
                observer.Seen(secret);
            }

            page = list.Metadata?.Continue is { Length: > 0 } next ? next : null;
            resourceVersion = list.Metadata?.ResourceVersion is { Length: > 0 } version ? version : throw KubernetesClient.NotUnderstood("list", SecretName.AllIn(where));
        }
        while (page is not null);

        foreach (var name in _known.Except(listed))
        {
            observer.Gone(name);
        }

        // Not before the last page: a watch from the version of half a list would never tell of the other half.
        (_known, _resourceVersion) = (listed, resourceVersion);
        observer.Reached();
    }

    /// <summary>Tells of all that happens after the list, until it is cancelled. Whatever goes wrong, it goes on.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var nextList = NextList();
        for (var failures = 0; ;)
        {
            try
            {
                if (_resourceVersion is null || time.GetTimestamp() > nextList)
                {
                    await ListAsync(cancellationToken);
                    nextList = NextList();
                }

                var opened = time.GetTimestamp();
                if (!await WatchAsync(cancellationToken))
                {
                    // Not even a bookmark in minutes: a watch from a version that a restored cluster has yet to come to says nothing at all.
                    _resourceVersion = null;
                }

                observer.Restarted("timeout");
                if (time.GetElapsedTime(opened) < ShortestWatch)
                {
                    await WaitAsync(++failures, e: null, cancellationToken);
                }
                else
                {
                    failures = 0;
                }
            }
            catch (KubernetesException e) when (e.IsExpired)
            {
                logger.WatchExpired(where ?? "all namespaces", e.Message);
                observer.Restarted("expired");

                // At once the first time: it is no failure. A server that says so each time has to be waited for.
                _resourceVersion = null;
                await WaitAsync(failures++, e, cancellationToken);
            }
            catch (KubernetesException e)
            {
                observer.Failed(e);
                observer.Restarted("failure");
                logger.WatchFailed(where ?? "all namespaces", e.Message);
                if (++failures >= FailuresUntilList)
                {
                    _resourceVersion = null;
                }

                await WaitAsync(failures, e, cancellationToken);
            }
        }
    }

    /// <returns>Whether anything was said.</returns>
    private async Task<bool> WatchAsync(CancellationToken cancellationToken)
    {
        var hasSaid = false;
        var duration = TimeSpan.FromSeconds(240 + (240 * Random.Shared.NextDouble()));
        await foreach (var happened in client.WatchSecretsAsync(where, selector, _resourceVersion!, duration, observer.Reached, cancellationToken))
        {
            hasSaid = true;
            observer.Reached();
            var secret = KubernetesClient.SecretOf(where, happened);
            _resourceVersion = secret.Metadata.ResourceVersion ?? _resourceVersion;
            switch (happened.Type)
            {
                case "ADDED" or "MODIFIED":
                    _known.Add(secret.FullName);
                    observer.Seen(secret);
                    break;
                case "DELETED":
                    _known.Remove(secret.FullName);
                    observer.Gone(secret.FullName);
                    break;
            }
        }

        return hasSaid;
    }

    private Task WaitAsync(int failures, KubernetesException? e, CancellationToken cancellationToken)
    {
        var longest = Math.Min(0.5 * Math.Pow(2, Math.Min(failures, 10)), LongestWait.TotalSeconds);
        var wait = failures == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(longest * Random.Shared.NextDouble());
        return Task.Delay(e?.RetryAfter > wait ? e.RetryAfter.Value : wait, time, cancellationToken);
    }

    private long NextList() => time.GetTimestamp() + (long)(BetweenLists.TotalSeconds * (0.9 + (0.2 * Random.Shared.NextDouble())) * time.TimestampFrequency);
}
