using System.Runtime.InteropServices;

namespace GitHubEmulator;

/// <summary>SIGTERM or SIGINT, which from now on do not end the process by themselves.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly TaskCompletionSource received = new();
    private readonly PosixSignalRegistration terminate;
    private readonly PosixSignalRegistration interrupt;

    public StopSignal()
    {
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Receive);
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Receive);
    }

    public Task Received => received.Task;

    public void Dispose()
    {
        terminate.Dispose();
        interrupt.Dispose();
    }

    private void Receive(PosixSignalContext signal)
    {
        signal.Cancel = true;
        received.TrySetResult();
    }
}
