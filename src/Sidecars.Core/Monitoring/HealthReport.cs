using System.Globalization;
using Sidecars.Linux;
using Sidecars.Retry;

namespace Sidecars.Monitoring;

/// <summary>What a probe asks about, at a moment; and the line of the file in which exec probes find it.</summary>
/// <param name="ProvenUntil">The latest end of a published token that GitHub took; null when there is none.</param>
/// <param name="LastBeat">Since boot.</param>
public sealed record HealthReport(bool IsStarted, Moment? ProvenUntil, TimeSpan LastBeat)
{
    private static readonly Lazy<string?> OwnStart = new(() => StartOf(Environment.ProcessId));

    /// <summary>Null when the probe passes; otherwise why not, as a sentence.</summary>
    public string? WhyNotStarted => IsStarted ? null : "No first token is published yet.";

    /// <inheritdoc cref="WhyNotStarted"/>
    public string? WhyNotReady(TimeProvider time) => WhyNotStarted ?? (ProvenUntil switch
    {
        null => "No token is published that GitHub has taken.",
        { } until when until.HasCome(time) => "The published tokens have expired.",
        _ => null,
    });

    /// <inheritdoc cref="WhyNotStarted"/>
    public string? WhyNotLive(TimeProvider time)
        => Moment.Now(time).SinceBoot - LastBeat is var silence && silence >= TimeSpan.Zero && silence <= Health.LongestSilence
            ? null
            : $"token-refresher has not moved for {silence.TotalSeconds:0} seconds.";

    /// <summary>A line of numbers; 0 stands for none.</summary>
    internal string ToText() => string.Create(
        CultureInfo.InvariantCulture,
        $"1 {(IsStarted ? 1 : 0)} {ProvenUntil?.SinceBoot.Ticks ?? 0} {ProvenUntil?.Wall?.UtcTicks ?? 0} {LastBeat.Ticks} {Environment.ProcessId} {OwnStart.Value}\n");

    /// <summary>Null when the text is none, or of a process that has ended: of an earlier run of the container, or of the machine.</summary>
    internal static HealthReport? Parse(string text)
    {
        var words = text.TrimEnd('\n').Split(' ');
        return words is ["1", "0" or "1", _, _, _, var process, var start]
               && int.TryParse(process, CultureInfo.InvariantCulture, out var processId) && StartOf(processId) is { } started && started == start
               && long.TryParse(words[2], CultureInfo.InvariantCulture, out var until)
               && long.TryParse(words[3], CultureInfo.InvariantCulture, out var wall) && wall >= 0 && wall <= DateTime.MaxValue.Ticks
               && long.TryParse(words[4], CultureInfo.InvariantCulture, out var beat) && IsUptime(until) && IsUptime(beat)
            ? new(words[1] == "1", until == 0 ? null : new Moment(TimeSpan.FromTicks(until), wall == 0 ? null : new DateTimeOffset(wall, TimeSpan.Zero)), TimeSpan.FromTicks(beat))
            : null;
    }

    /// <summary>A hundred years: what is beyond is damage.</summary>
    private static bool IsUptime(long ticks) => ticks >= 0 && ticks <= 100 * 365 * TimeSpan.TicksPerDay;

    /// <summary>When a process began, in the kernel's ticks since boot; with its number, that is one process only. Null when there is none.</summary>
    private static string? StartOf(int processId)
    {
        // starttime, the 22nd field.
        return ProcessStat.Fields(processId)?[19];
    }
}
