using Sidecars.Cli;
using Sidecars.GitHub;

namespace Sidecars.Retry;

/// <summary>How long a program that does not end waits after a failure, by what kind of failure it is.</summary>
internal static class RefreshBackoff
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>For what only a person can change: asking more often would only annoy GitHub.</summary>
    private static readonly TimeSpan UntilChanged = TimeSpan.FromMinutes(5);

    /// <param name="failures">How many there were before this one.</param>
    public static TimeSpan WaitAfter(SidecarException failure, int failures) => failure switch
    {
        GitHubException { AsksToWait: true } gitHub => Backoff.WaitForLimit(gitHub.RetryAfter, failures, Bound.Longest),
        GitHubException { IsTransient: true, ExitCode: ExitCode.Refused } => Backoff.Wait(failures, UntilChanged),
        GitHubException { IsTransient: true } or { ExitCode: ExitCode.CannotWrite or ExitCode.Bug } => Backoff.Wait(failures, Longest),
        _ => Backoff.AtLeast(UntilChanged),
    };

    /// <summary>When somebody asks for another attempt.</summary>
    public static TimeSpan ShortestWaitAfter(int failures) => Backoff.Wait(failures, Longest);
}
