using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Sidecars.Kubernetes.Client;
using Sidecars.Kubernetes.Objects;

namespace Sidecars.Kubernetes.Sync;

/// <summary>One Secret, and what the API server says meanwhile.</summary>
public sealed class ReconcilerSpecs : IDisposable
{
    private static readonly SecretName Name = new("team", "github-tekton");

    private readonly ManualTimeProvider _time = new();
    private readonly Dictionary<string, Secret> _secrets = [];
    private readonly List<string> _writes = [];
    private readonly ApiServerStub _stub;
    private readonly Reconciler _reconciler;

    private Func<string, int?> _refuse = _ => null;

    public ReconcilerSpecs()
    {
        _stub = new(Answer);
        var client = _stub.Client(_time);
        var events = new SyncEvents(client, _time, NullLogger.Instance);
        _reconciler = new(client, new Decider(Secrets.Options), events, new Pace(events, _time), new SyncMetrics(_time), _time, NullLogger.Instance);
    }

    public void Dispose() => _stub.Dispose();

    [Fact]
    public async Task One_that_was_taken_away_to_be_made_anew_is_made_when_that_works_again()
    {
        Put(Secrets.Https.Labelled(Marks.Tekton, null));
        Put(OfOperator("github"));
        _refuse = write => write.StartsWith("POST", StringComparison.Ordinal) ? 500 : null;
        await Assert.ThrowsAsync<KubernetesException>(RunAsync);
        Assert.False(_secrets.ContainsKey("github-tekton"));

        _refuse = _ => null;
        await RunAsync();

        Assert.Equal(SecretTypes.BasicAuth, _secrets["github-tekton"].Type);
        Assert.Equal("true", _secrets["github-tekton"].Annotation(Marks.Adopted));
        Assert.Equal("kept", _secrets["github-tekton"].Annotation("somebody/elses"));

        _secrets.Remove("github-tekton");
        await RunAsync();
        Assert.False(_secrets.ContainsKey("github-tekton"));
    }

    [Fact]
    public async Task A_source_without_a_label_is_looked_at_each_minute_as_no_watch_tells_of_it()
    {
        Put(Secrets.Https.Labelled(Marks.Tekton, null));
        Put(OfOperator("github"));

        Assert.Equal((true, TimeSpan.FromMinutes(1)), await RunAsync());
    }

    [Fact]
    public async Task What_is_in_the_way_is_looked_at_again()
    {
        Put(Secrets.Https);
        Put(Secrets.Https.Made().Labelled(Marks.ManagedBy, "Helm"));

        Assert.Equal((true, TimeSpan.FromMinutes(1)), await RunAsync());
        Assert.Empty(_writes);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_source_that_cannot_be_read_is_not_gone(int code)
    {
        Put(Secrets.Https.Made());
        _refuse = request => request.EndsWith("/github", StringComparison.Ordinal) ? code : null;
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<KubernetesException>(RunAsync);
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Empty(_writes);
    }

    [Fact]
    public async Task A_source_that_is_gone_is_given_five_seconds()
    {
        Put(Secrets.Https.Made());

        var (isDone, again) = await RunAsync();
        Assert.False(isDone);
        Assert.Equal(5, again!.Value.TotalSeconds, 0.1);
        Assert.Empty(_writes);
        _time.Advance(again.Value);
        await RunAsync();

        Assert.Equal(["DELETE github-tekton"], _writes);
    }

    [Fact]
    public async Task A_copy_of_what_is_elsewhere_is_not_asked_for()
    {
        Put(new Secret { Metadata = new() { Name = "github-tekton", Namespace = "team", Uid = "u", Labels = new() { [Marks.ManagedBy] = Marks.Us }, Annotations = new() { [Marks.CopyOf] = "kube-system/theirs" } } });

        await RunAsync();

        Assert.DoesNotContain(_stub.Requests, request => request.Contains("kube-system", StringComparison.Ordinal));
        Assert.Empty(_writes);
    }

    [Fact]
    public async Task What_the_API_server_does_not_take_is_said_at_the_source()
    {
        Put(Secrets.Https);
        _refuse = request => request.StartsWith("POST", StringComparison.Ordinal) && request.EndsWith("/secrets", StringComparison.Ordinal) ? 422 : null;

        await Assert.ThrowsAsync<KubernetesException>(RunAsync);

        Assert.Contains(_stub.Requests, request => request.EndsWith("/events", StringComparison.Ordinal));
    }

    private static Secret OfOperator(string source) => new()
    {
        Metadata = new()
        {
            Name = "github-tekton", Namespace = "team", Uid = "u", ResourceVersion = "3",
            Labels = new() { [Marks.ManagedBy] = "jupyter-notebook-validator-operator", [Marks.OperatorSource] = source },
            Annotations = new() { ["somebody/elses"] = "kept" },
        },
        Type = SecretTypes.Opaque,
        Data = new() { [".git-credentials"] = "https://me:older@github.com"u8.ToArray() },
    };

    private void Put(Secret secret) => _secrets[secret.Metadata.Name] = secret;

    private Task<(bool IsDone, TimeSpan? Again)> RunAsync() => _time.RunAsync(() => _reconciler.RunAsync(Name, CancellationToken.None));

    private HttpResponseMessage Answer(HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (path.EndsWith("/events", StringComparison.Ordinal))
        {
            return ApiServerStub.Json("{}");
        }

        if (_refuse($"{request.Method} {path}") is { } code)
        {
            return ApiServerStub.Refusal(code, "No");
        }

        var name = path.Split('/')[^1];
        if (request.Method == HttpMethod.Get)
        {
            return _secrets.TryGetValue(name, out var found) ? Ok(found) : ApiServerStub.Refusal(404, "NotFound");
        }

        if (request.Method == HttpMethod.Post)
        {
            var secret = JsonSerializer.Deserialize(request.Content!.ReadAsStream(), KubernetesJson.Default.Secret)!;
            _writes.Add($"POST {secret.Metadata.Name}");
            Put(secret);
            return Ok(secret);
        }

        _writes.Add($"{request.Method} {name}");
        _secrets.Remove(name);
        return ApiServerStub.Json("{}");
    }

    private static HttpResponseMessage Ok(Secret secret) => ApiServerStub.Json(JsonSerializer.Serialize(secret, KubernetesJson.Default.Secret));
}
