using Microsoft.Extensions.Logging;

namespace Sidecars.Git.Volume;

/// <summary>How long to wait for another git-clone that is at work in a directory.</summary>
/// <param name="Longest">Zero to wait for nobody.</param>
internal sealed record LockPatience(TimeSpan Longest, TimeProvider Time, ILogger Logger)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    /// <summary>Tries until the lock is ours.</summary>
    /// <returns>Whether it is.</returns>
    public async Task<bool> WaitAsync(Func<bool> tryLock, string directory, CancellationToken cancellationToken)
    {
        var isTold = false;
        for (var start = Time.GetTimestamp(); !tryLock();)
        {
            if (Longest == TimeSpan.Zero || Time.GetElapsedTime(start) > Longest)
            {
                return false;
            }

            if (!isTold)
            {
                Logger.WaitsForOther(directory, Longest.TotalSeconds);
                isTold = true;
            }

            await Task.Delay(BetweenLooks * (0.5 + Random.Shared.NextDouble()), Time, cancellationToken);
        }

        return true;
    }
}
