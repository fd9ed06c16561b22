using Sidecars.Simulation.GitHub;

namespace Sidecars.Simulation;

/// <summary>Knows to the second when GitHub answers, asks for nothing in vain, and loses no time on proofs.</summary>
internal sealed class Oracle(Weather weather)
{
    /// <summary>When it has a token that works, if it needs one from then on.</summary>
    public TimeSpan FirstToken(TimeSpan due)
    {
        var minted = weather.FirstAnswer(Operation.Mint, weather.FirstAnswer(Operation.FindInstallation, due));
        return minted + weather.Spread(minted);
    }

    /// <summary>When it has one that it knows to work.</summary>
    public TimeSpan FirstProvenToken(TimeSpan due) => weather.FirstAnswer(Operation.ProveGit, weather.FirstAnswer(Operation.ProveApi, FirstToken(due)));

    /// <summary>How long no token could be had.</summary>
    public TimeSpan WithoutAnswer(TimeSpan length) => Silences(length).Aggregate(TimeSpan.Zero, (sum, silence) => sum + silence);

    /// <summary>How long somebody has no token who mints a new one each second that he can.</summary>
    public TimeSpan WithoutTokenAtBest(TimeSpan length)
        => Silences(length).Where(silence => silence > SimulatedGitHub.TokenLife).Aggregate(TimeSpan.Zero, (sum, silence) => sum + silence - SimulatedGitHub.TokenLife);

    private IEnumerable<TimeSpan> Silences(TimeSpan length)
    {
        var seen = TimeSpan.Zero;
        foreach (var episode in weather.Episodes)
        {
            for (var now = Floor(seen > episode.Start ? seen : episode.Start); now < episode.End && now < length;)
            {
                var answer = FirstToken(now);
                answer = answer < length ? answer : length;
                if (answer - now > TimeSpan.FromSeconds(1))
                {
                    yield return answer - now;
                }

                now = Floor(answer) + TimeSpan.FromSeconds(1);
                seen = now;
            }
        }
    }

    private static TimeSpan Floor(TimeSpan now) => TimeSpan.FromSeconds(Math.Floor(now.TotalSeconds));
}
