using System.Globalization;
using Sidecars.Cli;
using Sidecars.Git.Running;
using Sidecars.Git.Volume;
using Sidecars.Linux;

namespace Sidecars.Git;

/// <summary>Looks whether a volume has room for a commit's files, before the first of them is written.</summary>
/// <remarks>How much a fetch will bring, no server says.</remarks>
internal sealed class Room(GitProcess git, PrivateRepository repository, GitDirectory directory)
{
    /// <summary>Files are hardly ever larger in proportion to the objects they come from: where there is more room than that, nothing is counted.</summary>
    private const int Ample = 16;

    /// <param name="from">What is checked out now, and gives way; null for nothing.</param>
    /// <exception cref="SidecarException">There is too little. What the file system itself takes for each file is not counted.</exception>
    public async Task CheckAsync(string? from, string wanted, CancellationToken cancellationToken)
    {
        if (repository.IsPartial || Libc.FreeSpace(directory.WorkTree) is not { } free || free / Ample > SizeOfObjects())
        {
            return;
        }

        var needed = await SizeAsync(wanted, cancellationToken) - (from is null ? 0 : await SizeAsync(from, cancellationToken));
        if (needed > free)
        {
            throw new SidecarException(ExitCode.CannotWrite, $"{directory.WorkTree} has {free} bytes left, and {wanted} needs {needed}: mount a larger volume there. Nothing was checked out.");
        }
    }

    private long SizeOfObjects() => directory.ObjectFiles.Sum(file => file.Length);

    private async Task<decimal> SizeAsync(string commit, CancellationToken cancellationToken)
    {
        var list = await git.RunAsync(repository, "list a commit", ["ls-tree", "-r", "-l", "-z", "--full-tree", commit], cancellationToken);

        return SizeOf(list);
    }

    /// <param name="list">MODE TYPE ID SIZE, then a tab and the path; of a submodule the size is a dash. A damaged object may say any size.</param>
    internal static decimal SizeOf(string list)
        => list.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => entry.Split('\t')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).LastOrDefault())
            .Sum(size => long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : 0m);
}
