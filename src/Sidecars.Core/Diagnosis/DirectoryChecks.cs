using Sidecars.Cli;
using Sidecars.Linux;
using Sidecars.Publishing;

namespace Sidecars.Diagnosis;

/// <summary>Where tokens are published and remembered: whether we can write there, whether it is memory, and who else can read it.</summary>
/// <remarks>Nothing in them is changed but a file of no content that is there for a moment, as at each start.</remarks>
internal sealed class DirectoryChecks(Settings settings, DoctorReport report)
{
    private const long EnoughRoom = 1024 * 1024;
    private const string State = "state";
    private const string UseMemory = "Use an emptyDir with medium: Memory.";

    public void Run()
    {
        var output = settings.Find(CommonSettings.OutputDirectory)!;
        using var forNow = DirectoryForNow.MakeBelowMount(output, FileModeOrOursOnly());
        if (CheckWritable("output", output))
        {
            CheckMemory("output", output);
            CheckReaders(output);
        }
        else
        {
            report.Add(["readers"], "output");
        }

        CheckState(settings.Find(CommonSettings.StateDirectory)!, output);
    }

    private void CheckState(string state, string output)
    {
        if (Path.GetFullPath(state) == Path.GetFullPath(output))
        {
            report.Add(Check.Failed(State, ExitCode.Configuration, "is the output directory, which other containers can write", $"Mount another tmpfs for {CommonSettings.StateDirectory.Names} in the token programs only."));
            return;
        }

        if (!Directory.Exists(state))
        {
            report.Add(settings.Given(CommonSettings.StateDirectory) is null
                ? Check.Warning(State, $"there is no directory {state}: each restart mints a new token, and exec probes cannot be answered", "Mount a tmpfs there, in the token programs only.")
                : Check.Failed(State, ExitCode.Configuration, $"there is no directory {state}", $"Mount a tmpfs there, or leave {CommonSettings.StateDirectory.Names} out."));
            return;
        }

        if (!CheckWritable(State, state))
        {
            return;
        }

        CheckMemory(State, state);
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

        // The one that kubelet makes is root's and open to all who mount it; nobody can change that.
        if (Libc.OwnerOf(state) == Libc.UserId() && File.GetUnixFileMode(state) is var mode && (mode & others) != 0)
        {
            report.Add(Check.Warning(State, $"others may enter it: its mode is {Readers.Octal(mode)}", "Mount it in the token programs only and take the others' rights away (mode 0700); the files in it are 0600 in any case."));
        }
    }

    private UnixFileMode FileModeOrOursOnly()
    {
        try
        {
            return settings.Get(CommonSettings.FileMode, TokenKeeperSettings.ParseFileMode);
        }
        catch (SidecarException)
        {
            return UnixFileMode.UserRead;
        }
    }

    private bool CheckWritable(string name, string path)
    {
        if (!Directory.Exists(path))
        {
            report.Add(Bad(name, $"there is no directory {path}", "Mount an emptyDir with medium: Memory there."));
            return false;
        }

        try
        {
            using var directory = DirectoryHandle.Open(path);
            var probe = DirectoryHandle.TemporaryName("probe");
            directory.CreateFile(probe, [], UnixFileMode.UserRead);
            directory.RemoveFile(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            report.Add(Bad(name, $"{path} cannot be written by user {Libc.UserId()}: {e.Message.Split(": ")[^1].TrimEnd('.')}", "Mount it without readOnly, and so that this user or its group may write (fsGroup)."));
            return false;
        }

        var room = new DriveInfo(path).AvailableFreeSpace;
        report.Add(room < EnoughRoom
            ? Bad(name, $"{path} has room for {room / 1024} KiB only", "Raise the volume's sizeLimit to 1Mi or more, or remove what fills it.")
            : Check.Ok(name, $"{path} can be written, {room / EnoughRoom} MiB free{(Libc.IsInMemory(path) ? ", in memory" : "")}"));
        return room >= EnoughRoom;
    }

    /// <summary>Without a place to publish to there is no token; without a memory there is one more mint after a restart.</summary>
    private static Check Bad(string name, string finding, string fix)
        => name == State ? Check.Warning(name, finding, fix) : Check.Failed(name, ExitCode.CannotWrite, finding, fix);

    private void CheckMemory(string name, string path)
    {
        if (!Libc.IsInMemory(path))
        {
            report.Add(Check.Warning(name, $"{path} is on a disk: tokens outlive the pod there", UseMemory));
        }
    }

    private void CheckReaders(string output)
    {
        UnixFileMode mode;
        try
        {
            mode = settings.Get(CommonSettings.FileMode, TokenKeeperSettings.ParseFileMode);
        }
        catch (SidecarException e)
        {
            report.Add(Check.Failed("readers", e.ExitCode, e.Message.TrimEnd('.'), $"Write 0600, 0640 or 0644 for {CommonSettings.FileMode.Name}."));
            return;
        }

        var readers = Readers.Of(output, mode);
        report.Add(readers.WhyOnlyWe is { } reason
            ? Check.Warning("readers", $"{readers.Description} can read the published files: {reason}", "For containers with another user, set --file-mode 0640 and the pod's fsGroup, and an --output-dir below the mount; for the same user, nothing.")
            : Check.Ok("readers", $"{readers.Description} can read the published files (files {Readers.Octal(mode)}, directory {Readers.Octal(File.GetUnixFileMode(output))})"));
    }
}
