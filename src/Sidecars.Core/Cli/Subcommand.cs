using System.CommandLine;

namespace Sidecars.Cli;

/// <summary>Something else that a program can be asked to do: <c>token-refresher NAME …</c>.</summary>
/// <param name="HoldsSecrets">The process is hidden from others of the same user. Not one that becomes somebody else's program, which would inherit a part of that.</param>
public sealed record Subcommand(Command Command, bool HoldsSecrets, Func<Settings, Loggers, CancellationToken, Task<ExitCode>> RunAsync)
{
    /// <summary>A command that takes these settings.</summary>
    public static Command Named(string name, string description, IEnumerable<Setting> settings)
    {
        var command = new Command(name, description);
        settings.ToList().ForEach(command.Add);
        return command;
    }
}
