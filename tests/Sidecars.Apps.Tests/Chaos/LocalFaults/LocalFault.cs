using System.Diagnostics;
using System.Runtime.InteropServices;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Chaos.LocalFaults;

/// <summary>Something of the pod's own goes wrong for a while, and a refresh is asked for meanwhile.</summary>
/// <param name="name">For the report.</param>
/// <param name="refresher">Is running, and has published a token.</param>
internal sealed class LocalFault(string name, Pod pod, Command refresher, FastClock? clock = null)
{
    /// <summary>For a refresher that is asked for one refresh after another.</summary>
    public static readonly string[] ManyTokens = ["--mint-limit", "1000/1", "--access", "write"];

    private readonly FastClock _clock = clock ?? new FastClock(1);

    public required Func<Task> Begin { get; init; }

    public required Func<Task> End { get; init; }

    /// <summary>By the pod's clock; nothing for what is done in a moment and seen until all is well.</summary>
    public required TimeSpan Lasting { get; init; }

    /// <summary>Whether consumers are to see nothing of it.</summary>
    public bool IsUnseen { get; init; } = true;

    /// <summary>Whether a refresh is asked for while it lasts.</summary>
    public bool AsksForRefresh { get; init; } = true;

    /// <summary>Gets the token of before; a new one is published unless this says otherwise.</summary>
    public Func<string, bool>? IsWell { get; init; }

    public int Times { get; init; } = ChaosRun.Times;

    public async Task PlayAsync()
    {
        var consumer = await Consumer.StartAsync(pod);
        await consumer.OnceAsync();
        Assert.True(consumer.Commands.All(command => !command.Failed), consumer.Commands.FirstOrDefault(command => command.Failed)?.Error);
        var recoveries = new List<TimeSpan>();
        var (met, failed) = (0, 0);
        for (var time = 0; time < Times; time++)
        {
            using var stop = new CancellationTokenSource();
            var working = consumer.WorkAsync(stop.Token);
            var (before, from) = (pod.Token, DateTimeOffset.UtcNow);
            await Begin();
            if (AsksForRefresh)
            {
                refresher.Signal(PosixSignal.SIGHUP);
            }

            await _clock.Delay(Lasting);
            if (IsUnseen)
            {
                // Or nobody could have seen it: by a fast clock it is over in a moment.
                await Eventually.HoldsAsync(() => consumer.Commands.Any(command => command.From >= from));
            }

            await End();
            var (until, since) = (Lasting > TimeSpan.Zero ? DateTimeOffset.UtcNow : DateTimeOffset.MaxValue, Stopwatch.StartNew());
            await Eventually.HoldsAsync(() => IsWell?.Invoke(before) ?? HasChanged(before));
            recoveries.Add(since.Elapsed * _clock.Speed);
            await stop.CancelAsync();
            await working;

            var during = consumer.Commands.Where(command => command.From >= from && command.Until <= until).ToList();
            met += during.Count;
            failed += during.Count(command => command.Failed);
            await consumer.OnceAsync();
            Assert.True(consumer.Commands.TakeLast(3).All(command => !command.Failed), $"After its end: {string.Join('\n', consumer.Commands.TakeLast(3).Select(command => command.Error))}");
        }

        Assert.True(!IsUnseen || failed == 0, $"{failed} of {met} commands failed, the last: {consumer.Commands.LastOrDefault(command => command.Failed)?.Error}");
        Assert.True(!ChaosRun.IsLong || met > 0, "It was over before a command was.");
        Assert.False(refresher.HasEnded, refresher.Error);
        ChaosReport.Add(new(
            Lasting > TimeSpan.Zero ? FormattableString.Invariant($"{name}, for {Lasting.TotalSeconds:0.#} s") : name, failed == 0 ? $"nothing: {met} commands, none failed" : $"{failed} of {met} commands failed",
            $"{ChaosReport.Spread(recoveries)}{(_clock.Speed > 1 ? $", by a clock {_clock.Speed} times as fast" : "")}", Times));
    }

    private bool HasChanged(string before)
    {
        try
        {
            return pod.Token != before;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
