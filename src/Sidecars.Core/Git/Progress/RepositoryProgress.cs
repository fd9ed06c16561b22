using Sidecars.Cli;

namespace Sidecars.Git.Progress;

/// <summary>Tells how one repository comes along. It begins once, ends once, and says nothing after its end.</summary>
public sealed class RepositoryProgress
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly CloneEvents _events;
    private readonly TimeProvider _time;
    private readonly CloneEvent _template;
    private long? _reported;
    private bool _ended;

    internal RepositoryProgress(CloneEvents events, Uri url, TimeProvider time)
    {
        _events = events;
        _time = time;
        _template = new("repo_clone", "", url.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.UserInfo, UriFormat.UriEscaped), CloneStage.Starting, "");
    }

    /// <summary>Twice a second at most; what comes in between is left out.</summary>
    public void Report(GitProgress progress)
    {
        lock (_lock)
        {
            if (_ended || (_reported is { } last && _time.GetElapsedTime(last) < Pause))
            {
                return;
            }

            _reported = _time.GetTimestamp();
            _events.Send(_template with
            {
                Stage = CloneStage.Cloning, Message = progress.ToString(), Phase = progress.Phase, Percent = progress.Percent, Bytes = progress.Bytes,
            });
        }
    }

    internal void Start(string message) => _events.Send(_template with { Message = CloneEvent.Clean(message) });

    internal void End(CloneOutcome outcome)
        => End(_template with { Stage = CloneStage.Done, Message = CloneEvent.Clean(outcome.Message), Commit = outcome.Commit });

    internal void End(Exception e)
    {
        var failure = e switch
        {
            SidecarException known => known,
            OperationCanceledException => new(ExitCode.Stopped, "It was stopped before it was done."),
            _ => Sidecar.Bug(e),
        };
        End(_template with { Stage = CloneStage.Error, Message = CloneEvent.Clean(failure.Message), ExitCode = (int)failure.ExitCode });
    }

    private void End(CloneEvent clone)
    {
        // git's last words may still be on their way.
        lock (_lock)
        {
            if (!_ended)
            {
                _ended = true;
                _events.Send(clone);
            }
        }
    }
}
