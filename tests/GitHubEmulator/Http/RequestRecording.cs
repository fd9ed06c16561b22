using System.Globalization;

namespace GitHubEmulator.Http;

/// <summary>Notes each request, and puts on its answer what every answer has.</summary>
internal sealed class RequestRecording(RequestDelegate next, RequestLog log, ServerClock clock)
{
    public Task InvokeAsync(HttpContext context)
    {
        var index = log.Add(Describe(context));

        context.Response.OnStarting(() =>
        {
            // Kestrel gets as far as this with answers nobody will receive.
            if (!context.RequestAborted.IsCancellationRequested)
            {
                log.Complete(index, context.Response.StatusCode);
            }

            context.Response.Headers.Date = clock.Now.ToString("R", CultureInfo.InvariantCulture);
            context.Response.Headers["x-github-request-id"] = Invention.RequestId();

            return Task.CompletedTask;
        });

        context.Response.Body = new CountingStream(context.Response.Body, bytes => log.CountBytes(index, bytes));

        return next(context);
    }

    private RequestRecord Describe(HttpContext context)
    {
        var request = context.Request;
        var credential = Credential.Of(request);

        return new RequestRecord(
            clock.Now,
            RequestKind.Of(context).Operation,
            request.Method,
            Addresses.PathAndQueryAsSent(context),
            Status: 0,
            BytesSent: 0,
            request.Host.Value ?? "",
            request.Headers.UserAgent.FirstOrDefault(),
            request.Headers[ApiVersions.Header].FirstOrDefault(),
            credential.Kind,
            credential.TokenSha256,
            request.ContentType);
    }
}
