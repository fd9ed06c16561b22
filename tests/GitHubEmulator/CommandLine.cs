using System.Globalization;
using GitHubEmulator.Admin;

namespace GitHubEmulator;

/// <summary>What the stand-alone program was asked to do.</summary>
internal sealed record CommandLine(GitHubServerOptions Server, Setup Setup)
{
    public const string Usage = "Usage: github-emulator [--port N] [--setup FILE] [--token-life SECONDS] [--token-format classic|stateless]";

    /// <exception cref="FormatException">With a message for whoever typed it.</exception>
    public static CommandLine Parse(string[] arguments)
    {
        var commandLine = new CommandLine(new GitHubServerOptions(), new Setup());

        foreach (var pair in arguments.Chunk(2))
        {
            commandLine = pair is [var name, var value]
                ? commandLine.With(name, value)
                : throw new FormatException($"{pair[0]} is unknown or lacks its value.");
        }

        return commandLine;
    }

    private CommandLine With(string name, string value) => name switch
    {
        "--port" => this with { Server = Server with { Port = Number(name, value, 65_535) } },
        "--setup" => this with { Setup = Setup.Read(value) },
        "--token-life" => this with { Server = Server with { TokenLife = TimeSpan.FromSeconds(Number(name, value, int.MaxValue)) } },
        "--token-format" when Enum.TryParse<TokenFormat>(value, ignoreCase: true, out var format) => this with { Server = Server with { TokenFormat = format } },
        _ => throw new FormatException($"{name} {value} is not understood."),
    };

    private static int Number(string name, string value, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new FormatException($"{name} takes a number up to {most}, not {value}.");
}
