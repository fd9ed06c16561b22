using KubernetesEmulator.FaultKinds;

namespace KubernetesEmulator;

/// <summary>One way for an answer to be wrong, late or missing.</summary>
public abstract class FaultKind
{
    private protected FaultKind()
    {
    }

    /// <summary>A Status with these.</summary>
    public static FaultKind Answer(int code, string? reason, string message) => new Refused(StatusException.Other(code, reason, message));

    /// <summary>429, as from priority and fairness.</summary>
    public static FaultKind TooManyRequests(TimeSpan? retryAfter = null) =>
        new Refused(StatusException.TooManyRequests(retryAfter is { } wait ? (int)Math.Ceiling(wait.TotalSeconds) : null), retryAfter);

    /// <summary>503, as from a load balancer's point of view.</summary>
    public static FaultKind ServiceUnavailable(TimeSpan? retryAfter = null) =>
        new Refused(StatusException.Other(503, "ServiceUnavailable", "the server is currently unable to handle the request"), retryAfter);

    /// <summary>401, though the token is right.</summary>
    public static FaultKind Unauthorized() => new Refused(StatusException.Unauthorized());

    /// <summary>403, whatever the Roles say.</summary>
    public static FaultKind Forbidden() => Answer(403, "Forbidden", "forbidden");

    public static FaultKind InternalError() => Answer(500, "InternalError", "Internal error occurred: etcdserver: request timed out");

    /// <summary>The right answer, some time later.</summary>
    public static FaultKind Late(TimeSpan delay) => new Late(delay);

    /// <summary>The request is taken and nothing is ever said, until the client goes away or the server is disposed.</summary>
    public static FaultKind Hang() => new Hang();

    /// <summary>The connection is reset, by RST, before anything is said.</summary>
    /// <param name="isCarriedOut">What was asked for has happened nevertheless.</param>
    public static FaultKind Reset(bool isCarriedOut = false) => new Reset(isCarriedOut);

    /// <summary>410 instead of a list, or on opening a watch.</summary>
    public static FaultKind Gone() => new Refused(StatusException.TooOld(1, 2));

    /// <summary>A list or a watch is refused as asking for what is still to come: 504, or 500 as older servers had it.</summary>
    public static FaultKind TooLargeResourceVersion(int code = StatusCodes.Status504GatewayTimeout) => new TooLargeResourceVersion(code);

    /// <summary>The watch opens with 200, and its next line is an ERROR with 410.</summary>
    public static FaultKind GoneInWatch(int afterEvents = 0) => new WatchError(afterEvents, StatusException.TooOld(1, 2));

    /// <summary>The same with the cause of <see cref="TooLargeResourceVersion"/>.</summary>
    public static FaultKind TooLargeResourceVersionInWatch(int afterEvents = 0, int code = StatusCodes.Status504GatewayTimeout) =>
        new WatchError(afterEvents, StatusException.TooLargeResourceVersion("2", current: 1, code));

    /// <summary>Half of the line after so many events, then RST.</summary>
    public static FaultKind ResetWithinWatchLine(int afterEvents = 0) => new WatchResetWithinLine(afterEvents);

    /// <summary>The stream ends as when its time is over.</summary>
    public static FaultKind EndOfWatch(int afterEvents = 0) => new WatchEnd(afterEvents);

    /// <summary>The watch says nothing more, and never ends; the connection is in order.</summary>
    public static FaultKind SilentWatch(int afterEvents = 0) => new SilentWatch(afterEvents);

    /// <summary>The watch's connection is dead, and its client is not told: no line, no end, no answer to a ping, nor to other requests on it.</summary>
    public static FaultKind HalfOpenWatch(int afterEvents = 0) => new HalfOpenWatch(afterEvents);

    internal abstract Task ApplyAsync(HttpContext context, RequestDelegate next);
}
