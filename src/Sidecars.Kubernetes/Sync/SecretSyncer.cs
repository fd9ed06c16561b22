using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Kubernetes.Client;
using Sidecars.Kubernetes.Objects;
using Sidecars.Kubernetes.Watching;
using Sidecars.Monitoring;
using Sidecars.Retry;

namespace Sidecars.Kubernetes.Sync;

/// <summary>Keeps Secrets in step with their sources in some namespaces.</summary>
public sealed class SecretSyncer
{
    private const int Workers = 2;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(5);

    private readonly SyncMetrics _metrics;
    private readonly Pairs _pairs;
    private readonly WorkQueue _queue;
    private readonly Reconciler _reconciler;
    private readonly Pace _pace;
    private readonly Reachability _reachability;
    private readonly List<(string? Where, Reflector Derived, Reflector Sources)> _namespaces;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private bool _hasWorked;
    private bool _hasListed;

    public SecretSyncer(KubernetesClient client, SyncOptions options, TimeProvider time, ILogger logger)
    {
        (_time, _logger) = (time, logger);
        var decider = new Decider(options);
        var events = new SyncEvents(client, time, logger);
        _metrics = new SyncMetrics(time);
        _queue = new WorkQueue(time);
        _pace = new Pace(events, time);
        _reachability = new Reachability(time);
        _pairs = new Pairs(decider, _queue, _reachability, _metrics);
        _reconciler = new Reconciler(client, decider, events, _pace, _metrics, time, logger);
        Status = new SyncStatus(_reachability, () => _metrics.ToText(_pairs.Derived, _queue.Due));

        IReadOnlyList<string?> namespaces = options.Namespaces.Count == 0 ? [null] : [.. options.Namespaces];
        var managers = string.Join(',', options.AdoptFrom.Prepend(Marks.Us));
        _namespaces = [.. namespaces.Select(where => (
            where,
            new Reflector(client, where, $"{Marks.ManagedBy} in ({managers})", _pairs.OfDerived(), time, logger),
            new Reflector(client, where, $"{Marks.Tekton} in ({Marks.Wanted},{Marks.CopyOnly})", _pairs.OfSources(), time, logger)))];
    }

    public IStatus Status { get; }

    /// <summary>Brings everything into step once.</summary>
    /// <exception cref="SidecarException">The first thing that failed; the others were done nevertheless.</exception>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await ListAsync(cancellationToken);
        SidecarException? first = null;
        while (_queue.Count > 0)
        {
            var name = await _queue.TakeAsync(cancellationToken);
            try
            {
                if (await _reconciler.RunAsync(name, cancellationToken) is { IsDone: false, Again: { } again })
                {
                    _queue.Add(name, again);
                }
            }
            catch (KubernetesException e)
            {
                first ??= e;
            }

            _queue.Done(name);
        }

