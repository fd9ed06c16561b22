using System.Net;
using System.Text;
using System.Text.Json;

namespace Sidecars.Simulation.GitHub;

/// <summary>Stands before GitHub and mints once for each scope, whoever asks: a model of what there could be, and no part of the product.</summary>
internal sealed class Broker(VirtualTime time, SimulatedGitHub gitHub) : HttpMessageHandler
{
    /// <summary>Six points each: a mint and its proof. 120 of them a minute leave a fifth of the limit to others.</summary>
    private static readonly TimeSpan BetweenMints = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(5);

    /// <summary>Shorter than anybody's patience.</summary>
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(10);

    private readonly HttpMessageInvoker _gitHub = new(gitHub, disposeHandler: false);
    private readonly Dictionary<string, Task<(string Body, TimeSpan NotAfter)>> _tokens = [];
    private TimeSpan _nextMint;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var operation = SimulatedGitHub.OperationOf(request.Method, request.RequestUri!.AbsolutePath);
        if (operation == Operation.ProveGit)
        {
            return await _gitHub.SendAsync(request, cancellationToken);
        }

        await Task.Delay(Latency, time, cancellationToken);
        if (operation != Operation.Mint)
        {
            return Response(HttpStatusCode.OK, operation == Operation.ShowBot ? """{"id":4711}""" : """{"id":7,"slug":"sidecars","app_slug":"sidecars","account":{"login":"acme"}}""");
        }

        var scope = await request.Content!.ReadAsStringAsync(cancellationToken);
        if (!_tokens.TryGetValue(scope, out var minting) || (minting.IsCompleted && time.Now >= (await minting).NotAfter))
        {
            minting = _tokens[scope] = MintAsync(request.RequestUri, scope);
        }

        if (await Task.WhenAny(minting, Task.Delay(LongestAnswer, time, cancellationToken)) == minting)
        {
            return Response(HttpStatusCode.Created, (await minting).Body);
        }

        var busy = Response(HttpStatusCode.ServiceUnavailable, """{"message":"There are others before you."}""");
        busy.Headers.RetryAfter = new(TimeSpan.FromSeconds(Math.Ceiling((_nextMint - time.Now).TotalSeconds)));
        return busy;
    }

    private async Task<(string Body, TimeSpan NotAfter)> MintAsync(Uri url, string scope)
    {
        var slot = _nextMint > time.Now ? _nextMint : time.Now;
        _nextMint = slot + BetweenMints;
        await Task.Delay(slot - time.Now, time);
        using var mint = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(scope) };
        using var minted = await _gitHub.SendAsync(mint, CancellationToken.None);
        var body = await minted.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        var token = JsonDocument.Parse(body).RootElement.GetProperty("token").GetString();
        while (!await IsTakenAsync(new(url, "/rate_limit"), token!))
        {
            await Task.Delay(TimeSpan.FromSeconds(1), time);
        }

        return (body, time.Now + 0.75 * SimulatedGitHub.TokenLife);
    }

    private async Task<bool> IsTakenAsync(Uri url, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Authorization = new("Bearer", token) } };
        using var response = await _gitHub.SendAsync(request, CancellationToken.None);
        return response.IsSuccessStatusCode;
    }

    private HttpResponseMessage Response(HttpStatusCode status, string body)
        => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json"), Headers = { Date = time.GetUtcNow() } };
}
