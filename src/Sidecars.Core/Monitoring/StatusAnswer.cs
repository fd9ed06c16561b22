using System.Text;

namespace Sidecars.Monitoring;

/// <summary>The answer to a request, as bytes: one request for a connection.</summary>
internal static class StatusAnswer
{
    /// <param name="request">All of it, or as much as may be sent.</param>
    public static byte[] To(string request, IStatus status)
    {
        if (!request.Contains("\r\n\r\n", StringComparison.Ordinal) && !request.Contains("\n\n", StringComparison.Ordinal))
        {
            return request.Length == 0 ? [] : Of(431, "Request Header Fields Too Large", "This is no request, or too long a one.");
        }

        var line = request.Split('\n', 2)[0].TrimEnd('\r').Split(' ');
        if (line is not [var method, ['/', ..] target, "HTTP/1.0" or "HTTP/1.1"])
        {
            return Of(400, "Bad Request", "This is no request.");
        }

        if (method != "GET")
        {
            return Of(405, "Method Not Allowed", "Only GET.", "Allow: GET\r\n");
        }

        return target.Split('?', 2)[0] switch
        {
            "/startup" => OfProbe(status.WhyNotStarted),
            "/readyz" => OfProbe(status.WhyNotReady),
            "/livez" => OfProbe(status.WhyNotLive),
            "/metrics" => Of(200, "OK", status.Metrics, type: "text/plain; version=0.0.4; charset=utf-8"),
            _ => Of(404, "Not Found", "There are /startup, /readyz, /livez and /metrics."),
        };
    }

    private static byte[] OfProbe(string? whyNot) => whyNot is null ? Of(200, "OK", "ok") : Of(503, "Service Unavailable", whyNot);

    private static byte[] Of(int code, string reason, string body, string headers = "", string type = "text/plain; charset=utf-8")
    {
        var content = body.EndsWith('\n') ? body : $"{body}\n";
        return Encoding.UTF8.GetBytes(
            $"HTTP/1.1 {code} {reason}\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(content)}\r\nCache-Control: no-store\r\nConnection: close\r\n{headers}\r\n{content}");
    }
}