        if (first is not null)
        {
            throw first;
        }
    }

    /// <summary>What would be done: names of Secrets, and of their keys, and never a value.</summary>
    /// <exception cref="KubernetesException">The API server refused, or cannot be reached.</exception>
    public async Task<IReadOnlyList<string>> DiffAsync(CancellationToken cancellationToken)
    {
        await ListAsync(cancellationToken);
        List<string> lines = [];
        for (; _queue.Count > 0;)
        {
            var name = await _queue.TakeAsync(cancellationToken);
            if (Line(name, (await _reconciler.DecideAsync(name, cancellationToken)).Decision) is { } line)
            {
                lines.Add(line);
            }

            _queue.Done(name);
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    /// <summary>Keeps them in step, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _ = BeatAsync(cancellationToken);
        List<Task<bool>> tried = [];
        List<Task> loops = [];
        foreach (var part in _namespaces)
        {
            var first = new TaskCompletionSource<bool>();
            tried.Add(first.Task);
            loops.Add(FollowAsync(part, first, cancellationToken));
        }

        loops.AddRange(Enumerable.Range(0, Workers).Select(_ => WorkAsync(cancellationToken)));
        loops.Add(StartAsync(tried, cancellationToken));
        await await Task.WhenAny(loops);
    }

    private static string? Line(SecretName name, Decision decision) => decision switch
    {
        Decision.Create create => $"create {name}: {string.Join(", ", create.Content.Data.Keys.Select(key => $"data.{key}"))}",
        Decision.Patch patch => $"patch {name}: {string.Join(", ", patch.Changed)}",
        Decision.Replace replace => $"replace {name}: {string.Join(", ", replace.Changed)}",
        Decision.Delete => $"delete {name}",
        Decision.Leave { Reason: { } reason } leave => $"leave {name}: {reason}: {leave.Sentence}",
        _ => null,
    };

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        foreach (var part in _namespaces)
        {
            await ListAsync(part, cancellationToken);
        }
    }

    /// <summary>What follows first: then each source finds out at once whether anything has to be done.</summary>
    private async Task ListAsync((string? Where, Reflector Derived, Reflector Sources) part, CancellationToken cancellationToken)
    {
        await part.Derived.ListAsync(cancellationToken);
        await part.Sources.ListAsync(cancellationToken);
        _pairs.Complete(part.Where);
    }

    /// <summary>A namespace by itself: where one cannot be read, the others are nevertheless kept in step.</summary>
    /// <param name="tried">Whether it could be listed the first time.</param>
    private async Task FollowAsync((string? Where, Reflector Derived, Reflector Sources) part, TaskCompletionSource<bool> tried, CancellationToken cancellationToken)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                await ListAsync(part, cancellationToken);
                break;
            }
            catch (KubernetesException e)
            {
                _reachability.Failed(part, e);
                _logger.WatchFailed(part.Where ?? "all namespaces", e.Message);
                tried.TrySetResult(false);
                await Task.Delay(Backoff.Wait(failures, LongestWait), _time, cancellationToken);
            }
        }

        _reachability.Reached(part);
        tried.TrySetResult(true);
        await await Task.WhenAny(part.Derived.RunAsync(cancellationToken), part.Sources.RunAsync(cancellationToken));
    }

    /// <summary>Started is who has looked at all that there was. One that fails for good does not count: kubelet would start us again and again.</summary>
    private async Task StartAsync(IEnumerable<Task<bool>> tried, CancellationToken cancellationToken)
    {
        var known = (await Task.WhenAll(tried).WaitAsync(cancellationToken)).Count(wasListed => wasListed);
        _logger.Synced(known, _namespaces.Count, _pairs.Sources, _pairs.Derived, _queue.Count);
        Volatile.Write(ref _hasWorked, true);
        Volatile.Write(ref _hasListed, true);
        StartIfWorkedOff();
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private void StartIfWorkedOff()
    {
        if (Volatile.Read(ref _hasListed) && _reachability.WhyNotStarted is not null && _queue.Due == 0)
        {
            _reachability.Started();
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var name = await _queue.TakeAsync(cancellationToken);
            if (await OneAsync(name, cancellationToken) is { } again)
            {
                _queue.Add(name, again);
            }

            _queue.Done(name);
            Volatile.Write(ref _hasWorked, true);
            StartIfWorkedOff();
        }
    }

    /// <returns>When to look at it again; null when not.</returns>
    private async Task<TimeSpan?> OneAsync(SecretName name, CancellationToken cancellationToken)
    {
        if (_pace.Left(name) is var left && left > TimeSpan.Zero)
        {
            return left;
        }

        try
        {
            var (_, again) = await _reconciler.RunAsync(name, cancellationToken);
            _reachability.Reached(_queue);
            _pace.Succeeded(name);
            return again;
        }
        catch (KubernetesException e) when (e.IsNamespaceTerminating)
        {
            _reachability.Reached(_queue);
            _pace.Succeeded(name);
            return null;
        }
        catch (KubernetesException e)
        {
            _metrics.Failed();
            if (e.Code == 0 || e.Code >= 500)
            {
                _reachability.Failed(_queue, e);
            }

            var wait = _pace.Failed(name, LongestBackoff, e.RetryAfter);
            _logger.WillSyncAgain(name.ToString(), wait.TotalSeconds, e.Message);
            return wait;
        }
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            _reachability.Beat();
            if (Interlocked.Exchange(ref _hasWorked, false))
            {
                Linux.UnusedMemory.GiveBack();
            }

            await Task.Delay(TimeSpan.FromSeconds(30), _time, cancellationToken);
        }
    }
}
