using Sidecars.Support;

namespace Sidecars.Retry;

public sealed class SignalSpecs
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _time = new();
    private readonly Signal _signal = new();
    private readonly Signal.Listener _listener;

    public SignalSpecs() => _listener = _signal.Listen();

    [Fact]
    public async Task Without_a_signal_the_time_passes()
    {
        Assert.False(await _time.RunAsync(() => _listener.WaitAsync(Wait, _time, CancellationToken.None)));

        Assert.InRange(_time.Elapsed.TotalSeconds, 30, 30.1);
    }

    [Fact]
    public async Task A_signal_ends_the_wait()
    {
        var waiting = _listener.WaitAsync(Wait, _time, CancellationToken.None);
        Assert.False(waiting.IsCompleted);

        _signal.Raise();

        Assert.True(await waiting);
        Assert.Equal(TimeSpan.Zero, _time.Elapsed);
    }

    [Fact]
    public async Task A_signal_is_kept_until_somebody_waits()
    {
        _signal.Raise();

        Assert.True(await _listener.WaitAsync(Wait, _time, CancellationToken.None));
    }

    [Fact]
    public async Task Two_signals_count_once()
    {
        _signal.Raise();
        _signal.Raise();
        Assert.True(await _listener.WaitAsync(Wait, _time, CancellationToken.None));

        Assert.False(await _time.RunAsync(() => _listener.WaitAsync(Wait, _time, CancellationToken.None)));
    }

    [Fact]
    public async Task A_signal_is_not_lost_to_a_wait_that_is_over()
    {
        Assert.False(await _time.RunAsync(() => _listener.WaitAsync(Wait, _time, CancellationToken.None)));

        _signal.Raise();

        Assert.True(await _listener.WaitAsync(Wait, _time, CancellationToken.None));
    }

    [Fact]
    public async Task Being_asked_to_stop_ends_the_wait()
    {
        using var stop = new CancellationTokenSource();
        var waiting = _listener.WaitAsync(Wait, _time, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task All_who_listen_hear_it()
    {
        var other = _signal.Listen();

        _signal.Raise();

        Assert.True(await _listener.WaitAsync(Wait, _time, CancellationToken.None));
        Assert.True(await other.WaitAsync(Wait, _time, CancellationToken.None));
    }
}
