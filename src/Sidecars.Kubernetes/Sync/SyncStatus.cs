using Sidecars.Monitoring;

namespace Sidecars.Kubernetes.Sync;

/// <summary>How secret-sync is, for probes and Prometheus.</summary>
internal sealed class SyncStatus(Reachability reachability, Func<string> metrics) : IStatus
{
    public string? WhyNotStarted => reachability.WhyNotStarted;

    public string? WhyNotReady => reachability.WhyNotReady;

    public string? WhyNotLive => reachability.WhyNotLive;

    public string Metrics => metrics();
}
