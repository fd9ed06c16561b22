using Sidecars.Cli;
using Sidecars.Linux;

namespace Sidecars.Git.Volume;

/// <summary>The path of a directory that something is to be brought to, where others may have put links.</summary>
internal static class TargetPath
{
    /// <summary>A directory, or nothing yet, and no link on the way: it would lead out of the workspace.</summary>
    /// <exception cref="SidecarException">It is something else.</exception>
    public static void Check(CloneTarget target, GitDirectory directory)
    {
        if (Libc.TypeOf(target.Directory) is FileType.Regular or FileType.Other)
        {
            throw directory.InTheWay("it is not a directory");
        }

        for (var path = target.Directory; Path.GetDirectoryName(path) is { } parent; path = parent)
        {
            // Above the workspace too, unless it is the container that has the link.
            if (Libc.TypeOf(path) == FileType.SymbolicLink && (path.Length >= target.Workspace.Length || !DirectoryHandle.IsOnOwnFileSystem(parent)))
            {
                throw directory.InTheWay($"{Redaction.Clean(path)} is a symbolic link");
            }
        }
    }
}
