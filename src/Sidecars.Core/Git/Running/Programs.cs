using Sidecars.Cli;

namespace Sidecars.Git.Running;

/// <summary>The programs on the PATH: git, and what it needs for some wishes.</summary>
public static class Programs
{
    /// <summary>Older ones do not read configuration from the environment, and would go without all our precautions.</summary>
    private static readonly Version OldestGit = new(2, 31);

    internal static IEnumerable<string> Directories => (Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin").Split(':').Where(Path.IsPathRooted);

    /// <exception cref="SidecarException">One that is needed for the targets is missing, or too old.</exception>
    public static async Task RequireAsync(GitProcess git, IReadOnlyList<CloneTarget> targets, CancellationToken cancellationToken)
    {
        var said = await git.AskAsync(null, ["version"], cancellationToken) ?? "";
        var number = said.Split(' ').ElementAtOrDefault(2)?.Split('.');
        if (number is not [var major, var minor, ..] || !Version.TryParse($"{major}.{minor}", out var version) || version < OldestGit)
        {
            throw new SidecarException(ExitCode.Configuration, $"git is too old ({Redaction.Clean(said)}): version {OldestGit} or later is needed.");
        }

        if (targets.Any(target => target.Options.Lfs) && await git.AskAsync(null, ["lfs", "version"], cancellationToken) is null)
        {
            throw Missing("git-lfs", "git-lfs", "--lfs, GIT_LFS");
        }

        if (targets.Any(target => target.Options.AllowedSigners is not null) && Find("ssh-keygen") is null)
        {
            throw Missing("ssh-keygen", "openssh-client", "--allowed-signers, GIT_ALLOWED_SIGNERS");
        }
    }

    /// <summary>The path of a program. .NET by itself would look beside our program and in the current directory first, and that may be somebody's clone.</summary>
    internal static string? Find(string program) => Directories.Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);

    private static SidecarException Missing(string program, string package, string setting)
        => new(ExitCode.Configuration, $"{setting}: there is no {program} on the PATH: install it (Debian's package is {package}), or leave that out.");
}
