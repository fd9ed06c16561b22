using System.CommandLine;
using Sidecars.Cli;

namespace Sidecars.Support;

internal static class TestSettings
{
    /// <summary>What a program with these settings gets from a command line and an environment.</summary>
    public static Settings Of(IEnumerable<Setting> settings, string[] arguments, params (string Name, string Value)[] environment)
    {
        var command = new RootCommand();
        settings.ToList().ForEach(command.Add);
        var parsed = command.Parse(arguments);
        Assert.Empty(parsed.Errors);
        return new(parsed, name => environment.LastOrDefault(variable => variable.Name == name).Value);
    }

    public static Settings OfTokenProgram(string[] arguments, params (string Name, string Value)[] environment)
        => Of(CommonSettings.OfTokenPrograms.Concat([CommonSettings.LogFormat, CommonSettings.LogLevel]), arguments, environment);
}
