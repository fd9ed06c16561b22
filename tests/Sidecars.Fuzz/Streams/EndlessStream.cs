namespace Sidecars.Fuzz.Streams;

/// <summary>A beginning, and then the same again and again.</summary>
/// <param name="length">In all; by default there is no end.</param>
internal sealed class EndlessStream(ReadOnlySpan<byte> beginning, ReadOnlySpan<byte> again, long length = long.MaxValue) : Stream
{
    private readonly byte[] _beginning = beginning.ToArray();
    private readonly byte[] _again = again.ToArray();

    /// <summary>How much was read of it.</summary>
    public long Given { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => Given; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, length - Given);
        for (var i = 0; i < count;)
        {
            var at = Given + i;
            var source = at < _beginning.Length ? _beginning.AsSpan((int)at) : _again.AsSpan((int)((at - _beginning.Length) % _again.Length));
            var part = Math.Min(source.Length, count - i);
            source[..part].CopyTo(buffer[i..]);
            i += part;
        }

        Given += count;
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
