using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Http;

namespace Sidecars.Git.Progress;

/// <summary>Posts each event to a URL in this pod, one after another.</summary>
/// <remarks>While somebody is slow there, of the progress of each repository only the newest waits.</remarks>
public sealed class UrlSink(Uri url, EventFormat format, TimeProvider time, ILogger logger) : IEventSink
{
    private const int Longest = 1000;

    /// <summary>For one event.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>For all that wait when there are no more to come.</summary>
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly List<CloneEvent> _waiting = [];
    private readonly CancellationTokenSource _over = new(Timeout.InfiniteTimeSpan, time);
    private Task _sending = Task.CompletedTask;
    private bool _isSending;
    private bool _failed;

    public void Send(CloneEvent clone)
    {
        lock (_lock)
        {
            _waiting.RemoveAll(earlier => earlier.Stage == CloneStage.Cloning && earlier.Repo == clone.Repo);
            if (_waiting.Count == Longest)
            {
                _waiting.RemoveAt(0);
            }

            _waiting.Add(clone);
            if (!_isSending)
            {
                _isSending = true;
                _sending = Task.Run(SendAllAsync);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _over.CancelAfter(LastPatience);
        await _sending;
        _over.Dispose();
    }

    private async Task SendAllAsync()
    {
        while (Next() is { } clone)
        {
            using var patience = new CancellationTokenSource(Patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _over.Token);
            try
            {
                using var content = new ByteArrayContent(format.Bytes(clone));
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                await LoopbackUrl.PostAsync(url, content, either.Token);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                if (!_failed)
                {
                    _failed = true;
                    logger.EventsNotWritten(url.GetLeftPart(UriPartial.Authority), e is OperationCanceledException ? "it does not answer" : Redaction.Clean(e.Message.TrimEnd('.')));
                }
            }
        }
    }

    private CloneEvent? Next()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0 || _over.IsCancellationRequested)
            {
                _isSending = false;
                return null;
            }

            var next = _waiting[0];
            _waiting.RemoveAt(0);
            return next;
        }
    }
}
