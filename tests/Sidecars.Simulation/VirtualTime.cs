namespace Sidecars.Simulation;

/// <summary>Time that jumps from one timer to the next as soon as nobody has anything left to do.</summary>
/// <remarks>All code runs on the one thread that the pool has (see <see cref="OneThread"/>): that is how it is known when nobody has, and why the order is the same each time.</remarks>
internal sealed class VirtualTime : TimeProvider
{
    /// <summary>Real timers never fire early, and Task.Delay cuts fractions of a millisecond off.</summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(1);

    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan BootedBefore = TimeSpan.FromHours(5);

    private readonly PriorityQueue<(VirtualTimer Timer, long Order), (long Due, long Order)> _timers = new();
    private long _now;
    private long _order;

    /// <summary>How long the story has lasted.</summary>
    public TimeSpan Now => new(_now);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>A look takes a while, too: who waits in circles, for less than a timer is good for, comes to an end.</summary>
    public override long GetTimestamp() => BootedBefore.Ticks + _now++;

    public override DateTimeOffset GetUtcNow() => Start + Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets time pass until then.</summary>
    public async Task PassAsync(TimeSpan until)
    {
        while (true)
        {
            while (ThreadPool.PendingWorkItemCount > 0)
            {
                await Task.Yield();
            }

            if (!_timers.TryPeek(out var next, out var at) || at.Due > until.Ticks)
            {
                break;
            }

            _timers.Dequeue();
            if (next.Timer.Order == next.Order)
            {
                _now = Math.Max(_now, at.Due);
                next.Timer.Fire();
            }
        }

        _now = Math.Max(_now, until.Ticks);
    }

    private sealed class VirtualTimer(VirtualTime owner, TimerCallback callback, object? state) : ITimer
    {
        /// <summary>Zero when it is not armed.</summary>
        public long Order { get; private set; }

        public void Fire()
        {
            Order = 0;
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (period != Timeout.InfiniteTimeSpan)
            {
                throw new NotSupportedException("Nothing here ticks.");
            }

            Order = 0;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Order = ++owner._order;
                owner._timers.Enqueue((this, Order), (owner._now + (dueTime + Lateness).Ticks, Order));
            }

            return true;
        }

        public void Dispose() => Order = 0;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
