using System.Buffers;
using System.IO.Pipelines;

namespace Sidecars.Kubernetes.Client;

/// <summary>The lines of a stream. What stands behind the last line's end is no line: the connection broke there.</summary>
internal sealed class LineReader(Stream stream)
{
    /// <summary>A Secret has a megabyte at the most, and a third more in base64.</summary>
    private const int LongestLine = 3 * 1024 * 1024;

    private readonly PipeReader _reader = PipeReader.Create(stream);

    /// <summary>Null at the end.</summary>
    /// <exception cref="IOException">It broke, or has a line that is too long.</exception>
    public async Task<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _reader.ReadAsync(cancellationToken);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = read.Buffer.Slice(0, end).ToArray();
                _reader.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }

            if (read.Buffer.Length > LongestLine)
            {
                throw new IOException("a line of the watch is longer than any Secret");
            }

            _reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }
}
