using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Sidecars.Cli;
using Sidecars.GitHub;

namespace Sidecars.Retry;

/// <summary>What is tried again, and when: only what may pass by itself, never sooner than GitHub asks, and within a bound.</summary>
internal sealed class GitHubRetry(Bound bound, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private GitHubException? _last;
    private TimeSpan _wait;

    /// <summary>Runs an attempt, and again while it fails for a while only and the bound allows.</summary>
    /// <param name="cancellationToken">Ends attempts and waits; may be the bound's own.</param>
    /// <exception cref="GitHubException">The last attempt failed so.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return (T)await Pipeline().ExecuteAsync(async _ => await attempt(), cancellationToken);
        }
        catch (OperationCanceledException) when (bound.HasEnded)
        {
            throw _last ?? new GitHubException(ExitCode.Unavailable, "GitHub did not answer in time. Check the network, api-url and the proxy.") { IsTransient = true };
        }
    }

    /// <remarks>
    /// Of objects, and not without a type: that one has its options checked by reflection, which costs time at every start
    /// and 0.3 MB. Of nothing more exact either: Polly would have the type kept whole.
    /// </remarks>
    private ResiliencePipeline<object> Pipeline()
        => new ResiliencePipelineBuilder<object> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<object>
            {
                MaxRetryAttempts = int.MaxValue,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is GitHubException failure && ShouldTryAgain(failure, args.AttemptNumber)),
                DelayGenerator = _ => ValueTask.FromResult<TimeSpan?>(_wait),
                OnRetry = args =>
                {
                    logger.WillTryAgain(args.RetryDelay.TotalSeconds, args.Outcome.Exception!.Message);
                    return default;
                },
            })
            .Build();

    private bool ShouldTryAgain(GitHubException failure, int attempt)
    {
        _last = failure;
        _wait = failure.AsksToWait
            ? Backoff.WaitForLimit(failure.RetryAfter, attempt, TimeSpan.MaxValue / 2)
            : Backoff.Wait(attempt, LongestWait);
        return failure.IsTransient
               && (failure.RetryAfter is null || bound.TryExtend(_wait))
               && bound.End.Left(time) > TimeSpan.Zero;
    }
}
