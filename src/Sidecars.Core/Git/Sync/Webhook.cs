using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Http;
using Sidecars.Retry;

namespace Sidecars.Git.Sync;

/// <summary>Posts each update to a URL, again and again until it is taken or there is a newer one of the same repository.</summary>
public sealed class Webhook(Uri url, HttpClient http, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>At the end, for what is still on its way.</summary>
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(2);

    /// <summary>Where nobody comes back to tell it again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<CloneTarget, (CancellationTokenSource Newer, Task Sending)> _sending = new();

    /// <exception cref="FormatException">It is no URL that may be told.</exception>
    public static Uri ParseUrl(string text)
        => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && HostName.IsUsable(url)
            ? url
            : throw new FormatException("it is not an http or https URL without a user.");

    /// <summary>Returns at once.</summary>
    public void Send(CloneTarget target, string commit)
    {
        if (_sending.TryGetValue(target, out var earlier))
        {
            earlier.Newer.Cancel();
        }

        var newer = new CancellationTokenSource();
        _sending[target] = (newer, SendAsync(new("sync", target.Url.AbsoluteUri, target.Ref, commit), newer.Token));
    }

    /// <summary>Waits until all is taken.</summary>
    /// <exception cref="SidecarException">That takes too long.</exception>
    public async Task AwaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(_sending.Values.Select(each => each.Sending)).WaitAsync(LongestWait, time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new SidecarException(ExitCode.Unavailable, $"All is published, but the webhook at {url.GetLeftPart(UriPartial.Authority)} did not take it within {LongestWait.TotalSeconds:0} s: is it running?", e);
        }
    }

    /// <summary>Gives what is on its way a moment more.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAny(Task.WhenAll(_sending.Values.Select(each => each.Sending)), Task.Delay(LastPatience, time));
        foreach (var (newer, sending) in _sending.Values)
        {
            await newer.CancelAsync();
            await sending;
        }

        http.Dispose();
    }

    /// <summary>As long as it has to.</summary>
    private async Task SendAsync(WebhookEvent update, CancellationToken newer)
    {
        for (var attempt = 0; !newer.IsCancellationRequested; attempt++)
        {
            try
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(newer);
                patience.CancelAfter(Patience);
                using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(update, WebhookJson.Default.WebhookEvent));
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }

                logger.WebhookFailed(url.GetLeftPart(UriPartial.Authority), $"it answered {(int)answer.StatusCode}");
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                if (!newer.IsCancellationRequested)
                {
                    logger.WebhookFailed(url.GetLeftPart(UriPartial.Authority), e is OperationCanceledException ? "it does not answer" : Redaction.Clean(e.Message.TrimEnd('.')));
                }
            }

            try
            {
                await Task.Delay(Backoff.Wait(attempt, LongestPause), time, newer);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}

/// <param name="Ref">Null for the default branch, or for a commit alone.</param>
internal sealed record WebhookEvent(string Kind, string Repo, string? Ref, string Commit);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WebhookEvent))]
internal sealed partial class WebhookJson : JsonSerializerContext;
