using Sidecars.Kubernetes.Objects;
using Sidecars.Monitoring;

namespace Sidecars.Kubernetes.Sync;

/// <summary>What is counted and measured, as Prometheus reads it. No Secret's name is in it.</summary>
internal sealed class SyncMetrics(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, long> _syncs = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _restarts = new(StringComparer.Ordinal);
    private readonly Dictionary<SecretName, string> _troubles = [];
    private DateTimeOffset? _lastWrite;

    /// <param name="action">As the event's reason.</param>
    public void Wrote(string action)
    {
        lock (_lock)
        {
            _syncs[action] = _syncs.GetValueOrDefault(action) + 1;
            _lastWrite = time.GetUtcNow();
        }
    }

    public void Failed() => Wrote("failed");

    public void Restarted(string reason)
    {
        lock (_lock)
        {
            _restarts[reason] = _restarts.GetValueOrDefault(reason) + 1;
        }
    }

    /// <summary>Counts what is in the way of a Secret for as long as it is.</summary>
    public void Decided(SecretName name, Decision decision)
    {
        lock (_lock)
        {
            if (decision is Decision.Leave { Reason: { } reason })
            {
                _troubles[name] = reason;
            }
            else
            {
                _troubles.Remove(name);
            }
        }
    }

    /// <param name="managed">How many Secrets follow a source now.</param>
    public string ToText(int managed, int waiting)
    {
        var text = new PrometheusText();
        lock (_lock)
        {
            text.Head("secret_sync_syncs_total", "counter", "What was done, by what it was.");
            foreach (var (action, count) in _syncs)
            {
                text.Line($"secret_sync_syncs_total{{result=\"{action}\"}}", count);
            }

            text.Head("secret_sync_managed", "gauge", "Secrets that follow a source.");
            text.Line("secret_sync_managed", managed);
            text.Head("secret_sync_waiting", "gauge", "Secrets that have to be looked at.");
            text.Line("secret_sync_waiting", waiting);
            text.Head("secret_sync_conflicts", "gauge", "Secrets that cannot follow their source, by reason.");
            foreach (var group in _troubles.Values.GroupBy(reason => reason).OrderBy(group => group.Key, StringComparer.Ordinal))
            {
                text.Line($"secret_sync_conflicts{{reason=\"{group.Key}\"}}", group.Count());
            }

            text.Head("secret_sync_watch_restarts_total", "counter", "Watches that ended, by why.");
            foreach (var (reason, count) in _restarts)
            {
                text.Line($"secret_sync_watch_restarts_total{{reason=\"{reason}\"}}", count);
            }

            if (_lastWrite is { } when)
            {
                text.Head("secret_sync_last_success_timestamp_seconds", "gauge", "When something was written last.");
                text.Line("secret_sync_last_success_timestamp_seconds", when.ToUnixTimeSeconds());
            }
        }

        return text.ToString();
    }
}
