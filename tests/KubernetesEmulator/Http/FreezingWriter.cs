using System.IO.Pipelines;

namespace KubernetesEmulator.Http;

internal sealed class FreezingWriter(PipeWriter inner, CancellationToken frozen, CancellationToken closed) : PipeWriter
{
    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (frozen.IsCancellationRequested)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(closed, cancellationToken);
            await Task.Delay(Timeout.Infinite, either.Token);
        }

        return await inner.FlushAsync(cancellationToken);
    }

    public override void Advance(int bytes) => inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);
}
