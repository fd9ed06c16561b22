namespace KubernetesEmulator.Tests.Support;

/// <summary>The lines of a watch, as they come.</summary>
internal sealed class ApiWatch(HttpResponseMessage response, StreamReader lines) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public int Code => (int)response.StatusCode;

    /// <returns>Null when the stream has ended, as it should.</returns>
    public async Task<WatchEvent?> NextAsync()
    {
        var line = await lines.ReadLineAsync().WaitAsync(Patience);

        return line is null ? null : WatchEvent.Parse(line);
    }

    public async Task<string> TypeAndNameAsync()
    {
        var next = await NextAsync();

        return $"{next?.Type} {(string?)next?.Object["metadata"]?["name"]}";
    }

    public async Task<string> RestAsync() => await lines.ReadToEndAsync().WaitAsync(Patience);

    public void Dispose()
    {
        lines.Dispose();
        response.Dispose();
    }
}
