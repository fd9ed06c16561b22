namespace Sidecars.Retry;

/// <summary>How long a round of attempts may take: two minutes, and up to fifteen as long as GitHub itself says when to come back.</summary>
internal sealed class Bound : IDisposable
{
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(2);

    /// <summary>Nobody waits longer than this, whatever GitHub asks for.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _outer;
    private readonly Moment _start;

    public Bound(TimeProvider time, CancellationToken cancellationToken)
    {
        _time = time;
        _outer = cancellationToken;
        _start = Now;
        _end = new CancellationTokenSource(Usual, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end.Token);
        End = _start.After(Usual);
    }

    /// <summary>By the machine's clock alone: setting the wall clock, as happens when a machine starts, does not end a round.</summary>
    public Moment End { get; private set; }

    /// <summary>Cancelled when the time is over, and when somebody asks us to stop.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Makes room for a wait that GitHub asks for and for an attempt after it. False when that is more than we have.</summary>
    public bool TryExtend(TimeSpan wait)
    {
        var wanted = Now.After(wait + Usual);
        var longest = _start.After(Longest);
        End = Moment.Earlier(longest, wanted.SinceBoot > End.SinceBoot ? wanted : End);
        var left = End.Left(_time);
        if (left <= wait)
        {
            return false;
        }

        _end.CancelAfter(left);
        return true;
    }

    private Moment Now => Moment.Now(_time) with { Wall = null };

    /// <summary>The time is over; not: somebody asked us to stop.</summary>
    public bool HasEnded => _end.IsCancellationRequested && !_outer.IsCancellationRequested;

    public void Dispose()
    {
        _either.Dispose();
        _end.Dispose();
    }
}
