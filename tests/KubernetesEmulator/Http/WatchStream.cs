using KubernetesEmulator.FaultKinds;
using KubernetesEmulator.Resources;

namespace KubernetesEmulator.Http;

/// <summary>Writes a watch's lines, and has them interrupted where a fault wants it.</summary>
internal sealed class WatchStream(HttpContext context, Resource resource, WatchInterruption? interruption)
{
    private int _written;

    /// <summary>The client sees that it watches before anything happens.</summary>
    public async Task StartAsync()
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = "application/json";
        await context.Response.StartAsync(context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    public Task WriteAsync(string type, StoredObject item) =>
        resource.IsKeptAsServed ? WriteLineAsync(type, item.Json) : WriteAsync(type, Registry.Encoded(resource, item));

    public Task WriteAsync(string type, JsonObject item) => WriteLineAsync(type, item.ToBytes());

    public Task WriteBookmarkAsync(long revision) => WriteAsync("BOOKMARK", new JsonObject
    {
        ["kind"] = resource.Kind,
        ["apiVersion"] = resource.ApiVersion,
        ["metadata"] = new JsonObject { ["resourceVersion"] = StoredObject.Text(revision), ["creationTimestamp"] = null },
    });

    /// <summary>Where it is time for it.</summary>
    public Task InterruptAsync() =>
        interruption is not null && _written == interruption.AfterEvents ? interruption.ActAsync(context) : Task.CompletedTask;

    private async Task WriteLineAsync(string type, ReadOnlyMemory<byte> item)
    {
        byte[] line = [.. "{\"type\":\""u8, .. System.Text.Encoding.ASCII.GetBytes(type), .. "\",\"object\":"u8, .. item.Span, .. "}\n"u8];

        if (interruption is not null && _written == interruption.AfterEvents)
        {
            await interruption.ActOnLineAsync(context, line);
        }

        await context.Response.Body.WriteAsync(line, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        _written++;
        await InterruptAsync();
    }
}
