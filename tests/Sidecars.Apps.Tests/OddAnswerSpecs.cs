using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>Answers that no GitHub gives, as something between us and GitHub might. None of them ends token-refresher, and none makes it hammer.</summary>
public sealed class OddAnswerSpecs
{
    private const string Now = "DATE";

    /// <summary>What the second mint is answered, after a good first one.</summary>
    public static TheoryData<string, string> Answers => new()
    {
        { "a Date at the end of time", Minted("Fri, 31 Dec 9999 23:59:59 GMT", "2030-01-01T00:00:00Z") },
        { "a Date long ago", Minted("Thu, 01 Jan 1970 00:00:00 GMT", "2030-01-01T00:00:00Z") },
        { "an expiry at the end of time", Minted(Now, "9999-12-31T23:59:59Z") },
        { "an expiry at its beginning", Minted(Now, "0001-01-01T00:00:00Z") },
        { "no expiry", Respond("201 Created", "", """{"token":"ghs_x"}""") },
        { "no token", Respond("201 Created", "", """{"expires_at":"2030-01-01T00:00:00Z"}""") },
        { "a repository that is null", Respond("201 Created", "", """{"token":"ghs_x","expires_at":"2030-01-01T00:00:00Z","repository_selection":"selected","repositories":[null]}""") },
        { "members of other types", Respond("201 Created", "", """{"token":5,"expires_at":[],"repositories":{}}""") },
        { "a wait until the end of time", Respond("429 Too Many Requests", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n", "{}") },
        { "a wait of a week", Respond("503 Service Unavailable", "Retry-After: 604800\r\n", "{}") },
        { "no wait at all", Respond("429 Too Many Requests", "Retry-After: 0\r\n", "{}") },
        { "a reset in the past", Respond("403 Forbidden", "x-ratelimit-remaining: 0\r\nx-ratelimit-reset: 1\r\n", "{}") },
        { "a wrong clock from the beginning of time", Respond("401 Unauthorized", "Date: Mon, 01 Jan 0001 00:00:00 GMT\r\n", """{"message":"'Issued at' claim ('iat') must be an Integer"}""") },
        { "a redirect to nowhere", Respond("302 Found", "Location: //:80\r\n", "") },
        { "a redirect to itself", Respond("302 Found", "Location: /\r\n", "") },
        { "the request's own header", Respond("502 Bad Gateway", "Content-Type: text/plain\r\n", "you sent AUTHORIZATION") },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task It_goes_on_and_does_not_hammer(string answer, string response)
    {
        _ = answer;
        await using var pod = await Pod.StartAsync();
        using var server = new OddServer(mint => mint == 1 ? Minted(Now, "LATER") : response);
        pod.Environment["GITHUB_API_URL"] = server.Url;
        pod.Environment["GITHUB_SERVER_URL"] = server.Url;
        pod.Secret("installation-id", "1");
        using var refresher = pod.StartTokenRefresher("--mint-limit", "1000/1", "--permissions", "issues=read");
        await refresher.SaysAsync("Published a token");

        refresher.Signal(PosixSignal.SIGHUP);
        await refresher.SaysAsync("ing again in ");

        // Long enough for thousands of requests, if it hammered.
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.False(refresher.HasEnded, refresher.Error);
        Assert.InRange(server.Requests, 2, 20);
        refresher.Signal(PosixSignal.SIGTERM);
        var run = await pod.EndAsync(refresher);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.DoesNotContain("eyJ", run.Error, StringComparison.Ordinal);
    }

    private static string Minted(string date, string expiry)
        => Respond("201 Created", $"Date: {date}\r\n", $$$"""{"token":"ghs_{{{new string('x', 36)}}}","expires_at":"{{{expiry}}}","permissions":{"issues":"read"},"repository_selection":"selected","repositories":[{"full_name":"acme/web"}]}""");

    private static string Respond(string status, string headers, string body)
        => $"HTTP/1.1 {status}\r\n{headers}{(headers.Contains("Content-Type", StringComparison.Ordinal) ? "" : "Content-Type: application/json\r\n")}Connection: close\r\n\r\n{body}";

    /// <summary>Answers mints as it is told and everything else with 200, byte for byte, whatever HTTP allows.</summary>
    private sealed class OddServer : IDisposable
    {
        private readonly LoopbackListener _listener;
        private readonly Func<int, string> _answer;
        private int _mints;
        private int _requests;

        public OddServer(Func<int, string> answer)
        {
            _answer = answer;
            _listener = new(client =>
            {
                _ = AnswerAsync(client);
                return Task.CompletedTask;
            });
        }

        public string Url => $"{_listener.Url}/api/v3";

        public int Requests => _requests;

        public void Dispose() => _listener.Dispose();

        private async Task AnswerAsync(TcpClient client)
        {
            using (client)
            {
                var buffer = new byte[64 * 1024];
                var request = Encoding.Latin1.GetString(buffer, 0, await client.GetStream().ReadAsync(buffer));
                Interlocked.Increment(ref _requests);
                var isMint = request.StartsWith("POST", StringComparison.Ordinal);
                var authorization = request.Split("\r\n").FirstOrDefault(line => line.StartsWith("Authorization", StringComparison.Ordinal)) ?? "";
                var answer = (isMint ? _answer(Interlocked.Increment(ref _mints)) : Respond("200 OK", "", "{}"))
                    .Replace(Now, DateTimeOffset.UtcNow.ToString("R"), StringComparison.Ordinal)
                    .Replace("LATER", DateTimeOffset.UtcNow.AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"), StringComparison.Ordinal)
                    .Replace("AUTHORIZATION", authorization, StringComparison.Ordinal);
                await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(answer));
            }
        }
    }
}
