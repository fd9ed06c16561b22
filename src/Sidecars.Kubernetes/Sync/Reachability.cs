using Sidecars.Kubernetes.Client;

namespace Sidecars.Kubernetes.Sync;

/// <summary>Whether the API server can be had, for each thing that is asked of it, as probes ask it.</summary>
internal sealed class Reachability(TimeProvider time)
{
    private static readonly TimeSpan LongestFailure = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(3);

    private readonly Lock _lock = new();
    private readonly Dictionary<object, (long Since, string Sentence)> _failing = [];
    private long _lastBeat = time.GetTimestamp();
    private bool _isStarted;

    public string? WhyNotStarted => Volatile.Read(ref _isStarted) ? null : "Not all Secrets that there were at the start have been looked at.";

    public string? WhyNotReady
    {
        get
        {
            lock (_lock)
            {
                return WhyNotStarted ?? _failing.Values.Where(failure => time.GetElapsedTime(failure.Since) > LongestFailure).Select(failure => failure.Sentence).FirstOrDefault();
            }
        }
    }

    public string? WhyNotLive => time.GetElapsedTime(Volatile.Read(ref _lastBeat)) is var silence && silence <= LongestSilence ? null : $"secret-sync has not moved for {silence.TotalSeconds:0} seconds.";

    public void Started() => Volatile.Write(ref _isStarted, true);

    public void Beat() => Volatile.Write(ref _lastBeat, time.GetTimestamp());

    /// <param name="what">That was asked for.</param>
    public void Reached(object what)
    {
        lock (_lock)
        {
            _failing.Remove(what);
        }
    }

    /// <inheritdoc cref="Reached"/>
    public void Failed(object what, KubernetesException failure)
    {
        lock (_lock)
        {
            _failing[what] = (_failing.TryGetValue(what, out var known) ? known.Since : time.GetTimestamp(), failure.Message);
        }
    }
}
