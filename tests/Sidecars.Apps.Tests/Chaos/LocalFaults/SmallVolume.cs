using Sidecars.Apps.Support;

namespace Sidecars.Apps.Chaos.LocalFaults;

/// <summary>A small tmpfs on a directory of the pod's, which can be filled and made read-only.</summary>
internal sealed class SmallVolume : IDisposable
{
    private const int Block = 4096;

    private readonly string _path;

    public SmallVolume(string path)
    {
        _path = path;
        Assert.Equal(0, Native.Mount("tmpfs", path, "tmpfs", 0, "size=512k"));
    }

    private string Filler => Path.Combine(_path, "..filler");

    public async Task FillAsync()
    {
        await using var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                await file.WriteAsync(new byte[Block]);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public Task EmptyAsync()
    {
        File.Delete(Filler);
        return Task.CompletedTask;
    }

    public Task LockAsync() => Command.OutputOfAsync("mount", "-o", "remount,ro", _path);

    public Task UnlockAsync() => Command.OutputOfAsync("mount", "-o", "remount,rw", _path);

    public void Dispose() => Native.Unmount(_path, Native.Detach);
}
