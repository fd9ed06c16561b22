using System.Globalization;

namespace Sidecars.Git.Progress;

/// <summary>Tells everybody who listens how the clones come along, in the same order and by the same clock.</summary>
public sealed class CloneEvents(IReadOnlyList<IEventSink> sinks, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private DateTimeOffset _latest = DateTimeOffset.MinValue;

    /// <summary>Clones a repository and tells of it: that it starts, how far it is, and how it ends.</summary>
    /// <remarks>That it is done follows from a commit that <paramref name="clone"/> returned, and from nothing else.</remarks>
    /// <param name="url">User and password in it are not told.</param>
    /// <param name="message">What begins, as a phrase.</param>
    /// <param name="clone">Gets something to report progress to. Whatever it throws is told, and thrown on.</param>
    public async Task<CloneOutcome> RunAsync(Uri url, string message, Func<RepositoryProgress, Task<CloneOutcome>> clone)
    {
        var progress = new RepositoryProgress(this, url, time);
        progress.Start(message);
        try
        {
            var outcome = await clone(progress);
            progress.End(outcome);
            return outcome;
        }
        catch (Exception e)
        {
            progress.End(e);
            throw;
        }
    }

    /// <summary>Gives what is not delivered yet a moment more.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var sink in sinks)
        {
            await sink.DisposeAsync();
        }
    }

    /// <param name="told">Lacks its time.</param>
    internal void Send(CloneEvent told)
    {
        lock (_lock)
        {
            // Somebody may set the clock back.
            var now = time.GetUtcNow();
            _latest = now > _latest ? now : _latest;
            var clone = told with { Timestamp = _latest.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) };
            foreach (var sink in sinks)
            {
                sink.Send(clone);
            }
        }
    }
}
