namespace Sidecars.Retry;

/// <summary>Somebody wants something done now. Whoever listens hears it when it has time to; asked twice meanwhile, it counts once.</summary>
public sealed class Signal
{
    private TaskCompletionSource _next = NewSource();

    public void Raise() => Interlocked.Exchange(ref _next, NewSource()).TrySetResult();

    /// <summary>Hears what is raised from now on.</summary>
    internal Listener Listen() => new(this, _next.Task);

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal sealed class Listener(Signal signal, Task raised)
    {
        private Task _raised = raised;

        /// <summary>One that hears all that this one has yet to hear.</summary>
        public Listener Fork() => new(signal, _raised);

        /// <summary>Waits for the time to pass or for the signal; true when it was the signal.</summary>
        public async Task<bool> WaitAsync(TimeSpan span, TimeProvider time, CancellationToken cancellationToken)
        {
            using var first = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

            // Timers drop what is less than a millisecond: rounded up, so that nobody waits in circles for the rest.
            await Task.WhenAny(_raised, Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(span.TotalMilliseconds)), time, first.Token));
            await first.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            if (!_raised.IsCompleted)
            {
                return false;
            }

            _raised = signal._next.Task;
            return true;
        }
    }
}
