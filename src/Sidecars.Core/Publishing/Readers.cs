using Sidecars.Linux;

namespace Sidecars.Publishing;

/// <summary>Who can read what is published in a directory: by the mode of the files, and of the directory above them.</summary>
/// <param name="Description">As in "user 65532 and group 1000".</param>
/// <param name="WhyOnlyWe">Why no other user can, as a phrase; null when some can.</param>
internal sealed record Readers(string Description, string? WhyOnlyWe)
{
    public static Readers Of(string directory, UnixFileMode fileMode)
    {
        var directoryMode = File.GetUnixFileMode(directory);

        // With setgid, as kubelet sets it for an fsGroup, files get the directory's group.
        var group = directoryMode.HasFlag(UnixFileMode.SetGroup) ? Libc.GroupOf(directory) ?? Libc.GroupId() : Libc.GroupId();
        var user = $"user {Libc.UserId()}";

        // As a tmpfs is by itself, and so an emptyDir in memory, which is root's. That links are protected is the default nearly everywhere.
        if (directoryMode.HasFlag(UnixFileMode.StickyBit | UnixFileMode.OtherWrite) && Libc.OwnerOf(directory) != Libc.UserId())
        {
            return new($"only {user}", $"The directory has the sticky bit and everybody may write to it ({Octal(directoryMode)}), where Linux lets no other user follow our links (fs.protected_symlinks); one below it, as in {Path.Combine(directory, "files")}, would do");
        }

        if (fileMode.HasFlag(UnixFileMode.OtherRead) && directoryMode.HasFlag(UnixFileMode.OtherExecute))
        {
            return new("everybody who mounts the directory", null);
        }

        if (!fileMode.HasFlag(UnixFileMode.GroupRead))
        {
            return new($"only {user}", $"The files' mode is {Octal(fileMode)}");
        }

        // Who is in the directory's group is not one of the others to it.
        return directoryMode.HasFlag(Libc.GroupOf(directory) == group ? UnixFileMode.GroupExecute : UnixFileMode.OtherExecute)
            ? new($"{user} and group {group}", null)
            : new($"only {user}", $"The directory's mode is {Octal(directoryMode)}, its group {Libc.GroupOf(directory)} and the files' {group}");
    }

    /// <summary>As people write modes, in four digits.</summary>
    public static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8).PadLeft(4, '0');
}
