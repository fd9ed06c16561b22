namespace Sidecars.Monitoring;

/// <summary>How token-refresher is.</summary>
public sealed class TokenStatus(Health health, TokenMetrics metrics, TimeProvider time) : IStatus
{
    public string? WhyNotStarted => health.Report.WhyNotStarted;

    public string? WhyNotReady => health.Report.WhyNotReady(time);

    public string? WhyNotLive => health.Report.WhyNotLive(time);

    public string Metrics => metrics.ToText(health.Report);
}
