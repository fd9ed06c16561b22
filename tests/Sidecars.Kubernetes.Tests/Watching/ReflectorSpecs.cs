using Microsoft.Extensions.Logging.Abstractions;
using Sidecars.Kubernetes.Client;
using Sidecars.Kubernetes.Objects;

namespace Sidecars.Kubernetes.Watching;

/// <summary>What there is, and all that happens to it, whatever the API server does.</summary>
public sealed class ReflectorSpecs : IDisposable
{
    private const string OnePage = """{"metadata":{"resourceVersion":"10"},"items":[]}""";
    private const string Half = """{"metadata":{"resourceVersion":"20","continue":"next"},"items":[{"metadata":{"namespace":"team","name":"a"}}]}""";
    private const string OtherHalf = """{"metadata":{"resourceVersion":"20"},"items":[{"metadata":{"namespace":"team","name":"b"}}]}""";

    private readonly ManualTimeProvider _time = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Heard _heard = new();

    public void Dispose() => _end.Dispose();

    [Fact]
    public async Task Half_a_list_is_none()
    {
        var (lists, watches) = (0, 0);
        var stub = await RunAsync(path => path switch
        {
            _ when path.Contains("watch=true", StringComparison.Ordinal) => watches++ == 0 ? ApiServerStub.Refusal(410, "Expired") : End(),
            _ when path.Contains("continue=", StringComparison.Ordinal) => lists++ == 1 ? ApiServerStub.Refusal(500, "InternalError") : ApiServerStub.Json(OtherHalf),
            _ => ApiServerStub.Json(Half),
        });

        Assert.Equal(["half", "other half", "watch", "half", "other half", "half", "other half", "watch"],
            stub.Requests.Select(request => request.Contains("watch=true", StringComparison.Ordinal) ? "watch" : request.Contains("continue=", StringComparison.Ordinal) ? "other half" : "half"));
    }

    [Fact]
    public async Task Watches_that_end_at_once_are_waited_between()
    {
        var watches = 0;
        await RunAsync(path => !path.Contains("watch=true", StringComparison.Ordinal) ? ApiServerStub.Json(OnePage) : ++watches < 20 ? ApiServerStub.Json("") : End());

        Assert.InRange(_time.Elapsed.TotalSeconds, 30, 1000);
    }

    [Fact]
    public async Task What_is_no_Secret_is_a_failure_and_not_the_end()
    {
        var watches = 0;
        await RunAsync(path => !path.Contains("watch=true", StringComparison.Ordinal) ? ApiServerStub.Json(OnePage)
            : ++watches < 3 ? ApiServerStub.Json("""{"type":"ADDED","object":{"metadata":{"name":"a"},"data":{"password":"s3cret!"}}}""" + "\n") : End());

        Assert.Equal(2, _heard.Failures.Count);
        Assert.DoesNotContain(_heard.Failures, failure => failure.ToString().Contains("s3cret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_watch_that_is_open_is_an_answer()
    {
        var watches = 0;
        await RunAsync(path => !path.Contains("watch=true", StringComparison.Ordinal) ? ApiServerStub.Json(OnePage) : ++watches == 1 ? ApiServerStub.Json("") : End());

        Assert.Equal(3, _heard.Answers);
    }

    [Fact]
    public async Task Half_an_event_is_dropped_and_a_bookmark_is_where_it_goes_on()
    {
        var watches = 0;
        var stub = await RunAsync(path => !path.Contains("watch=true", StringComparison.Ordinal) ? ApiServerStub.Json(OnePage)
            : ++watches == 1 ? ApiServerStub.Json("""{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"15"}}}""" + "\n" + """{"type":"ADDED","object":{"metadata":{"na""") : End());

        Assert.Empty(_heard.Names);
        Assert.Contains("resourceVersion=15", stub.Requests[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_token_it_goes_on_trying()
    {
        using var directory = new TestDirectory();
        var stub = new ApiServerStub(_ => ApiServerStub.Json(OnePage));

        await Assert.ThrowsAsync<KubernetesException>(() => stub.Client(_time, Path.Combine(directory.Path, "gone")).ListSecretsAsync("team", "a=b", 10, null, CancellationToken.None));
    }

    private HttpResponseMessage End()
    {
        _end.Cancel();
        throw new OperationCanceledException(_end.Token);
    }

    private async Task<ApiServerStub> RunAsync(Func<string, HttpResponseMessage> answer)
    {
        var stub = new ApiServerStub(request => answer(request.RequestUri!.PathAndQuery));
        var reflector = new Reflector(stub.Client(_time), "team", "a=b", _heard, _time, NullLogger.Instance);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _time.RunAsync(() => reflector.RunAsync(_end.Token)));
        return stub;
    }

    private sealed class Heard : IWatchObserver
    {
        public List<SecretName> Names { get; } = [];

        public List<KubernetesException> Failures { get; } = [];

        public int Answers { get; private set; }

        public void Seen(Secret secret) => Names.Add(secret.FullName);

        public void Gone(SecretName name) => Names.Remove(name);

        public void Reached() => Answers++;

        public void Failed(KubernetesException failure) => Failures.Add(failure);

        public void Restarted(string reason)
        {
        }
    }
}
