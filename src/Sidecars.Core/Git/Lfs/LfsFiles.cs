using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Git.Progress;
using Sidecars.Git.Running;
using Sidecars.Git.Volume;
using Sidecars.Linux;
using Sidecars.Retry;

namespace Sidecars.Git.Lfs;

/// <summary>Puts the content of large files in the place of the pointers that git has checked out.</summary>
/// <remarks>
/// git-lfs fetches it, by settings of ours only: of the .lfsconfig in a commit, no more is obeyed than what it leaves out. What is fetched we put
/// in its place ourselves, each file in one step: git-lfs would write outside of a sparse checkout too, and leave half a file when it is killed.
/// </remarks>
internal sealed class LfsFiles(GitProcess git, PrivateRepository repository, GitDirectory directory, CloneTarget target, TimeProvider time, ILogger logger)
{
    /// <summary>Of what one argument may hold, which is 128 KiB.</summary>
    private const int LongestInclude = 100_000;

    /// <summary>git takes a file that is as old as the index for one that may have changed, and then asks for a filter that its user may not have.</summary>
    private static readonly TimeSpan OlderThanIndex = TimeSpan.FromSeconds(2);

    private readonly LfsStore _store = new(directory);

    /// <summary>Whether there are pointers in the work tree whose content is wanted.</summary>
    public async Task<bool> AreMissingAsync(string commit, CancellationToken cancellationToken)
        => (await FindAsync(commit, await LfsWishes.ReadAsync(git, repository, commit, cancellationToken), cancellationToken)).Count > 0;

    /// <param name="commit">The one that is checked out; the index is its.</param>
    public async Task GetAsync(string commit, RepositoryProgress progress, CancellationToken cancellationToken)
    {
        var wishes = await LfsWishes.ReadAsync(git, repository, commit, cancellationToken);
        var files = await FindAsync(commit, wishes, cancellationToken);
        if (files.Count == 0)
        {
            return;
        }

        CheckRoom(files);
        if (files.Exists(file => !_store.Has(file.Pointer)))
        {
            await FetchAsync(commit, repository.IsSparse ? wishes with { Include = IncludeOf(files) } : wishes, progress, cancellationToken);
        }

        files.ForEach(Write);
        await git.RunAsync(repository, "note the large files", ["update-index", "-z", "--stdin"], cancellationToken, input: string.Concat(files.Select(file => $"{file.Path}\0")));
    }

    private async Task<List<LfsFile>> FindAsync(string commit, LfsWishes wishes, CancellationToken cancellationToken)
    {
        const string checkedOut = "H ";
        var list = await git.RunAsync(repository, "list the large files", ["ls-files", "-t", "-z", "--", ":(attr:filter=lfs)"], cancellationToken);
        var files = list.Split('\0')
            .Where(line => line.StartsWith(checkedOut, StringComparison.Ordinal))
            .Select(line => Find(line[checkedOut.Length..]))
            .OfType<LfsFile>()
            .ToList();
        return await wishes.AmongAsync(files, git, repository, commit, cancellationToken);
    }

    private LfsFile? Find(string path)
    {
        using var tree = directory.OpenWorkTree();
        using var parent = tree.TryOpenBelow(Path.GetDirectoryName(path)!);
        var name = Path.GetFileName(path);
        return parent?.TypeOf(name) == FileType.Regular && parent.Read(name, LfsPointer.Longest) is { } content && LfsPointer.TryParse(content) is { } pointer
            ? new(path, pointer)
            : null;
    }

    private void CheckRoom(List<LfsFile> files)
    {
        var toFetch = files.Select(file => file.Pointer).Distinct().Where(pointer => !_store.Has(pointer)).Sum(pointer => (decimal)pointer.Size);
        var needed = toFetch + files.Sum(file => (decimal)file.Pointer.Size);
        if (Libc.FreeSpace(directory.WorkTree) is { } free && needed > free)
        {
            throw new SidecarException(
                ExitCode.CannotWrite, $"{directory.WorkTree} has {free} bytes left, and its large files need {needed}, in .git/lfs and in their places: mount a larger volume there, or leave out --lfs.");
        }
    }

    private async Task FetchAsync(string commit, LfsWishes wishes, RepositoryProgress progress, CancellationToken cancellationToken)
    {
        var endpoint = $"{target.Url}/info/lfs";
        string[] settings =
        [
            $"lfs.url={endpoint}", $"lfs.{endpoint}.access=basic", $"lfs.storage={_store.IncomingPath}", "lfs.skipDownloadErrors=false", "lfs.transfer.maxRetries=3",
        ];
        string[] arguments = [.. settings.SelectMany(setting => new[] { "-c", setting }), "lfs", "fetch", .. wishes.Arguments, "origin", commit];

        _store.Resume();
        using var bound = new Bound(time, cancellationToken);
        await new GitHubRetry(bound, time, logger).RunAsync(
            () => git.RunAsync(repository, $"fetch the large files of {target.Url}", arguments, cancellationToken, progress), cancellationToken);
        _store.KeepFetched();
    }

    private void Write(LfsFile file)
    {
        if (!_store.Has(file.Pointer))
        {
            throw new SidecarException(ExitCode.Refused, $"git-lfs did not fetch {Redaction.Clean(file.Path)} of {target.Url}, and did not say why: its object is {file.Pointer.Oid}.");
        }

        using var incoming = repository.Incoming.Open();
        using var tree = directory.OpenWorkTree();
        using var parent = tree.OpenOrCreateBelow(Path.GetDirectoryName(file.Path)!);
        var name = Path.GetFileName(file.Path);
        var temporary = DirectoryHandle.TemporaryName("large");
        using (var copy = new FileStream(incoming.OpenNew(temporary), FileAccess.Write, bufferSize: 0))
        {
            _store.CopyTo(copy, file.Pointer);
            using var pointer = parent.OpenToRead(name);
            File.SetUnixFileMode(copy.SafeFileHandle, File.GetUnixFileMode(pointer));
            File.SetLastWriteTimeUtc(copy.SafeFileHandle, DateTime.UtcNow - OlderThanIndex);
        }

        incoming.MoveTo(parent, temporary, name);
    }

    /// <summary>Exactly these, where that can be said: for git-lfs a comma ends a path.</summary>
    private static string IncludeOf(List<LfsFile> files)
    {
        var include = string.Join(',', files.Select(file => $"/{string.Concat(file.Path.Select(c => @"\*?[]!".Contains(c) ? $"\\{c}" : $"{c}"))}"));
        return include.Length > LongestInclude || files.Exists(file => file.Path.Any(c => c == ',' || char.IsControl(c))) ? "" : include;
    }
}

/// <param name="Path">In the work tree.</param>
/// <param name="Pointer">What stands there.</param>
internal sealed record LfsFile(string Path, LfsPointer Pointer);
