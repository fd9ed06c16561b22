using System.Text;

namespace Sidecars.Apps.Support;

/// <param name="Line">Method, path and version.</param>
/// <param name="Headers">By name, in any case.</param>
internal sealed record LoopbackRequest(string Line, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public static async Task<LoopbackRequest> ReadAsync(Stream stream)
    {
        // A byte is a character, until the body is whole.
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        var first = await reader.ReadLineAsync() ?? "";
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            var header = line.Split(':', 2, StringSplitOptions.TrimEntries);
            headers[header[0]] = header[1];
        }

        var body = new char[int.Parse(headers.GetValueOrDefault("Content-Length", "0"), null)];
        if (body.Length > 0)
        {
            // For nothing it would wait, too.
            await reader.ReadBlockAsync(body);
        }

        return new(first, headers, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(body)));
    }
}
