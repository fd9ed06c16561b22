namespace Sidecars.Tokens;

/// <summary>Somebody wants a new token now. Asked for during a refresh, it is kept for after it; asked twice, it counts once.</summary>
public sealed class RefreshSignal : IDisposable
{
    private readonly SemaphoreSlim _asked = new(0, 1);

    public void Raise()
    {
        try
        {
            _asked.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is asked for already.
        }
    }

    /// <summary>Waits for the time to pass or for the signal; true when it was the signal.</summary>
    internal async Task<bool> WaitAsync(TimeSpan span, TimeProvider time, CancellationToken cancellationToken)
    {
        using var first = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asked = _asked.WaitAsync(first.Token);

        // Timers drop what is less than a millisecond: rounded up, so that nobody waits in circles for the rest.
        await Task.WhenAny(asked, Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(span.TotalMilliseconds)), time, first.Token));
        await first.CancelAsync();
        try
        {
            await asked;
            return true;
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    public void Dispose() => _asked.Dispose();
}
