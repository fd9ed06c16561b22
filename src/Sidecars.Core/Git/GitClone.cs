using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Git.Lfs;
using Sidecars.Git.Progress;
using Sidecars.Git.Running;
using Sidecars.Git.Submodules;
using Sidecars.Git.Volume;
using Sidecars.Linux;

namespace Sidecars.Git;

/// <summary>Brings a directory to the commit that is wanted, from nothing or from an earlier run, and takes nobody's work away.</summary>
/// <param name="lockTimeout">How long to wait for another git-clone that works in the same directory.</param>
public sealed class GitClone(GitProcess git, PrivateDirectory privateDirectory, TimeSpan lockTimeout, TimeProvider time, ILogger logger)
{
    internal const string AllBranches = "+refs/heads/*:refs/remotes/origin/*";

    /// <summary>What a fresh volume may hold.</summary>
    private const string LostAndFound = "lost+found";

    /// <exception cref="SidecarException">It cannot be done, and why.</exception>
    public Task<CloneOutcome> CloneAsync(CloneTarget target, RepositoryProgress progress, CancellationToken cancellationToken)
        => CloneAsync(target, new GitDirectory(target.GitDirectory, target.Directory, target.Workspace, isSubmodule: target.Superproject is not null), progress, cancellationToken);

    /// <summary>The same, with git's data in another place.</summary>
    internal async Task<CloneOutcome> CloneAsync(CloneTarget target, GitDirectory directory, RepositoryProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            var found = await FindAsync(target, directory, cancellationToken);
            if (found is not null && IsThere(target, directory, found))
            {
                return UpToDate(target, target.Commit!);
            }

            using var run = await RunLock.TakeAsync(directory, new LockPatience(lockTimeout, time, logger), cancellationToken);

            // Another run may have come first, and done it.
            found = directory.IsMade ? await FoundClone.InspectAsync(git, directory, target, cancellationToken) : null;
            return await CloneAsync(target, directory, found, progress, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw directory.InTheWay($"its {Redaction.Clean(e.Message)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SidecarException(ExitCode.CannotWrite, $"{target.Directory} cannot be used ({e.Message.TrimEnd('.')}): mount a volume there that this user may write to, with room for the repository.", e);
        }
    }

    private async Task<CloneOutcome> CloneAsync(CloneTarget target, GitDirectory directory, FoundClone? found, RepositoryProgress progress, CancellationToken cancellationToken)
    {
        directory.Make(target);
        if (found is not null)
        {
            await AdjustAsync(target, directory, found, cancellationToken);
        }

        // Also in what is no clone yet somebody may have put some.
        var hadObjects = directory.HasObjects;
        using var repository = PrivateRepository.Over(directory, target, found, privateDirectory);
        var largeFiles = target.Options.Lfs ? new LfsFiles(git, repository, directory, target, time, logger) : null;
        var checkout = new Checkout(git, repository, directory, largeFiles, logger);
        var trust = new Trust(git, repository, directory);
        await checkout.FinishLastAsync(overChanges: target.Options.DiscardLocalChanges, commit => trust.CheckAsync(target, commit, isFound: true, cancellationToken), progress, cancellationToken);

        var wanted = await new Fetch(git, repository, directory, target, progress, time, logger).RunAsync(cancellationToken);
        await trust.CheckAsync(target, wanted.Commit, isFound: hadObjects, cancellationToken);
        var isThere = IsAt(directory, wanted) && !target.Options.DiscardLocalChanges && !(largeFiles is not null && await largeFiles.AreMissingAsync(wanted.Commit, cancellationToken));
        var outcome = isThere ? UpToDate(target, wanted.Commit) : await CheckOutAsync(target, directory, repository, checkout, wanted, progress, cancellationToken);
        if (target.Options.Submodules && outcome.IsAsWanted)
        {
            await CloneSubmodulesAsync(target, directory, repository, wanted.Commit, progress, cancellationToken);
        }

        return outcome;
    }

    private async Task<CloneOutcome> CheckOutAsync(
        CloneTarget target, GitDirectory directory, PrivateRepository repository, Checkout checkout, Wanted wanted, RepositoryProgress progress, CancellationToken cancellationToken)
    {
        using var index = GitLock.Take(directory, "index");
        var isLinked = directory.IsLinked;
        if (!isLinked)
        {
            // A submodule whose work tree was taken away, as git submodule deinit does.
            repository.ForgetIndex();
        }

        var commit = directory.Head().CommitIn(directory.References());
        var work = await new Work(git, repository, directory).FindAsync(commit, [wanted.Commit, .. wanted.HadBefore], cancellationToken);
        if (work is null && IsAt(directory, wanted) && !target.Options.Lfs)
        {
            return UpToDate(target, wanted.Commit);
        }

        if (work is not null)
        {
            if (target.Options.DiscardLocalChanges)
            {
                work.SetAside(directory, logger);
            }
            else if (target.YieldsToWork || IsAt(directory, wanted))
            {
                logger.WorkLeftAlone(target.Directory, work.Words, commit ?? "no commit");
                return new(commit ?? wanted.Commit, $"Left as it was: it has {work.Words}", IsAsWanted: IsAt(directory, wanted));
            }
            else
            {
                throw directory.InTheWay($"it is at {commit ?? "no commit"} and has {work.Words}");
            }
        }

        var from = isLinked ? commit : null;
        await new Room(git, repository, directory).CheckAsync(from, wanted.Commit, cancellationToken);
        await checkout.RunAsync(from, wanted, index, overChanges: target.Options.DiscardLocalChanges, progress, cancellationToken);
        if (target.Options.DiscardLocalChanges)
        {
            new Unfinished(directory).End();
        }

        logger.Cloned(target.Url, target.Directory, wanted.Commit);
        return commit is null ? new(wanted.Commit) : new(wanted.Commit, "Repository updated");
    }

    private async Task CloneSubmodulesAsync(
        CloneTarget target, GitDirectory directory, PrivateRepository repository, string commit, RepositoryProgress progress, CancellationToken cancellationToken)
    {
        var submodules = await new SubmoduleList(git, repository, repository.IsSparse, logger).ReadAsync(target, commit, cancellationToken);
        await new CloneConfig(git, privateDirectory, directory).RegisterAsync(submodules, cancellationToken);
        foreach (var submodule in submodules)
        {
            await CloneAsync(target.Of(submodule), progress, cancellationToken);
        }
    }

    private CloneOutcome UpToDate(CloneTarget target, string commit)
    {
        logger.ThereAlready(target.Directory, commit);
        return new(commit, "Repository is up to date");
    }

    /// <summary>What is there already, if it is a clone; null when nothing is.</summary>
    private async Task<FoundClone?> FindAsync(CloneTarget target, GitDirectory directory, CancellationToken cancellationToken)
    {
        TargetPath.Check(target, directory);
        using var tree = DirectoryHandle.OpenOnVolume(target.Directory);
        var found = Libc.TypeOf(directory.Path) != FileType.None ? await FoundClone.InspectAsync(git, directory, target, cancellationToken) : null;
        if (found is not null && (directory.IsLinked || CheckoutJournal.IsIn(directory)))
        {
            return found;
        }

        // Another run may be making its .git this moment.
        return tree.EachName().FirstOrDefault(name => name != LostAndFound && (name != ".git" || directory.IsApart)) is { } other
            ? throw directory.InTheWay($"it holds {Redaction.Clean(other)} and {(directory.IsApart ? "--private-dir has no data of a run that wrote it; if one did, give its private directory" : "is no clone")}")
            : found;
    }

    /// <summary>A commit that is named need not be asked for: then nothing is written, and nobody is waited for. Unless a run is at work there, or was killed.</summary>
    private static bool IsThere(CloneTarget target, GitDirectory directory, FoundClone found)
        => target is { Commit: { } commit, Options: { AllowedSigners: null, Submodules: false, Lfs: false, DiscardLocalChanges: false } } && (target.Options.Identity is null || found.HasIdentity)
           && directory is { IsMade: true, IsTidy: true } && !CheckoutJournal.IsIn(directory) && IsAt(directory, new(commit, target.Ref));

    private static bool IsAt(GitDirectory directory, Wanted wanted)
        => directory.IsLinked && directory.Head() is var head && head.CommitIn(directory.References()) == wanted.Commit && (wanted.Branch is null || head.Branch == wanted.Branch);

    private async Task AdjustAsync(CloneTarget target, GitDirectory directory, FoundClone found, CancellationToken cancellationToken)
    {
        var config = new CloneConfig(git, privateDirectory, directory);
        if (target.Options.Identity is { } identity && !found.HasIdentity)
        {
            config.Identify(identity);
        }

        if (!found.IsOf(target, git.Server))
        {
            await config.SetOriginAsync(target.Url, cancellationToken);
        }
    }
}
