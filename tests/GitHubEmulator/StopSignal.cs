using System.Runtime.InteropServices;

namespace GitHubEmulator;

/// <summary>SIGTERM or SIGINT, which from now on do not end the process by themselves.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly TaskCompletionSource _received = new();
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;

    public StopSignal()
    {
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Receive);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Receive);
    }

    public Task Received => _received.Task;

    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
    }

    private void Receive(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _received.TrySetResult();
    }
}
