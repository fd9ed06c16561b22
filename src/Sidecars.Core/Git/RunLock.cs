using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Sidecars.Cli;
using Sidecars.Linux;

namespace Sidecars.Git;

/// <summary>One git-clone at a time works on a clone. The lock goes with the last process of a run, its gits included, so a kill leaves none.</summary>
internal sealed class RunLock : IDisposable
{
    private const string Name = "lock";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    private readonly SafeFileHandle _file;

    private RunLock(SafeFileHandle file) => _file = file;

    /// <summary>Waits for another run, another pod's too where the file system has locks across machines; then removes what killed runs left.</summary>
    /// <param name="patience">The longest wait.</param>
    /// <exception cref="SidecarException">The other one is not done in time.</exception>
    public static async Task<RunLock> TakeAsync(GitDirectory directory, TimeSpan patience, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        using var ours = directory.OpenDirectory(GitDirectory.Ours);
        var file = ours.OpenToLock(Name);
        try
        {
            for (var start = time.GetTimestamp(); !TryLock(file, directory, logger);)
            {
                var waited = time.GetElapsedTime(start);
                if (waited > patience)
                {
                    throw directory.InTheWay($"another git-clone works there for more than {patience.TotalSeconds:0} s (--lock-timeout)");
                }

                if (waited < BetweenLooks)
                {
                    logger.WaitsForOther(directory.WorkTree, patience.TotalSeconds);
                }

                await Task.Delay(BetweenLooks * (0.5 + Random.Shared.NextDouble()), time, cancellationToken);
            }

            RemoveLeftBehind(directory, ours);
            return new RunLock(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _file.Dispose();

    private static bool TryLock(SafeFileHandle file, GitDirectory directory, ILogger logger)
    {
        try
        {
            return Libc.TryLock(file);
        }
        catch (IOException e)
        {
            logger.NoLocks(directory.WorkTree, e.Message);
            return true;
        }
    }

    private static void RemoveLeftBehind(GitDirectory directory, DirectoryHandle ours)
    {
        GitLock.RemoveLeftBehind(directory);
        foreach (var name in ours.Names().Where(name => DirectoryHandle.IsTemporary(name) && ours.TypeOf(name) == FileType.Directory))
        {
            PrivateRepository.FinishKeeping(directory, name);
            ours.RemoveTree(name);
        }
    }
}
