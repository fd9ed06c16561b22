using System.CommandLine;

namespace Sidecars.Cli;

/// <summary>The values a run was given: option, then variable, then file in the credentials directory, then default.</summary>
/// <param name="options">The parsed command line.</param>
/// <param name="environment">Looks a variable up; null when unset.</param>
public sealed class Settings(ParseResult options, Func<string, string?> environment)
{
    /// <summary>The value, or null when the setting is given nowhere. An empty value counts as not given.</summary>
    public string? Find(Setting setting) => Given(setting) ?? FromFile(setting) ?? setting.Fallback;

    /// <summary>The value parsed, or null when the setting is given nowhere.</summary>
    /// <exception cref="SidecarException">The value makes no sense; the sentence names the setting.</exception>
    public T? Find<T>(Setting setting, Func<string, T> parse)
        where T : class
        => Find(setting) is { } text ? Parsed(setting.Names, text, parse) : null;

    /// <summary>As <see cref="Find{T}"/>, for values that are no objects.</summary>
    public T? FindValue<T>(Setting setting, Func<string, T> parse)
        where T : struct
        => Find(setting) is { } text ? Parsed(setting.Names, text, parse) : null;

    /// <summary>The value parsed.</summary>
    /// <exception cref="SidecarException">The value is missing or makes no sense; the sentence names the setting.</exception>
    public T Get<T>(Setting setting, Func<string, T> parse)
        => Find(setting) is { } text
            ? Parsed(setting.Names, text, parse)
            : throw new SidecarException(ExitCode.Configuration, $"{setting.Names}: one of these must be given, and not be empty.{NoDirectory(setting)}");

    /// <summary>What option or variable say, without file and default; null when neither says anything.</summary>
    public string? Given(Setting setting)
        => FromOption(setting) ?? (setting.Variable is { } variable ? Variable(variable) : null);

    /// <summary>What the option says; null when it is not there or empty.</summary>
    public string? FromOption(Setting setting) => NotBlank(options.GetValue(setting));

    /// <summary>Whether a <see cref="Setting.Flag"/> is on.</summary>
    /// <exception cref="SidecarException">Its value is neither true nor false.</exception>
    public bool IsOn(Setting flag)
    {
        var isThere = options.GetResult(flag) is { Implicit: false };
        return (Given(flag) ?? (isThere ? "true" : "false")).ToLowerInvariant() switch
        {
            "true" or "1" => true,
            "false" or "0" => false,
            _ => throw new SidecarException(ExitCode.Configuration, $"{flag.Names}: write true or false."),
        };
    }

    /// <summary>What stands on the command line besides options.</summary>
    public IReadOnlyList<string> Arguments(Argument<string[]> argument) => options.GetValue(argument) ?? [];

    /// <summary>A variable that has no option of its own; null when unset or empty.</summary>
    public string? Variable(string name) => NotBlank(environment(name));

    /// <summary>What the setting's file in the credentials directory says; null when it has none or the file is missing or empty.</summary>
    public string? FromFile(Setting setting)
        => setting.File is { } file
            ? NotBlank(SecretFile.Find(Path.Combine(CredentialsDirectory, file)))
            : null;

    /// <summary>A Secret that was not mounted is the usual reason.</summary>
    private string NoDirectory(Setting setting)
        => setting.File is not null && !Directory.Exists(CredentialsDirectory) ? $" There is no directory {Redaction.Clean(CredentialsDirectory)}." : "";

    private string CredentialsDirectory => Given(CommonSettings.CredentialsDirectory) ?? CommonSettings.CredentialsDirectory.Fallback!;

    private static string? NotBlank(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    /// <summary>A text parsed.</summary>
    /// <param name="names">Where it comes from.</param>
    /// <exception cref="SidecarException">It makes no sense; the sentence names the source.</exception>
    internal static T Parsed<T>(string names, string text, Func<string, T> parse)
    {
        try
        {
            return parse(text.Trim());
        }
        catch (FormatException e)
        {
            throw new SidecarException(ExitCode.Configuration, $"{names}: {e.Message}", e);
        }
    }
}
