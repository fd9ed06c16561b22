using Sidecars.Cli;

namespace Sidecars.GitHub;

/// <summary>A request to GitHub that did not succeed. The message is one sentence for the operator.</summary>
public sealed class GitHubException(ExitCode exitCode, string sentence) : SidecarException(exitCode, sentence)
{
    /// <summary>HTTP's status; null when there was no answer.</summary>
    public int? Status { get; init; }

    /// <summary>GitHub's own message; empty when there was none.</summary>
    public string Answer { get; init; } = "";

    /// <summary>Asking again later may help without anybody changing anything.</summary>
    public bool IsTransient { get; init; }

    /// <summary>The request may have been carried out although no answer came.</summary>
    public bool MayHaveHappened { get; init; }

    /// <summary>GitHub limits how much we may ask; it refuses nothing.</summary>
    public bool IsLimit { get; init; }

    /// <summary>GitHub says that our clock is wrong.</summary>
    public bool IsAboutTheClock { get; init; }

    /// <summary>GitHub does not speak the API version we ask for.</summary>
    public bool IsAboutTheVersion { get; init; }

    /// <summary>How long GitHub wants us to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>GitHub wants silence for a while, whether or not it says how long.</summary>
    public bool AsksToWait => IsLimit || RetryAfter is not null;

    /// <summary>The answer's <c>Date</c>.</summary>
    public DateTimeOffset? ServerTime { get; init; }

    /// <summary>The same failure, told with what else was found out.</summary>
    public GitHubException With(string finding) => new(ExitCode, $"{Message} {finding}".TrimEnd())
    {
        Status = Status, Answer = Answer, IsTransient = IsTransient, IsAboutTheClock = IsAboutTheClock, IsAboutTheVersion = IsAboutTheVersion,
        IsLimit = IsLimit, RetryAfter = RetryAfter, ServerTime = ServerTime,
    };

    /// <summary>The same failure, when it turns out that it may pass.</summary>
    public GitHubException AsTransient() => new(ExitCode, Message) { Status = Status, Answer = Answer, IsTransient = true, ServerTime = ServerTime };
}
