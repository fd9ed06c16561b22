using KubernetesEmulator.Http;

namespace KubernetesEmulator.FaultKinds;

internal sealed class WatchResetWithinLine(int afterEvents) : WatchInterruption(afterEvents)
{
    /// <summary>A reset overtakes what was sent just before it; the half of a line has to be there first.</summary>
    private static readonly TimeSpan Travel = TimeSpan.FromMilliseconds(100);

    public override async Task ActOnLineAsync(HttpContext context, ReadOnlyMemory<byte> line)
    {
        await context.Response.Body.WriteAsync(line[..(line.Length / 2)], context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Task.Delay(Travel, context.RequestAborted);
        Connection.Of(context).Reset();

        throw new WatchEnded();
    }
}
