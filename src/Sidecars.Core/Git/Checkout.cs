using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Git.Lfs;
using Sidecars.Git.Progress;
using Sidecars.Git.Running;
using Sidecars.Git.Volume;
using Sidecars.Linux;

namespace Sidecars.Git;

/// <summary>Brings the work tree to a commit, so that a run that is killed in the middle is finished by the next one.</summary>
/// <param name="largeFiles">Null to leave pointers in their places.</param>
internal sealed class Checkout(GitProcess git, PrivateRepository repository, GitDirectory directory, LfsFiles? largeFiles, ILogger logger)
{
    /// <summary>git knows it without having it.</summary>
    private const string EmptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    /// <param name="from">Where HEAD is now; null for nowhere.</param>
    /// <param name="index">The clone's index, whose lock we hold.</param>
    /// <param name="overChanges">Changed files, and such as git does not know, are written over.</param>
    public async Task RunAsync(string? from, Wanted wanted, GitLock index, bool overChanges, RepositoryProgress progress, CancellationToken cancellationToken)
    {
        new CheckoutJournal(from, wanted.Commit, wanted.Branch).Write(directory);
        repository.SetHead(from);
        string[] force = overChanges ? ["--force"] : ["--no-overwrite-ignore"];
        try
        {
            // Without --quiet git would list what is changed, and for that run another git in each submodule that is there, by that one's configuration.
            await git.RunAsync(repository, $"check out {wanted.Commit} in {directory.WorkTree}", ["checkout", "--quiet", "--progress", .. force, "--detach", wanted.Commit], cancellationToken, progress);
        }
        catch (SidecarException e) when (e.ExitCode == ExitCode.InTheWay)
        {
            // git looks first, and has written nothing.
            CheckoutJournal.Remove(directory);
            throw;
        }
        catch (SidecarException e) when (e.ExitCode == ExitCode.WrongCommit)
        {
            await GoBackAsync(from, wanted.Commit, cancellationToken);
            throw;
        }

        await FinishAsync(wanted, index, progress, cancellationToken);
    }

    /// <summary>Finishes what a run that was killed has begun, unless somebody has changed files since.</summary>
    /// <param name="overChanges">And even then.</param>
    /// <param name="check">Throws where a commit must not be checked out: the journal lies where others can write.</param>
    public async Task FinishLastAsync(bool overChanges, Func<string, Task> check, RepositoryProgress progress, CancellationToken cancellationToken)
    {
        if (CheckoutJournal.Read(directory) is not var (from, to, branch))
        {
            return;
        }

        using var index = GitLock.Take(directory, "index");
        if (!await ReadAsync(from, cancellationToken) || !await ReadAsync(to, cancellationToken))
        {
            // Nothing of a commit that cannot be read was ever written. What stands there is judged as what is found always is.
            CheckoutJournal.Remove(directory);
            repository.TakeIndex();
            return;
        }

        await check(to);
        logger.FinishesCheckout(directory.WorkTree, to);
        if (!overChanges && await FindChangedAsync(from, to, cancellationToken) is { } path)
        {
            throw directory.InTheWay($"a run that was killed left {Redaction.Clean(path)} half checked out, or somebody changed it since");
        }

        // By the index git knows what to remove.
        await ReadAsync(from, cancellationToken);
        try
        {
            await git.RunAsync(repository, $"check out {to} in {directory.WorkTree}", ["read-tree", "--reset", "-u", to], cancellationToken);
        }
        catch (SidecarException e) when (e.ExitCode == ExitCode.WrongCommit)
        {
            await GoBackAsync(from, to, cancellationToken);
            throw;
        }

        repository.SetHead(to);
        await FinishAsync(new(to, branch), index, progress, cancellationToken);
    }

    /// <summary>Something that a checkout from one commit to another cannot have left, wherever it was killed; null when there is none.</summary>
    private async Task<string?> FindChangedAsync(string? from, string to, CancellationToken cancellationToken)
    {
        var before = await DifferencesAsync(from, cancellationToken);
        var after = await DifferencesAsync(to, cancellationToken);
        foreach (var path in before.Changed.Union(after.Changed, StringComparer.Ordinal).Where(path => !before.Has(path) && !after.Has(path)))
        {
            if (!after.Known.Contains(path) || !await IsBeginningAsync(to, path, cancellationToken))
            {
                return path;
            }
        }

        // Files where directories are to be, and the other way round.
        var killed = await git.RunAsync(repository, "look for changes", ["ls-files", "-z", "--killed"], cancellationToken);
        return Names(killed).FirstOrDefault(path => !before.Has(path));
    }

