using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Git.Progress;

namespace Sidecars.Git;

/// <summary>Clones all that is wanted, some at a time. Where one fails, the others are cloned all the same.</summary>
/// <param name="jobs">At the same time, at most.</param>
/// <param name="continueOnError">A failure is told, and is none of the program.</param>
public sealed class CloneRun(GitClone clone, CloneEvents events, int jobs, bool continueOnError, ILogger logger)
{
    /// <exception cref="SidecarException">One could not be cloned, or several: then it is the first, in the order of the settings.</exception>
    public async Task RunAsync(IReadOnlyList<CloneTarget> targets, CancellationToken cancellationToken)
    {
        var failures = new SidecarException?[targets.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, targets.Count, options, async (i, token) => failures[i] = await TryAsync(targets[i], token));

        var failed = failures.OfType<SidecarException>().ToList();
        if (failed.Count == 0)
        {
            return;
        }

        if (targets.Count > 1 || continueOnError)
        {
            failed.ForEach(failure => logger.NotCloned(failure.Message));
        }

        if (!continueOnError)
        {
            throw targets.Count == 1 ? failed[0] : new SidecarException(failed[0].ExitCode, $"{failed.Count} of {targets.Count} repositories could not be cloned. The first: {failed[0].Message}", failed[0]);
        }
    }

    private async Task<SidecarException?> TryAsync(CloneTarget target, CancellationToken cancellationToken)
    {
        var isThere = Path.Exists(Path.Combine(target.Directory, ".git"));
        try
        {
            await events.RunAsync(target.Url, isThere ? "Pulling latest changes..." : "Cloning repository...", progress => clone.CloneAsync(target, progress, cancellationToken));
            return null;
        }
        catch (SidecarException e)
        {
            return e;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A bug with one of them is no reason to leave the others.
            return Sidecar.Bug(e);
        }
    }
}
