using Microsoft.Extensions.Logging;
using Sidecars.Cli;

namespace Sidecars.Git.Progress;

/// <summary>Writes each event as a line: to standard output, or at the end of a file.</summary>
/// <param name="name">For the log.</param>
/// <param name="open">Called at the first event.</param>
public sealed class StreamSink(string name, Func<Stream> open, EventFormat format, ILogger logger) : IEventSink
{
    private Stream? _stream;
    private bool _failed;

    public void Send(CloneEvent clone)
    {
        if (_failed)
        {
            return;
        }

        try
        {
            // In one piece, so that others who write to the same file cannot get between.
            _stream ??= open();
            _stream.Write([.. format.Bytes(clone), (byte)'\n']);
            _stream.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _failed = true;
            logger.EventsNotWritten(Redaction.Clean(name), Redaction.Clean(e.Message.TrimEnd('.')));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null)
        {
            await _stream.DisposeAsync();
        }
    }
}
