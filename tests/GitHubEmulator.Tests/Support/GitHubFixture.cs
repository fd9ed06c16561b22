using System.Net.Http.Headers;
using System.Text;
using GitHubEmulator.Tests.OpenApi;

namespace GitHubEmulator.Tests.Support;

/// <summary>A GitHub with an app that is installed on <c>octo-org</c>, which has the private repositories <c>alpha</c> and <c>beta</c>.</summary>
public abstract class GitHubFixture : IAsyncLifetime, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    private protected GitHubFixture()
    {
    }

    private protected SettableTime Time { get; } = new();

    private protected static AppKey Key => AppKey.Shared;

    private protected GitHubServer GitHub { get; private set; } = null!;

    private protected GitHubApp App { get; private set; } = null!;

    private protected Installation Installation { get; private set; } = null!;

    private protected Repository Alpha { get; private set; } = null!;

    private protected Repository Beta { get; private set; } = null!;

    private protected HttpClient Http => _http;

    public async Task InitializeAsync()
    {
        GitHub = await GitHubServer.StartAsync(new GitHubServerOptions { TimeProvider = Time });
        App = GitHub.AddApp("octo-app", Key.PublicPem);
        Installation = GitHub.AddInstallation(App, "octo-org");
        Alpha = GitHub.AddRepository("octo-org", "alpha");
        Beta = GitHub.AddRepository("octo-org", "beta");
    }

    public Task DisposeAsync() => GitHub.DisposeAsync().AsTask();

    public void Dispose()
    {
        _http.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected string Jwt() => Key.Sign(App.ClientId, Time.GetUtcNow() + GitHub.ClockSkew);

    private protected string MintPath => $"/app/installations/{Installation.Id}/access_tokens";

    /// <param name="body">Of the request for a token.</param>
    private protected async Task<IssuedToken> MintAsync(string body = "")
    {
        var answer = await SendAsync("POST", MintPath, "Bearer " + Jwt(), body);
        Assert.Equal(201, answer.Status);

        return GitHub.IssuedTokens[^1];
    }

    private protected Task<ApiAnswer> GetAsync(string path, IssuedToken token) => SendAsync("GET", path, "Bearer " + token.Value);

    private protected Task<ApiAnswer> GetAsAppAsync(string path) => SendAsync("GET", path, "Bearer " + Jwt());

    /// <summary>Also checks that GitHub could have given that answer.</summary>
    private protected async Task<ApiAnswer> SendAsync(
        string method,
        string path,
        string? authorization = null,
        string body = "",
        string? userAgent = "specs",
        string? version = "2022-11-28",
        CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"{GitHub.ApiUrl}{path}");

        foreach (var (name, value) in new[] { ("Authorization", authorization), ("User-Agent", userAgent), ("X-GitHub-Api-Version", version) })
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (body.Length > 0)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        var answer = await SendAsync(request, cancellationToken);

        // The description is of the initial version; the differences of the current one are in an extension of its own.
        if (answer.ContentType == "application/json; charset=utf-8" && version is not "2026-03-10")
        {
            GitHubDescription.AssertAllows(method, path, answer.Status, answer.Json);
        }

        return answer;
    }

    private protected async Task<ApiAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        using var response = await _http.SendAsync(request, cancellationToken);

        return new ApiAnswer(
            (int)response.StatusCode,
            response.Headers,
            response.Content.Headers.ContentType?.ToString(),
            await response.Content.ReadAsStringAsync(cancellationToken));
    }
}
