using System.Globalization;
using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Linux;
using Sidecars.Retry;

namespace Sidecars.Publishing;

/// <summary>Publishes files to everybody who mounts a directory: all of them change at once, or none.</summary>
/// <remarks>
/// As kubelet does for Secrets: a generation is a directory of its own, <c>..data</c> is a link to the current one, and one
/// rename changes it. <c>token</c>, <c>token.json</c> and the others are links through <c>..data</c> that never change.
/// A reader that wants several files of one generation follows <c>..data</c> once and reads there.
/// </remarks>
public sealed class TokenDirectory(string path, UnixFileMode fileMode, TimeProvider time, ILogger logger)
{
    private const string Data = "..data";
    private const string NameFormat = "yyyy_MM_dd_HH_mm_ss";

    /// <summary>Longer than anybody who has followed the link needs to read the files behind it.</summary>
    private static readonly TimeSpan KeepOld = TimeSpan.FromMinutes(1);

    /// <summary>Of those that are not ours; who mounts the volume may have put more there than fit into memory.</summary>
    private const int MostOutdated = 1000;

    private readonly Dictionary<string, Moment> _outdated = [];

    /// <summary>The generation that we published last, and the links to what is in it.</summary>
    private (string Name, IReadOnlyList<string> Links)? _current;

    /// <summary>Nothing becomes outdated but by a publish: without one, and with nothing left to remove, nothing is listed.</summary>
    private bool _isTidy;

    /// <summary>Who may read a file may enter the directories above it.</summary>
    public static UnixFileMode DirectoryModeFor(UnixFileMode fileMode)
    {
        const UnixFileMode read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        return UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | (fileMode & read) | (UnixFileMode)((int)(fileMode & read) >> 2);
    }

    /// <summary>Checks that this is a directory where files can be made, before anything is minted for it.</summary>
    /// <exception cref="SidecarException">It is none.</exception>
    public void Prepare() => Guard(() =>
    {
        Directory.CreateDirectory(path, DirectoryMode);
        if (!Libc.IsInMemory(path))
        {
            logger.NotInMemory(path);
        }

        using var directory = DirectoryHandle.Open(path);
        directory.RemoveTemporaries();
        var probe = DirectoryHandle.TemporaryName("probe");
        directory.CreateFile(probe, [], UnixFileMode.UserRead);
        directory.RemoveFile(probe);
        if (Readers.Of(path, fileMode).WhyOnlyWe is { } reason)
        {
            logger.OnlyWeCanRead(reason, Libc.UserId());
        }
    });

