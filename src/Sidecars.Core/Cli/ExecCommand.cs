using System.CommandLine;
using Sidecars.Linux;
using Sidecars.Publishing;

namespace Sidecars.Cli;

/// <summary><c>token-refresher exec -- COMMAND…</c>: becomes the command, whose git and gh find the published files by themselves.</summary>
/// <remarks>For the app's container: it needs no key and no more than the app itself may read.</remarks>
public static class ExecCommand
{
    private static readonly Setting Export = new(
        "--export", "GITHUB_EXPORT",
        "Variable to put the token into, for tools that know nothing else. All processes of the user can read it in /proc/PID/environ, the command's children inherit it, "
        + "crash reports may show it, and within the hour it is of no use: it is never replaced");

    private static readonly Argument<string[]> Command = new("command") { Arity = ArgumentArity.OneOrMore, Description = "The command and its arguments, behind --" };

    public static Subcommand Create()
    {
        var command = Subcommand.Named("exec", "Runs a command whose git and gh find the published token, and the next ones; so does curl --netrc, from 8.16 on.", [CommonSettings.OutputDirectory, Export]);
        command.Add(Command);
        return new(command, HoldsSecrets: false, (settings, _, _) => Task.FromResult(Run(settings)));
    }

    private static ExitCode Run(Settings settings)
    {
        var directory = Path.GetFullPath(settings.Find(CommonSettings.OutputDirectory)!);
        var changes = ConsumerEnvironment.Of(settings.Variable, directory, name => Path.Exists(Path.Combine(directory, name)));
        if (settings.Find(Export, ParseName) is { } name)
        {
            changes[name] = SecretFile.Find(Path.Combine(directory, "token"), "publish it with --file-mode 0640 and a group of both, or run as the same user")
                                ?? throw new SidecarException(ExitCode.Configuration, $"There is no token in {Redaction.Clean(directory)}: run generate-initial-token or token-refresher first.");
        }

        string[] command = [.. settings.Arguments(Command)];
        var error = Libc.Execute(command, changes);
        var reason = Libc.LastError();
        throw error == Libc.NoSuchFile || !IsThere(command[0], settings.Variable("PATH") ?? "")
            ? new SidecarException(ExitCode.NoSuchCommand, $"There is no command {Redaction.Clean(command[0])} in PATH.")
            : new SidecarException(ExitCode.CannotExecute, $"{Redaction.Clean(command[0])} cannot be run ({reason}).");
    }

    /// <summary>A directory of PATH that we may not enter makes the error look as if the command were there.</summary>
    private static bool IsThere(string command, string path)
        => command.Contains('/') ? Path.Exists(command) : path.Split(':').Any(directory => Path.Exists(Path.Combine(directory, command)));

    /// <exception cref="FormatException">A shell could not name it, or the command needs it for something else.</exception>
    internal static string ParseName(string text)
        => text.Length > 0 && (char.IsAsciiLetter(text[0]) || text[0] == '_') && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
           && text is not ("PATH" or "HOME") && !text.StartsWith("LD_", StringComparison.Ordinal) && !text.StartsWith("GIT_CONFIG", StringComparison.Ordinal)
            ? text
            : throw new FormatException($"'{Redaction.Clean(text)}' is not the name of a variable of your own (letters, digits and _, no digit first).");
}
