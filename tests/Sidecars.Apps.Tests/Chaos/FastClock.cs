using System.Diagnostics;
using System.Globalization;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Chaos;

/// <summary>
/// A clock that runs several times as fast as the machine's. GitHub goes by it, and a program that libfaketime gives the same: an hour of the pod
/// takes a minute, with every wait and every bound in it as long as it is for users.
/// </summary>
internal sealed class FastClock(int speed) : TimeProvider
{
    private readonly DateTimeOffset _start = DateTimeOffset.UtcNow;
    private readonly long _mark = Stopwatch.GetTimestamp();

    public int Speed => speed;

    public override DateTimeOffset GetUtcNow() => _start + Stopwatch.GetElapsedTime(_mark) * speed;

    /// <summary>How long it takes on the machine's clock.</summary>
    public TimeSpan ToReal(TimeSpan span) => span / speed;

    public Task Delay(TimeSpan span, CancellationToken cancellationToken = default) => Task.Delay(ToReal(span), cancellationToken);

    /// <summary>token-refresher by this clock; the published program where that is the machine's.</summary>
    public Command StartTokenRefresher(Pod pod, params string[] arguments) => speed == 1
        ? Command.Start(Published.TokenRefresher, arguments, pod.Environment)
        : Command.Start(Published.DynamicTokenRefresher, arguments, new Dictionary<string, string>(pod.Environment)
        {
            ["LD_PRELOAD"] = FakedClock.Library,
            ["TZ"] = "UTC0",

            // Since boot and by the wall: both are this time, so that a program that starts again finds its clock gone on.
            ["FAKETIME"] = string.Create(CultureInfo.InvariantCulture, $"@{GetUtcNow():yyyy-MM-dd HH:mm:ss} x{speed}"),
        });
}