    private async Task FinishAsync(Wanted wanted, GitLock index, RepositoryProgress progress, CancellationToken cancellationToken)
    {
        // What was left on the server until it was needed for this.
        repository.KeepFetched();
        if (largeFiles is not null)
        {
            await largeFiles.GetAsync(wanted.Commit, progress, cancellationToken);
        }

        index.Replace(repository.Index);
        if (wanted.Branch is { } branch)
        {
            directory.Change(new Dictionary<string, string?> { [$"refs/heads/{branch}"] = wanted.Commit });
            directory.Track(branch);
        }

        var head = new Head(wanted.Branch, wanted.Branch is null ? wanted.Commit : null);
        directory.Write("HEAD", head.Text);
        if (directory.Head().CommitIn(directory.References()) is var reached && reached != wanted.Commit)
        {
            throw new SidecarException(ExitCode.WrongCommit, $"{directory.WorkTree} is at {reached} and not at {wanted.Commit}, as was asked for: something else changes it at the same time.");
        }

        directory.LinkWorkTree();
        CheckoutJournal.Remove(directory);
    }

    /// <summary>How the work tree differs from a commit. The index is that commit's afterwards.</summary>
    private async Task<Differences> DifferencesAsync(string? commit, CancellationToken cancellationToken)
    {
        await ReadAsync(commit, cancellationToken);
        var known = await git.RunAsync(repository, "list a commit", ["ls-files", "-z"], cancellationToken);
        var changed = await git.RunAsync(repository, "look for changes", ["diff-files", "-z", "--name-only", "--diff-filter=d", "--ignore-submodules=all"], cancellationToken);
        return new(Names(known), Names(changed));
    }

    /// <summary>Makes the index that of a commit. False for one that cannot be read.</summary>
    private async Task<bool> ReadAsync(string? commit, CancellationToken cancellationToken)
    {
        var isRead = await git.AskAsync(repository, commit is null ? ["read-tree", "--empty"] : ["read-tree", "--reset", commit], cancellationToken) is not null;
        await git.AskAsync(repository, ["update-index", "-q", "--refresh"], cancellationToken);
        return isRead;
    }

    private static HashSet<string> Names(string list) => list.Split('\0', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);

    /// <summary>Takes away again what git wrote of a commit before it found that it cannot write all of it.</summary>
    private async Task GoBackAsync(string? from, string to, CancellationToken cancellationToken)
    {
        // Refused for a commit with a path that git takes for an attack: of that one, nothing was written.
        await ReadAsync(to, cancellationToken);
        await git.RunAsync(repository, $"go back from {to} in {directory.WorkTree}", ["read-tree", "--reset", "-u", from ?? EmptyTree], cancellationToken);
        CheckoutJournal.Remove(directory);
    }

    /// <summary>Whether a file is what git had written of it when it was killed.</summary>
    private async Task<bool> IsBeginningAsync(string commit, string path, CancellationToken cancellationToken)
    {
        using var tree = directory.OpenWorkTree();
        using var parent = tree.TryOpenBelow(Path.GetDirectoryName(path)!);
        var name = Path.GetFileName(path);
        using var part = parent?.TypeOf(name) == FileType.Regular ? parent.OpenFile(name) : null;
        if (part is null)
        {
            return false;
        }

        // As git itself would write it, which may be with other line ends than the repository has.
        return await git.ReadAsync(repository, ["cat-file", "--filters", $"{commit}:{path}"], whole => BeginsWithAsync(whole, part, cancellationToken), cancellationToken);
    }

    private static async Task<bool> BeginsWithAsync(Stream whole, Stream part, CancellationToken cancellationToken)
    {
        var (some, same) = (new byte[64 * 1024], new byte[64 * 1024]);
        while (await part.ReadAsync(some, cancellationToken) is > 0 and var length)
        {
            var begin = same.AsMemory(0, length);
            if (await whole.ReadAtLeastAsync(begin, length, throwOnEndOfStream: false, cancellationToken) < length || !begin.Span.SequenceEqual(some.AsSpan(0, length)))
            {
                return false;
            }
        }

        return true;
    }

    /// <param name="Known">What the commit has.</param>
    /// <param name="Changed">What of it is otherwise in the work tree; not: what is missing there.</param>
    private sealed record Differences(HashSet<string> Known, HashSet<string> Changed)
    {
        /// <summary>The file is as the commit has it.</summary>
        public bool Has(string path) => Known.Contains(path) && !Changed.Contains(path);
    }
}
