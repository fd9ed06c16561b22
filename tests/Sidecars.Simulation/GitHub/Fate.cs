namespace Sidecars.Simulation.GitHub;

/// <summary>What becomes of a request.</summary>
/// <param name="Status">HTTP's; 0 where no answer comes.</param>
internal sealed record Fate(int Status, string Message = "")
{
    public static readonly Fate Answered = new(200);

    /// <summary>It takes the request, and does what it asks for, and says nothing.</summary>
    public static readonly Fate Silent = new(0, "silence");

    /// <summary>Nothing listens.</summary>
    public static readonly Fate NoConnection = new(0, "no connection");

    public TimeSpan Latency { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>By GitHub's clock; for a limit that ends at the hour.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    public bool IsHtml { get; init; }

    public bool IsAnswered => Status == 200;
}
