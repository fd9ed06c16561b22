using System.IO.Pipelines;

namespace KubernetesEmulator.Http;

internal sealed class FreezingReader(PipeReader inner, CancellationToken frozen, CancellationToken closed) : PipeReader
{
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var result = await inner.ReadAsync(cancellationToken);

        if (frozen.IsCancellationRequested)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(closed, cancellationToken);
            await Task.Delay(Timeout.Infinite, either.Token);
        }

        return result;
    }

    public override bool TryRead(out ReadResult result)
    {
        result = default;

        return !frozen.IsCancellationRequested && inner.TryRead(out result);
    }

    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);
}
