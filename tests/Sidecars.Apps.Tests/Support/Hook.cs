using System.Collections.Concurrent;

namespace Sidecars.Apps.Support;

/// <summary>Another container of the pod, to which JSON can be posted, and nothing else: it keeps what comes, and answers as it is told to.</summary>
internal sealed class Hook : IDisposable
{
    private readonly LoopbackServer _server;
    private readonly ConcurrentQueue<string> _posts = new();

    public Hook() => _server = new(Answer);

    public string Url => $"{_server.Url}/hook";

    /// <summary>Of the answers from now on.</summary>
    public int Status { get; set; } = 200;

    /// <summary>The bodies, in the order in which they came.</summary>
    public IReadOnlyList<string> Posts => [.. _posts];

    public Task HearsAsync(string text) => Eventually.HoldsAsync(() => _posts.Any(post => post.Contains(text, StringComparison.Ordinal)));

    public void Dispose() => _server.Dispose();

    private string Answer(LoopbackRequest request)
    {
        if (request.Line != "POST /hook HTTP/1.1" || request.Headers.GetValueOrDefault("Content-Type") != "application/json")
        {
            return LoopbackServer.Answer("400 Bad Request");
        }

        _posts.Enqueue(request.Body);
        return LoopbackServer.Answer($"{Status} As Told");
    }
}
