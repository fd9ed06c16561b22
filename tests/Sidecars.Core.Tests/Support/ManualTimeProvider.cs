namespace Sidecars.Support;

/// <summary>Time that passes only when a test says so, and by three clocks: the wall's, the machine's, and the one that timers follow.</summary>
internal sealed class ManualTimeProvider : TimeProvider
{
    /// <summary>Real timers never fire early, and Task.Delay cuts fractions of a millisecond off.</summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(1);

    /// <summary>In real time, and only so that broken code fails a test instead of hanging it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Longest = TimeSpan.FromHours(3);

    /// <summary>So many looks at the clock without a timer in between are a way of waiting too: for less than the millisecond that a timer is good for.</summary>
    private const int LooksThatWait = 100;

    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private TaskCompletionSource _armed = NewSource();
    private DateTimeOffset _wall = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private TimeSpan _sinceBoot = TimeSpan.FromHours(5);
    private TimeSpan _ticking;
    private int _looks;

    /// <summary>How long a test's story has lasted by now.</summary>
    public TimeSpan Elapsed => Locked(() => _ticking);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Locked(() =>
    {
        if (++_looks > LooksThatWait)
        {
            MoveTo(_ticking + Lateness);
        }

        return _sinceBoot.Ticks;
    });

    public override DateTimeOffset GetUtcNow() => Locked(() => _wall);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Assert.Equal(Timeout.InfiniteTimeSpan, period);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Somebody sets the wall clock; nothing else moves.</summary>
    public void StepWall(TimeSpan by) => Locked(() => _wall += by);

    /// <summary>The machine sleeps: the clocks go on and the timers stand still.</summary>
    public void Suspend(TimeSpan span) => Locked(() => (_sinceBoot, _wall) = (_sinceBoot + span, _wall + span));

    /// <summary>Time passes, and each timer fires at its own moment.</summary>
    public void Advance(TimeSpan span)
    {
        var end = Elapsed + span;
        while (TakeNext(end) is { } timer)
        {
            timer.Fire();
        }

        Locked(() => MoveTo(end));
    }

    /// <summary>Runs code that waits, and takes the clock to its next timer each time it does.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> code)
    {
        // Without the test's synchronization context, as in the programs.
        var running = Task.Run(code);
        await PassAsync(running, Longest);
        return running.IsCompleted ? await running : throw new TimeoutException($"The code still waits after {Longest.TotalHours} hours.");
    }

    public Task RunAsync(Func<Task> code) => RunAsync(async () =>
    {
        await code();
        return true;
    });

    /// <summary>Lets time pass for code that runs: from timer to timer, and never while it does anything but wait.</summary>
    public async Task PassAsync(Task running, TimeSpan span)
    {
        var end = Elapsed + span;
        while (await WaitsAsync(running))
        {
            var next = Locked(() => _timers.Min(timer => timer.Due));
            if (next > end)
            {
                Advance(end - Elapsed);
                return;
            }

            Advance(next - Elapsed);
        }
    }

    /// <summary>True when the code has come to a Task.Delay; false when it has come to its end.</summary>
    private async Task<bool> WaitsAsync(Task running)
    {
        while (!running.IsCompleted)
        {
            var (waits, armed) = Locked(() => (_timers.Any(timer => timer.IsDelay), _armed.Task));
            if (waits)
            {
                return true;
            }

            await Task.WhenAny(running, armed).WaitAsync(Patience);
        }

        return false;
    }

    private ManualTimer? TakeNext(TimeSpan end) => Locked(() =>
    {
        var next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
        if (next is not null)
        {
            _timers.Remove(next);
            MoveTo(next.Due);
        }

        return next;
    });

    private bool MoveTo(TimeSpan ticking)
    {
        var passed = ticking > _ticking ? ticking - _ticking : TimeSpan.Zero;
        _looks = 0;
        (_ticking, _sinceBoot, _wall) = (_ticking + passed, _sinceBoot + passed, _wall + passed);
        return true;
    }

    private bool Arm(ManualTimer timer, TimeSpan dueTime)
    {
        var armed = Locked(() =>
        {
            _timers.Remove(timer);
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return null;
            }

            _looks = 0;
            timer.Due = _ticking + dueTime + Lateness;
            _timers.Add(timer);
            (var before, _armed) = (_armed, NewSource());
            return before;
        });
        armed?.SetResult();
        return true;
    }

    private void Disarm(ManualTimer timer) => Locked(() => _timers.Remove(timer));

    private T Locked<T>(Func<T> action)
    {
        lock (_lock)
        {
            return action();
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class ManualTimer(ManualTimeProvider owner, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan Due { get; set; }

        /// <summary>Of a Task.Delay; the timers of timeouts run beside the code and not instead of it.</summary>
        public bool IsDelay => state is Task;

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period) => owner.Arm(this, dueTime);

        public void Dispose() => owner.Disarm(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
