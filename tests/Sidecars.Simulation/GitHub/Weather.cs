namespace Sidecars.Simulation.GitHub;

/// <summary>How GitHub fares, and when: decided before the story begins.</summary>
internal sealed class Weather
{
    private static readonly TimeSpan UsualLatency = TimeSpan.FromMilliseconds(60);

    private readonly ulong _seed;

    public Weather(ulong seed, IEnumerable<Episode> episodes)
    {
        _seed = seed;
        Episodes = [.. episodes.OrderBy(episode => episode.Start)];
    }

    public IReadOnlyList<Episode> Episodes { get; }

    /// <summary>So many days with all kinds of trouble; the first hour is fair.</summary>
    public static Weather Of(ulong seed, TimeSpan length)
    {
        var random = new Random((int)seed);
        return new(seed, EpisodeKind.All.SelectMany(kind => Draw(kind, length, random).ToList()));
    }

    public Fate Of(Operation operation, TimeSpan now)
    {
        Fate? worst = null;
        foreach (var episode in At(now))
        {
            var fate = episode.Of(operation, now);
            worst = fate is null || worst is { IsAnswered: false } ? worst : fate;
        }

        var fates = worst ?? Fate.Answered;
        return fates.Latency > TimeSpan.Zero ? fates : fates with { Latency = UsualLatency * (1 + 3 * Lot.Of(_seed, (ulong)now.Ticks)) };
    }

    public TimeSpan Spread(TimeSpan now)
        => At(now).Select(episode => episode.Spread(now)).Max() ?? TimeSpan.FromSeconds(-0.4 * Math.Log(1 - Lot.Of(_seed, (ulong)now.Ticks + 1)));

    /// <summary>The first moment from then on at which GitHub does this.</summary>
    public TimeSpan FirstAnswer(Operation operation, TimeSpan from)
    {
        while (!Of(operation, from).IsAnswered)
        {
            from = TimeSpan.FromSeconds(Math.Floor(from.TotalSeconds) + 1);
        }

        return from;
    }

    /// <summary>What kept tokens from being minted at this moment.</summary>
    public string CauseOf(TimeSpan now) => string.Join(", ", At(now).Select(episode => episode.Kind.Name)) is { Length: > 0 } names ? names : "none";

    private IEnumerable<Episode> At(TimeSpan now)
    {
        // A fleet lives in fair weather and asks often; a year has a few hundred episodes, none longer than a day.
        var low = 0;
        for (var high = Episodes.Count; low < high;)
        {
            var middle = (low + high) / 2;
            (low, high) = Episodes[middle].Start < now - TimeSpan.FromDays(1) ? (middle + 1, high) : (low, middle);
        }

        for (; low < Episodes.Count && Episodes[low].Start <= now; low++)
        {
            if (now < Episodes[low].End)
            {
                yield return Episodes[low];
            }
        }
    }

    private static IEnumerable<Episode> Draw(EpisodeKind kind, TimeSpan length, Random random)
    {
        for (var start = TimeSpan.FromHours(1); ;)
        {
            start += TimeSpan.FromDays(-Math.Log(1 - random.NextDouble()) * 365 / kind.PerYear);
            if (start >= length)
            {
                yield break;
            }

            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var duration = kind.Median * Math.Exp(kind.Sigma * normal);
            yield return new(kind, start, start + (duration < kind.Longest ? duration : kind.Longest), (ulong)random.NextInt64());
        }
    }
}