    /// <summary>Makes these files the current generation.</summary>
    /// <exception cref="SidecarException">They cannot be written; the generation before is still whole and current.</exception>
    public void Publish(IReadOnlyList<PublishedFile> files) => Guard(() =>
    {
        using var directory = DirectoryHandle.Open(path);
        var name = GenerationName(time.GetUtcNow());
        try
        {
            Write(directory, name, files);
            Link(directory, files);
            directory.Link(Data, name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Remove(directory, name);
            throw;
        }

        _isTidy = false;
        if (_current is { } replaced)
        {
            _outdated[replaced.Name] = Moment.Now(time).After(KeepOld);
        }

        _current = (name, [.. files.Select(file => TopOf(file.Name)).Distinct()]);
        RemoveOtherLinks(directory, files);
    });

    /// <summary>Takes everything away that was published here.</summary>
    /// <exception cref="SidecarException">The directory cannot be changed.</exception>
    public void Clear() => Guard(() =>
    {
        _current = null;
        using var directory = DirectoryHandle.Open(path);
        directory.RemoveFile(Data);
        RemoveOtherLinks(directory, []);
        foreach (var name in directory.EachName().Where(IsGeneration))
        {
            Remove(directory, name);
        }
    });

    /// <summary>Whether what was published last is still there: who mounts the volume may have deleted it, and we would not hear of it.</summary>
    public bool IsWhole()
    {
        if (_current is not { } current)
        {
            return true;
        }

        try
        {
            using var directory = DirectoryHandle.Open(path);
            if (directory.LinkTarget(Data) != current.Name || current.Links.Any(link => directory.LinkTarget(link) != $"{Data}/{link}"))
            {
                return false;
            }

            using var generation = directory.OpenDirectory(current.Name);
            return current.Links.All(name => generation.TypeOf(name) is FileType.Regular or FileType.Directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Removes generations that have been out of date for a minute. To be called after each publish, and now and then.</summary>
    /// <remarks>What other runs left behind is as old as the moment it is first seen: no date on a shared volume is believed.</remarks>
    public void RemoveOutdated()
    {
        if (_isTidy)
        {
            return;
        }

        try
        {
            using var directory = DirectoryHandle.Open(path);
            var current = directory.LinkTarget(Data);
            var left = new HashSet<string>();
            foreach (var name in directory.EachName().Where(name => IsGeneration(name) && name != current && (_outdated.ContainsKey(name) || _outdated.Count < MostOutdated)))
            {
                left.Add(name);
                if (!_outdated.TryAdd(name, Moment.Now(time).After(KeepOld)) && _outdated[name].HasCome(time))
                {
                    Remove(directory, name);
                }
            }

            _outdated.Keys.Except(left).ToList().ForEach(gone => _outdated.Remove(gone));
            _isTidy = left.Count == 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.OldGenerationsKept(path, e.Message);
        }
    }

    private UnixFileMode DirectoryMode => DirectoryModeFor(fileMode);

    private void Write(DirectoryHandle directory, string name, IReadOnlyList<PublishedFile> files)
    {
        using var generation = directory.CreateDirectory(name);
        foreach (var group in files.GroupBy(file => file.Name.Contains('/') ? TopOf(file.Name) : ""))
        {
            if (group.Key.Length == 0)
            {
                WriteFiles(generation, group);
                continue;
            }

            using var subdirectory = generation.CreateDirectory(group.Key);
            WriteFiles(subdirectory, group);
            subdirectory.SetMode(DirectoryMode);
        }

        generation.SetMode(DirectoryMode);
    }

    /// <summary>Links to what may not be there yet: at the very first rename of ..data they come to life together.</summary>
    private static void Link(DirectoryHandle directory, IReadOnlyList<PublishedFile> files)
    {
        foreach (var link in files.Select(file => TopOf(file.Name)).Distinct())
        {
            if (directory.LinkTarget(link) != $"{Data}/{link}")
            {
                directory.Link(link, $"{Data}/{link}");
            }
        }
    }

    /// <summary>What an earlier generation had and this one has not: a link of ours that leads nowhere now.</summary>
    private static void RemoveOtherLinks(DirectoryHandle directory, IReadOnlyList<PublishedFile> files)
    {
        var current = files.Select(file => TopOf(file.Name)).ToHashSet();
        foreach (var name in directory.EachName().Where(name => !current.Contains(name) && !name.StartsWith("..", StringComparison.Ordinal) && directory.LinkTarget(name) == $"{Data}/{name}"))
        {
            directory.RemoveFile(name);
        }
    }

    private void WriteFiles(DirectoryHandle directory, IEnumerable<PublishedFile> files)
    {
        foreach (var file in files)
        {
            directory.CreateFile(Path.GetFileName(file.Name), file.Content, fileMode);
        }
    }

    /// <summary>Removes a generation, and nothing that is not one: its files, and those one directory further down, through no link.</summary>
    private static void Remove(DirectoryHandle parent, string name, bool isGeneration = true)
    {
        try
        {
            using (var directory = parent.OpenDirectory(name))
            {
                foreach (var entry in directory.EachName())
                {
                    directory.RemoveFile(entry);
                    if (isGeneration)
                    {
                        Remove(directory, entry, isGeneration: false);
                    }
                }
            }

            parent.RemoveDirectory(name);
        }
        catch (IOException)
        {
            // Gone, or no directory.
        }
    }

    private static string GenerationName(DateTimeOffset now)
        => $"..{now.ToString(NameFormat, CultureInfo.InvariantCulture)}.{Random.Shared.NextInt64():x16}";

    private static bool IsGeneration(string name)
        => name.Split('.') is ["", "", { Length: 19 } time, { Length: 16 } random]
           && DateTime.TryParseExact(time, NameFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) && random.All(char.IsAsciiHexDigitLower);

    private static string TopOf(string name) => name.Split('/')[0];

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SidecarException(
                ExitCode.CannotWrite, $"{path} cannot be written ({e.Message.TrimEnd('.')}): mount a tmpfs there that this user may write to, with room for a few files.", e);
        }
    }
}
