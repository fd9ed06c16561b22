using System.Net;
using System.Text;
using Sidecars.Kubernetes.Client;

namespace Sidecars.Kubernetes;

/// <summary>Answers each request as a test says, and keeps what was asked.</summary>
internal sealed class ApiServerStub(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
{
    private readonly List<string> _requests = [];

    /// <summary>As in <c>GET /api/v1/secrets?limit=1</c>.</summary>
    public IReadOnlyList<string> Requests => _requests;

    public KubernetesClient Client(TimeProvider time, string? tokenFile = null)
        => new(new ApiServer(new HttpClient(this) { BaseAddress = new Uri("http://127.0.0.1/") }, new(new Uri("http://127.0.0.1/"), null, tokenFile, "team"), time));

    public static HttpResponseMessage Json(string json, HttpStatusCode code = HttpStatusCode.OK) => new(code) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) };

    public static HttpResponseMessage Refusal(int code, string reason) => Json($$"""{"kind":"Status","code":{{code}},"reason":"{{reason}}"}""", (HttpStatusCode)code);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _requests.Add($"{request.Method} {request.RequestUri!.PathAndQuery}");
        return Task.FromResult(answer(request));
    }
}
