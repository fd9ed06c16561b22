namespace Sidecars.Monitoring;

/// <summary>How a program is, for probes and Prometheus.</summary>
public interface IStatus
{
    /// <summary>Null when the probe passes; otherwise why not, as a sentence.</summary>
    string? WhyNotStarted { get; }

    /// <inheritdoc cref="WhyNotStarted"/>
    string? WhyNotReady { get; }

    /// <inheritdoc cref="WhyNotStarted"/>
    string? WhyNotLive { get; }

    /// <summary>Everything in Prometheus' text format 0.0.4.</summary>
    string Metrics { get; }
}
