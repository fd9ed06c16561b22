using System.Text.RegularExpressions;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Secrecy;

/// <summary>Where our programs make files, and how wide those are at the most, at any moment and whatever the umask.</summary>
/// <param name="fileMode">Of <c>--file-mode</c>.</param>
internal sealed class DocumentedModes(Pod pod, int fileMode)
{
    private const int OwnerFile = 0x180, OwnerDirectory = 0x1C0, Everything = 0x1FF, PublicFile = 0x1A4, SetGroup = 0x400;

    /// <summary>By path below the pod's root: the widest mode of a file, and of a directory; whether our own files are made exclusively, without following a link.</summary>
    private readonly (string What, Regex Path, int File, int Directory, bool IsExclusive)[] _rules = [.. new (string What, string Path, int File, int Directory, bool IsExclusive)[]
    {
        // Until a file has its mode, nobody but its owner can use it.
        ("published", "github(/.*)?", fileMode | OwnerFile, OwnerDirectory | Executable(fileMode) | SetGroup, true),
        ("state", "state/.*", OwnerFile, OwnerDirectory, true),

        // Nobody else can enter it; what git makes in it has git's modes.
        ("git-clone's own memory", "tmp/git-clone-[^/]+", 0, OwnerDirectory, true),
        ("git's credential and authorities", @"tmp/git-clone-[^/]+/(\.\.tmp-)?(config|authorities)[^/]*(?<!\.lock)", OwnerFile, OwnerDirectory, true),
        ("in git-clone's own memory", "tmp/git-clone-[^/]+/.*", Everything, Everything, false),
        ("git's data of a sync", "private/[^/]+", 0, OwnerDirectory, true),
        ("in git's data of a sync", "private/[^/]+/.*", Everything, Everything, false),

        // As git makes them: no secrets, and the umask is the user's.
        ("the clone", "workspace(/.*)?", Everything, Everything, false),
        ("events", "events", PublicFile, 0, false),
        ("a file to touch", "touched", PublicFile, 0, false),
    }.Select(rule => (rule.What, new Regex($"^{Regex.Escape(pod.Root)}/{rule.Path}$"), rule.File, rule.Directory, rule.IsExclusive))];

    /// <summary>What is wrong with it; null for nothing.</summary>
    public string? WrongWith(Making making)
    {
        var ours = Published.All.Contains(making.Program) || Path.GetFileName(making.Program) == "git-clone-lfs";
        var who = $"{Path.GetFileName(making.Program)}: {making.Call} {making.Path}";
        if (making.ChangesOwner)
        {
            return $"{who}: an owner is changed";
        }

        if (making.Path.StartsWith("/dev/", StringComparison.Ordinal) && !making.Path.StartsWith("/dev/shm/", StringComparison.Ordinal))
        {
            return null;
        }

        if (_rules.FirstOrDefault(rule => rule.Path.IsMatch(making.Path)) is not { What: not null } rule)
        {
            return $"{who}: outside of the documented directories";
        }

        var isDirectory = making.Call.StartsWith("mkdir", StringComparison.Ordinal) || (!making.IsFile && Directory.Exists(making.Path));
        var widest = isDirectory ? rule.Directory : making.IsFile ? rule.File : rule.File | rule.Directory;
        return making.Mode is { } mode && (mode & ~widest) != 0 ? $"{who}: mode {Convert.ToString(mode, 8)}, and {rule.What} is {Convert.ToString(widest, 8)} at the most"
            : ours && making.IsFile && rule.IsExclusive && !making.IsExclusive ? $"{who}: {making.Flags}, and not exclusively"
            : null;
    }

    private static int Executable(int fileMode) => (fileMode & 0x124) | ((fileMode & 0x124) >> 2);
}
