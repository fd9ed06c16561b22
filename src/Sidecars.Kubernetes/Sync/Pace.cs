using Sidecars.Kubernetes.Objects;

namespace Sidecars.Kubernetes.Sync;

/// <summary>How often a Secret may be written: every two seconds, and once a minute where somebody else writes it back each time; and how long to wait after failures.</summary>
internal sealed class Pace(SyncEvents events, TimeProvider time)
{
    private const int MostReverts = 3;
    private const int FewestKept = 1000;

    private static readonly TimeSpan BetweenWrites = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenReverts = TimeSpan.FromMinutes(1);

    /// <summary>Whoever writes it back does so sooner than this.</summary>
    private static readonly TimeSpan EndOfFight = 2 * BetweenReverts;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private int _mostKept = FewestKept;
    private readonly Dictionary<SecretName, History> _histories = [];

    /// <summary>How long it must not be written yet; nothing when it may.</summary>
    public TimeSpan Left(SecretName name)
    {
        lock (_lock)
        {
            return _histories.GetValueOrDefault(name) is not { } history ? TimeSpan.Zero
                : Longer(Left(history.LastWrite, history.IsFight ? BetweenReverts : BetweenWrites), Left(history.LastFailure, history.AfterFailure));
        }
    }

    /// <summary>It was written.</summary>
    /// <param name="wanted">What was written. The same as before means that somebody had changed it.</param>
    public async Task WroteAsync(SecretName name, Secret source, Fingerprint wanted, CancellationToken cancellationToken)
    {
        if (Note(name, wanted))
        {
            await events.SayAsync(source, "Warning", "FightDetected", $"Somebody else changes {name} each time: it is written once a minute from now on.", cancellationToken);
        }
    }

    public void Succeeded(SecretName name)
    {
        lock (_lock)
        {
            if (_histories.GetValueOrDefault(name) is { } history)
            {
                (history.Failures, history.LastFailure) = (0, null);
                if (history.LastWrite is null)
                {
                    _histories.Remove(name);
                }
            }
        }
    }

    /// <param name="atLeast">What the API server asks for; null where it does not.</param>
    /// <returns>How long to wait. A change of the source is a reason to try sooner, but not at once and again and again.</returns>
    public TimeSpan Failed(SecretName name, TimeSpan longest, TimeSpan? atLeast)
    {
        lock (_lock)
        {
            var history = Of(name);
            var wait = TimeSpan.FromSeconds(Math.Min(FirstWait.TotalSeconds * Math.Pow(2, Math.Min(history.Failures++, 20)), longest.TotalSeconds) * (0.8 + (0.2 * Random.Shared.NextDouble())));
            (history.LastFailure, history.AfterFailure) = (time.GetTimestamp(), Longer(wait < BetweenWrites ? wait : BetweenWrites, atLeast ?? TimeSpan.Zero));
            return Longer(wait, atLeast ?? TimeSpan.Zero);
        }
    }

    /// <summary>How many are known.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _histories.Count;
            }
        }
    }

    /// <returns>Whether this is the revert from which on it is a fight.</returns>
    private bool Note(SecretName name, Fingerprint wanted)
    {
        lock (_lock)
        {
            var history = Of(name);
            if (Left(history.LastWrite, EndOfFight) <= TimeSpan.Zero)
            {
                history.IsFight = false;
            }

            while (history.Reverts.TryPeek(out var first) && time.GetElapsedTime(first) > BetweenReverts)
            {
                history.Reverts.Dequeue();
            }

            if (history.LastWanted == wanted && history.LastWrite is not null)
            {
                history.Reverts.Enqueue(time.GetTimestamp());
            }
            else
            {
                history.Reverts.Clear();
                history.IsFight = false;
            }

            var isNew = !history.IsFight && history.Reverts.Count >= MostReverts;
            history.IsFight |= isNew;
            (history.LastWrite, history.LastWanted) = (time.GetTimestamp(), wanted);
            return isNew;
        }
    }

    private History Of(SecretName name)
    {
        if (_histories.TryGetValue(name, out var history))
        {
            return history;
        }

        if (_histories.Count >= _mostKept)
        {
            // What happened so long ago slows nobody down any more.
            foreach (var (old, _) in _histories.Where(pair => pair.Value.Failures == 0 && Left(pair.Value.LastWrite, EndOfFight) <= TimeSpan.Zero).ToList())
            {
                _histories.Remove(old);
            }

            _mostKept = Math.Max(FewestKept, 2 * _histories.Count);
        }

        return _histories[name] = new();
    }

    private TimeSpan Left(long? since, TimeSpan span) => since is { } begin && span - time.GetElapsedTime(begin) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private sealed class History
    {
        public long? LastWrite { get; set; }

        public Fingerprint? LastWanted { get; set; }

        public Queue<long> Reverts { get; } = [];

        /// <summary>Somebody else wants it otherwise, and had not given in when it was written last.</summary>
        public bool IsFight { get; set; }

        public int Failures { get; set; }

        public long? LastFailure { get; set; }

        public TimeSpan AfterFailure { get; set; }
    }
}
