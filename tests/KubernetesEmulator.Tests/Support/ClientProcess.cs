using System.Diagnostics;
using System.Threading.Channels;

namespace KubernetesEmulator.Tests.Support;

/// <summary>Somebody else's program, which finds the cluster by a kubeconfig in a HOME of its own. It does not outlive the test.</summary>
internal sealed class ClientProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Task<string> _error;
    private readonly Task _output;

    public ClientProcess(ClientHome home, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = home.Path };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["HOME"] = home.Path;
        start.Environment["KUBECONFIG"] = home.Kubeconfig;
        _process = Process.Start(start)!;
        _error = _process.StandardError.ReadToEndAsync();
        _output = ReadAsync();
    }

    /// <summary>Waits for it to end by itself.</summary>
    public async Task<ClientRun> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        await _output;
        var lines = new List<string>();

        while (_lines.Reader.TryRead(out var line))
        {
            lines.Add(line);
        }

        return new ClientRun(_process.ExitCode, string.Join('\n', lines), await _error);
    }

    /// <summary>The next line that is like this; those before it are passed over.</summary>
    public async Task<string> SaysAsync(Predicate<string> wanted)
    {
        using var end = new CancellationTokenSource(Patience);
        var passed = new List<string>();

        try
        {
            while (true)
            {
                var line = await _lines.Reader.ReadAsync(end.Token);

                if (wanted(line))
                {
                    return line;
                }

                passed.Add(line);
            }
        }
        catch (Exception problem) when (problem is OperationCanceledException or ChannelClosedException)
        {
            throw new TimeoutException($"It was never said, only: {string.Join(", ", passed)}. {(_error.IsCompleted ? await _error : "")}");
        }
    }

    public Task<string> SaysAsync(string line) => SaysAsync(said => said == line);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _lines.Writer.TryWrite(line);
        }

        _lines.Writer.Complete();
    }
}
