using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Sidecars.GitHub;

namespace Sidecars.Tokens;

/// <summary>What is tried again, and when: only what may pass by itself, and never sooner than GitHub asks.</summary>
internal static class GitHubRetry
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>Runs an attempt, and again while it fails for a while only and the bound allows.</summary>
    /// <exception cref="GitHubException">The last attempt failed so.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> attempt, Bound bound, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
        where T : class
        => (T)await Pipeline(bound, time, logger).ExecuteAsync(async _ => await attempt(), cancellationToken);

    /// <remarks>
    /// Of objects, and not without a type: that one has its options checked by reflection, which costs time at every start
    /// and 0.3 MB. Of nothing more exact either: Polly would have the type kept whole.
    /// </remarks>
    private static ResiliencePipeline<object> Pipeline(Bound bound, TimeProvider time, ILogger logger)
        => new ResiliencePipelineBuilder<object> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<object>
            {
                MaxRetryAttempts = int.MaxValue,
                ShouldHandle = args => ValueTask.FromResult(
                    args.Outcome.Exception is GitHubException { IsTransient: true } failure
                    && (failure.RetryAfter is not { } wait || bound.TryExtend(wait))
                    && bound.End.Left(time) > TimeSpan.Zero),
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(
                    args.Outcome.Exception is GitHubException { RetryAfter: { } wait }
                        ? Backoff.AtLeast(wait)
                        : Backoff.Wait(args.AttemptNumber, LongestWait)),
                OnRetry = args =>
                {
                    logger.WillTryAgain(args.RetryDelay.TotalSeconds, args.Outcome.Exception!.Message);
                    return default;
                },
            })
            .Build();
}
