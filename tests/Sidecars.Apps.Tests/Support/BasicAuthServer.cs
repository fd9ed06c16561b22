using System.Net.Http.Headers;
using System.Text;

namespace Sidecars.Apps.Support;

/// <summary>Asks every visitor for a password, keeps the last one it was given, and knows of no locks: as much of an LFS server as shows who authenticates.</summary>
internal sealed class BasicAuthServer : IDisposable
{
    private readonly LoopbackServer _server;

    public BasicAuthServer() => _server = new(Answer);

    public string Url => _server.Url;

    public string? LastPassword { get; private set; }

    public void Dispose() => _server.Dispose();

    private string Answer(LoopbackRequest request)
    {
        if (!request.Headers.TryGetValue("Authorization", out var authorization))
        {
            return LoopbackServer.Answer("401 Unauthorized", "WWW-Authenticate: Basic realm=\"GitHub\"\r\n");
        }

        var credential = AuthenticationHeaderValue.Parse(authorization).Parameter!;
        LastPassword = Encoding.Latin1.GetString(Convert.FromBase64String(credential)).Split(':', 2)[1];
        return LoopbackServer.Answer("200 OK", "Content-Type: application/vnd.git-lfs+json\r\n", "{\"locks\":[]}");
    }
}
