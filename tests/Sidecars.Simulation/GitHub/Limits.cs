namespace Sidecars.Simulation.GitHub;

/// <summary>What GitHub lets an App do: 900 points in a minute, where a GET is one and a POST five, 100 requests at once, and 5,000 requests in an hour.</summary>
/// <remarks>https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api</remarks>
internal sealed class Limits(VirtualTime time)
{
    internal const int PointsPerMinute = 900;
    internal const int RequestsPerHour = 5000;
    internal const int AtOnce = 100;
    internal const int PointsOfMint = 5;

    /// <summary>Looking up (or /app), mint, /rate_limit, and the bot's account.</summary>
    internal const int PointsOfStart = 1 + PointsOfMint + 1 + 1;

    /// <summary>Mint and /rate_limit.</summary>
    internal const int PointsOfRefresh = PointsOfMint + 1;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Queue<(TimeSpan At, int Points)> _lastMinute = new();
    private readonly Dictionary<bool, (DateTimeOffset ResetsAt, int Used)> _hours = [];
    private int _points;
    private int _open;

    /// <summary>Null when it may come in; what is refused counts for nothing.</summary>
    public Fate? Refuse(Operation operation)
    {
        while (_lastMinute.TryPeek(out var first) && time.Now - first.At >= Minute)
        {
            _points -= _lastMinute.Dequeue().Points;
        }

        // With the App's key; tokens of the installation have an hour of their own.
        var isApps = operation.IsApps();
        var hour = _hours.TryGetValue(isApps, out var known) && time.GetUtcNow() < known.ResetsAt ? known : (ResetsAt: time.GetUtcNow() + TimeSpan.FromHours(1), Used: 0);
        var countsForHour = operation != Operation.ProveApi;
        if (countsForHour && hour.Used >= RequestsPerHour)
        {
            return new(403, "API rate limit exceeded for installation.") { ResetsAt = hour.ResetsAt };
        }

        var points = operation == Operation.Mint ? PointsOfMint : 1;
        if (_points + points > PointsPerMinute || _open >= AtOnce)
        {
            return new(403, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.") { RetryAfter = Minute };
        }

        _points += points;
        _lastMinute.Enqueue((time.Now, points));
        _hours[isApps] = countsForHour ? (hour.ResetsAt, hour.Used + 1) : hour;
        return null;
    }

    public void Open() => _open++;

    public void Close() => _open--;
}
