namespace Sidecars.Kubernetes.Watching;

/// <summary>So many a second in the long run, and a few more at once.</summary>
internal sealed class TokenBucket(double perSecond, int burst, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _tokens = burst;
    private long _last = time.GetTimestamp();

    /// <summary>Waits for a turn. Turns are given in the order in which they are asked for.</summary>
    public Task TakeAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_last, now).TotalSeconds * perSecond)) - 1;
            _last = now;
            return _tokens >= 0 ? Task.CompletedTask : Task.Delay(TimeSpan.FromSeconds(-_tokens / perSecond), time, cancellationToken);
        }
    }
}
