using System.Text;
using Sidecars.Repositories;

namespace Sidecars.Git.Volume;

/// <summary>Is on the volume from before the first file of a commit is written until HEAD is.</summary>
/// <param name="From">The commit that gives way; null for none.</param>
/// <param name="To">The commit that is checked out.</param>
/// <param name="Branch">The branch it is checked out on; null for none.</param>
internal sealed record CheckoutJournal(string? From, string To, string? Branch)
{
    public const string File = $"{GitDirectory.Ours}/checkout";

    private const string Nothing = "-";

    public static bool IsIn(GitDirectory directory) => directory.Text(File) is not null;

    /// <summary>Null where no checkout was begun.</summary>
    /// <exception cref="Cli.SidecarException">It is not one that we would write.</exception>
    public static CheckoutJournal? Read(GitDirectory directory) => directory.Text(File) switch
    {
        null => null,
        var text => text.Split(' ', 3) is [var from, var to, var branch] && ObjectId.IsWhole(to) && (from == Nothing || ObjectId.IsWhole(from)) && (branch == Nothing || Repository.IsRef(branch))
            ? new(from == Nothing ? null : from, to, branch == Nothing ? null : branch)
            : throw directory.InTheWay($"its .git/{File} is damaged"),
    };

    public void Write(GitDirectory directory)
    {
        using var ours = directory.OpenDirectory(GitDirectory.Ours);
        ours.ReplaceFile(Path.GetFileName(File), Encoding.UTF8.GetBytes($"{From ?? Nothing} {To} {Branch ?? Nothing}\n"), GitDirectory.FileMode);
    }

    public static void Remove(GitDirectory directory)
    {
        using var ours = directory.OpenDirectory(GitDirectory.Ours);
        ours.RemoveFile(Path.GetFileName(File));
    }
}
