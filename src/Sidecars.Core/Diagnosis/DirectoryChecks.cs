using Sidecars.Cli;
using Sidecars.Linux;
using Sidecars.Publishing;

namespace Sidecars.Diagnosis;

/// <summary>The directories that tokens are published and remembered in.</summary>
internal static class DirectoryChecks
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static void Run(Settings settings, Report report)
    {
        var output = settings.Find(CommonSettings.OutputDirectory)!;
        if (report.Add(Writable("output directory", output)).Verdict == Verdict.Ok)
        {
            report.Add(Memory("output directory", output));
            report.Add(ReadersOf(settings, output));
        }

        var state = settings.Find(CommonSettings.StateDirectory)!;
        if (!Directory.Exists(state))
        {
            report.Add(settings.Given(CommonSettings.StateDirectory) is null
                ? Finding.Warn("state directory", "There is none: each restart mints a new token, and exec probes cannot be answered. Mount a tmpfs at /var/run/github-state, in the token programs only.")
                : Finding.Fail("state directory", ExitCode.Configuration, $"There is no directory {state}: mount a tmpfs there, or leave --state-dir out."));
            return;
        }

        if (report.Add(Writable("state directory", state)).Verdict == Verdict.Ok)
        {
            report.Add(Memory("state directory", state));
            report.Add((File.GetUnixFileMode(state) & Others & ~(UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) == 0
                ? Finding.Ok("state directory, private", "nobody else may list it")
                : Finding.Warn("state directory, private", "Others may enter it: its files are 0600, but mount it in the token programs only."));
        }
    }

    private static Finding Writable(string check, string path)
    {
        try
        {
            if (!Directory.Exists(path))
            {
                return Finding.Fail(check, ExitCode.CannotWrite, $"There is no directory {path}: mount an emptyDir with medium: Memory there.");
            }

            using var directory = DirectoryHandle.Open(path);
            var probe = DirectoryHandle.TemporaryName("doctor");
            directory.CreateFile(probe, [], UnixFileMode.UserRead);
            directory.RemoveFile(probe);
            return Finding.Ok(check, $"{path} can be written");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding.Fail(check, ExitCode.CannotWrite, $"{path} cannot be written ({e.Message.TrimEnd('.')}): mount it without readOnly in this container, with an fsGroup that this user is in.");
        }
    }

    private static Finding Memory(string check, string path) => Libc.IsInMemory(path)
        ? Finding.Ok($"{check}, in memory", "it is a tmpfs")
        : Finding.Warn($"{check}, in memory", $"{path} is on a disk, where tokens outlive the pod: use an emptyDir with medium: Memory.");

    private static Finding ReadersOf(Settings settings, string output)
    {
        try
        {
            var readers = Readers.Of(output, settings.Get(CommonSettings.FileMode, TokenKeeperSettings.ParseFileMode));
            return readers.WhyOnlyWe is null
                ? Finding.Ok("who can read", readers.Description)
                : Finding.Warn("who can read", $"{readers.WhyOnlyWe}: {readers.Description} can read the published files. Where the app is another user, set --file-mode 0640 and the pod's fsGroup.");
        }
        catch (SidecarException e)
        {
            return Finding.Fail("who can read", e);
        }
    }
}
