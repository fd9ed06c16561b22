using System.Runtime.InteropServices;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Chaos.Promises;

/// <summary>Trouble after trouble for one pod, and the record of it.</summary>
/// <param name="minute">A sixtieth of a token's life.</param>
internal sealed class Storm(Pod pod, FastClock clock, TimeSpan minute, Random random)
{
    /// <summary>With so many minutes left of a token its replacement is due, or will be soon.</summary>
    private const int LeastBefore = 14;
    private const int MostBefore = 24;

    public List<Spell> Spells { get; } = [];

    public async Task RageAsync(IEnumerable<Trouble> troubles, Command refresher, CancellationToken end)
    {
        try
        {
            foreach (var trouble in troubles)
            {
                await CalmAsync(end);
                await PlayAsync(trouble, end);
                Assert.False(refresher.HasEnded, refresher.Error);
                if (trouble.Kind == nameof(FaultKind.NarrowerPermissions))
                {
                    // A token that can less than was asked for is used, as the contract says. Whoever sees it asks for another.
                    refresher.Signal(PosixSignal.SIGHUP);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }
    }

    /// <summary>A moment of peace; in the long form, two times of three until a token is about to be replaced.</summary>
    private async Task CalmAsync(CancellationToken end)
    {
        await clock.Delay(minute * (ChaosRun.IsLong ? 1 + 3 * random.NextDouble() : 0.5 + random.NextDouble()), end);
        if (!ChaosRun.IsLong || random.Next(3) == 0)
        {
            return;
        }

        var (token, before) = (pod.GitHub.IssuedTokens[^1], minute * random.Next(LeastBefore, MostBefore));
        while (pod.GitHub.IssuedTokens[^1] == token && token.ExpiresAt - clock.GetUtcNow() > before)
        {
            await clock.Delay(minute / 4, end);
        }
    }

    private async Task PlayAsync(Trouble trouble, CancellationToken end)
    {
        var lasting = !ChaosRun.IsLong ? 0.5 + random.NextDouble() : random.Next(4) > 0 ? 1 + 6 * random.NextDouble() : 5 + 15 * random.NextDouble();
        var over = new TaskCompletionSource();
        var occasion = new Occasion(clock, random, over.Task);
        var from = clock.GetUtcNow();
        trouble.Begin(pod, occasion);
        try
        {
            await clock.Delay(minute * lasting, end);
        }
        finally
        {
            pod.GitHub.Faults.Clear();
            over.SetResult();
            Spells.Add(new(trouble.Kind, trouble.On, from, clock.GetUtcNow(), occasion.Silence));
        }
    }
}
