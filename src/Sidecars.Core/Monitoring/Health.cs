using System.Text;
using Microsoft.Extensions.Logging;
using Sidecars.Linux;
using Sidecars.Retry;

namespace Sidecars.Monitoring;

/// <summary>How we are, as probes ask it. GitHub has a part in being ready, and none in being alive.</summary>
/// <remarks>
/// For exec probes it stands in a file of the state directory, which no other container mounts. Without one there is no place that
/// the app could not write to as well, and then only the HTTP probes answer.
/// </remarks>
public sealed class Health
{
    internal const string FileName = "health";

    /// <summary>It is a line of numbers.</summary>
    internal const int MostBytes = 1024 * 1024;

    /// <summary>Several beats missed.</summary>
    internal static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(3);

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan BetweenBeats = TimeSpan.FromSeconds(50);

    private readonly Lock _lock = new();
    private readonly string? _directory;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private HealthReport _report;
    private bool _saidItCannotWrite;

    /// <param name="directory">The state directory; null for none.</param>
    public Health(string? directory, TimeProvider time, ILogger logger)
    {
        (_directory, _time, _logger) = (directory, time, logger);

        // What an earlier run wrote does not hold for this one.
        _report = new(IsStarted: false, ProvenUntil: null, Moment.Now(time).SinceBoot);
        Write();
    }

    public HealthReport Report
    {
        get
        {
            lock (_lock)
            {
                return _report;
            }
        }
    }

    /// <summary>There is a first token, or none is wanted yet.</summary>
    public void StartupPassed() => Change(report => report with { IsStarted = true });

    /// <param name="provenUntil">The latest end of a published token that GitHub took; null when there is none.</param>
    public void Published(Moment? provenUntil) => Change(report => report with { ProvenUntil = provenUntil });

    /// <summary>The program moves.</summary>
    public void Beat()
    {
        lock (_lock)
        {
            if (Moment.Now(_time).SinceBoot - _report.LastBeat >= BetweenBeats)
            {
                Change(report => report);
            }
        }
    }

    private void Change(Func<HealthReport, HealthReport> change)
    {
        lock (_lock)
        {
            _report = change(_report) with { LastBeat = Moment.Now(_time).SinceBoot };
            Write();
        }
    }

    private void Write()
    {
        if (_directory is null)
        {
            return;
        }

        try
        {
            using var directory = DirectoryHandle.Open(_directory);
            directory.ReplaceFile(FileName, Encoding.ASCII.GetBytes(_report.ToText()), OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_saidItCannotWrite)
            {
                _saidItCannotWrite = true;
                _logger.HealthNotWritten(_directory, e.Message);
            }
        }
    }
}
