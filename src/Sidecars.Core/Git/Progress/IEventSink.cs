namespace Sidecars.Git.Progress;

/// <summary>Where events go: what cannot be told there is logged once, and never fails or holds up the clone.</summary>
public interface IEventSink : IAsyncDisposable
{
    /// <summary>Called for one event at a time.</summary>
    void Send(CloneEvent clone);
}
