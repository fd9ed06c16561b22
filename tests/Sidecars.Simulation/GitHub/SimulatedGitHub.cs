using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Sidecars.Simulation.GitHub;

/// <summary>GitHub as far as the token programs see it, without a network: one App, one installation on acme.</summary>
/// <param name="limits">Null for none.</param>
internal sealed class SimulatedGitHub(VirtualTime time, Weather weather, Limits? limits) : HttpMessageHandler
{
    private static readonly TimeSpan Silence = TimeSpan.FromDays(1);
    private static readonly string Filling = new('x', 500);

    private readonly Dictionary<string, (TimeSpan UsableFrom, TimeSpan ExpiresAt)> _tokens = [];
    private readonly List<TimeSpan> _asked = [];
    private int _requestId;

    public static TimeSpan TokenLife { get; } = TimeSpan.FromHours(1);

    public Traffic Traffic { get; } = new();

    public int Mints => _tokens.Count;

    /// <summary>When the App itself next asked for something after a moment; null when it did not.</summary>
    public TimeSpan? FirstAskedAfter(TimeSpan moment)
    {
        var index = _asked.BinarySearch(moment + TimeSpan.FromTicks(1));
        index = index < 0 ? ~index : index;
        return index < _asked.Count ? _asked[index] : null;
    }

    /// <summary>When the App itself last asked for something before a moment, or the beginning.</summary>
    public TimeSpan LastAskedBefore(TimeSpan moment)
    {
        var index = _asked.BinarySearch(moment);
        index = index < 0 ? ~index : index;
        return index > 0 ? _asked[index - 1] : TimeSpan.Zero;
    }

    /// <summary>From when and until when GitHub takes a token everywhere.</summary>
    public (TimeSpan UsableFrom, TimeSpan ExpiresAt) LifeOf(string token) => _tokens[token];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        var operation = OperationOf(request.Method, path);
        var fate = weather.Of(operation, time.Now);
        var refusal = fate.IsAnswered && operation != Operation.ProveGit ? limits?.Refuse(operation) : null;
        Traffic.Count(operation, time.Now, refusal is not null);
        if (operation is Operation.FindInstallation or Operation.Mint)
        {
            _asked.Add(time.Now);
        }

        fate = refusal is null ? fate : refusal with { Latency = fate.Latency };
        limits?.Open();
        try
        {
            await Task.Delay(fate.Latency, time, cancellationToken);
            if (fate == Fate.NoConnection with { Latency = fate.Latency })
            {
                throw new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused");
            }

            var body = fate.IsAnswered || fate.Message == Fate.Silent.Message ? await BodyAsync(operation, request, path, cancellationToken) : null;
            if (fate.Status == 0)
            {
                await Task.Delay(Silence, time, cancellationToken);
            }

            return Response(fate.IsAnswered && body is null ? new(401, "Bad credentials") : fate, operation, body);
        }
        finally
        {
            limits?.Close();
        }
    }

    /// <summary>Null when the token is not taken.</summary>
    private async Task<string?> BodyAsync(Operation operation, HttpRequestMessage request, string path, CancellationToken cancellationToken)
    {
        if (operation is Operation.ProveApi or Operation.ProveGit or Operation.ShowBot && !IsTaken(request))
        {
            return null;
        }

        return operation switch
        {
            Operation.FindInstallation => """{"id":7,"app_slug":"sidecars","account":{"login":"acme"},"permissions":{"contents":"write","metadata":"read","pull_requests":"write"}}""",
            Operation.ShowApp => """{"id":42,"slug":"sidecars"}""",
            Operation.Mint => Minted(await request.Content!.ReadAsStringAsync(cancellationToken)),
            Operation.ShowBot => """{"id":4711}""",
            _ => "{}",
        };
    }

    private string Minted(string body)
    {
        using var asked = JsonDocument.Parse(body);
        var value = $"ghs_42_{_tokens.Count}_{Filling}";
        _tokens[value] = (time.Now + weather.Spread(time.Now), time.Now + TokenLife);
        var permissions = asked.RootElement.GetProperty("permissions").GetRawText().TrimEnd('}') + ""","metadata":"read"}""";
        var repositories = string.Join(',', asked.RootElement.GetProperty("repositories").EnumerateArray().Select(name => $$"""{"id":1,"full_name":"acme/{{name.GetString()}}"}"""));
        return $$"""{"token":"{{value}}","expires_at":"{{time.GetUtcNow() + TokenLife:yyyy-MM-ddTHH:mm:ssZ}}","permissions":{{permissions}},"repository_selection":"selected","repositories":[{{repositories}}]}""";
    }

    private bool IsTaken(HttpRequestMessage request)
    {
        var credential = request.Headers.Authorization!;
        var token = credential.Scheme == "Basic" ? Encoding.UTF8.GetString(Convert.FromBase64String(credential.Parameter!)).Split(':')[1] : credential.Parameter!;
        return _tokens.TryGetValue(token, out var life) && time.Now >= life.UsableFrom && time.Now < life.ExpiresAt;
    }

    private HttpResponseMessage Response(Fate fate, Operation operation, string? body)
    {
        var status = !fate.IsAnswered ? fate.Status : operation == Operation.Mint ? 201 : 200;
        var text = fate.IsAnswered ? body! : fate.IsHtml ? "<html></html>" : $$"""{"message":"{{fate.Message}}","status":"{{fate.Status}}"}""";
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(text, Encoding.UTF8, fate.IsHtml ? "text/html" : "application/json") };
        response.Headers.Date = time.GetUtcNow();
        response.Headers.Add("x-github-request-id", (++_requestId).ToString("X8", CultureInfo.InvariantCulture));
        if (fate.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = new(wait);
        }

        if (fate.ResetsAt is { } reset)
        {
            response.Headers.Add("x-ratelimit-remaining", "0");
            response.Headers.Add("x-ratelimit-reset", reset.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        }

        return response;
    }

    public static Operation OperationOf(HttpMethod method, string path) => path switch
    {
        _ when method == HttpMethod.Post => Operation.Mint,
        _ when method == HttpMethod.Delete => Operation.Revoke,
        "/app" => Operation.ShowApp,
        "/rate_limit" => Operation.ProveApi,
        _ when path.EndsWith("/info/refs", StringComparison.Ordinal) => Operation.ProveGit,
        _ when path.EndsWith("bot%5D", StringComparison.OrdinalIgnoreCase) || path.EndsWith("[bot]", StringComparison.Ordinal) => Operation.ShowBot,
        _ => Operation.FindInstallation,
    };
}
