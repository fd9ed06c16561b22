using Sidecars.Cli;
using Sidecars.GitHub;

namespace Sidecars.Retry;

/// <summary>How long a program that does not end waits after a failure, by what kind of failure it is.</summary>
internal static class RefreshBackoff
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>For what only a person can change: asking more often would only annoy GitHub.</summary>
    private static readonly TimeSpan UntilChanged = TimeSpan.FromMinutes(5);

    /// <summary>For what GitHub granted before and refuses now. It has refused everybody by mistake before, for 38 minutes.</summary>
    /// <remarks>https://github.blog/news-insights/company-news/github-availability-report-november-2023/</remarks>
    private static readonly TimeSpan InDoubt = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan WhenAsked = TimeSpan.FromMinutes(1);

    /// <summary>An hour and a half; by then it is no mistake.</summary>
    private const int Doubts = 120;

    /// <param name="failures">How many there were before this one.</param>
    /// <param name="wasGranted">GitHub gave a token for the same before.</param>
    public static TimeSpan WaitAfter(SidecarException failure, int failures, bool wasGranted = false) => failure switch
    {
        GitHubException { AsksToWait: true } gitHub => Backoff.WaitForLimit(gitHub.RetryAfter, failures, Bound.Longest),
        GitHubException { IsTransient: true, ExitCode: ExitCode.Refused } => Backoff.Wait(failures, UntilChanged),
        GitHubException { IsTransient: true } or { ExitCode: ExitCode.CannotWrite or ExitCode.Bug } => Backoff.Wait(failures, Longest),
        GitHubException { Status: 401 or 404 } when wasGranted && failures < Doubts => Backoff.Wait(failures, InDoubt),
        _ => Backoff.AtLeast(UntilChanged),
    };

    /// <summary>When somebody asks for another attempt.</summary>
    public static TimeSpan ShortestWaitAfter(int failures) => Backoff.Wait(failures, WhenAsked);
}
