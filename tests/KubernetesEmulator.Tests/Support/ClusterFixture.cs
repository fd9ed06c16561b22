using System.Net.Http.Headers;
using System.Text;

namespace KubernetesEmulator.Tests.Support;

/// <summary>A cluster, and somebody who may do everything in it.</summary>
public abstract class ClusterFixture : IAsyncLifetime, IDisposable
{
    private protected const string Secrets = "/api/v1/namespaces/default/secrets";
    private protected const string MergePatch = "application/merge-patch+json";
    private protected const string StrategicMergePatch = "application/strategic-merge-patch+json";
    private protected const string JsonPatch = "application/json-patch+json";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private protected ClusterFixture()
    {
    }

    private protected SettableTime Time { get; } = new();

    private protected KubernetesServer Cluster { get; private set; } = null!;

    private protected HttpClient Http => _http;

    private protected virtual KubernetesServerOptions Options => new() { Clock = Time };

    public async Task InitializeAsync() => Cluster = await KubernetesServer.StartAsync(Options);

    public Task DisposeAsync() => Cluster.DisposeAsync().AsTask();

    public void Dispose()
    {
        _http.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static string Secret(string name, string more = "", string metadata = "") =>
        $$"""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"{{name}}"{{(metadata.Length == 0 ? "" : "," + metadata)}}}{{(more.Length == 0 ? "" : "," + more)}}}""";

    private protected static string Path(string name) => $"{Secrets}/{name}";

    private protected Task<ApiAnswer> GetAsync(string path) => SendAsync("GET", path);

    private protected Task<ApiAnswer> PostAsync(string path, string body) => SendAsync("POST", path, body);

    private protected Task<ApiAnswer> PutAsync(string path, string body) => SendAsync("PUT", path, body);

    private protected Task<ApiAnswer> PatchAsync(string path, string body, string contentType = MergePatch) => SendAsync("PATCH", path, body, contentType);

    private protected Task<ApiAnswer> DeleteAsync(string path, string body = "") => SendAsync("DELETE", path, body);

    /// <summary>Also checks that what is no success is a Status that says the same as the code.</summary>
    private protected async Task<ApiAnswer> SendAsync(string method, string path, string body = "", string contentType = "application/json", string? token = null, CancellationToken cancellationToken = default)
    {
        using var request = Request(method, path, token);

        if (body.Length > 0)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(contentType));
        }

        using var response = await _http.SendAsync(request, cancellationToken);
        var answer = new ApiAnswer((int)response.StatusCode, response.Headers, await response.Content.ReadAsStringAsync(cancellationToken));

        if (answer.Code >= 400 && response.Content.Headers.ContentType?.MediaType == "application/json")
        {
            Assert.Equal(("Status", "v1", "Failure", answer.Code), ((string?)answer.Json["kind"], (string?)answer.Json["apiVersion"], (string?)answer.Json["status"], (int?)answer.Json["code"]));
        }

        return answer;
    }

    private protected async Task<ApiWatch> WatchAsync(string query = "", string path = Secrets, string? token = null)
    {
        using var request = Request("GET", $"{path}?watch=true{(query.Length == 0 ? "" : "&" + query)}", token);
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(TimeSpan.FromSeconds(20));

        return new ApiWatch(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    private HttpRequestMessage Request(string method, string path, string? token)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Cluster.Url, path));

        if (token != "")
        {
            request.Headers.Authorization = new("Bearer", token ?? Cluster.AdminToken);
        }

        return request;
    }
}
