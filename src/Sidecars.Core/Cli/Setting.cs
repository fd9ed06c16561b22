using System.CommandLine;

namespace Sidecars.Cli;

/// <summary>One setting: an option, the environment variable that stands in for it, and what holds when neither is given.</summary>
/// <remarks>
/// The variable is not the option's default value: System.CommandLine prints default values in its help,
/// and what is in the environment is nobody's business there.
/// </remarks>
public sealed class Setting : Option<string?>
{
    /// <param name="name">The option, for example <c>--app-id</c>.</param>
    /// <param name="variable">The variable that stands in for it; null when there is none.</param>
    /// <param name="description">What it is for, as a phrase.</param>
    /// <param name="fallback">The value when nothing else is given; null when there is none.</param>
    /// <param name="file">The file in the credentials directory that stands in for both; null when there is none.</param>
    /// <param name="fallbackText">How the help tells what holds when nothing is given, where that is not a plain value.</param>
    public Setting(string name, string? variable, string description, string? fallback = null, string? file = null, string? fallbackText = null)
        : base(name)
    {
        Variable = variable;
        Fallback = fallback;
        File = file;

        var otherwise = fallbackText ?? (file is null ? null : $"file {file}") ?? fallback;
        var notes = string.Join("; ", new[] { variable, otherwise is null ? null : $"default: {otherwise}" }.Where(note => note is not null));
        Description = notes.Length == 0 ? description : $"{description} [{notes}]";
        HelpName = "value";
    }

    /// <summary>A setting that is on or off: on when the option stands there, or the variable says true.</summary>
    public static Setting Flag(string name, string? variable, string description)
        => new(name, variable, description) { Arity = ArgumentArity.ZeroOrOne, HelpName = "true|false" };

    public string? Variable { get; }

    public string? Fallback { get; }

    public string? File { get; }

    /// <summary>The setting's names as an error sentence gives them.</summary>
    public string Names => string.Join(", ", new[] { Name, Variable, File is null ? null : $"file {File}" }.Where(name => name is not null));
}
