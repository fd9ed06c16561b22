using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Sidecars.GitHub;

namespace Sidecars.Support;

/// <summary>Answers as a GitHub does on which App 42 is installed as 7 on acme, unless a test says otherwise, and keeps what was asked.</summary>
internal sealed class StubGitHub(ManualTimeProvider time) : HttpMessageHandler
{
    public const string Mint = "/access_tokens";
    public const string Lookup = "/users/acme/installation";
    public const string Installation = "GET /app/installations/7";
    public const string RateLimit = "/rate_limit";
    public const string Git = "/info/refs";
    public const string Revoke = "DELETE /installation/token";

    private readonly Lock _lock = new();
    private readonly List<RecordedRequest> _requests = [];
    private readonly Dictionary<string, Queue<StubAnswer>> _next = [];
    private readonly Dictionary<string, Func<RecordedRequest, StubAnswer>> _always = [];
    private int _minted;

    /// <summary>What the installation may do.</summary>
    public string InstallationPermissions { get; set; } = """{"contents":"write","metadata":"read"}""";

    public TimeSpan TokenLife { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How far GitHub's clock is ahead of ours.</summary>
    public TimeSpan ClockAhead { get; set; }

    public IReadOnlyList<RecordedRequest> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    private DateTimeOffset ServerTime => DateTimeOffset.FromUnixTimeSeconds((time.GetUtcNow() + ClockAhead).ToUnixTimeSeconds());

    public GitHubClient Client(ILogger logger) => new(new HttpClient(this, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan }, time, logger);

    public IReadOnlyList<RecordedRequest> To(string part) => [.. Requests.Where(request => request.Line.Contains(part, StringComparison.Ordinal))];

    /// <summary>The next requests with the part in their line get these answers, one each.</summary>
    public void Next(string part, params StubAnswer[] answers)
    {
        lock (_lock)
        {
            var queue = _next.TryGetValue(part, out var known) ? known : _next[part] = new();
            answers.ToList().ForEach(queue.Enqueue);
        }
    }

    /// <summary>All requests with the part in their line get this answer.</summary>
    public void Always(string part, StubAnswer answer) => Always(part, _ => answer);

    public void Always(string part, Func<RecordedRequest, StubAnswer> answer)
    {
        lock (_lock)
        {
            _always[part] = answer;
        }
    }

    /// <summary>The answer to a mint that grants what was asked, with changes.</summary>
    public StubAnswer Minted(RecordedRequest request, Action<JsonObject>? change = null)
    {
        var asked = JsonNode.Parse(request.Body)!;
        var permissions = asked["permissions"]!.DeepClone();
        permissions["metadata"] = "read";
        var minted = new JsonObject
        {
            ["token"] = $"ghs_minted_{Interlocked.Increment(ref _minted)}",
            ["expires_at"] = $"{ServerTime + TokenLife:yyyy-MM-ddTHH:mm:ssZ}",
            ["permissions"] = permissions,
            ["repository_selection"] = asked["repositories"] is null ? "all" : "selected",
        };
        if (asked["repositories"] is JsonArray names)
        {
            minted["repositories"] = new JsonArray([.. names.Select(name => new JsonObject { ["id"] = 1, ["full_name"] = $"acme/{name}" })]);
        }

        change?.Invoke(minted);
        return new(201, minted.ToJsonString());
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var headers = request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? []).ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var recorded = new RecordedRequest(time.Elapsed, request.Method.Method, request.RequestUri!, request.Headers.Authorization?.ToString(), headers, body);
        return await AnswerTo(recorded).SendAsync(ServerTime, time, cancellationToken);
    }

    private StubAnswer AnswerTo(RecordedRequest request)
    {
        lock (_lock)
        {
            _requests.Add(request);
            return _next.FirstOrDefault(entry => entry.Value.Count > 0 && request.Line.Contains(entry.Key, StringComparison.Ordinal)).Value is { } queue ? queue.Dequeue()
                : _always.FirstOrDefault(entry => request.Line.Contains(entry.Key, StringComparison.Ordinal)).Value is { } always ? always(request)
                : Usual(request);
        }
    }

    private StubAnswer Usual(RecordedRequest request) => request switch
    {
        { Method: "POST" } when request.Line.Contains(Mint, StringComparison.Ordinal) => Minted(request).With("x-github-request-id", "MINT:1"),
        { Method: "DELETE" } => new(204),
        _ when request.Line.Contains("installation", StringComparison.Ordinal)
            => new(200, $$"""{"id":7,"account":{"login":"acme"},"permissions":{{JsonSerializer.Serialize(JsonNode.Parse(InstallationPermissions))}}}"""),
        _ when request.Line.Contains(Git, StringComparison.Ordinal) => new(200, "001e# service=git-upload-pack\n", "application/x-git-upload-pack-advertisement"),
        _ => new(200, "{}"),
    };
}
