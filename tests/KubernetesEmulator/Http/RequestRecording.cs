using System.Globalization;
using System.Text;
using KubernetesEmulator.Access;

namespace KubernetesEmulator.Http;

/// <summary>Reads and notes each request, and puts on its answer what every answer has.</summary>
internal sealed class RequestRecording(RequestDelegate next, RequestLog log, Tokens tokens, TimeProvider clock)
{
    /// <summary>What the API server takes, at most.</summary>
    public const int BodyLimit = 3 * 1024 * 1024;

    public async Task InvokeAsync(HttpContext context)
    {
        var body = await BodyAsync(context);
        var info = RequestInfo.Of(context.Request);
        var user = tokens.Authenticate(context.Request.Headers.Authorization.ToString());
        var record = Describe(context.Request, info, user, body);
        var index = log.Add(record);
        context.Features.Set(new ApiRequest(info, user, body, record));

        context.Response.OnStarting(() =>
        {
            // Kestrel gets as far as this with answers nobody will receive.
            if (!context.RequestAborted.IsCancellationRequested && !Connection.Of(context).IsReset)
            {
                var status = context.Response.StatusCode;
                log.Change(index, known => known with { Status = status });
            }

            context.Response.Headers.Date = clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
            context.Response.Headers["Audit-Id"] = Guid.NewGuid().ToString();
            context.Response.Headers.CacheControl = "no-cache, private";

            return Task.CompletedTask;
        });

        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away, or the server is being stopped.
        }
        finally
        {
            log.Change(index, known => known with { HasEnded = true });
        }
    }

    private RequestRecord Describe(HttpRequest request, RequestInfo info, User? user, ReadOnlyMemory<byte>? body) => new(
        clock.GetUtcNow(),
        user?.Name ?? "",
        info.Verb,
        info.Group,
        info.Resource,
        info.Subresource,
        info.Namespace,
        info.Name,
        request.Method,
        request.Path + request.QueryString,
        request.ContentType,
        request.Headers.UserAgent.FirstOrDefault(),
        body is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : "",
        Status: 0,
        HasEnded: false);

    private static async Task<ReadOnlyMemory<byte>?> BodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        var buffer = new byte[81920];

        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is var read and > 0)
        {
            body.Write(buffer, 0, read);

            if (body.Length > BodyLimit)
            {
                return null;
            }
        }

        return body.ToArray();
    }
}
