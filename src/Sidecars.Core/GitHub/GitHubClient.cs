using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Http;
using Sidecars.Retry;

namespace Sidecars.GitHub;

/// <summary>Sends one request to GitHub and tells its answer from its refusals. The only code that does.</summary>
/// <param name="http">Follows no redirect by itself: it would drop the credential.</param>
public sealed class GitHubClient(HttpClient http, TimeProvider time, ILogger logger) : IDisposable
{
    private const int MaxRedirects = 3;

    /// <summary>500 repositories come as 2.3 MB; several times that is no answer of GitHub's.</summary>
    private const int MaxBody = 16 * 1024 * 1024;

    /// <summary>The REST API's version this was written for; supported until 2028-03-10.</summary>
    /// <remarks>https://docs.github.com/en/rest/about-the-rest-api/api-versions</remarks>
    private const string ApiVersion = "2022-11-28";

    /// <summary>GitHub ends a request itself after ten seconds; the rest is for the network.</summary>
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(15);

    /// <summary>GitHub allows a hundred at once for all that an App does; a workspace of twenty owners is no reason to use them.</summary>
    private const int MostAtOnce = 4;

    private readonly SemaphoreSlim _slots = new(MostAtOnce);
    private bool _sendsVersion = true;

    /// <exception cref="GitHubException">GitHub refused, or cannot be reached.</exception>
    public async Task<GitHubAnswer> SendAsync(GitHubRequest request, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await AttemptAsync(request, cancellationToken);
            }
            catch (GitHubException refusal) when (request.Credential.Corrects(refusal) || GivesUpVersion(refusal))
            {
                // Both answer "yes" only once.
            }
        }
    }

    public void Dispose() => _slots.Dispose();

    private bool GivesUpVersion(GitHubException refusal)
    {
        if (!refusal.IsAboutTheVersion || !_sendsVersion)
        {
            return false;
        }

        _sendsVersion = false;
        logger.ApiVersionRefused(ApiVersion, refusal.Message);
        return true;
    }

    private async Task<GitHubAnswer> AttemptAsync(GitHubRequest request, CancellationToken cancellationToken)
    {
        // The time of an attempt begins when it has a slot.
        await _slots.WaitAsync(cancellationToken);
        try
        {
            return await SendInTimeAsync(request, cancellationToken);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<GitHubAnswer> SendInTimeAsync(GitHubRequest request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(AttemptTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await FollowAsync(request, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable(request, $"it did not answer within {AttemptTimeout.TotalSeconds:0} seconds", mayHaveHappened: true);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Unreachable(request, NetworkFailure.ReasonOf(e), mayHaveHappened: e is not HttpRequestException { HttpRequestError: var error } || !IsBeforeSending(error));
        }
    }

    private async Task<GitHubAnswer> FollowAsync(GitHubRequest request, CancellationToken cancellationToken)
    {
        var url = request.Url;
        for (var redirects = 0; ; redirects++)
        {
            using var message = await MessageAsync(request, url, cancellationToken);
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (RedirectOf(response, url) is not { } target)
            {
                var answer = await AnswerAsync(request, response, cancellationToken);
                return redirects == 0 ? answer : answer with { RedirectedTo = url.AbsolutePath };
            }

            if (redirects == MaxRedirects || !SameOrigin(url, target))
            {
                throw new GitHubException(
                    ExitCode.Refused, $"GitHub refused to {request.Purpose}: it redirects to {target.GetLeftPart(UriPartial.Authority)}, and credentials go nowhere but to {url.GetLeftPart(UriPartial.Authority)}. Check api-url and server-url.");
            }

            logger.Redirected(request.Purpose, Redaction.Clean(target.AbsolutePath));
            url = target;
        }
    }

    private async Task<HttpRequestMessage> MessageAsync(GitHubRequest request, Uri url, CancellationToken cancellationToken)
    {
        var message = new HttpRequestMessage(request.Method, url);
        message.Headers.Authorization = await request.Credential.GetAsync(cancellationToken);
        if (request.IsGit)
        {
            // Version 2 answers with what it can do, not with every branch there is.
            message.Headers.Add("Git-Protocol", "version=2");
            return message;
        }

        message.Headers.Accept.ParseAdd("application/vnd.github+json");
        if (_sendsVersion)
        {
            message.Headers.Add("X-GitHub-Api-Version", ApiVersion);
        }

        if (request.Json is { } json)
        {
            message.Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return message;
    }

    private async Task<GitHubAnswer> AnswerAsync(GitHubRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = request.IsGit && response.IsSuccessStatusCode ? [] : await BodyAsync(response, cancellationToken);
        var requestId = response.Headers.TryGetValues("x-github-request-id", out var ids) ? Redaction.Clean(ids.First()) : "";
        return response.IsSuccessStatusCode
            ? new GitHubAnswer(request, body, requestId, TimeOf(response) ?? time.GetUtcNow()) { RateLimitRemaining = RateLimit.Remaining(response.Headers) }
            : throw Refusal(request, response, MessageOf(response, body), requestId);
    }

    private static async Task<byte[]> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(MaxBody, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    private GitHubException Refusal(GitHubRequest request, HttpResponseMessage response, string message, string requestId)
    {
        var status = (int)response.StatusCode;
        var answer = $"{status}{(message.Length > 0 ? $" \"{message}\"" : "")}{(requestId.Length > 0 ? $", request {requestId}" : "")}";
        if (RateLimit.IsHit(status, message, response.Headers))
        {
            var wait = RateLimit.Wait(response.Headers, time.GetUtcNow());
            var silence = wait is { } said ? $"it wants {said.TotalSeconds:0} seconds of silence" : "it does not say for how long";
            return new GitHubException(ExitCode.Unavailable, $"GitHub limits us when asked to {request.Purpose} ({answer}): {silence}. Ask less often, or with another App.")
            {
                Status = status, Answer = message, IsTransient = true, IsLimit = true, RetryAfter = wait, ServerTime = TimeOf(response),
            };
        }

        var known = KnownRefusal.Of(status, message);
        var verb = known.ExitCode == ExitCode.Unavailable ? "did not manage" : "refused";
        return new GitHubException(known.ExitCode, $"GitHub {verb} to {request.Purpose} ({answer}). {known.Advice}")
        {
            Status = status,
            Answer = message,
            IsTransient = known.IsTransient,
            IsAboutTheClock = known.IsAboutTheClock,
            IsAboutTheVersion = known.IsAboutTheVersion,
            ServerTime = TimeOf(response),
            RetryAfter = known.IsTransient ? RateLimit.Wait(response.Headers, time.GetUtcNow()) : null,
        };
    }

    private static bool IsBeforeSending(HttpRequestError error)
        => error is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    private static GitHubException Unreachable(GitHubRequest request, string reason, bool mayHaveHappened)
        => new(ExitCode.Unavailable, $"GitHub at {request.Url.GetLeftPart(UriPartial.Authority)} cannot be reached to {request.Purpose}: {reason.TrimEnd('.')}. Check api-url, DNS, proxy and certificate authorities.") { IsTransient = true, MayHaveHappened = mayHaveHappened };

    /// <summary>The answer's <c>Date</c>, if it is one that a server of today can have.</summary>
    private static DateTimeOffset? TimeOf(HttpResponseMessage response) => response.Headers.Date is { } date && date.IsPlausible() ? date : null;

    /// <summary>GitHub explains in JSON, git's side in plain text; anything else (a proxy's HTML page) is no explanation.</summary>
    private static string MessageOf(HttpResponseMessage response, byte[] body)
    {
        try
        {
            return response.Content.Headers.ContentType?.MediaType switch
            {
                "text/plain" => Redaction.Clean(System.Text.Encoding.UTF8.GetString(body)),
                "text/html" => "",
                _ => Redaction.Clean(JsonSerializer.Deserialize(body, GitHubJson.Default.ErrorMessage)?.Message ?? ""),
            };
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static Uri? RedirectOf(HttpResponseMessage response, Uri url)
        => response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
           && response.Headers.Location is { } location
            ? Uri.TryCreate(url, location, out var target) ? target : url
            : null;

    private static bool SameOrigin(Uri one, Uri other) => one.GetLeftPart(UriPartial.Authority) == other.GetLeftPart(UriPartial.Authority);
}
