using Sidecars.Kubernetes.Objects;
using Sidecars.Retry;

namespace Sidecars.Kubernetes.Watching;

/// <summary>The Secrets that have to be looked at, each once, however often it is said, and never two workers at the same one.</summary>
internal sealed class WorkQueue(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<SecretName, TimeSpan> _order = new();
    private readonly Dictionary<SecretName, TimeSpan> _due = [];
    private readonly HashSet<SecretName> _active = [];
    private readonly Signal _added = new();

    /// <summary>How many wait or are worked at, also those whose time has yet to come.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _due.Count + _active.Count;
            }
        }
    }

    /// <summary>How many could be worked at by now, or are: not those that are tried again later.</summary>
    public int Due
    {
        get
        {
            lock (_lock)
            {
                var now = Now;
                return _due.Values.Count(due => due <= now) + _active.Count;
            }
        }
    }

    /// <param name="after">Not before; where it waits already, the earlier time counts.</param>
    public void Add(SecretName name, TimeSpan after = default)
    {
        lock (_lock)
        {
            var due = Now + after;
            if (_due.TryGetValue(name, out var known) && known <= due)
            {
                return;
            }

            _due[name] = due;
            if (!_active.Contains(name))
            {
                _order.Enqueue(name, due);
            }
        }

        _added.Raise();
    }

    /// <summary>Waits for the next one. <see cref="Done"/> has to follow.</summary>
    public async Task<SecretName> TakeAsync(CancellationToken cancellationToken)
    {
        var added = _added.Listen();
        while (true)
        {
            if (TryTake(out var wait) is { } name)
            {
                return name;
            }

            await added.WaitAsync(wait, time, cancellationToken);
        }
    }

    /// <summary>It was looked at; what was said of it meanwhile has it looked at again.</summary>
    public void Done(SecretName name)
    {
        lock (_lock)
        {
            _active.Remove(name);
            if (_due.TryGetValue(name, out var due))
            {
                _order.Enqueue(name, due);
            }
        }

        _added.Raise();
    }

    private TimeSpan Now => time.GetElapsedTime(0);

    /// <param name="wait">Until there may be one; nothing where there is.</param>
    private SecretName? TryTake(out TimeSpan wait)
    {
        lock (_lock)
        {
            while (_order.TryPeek(out var name, out var due))
            {
                if (!_due.TryGetValue(name, out var current) || current != due || _active.Contains(name))
                {
                    // Of an earlier time, or a later one.
                    _order.Dequeue();
                }
                else if (due > Now)
                {
                    wait = due - Now;
                    return null;
                }
                else
                {
                    _order.Dequeue();
                    _due.Remove(name);
                    _active.Add(name);
                    wait = default;
                    return name;
                }
            }

            wait = TimeSpan.FromMinutes(1);
            return null;
        }
    }
}
