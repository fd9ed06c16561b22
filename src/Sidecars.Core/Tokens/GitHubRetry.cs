using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using Sidecars.GitHub;

namespace Sidecars.Tokens;

/// <summary>What is tried again, and when: only what may pass by itself, and never sooner than GitHub asks.</summary>
internal static class GitHubRetry
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    public static ResiliencePipeline Within(Bound bound, TimeProvider time, ILogger logger)
        => new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
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
