using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Sidecars.Cli;

/// <summary>How log lines look, and from which level on they appear. All of them go to standard error.</summary>
internal static class LogFormat
{
    /// <exception cref="SidecarException">Format or level is none that exists.</exception>
    public static ILoggerFactory CreateFactory(Settings settings)
    {
        var json = settings.Get(CommonSettings.LogFormat, IsJson);
        var level = settings.Get(CommonSettings.LogLevel, Level);
        return CreateFactory(json, level);
    }

    /// <remarks>By hand: a service collection puts the same together by reflection, which is half of the time that a program takes to start, and 2 MB.</remarks>
    public static ILoggerFactory CreateFactory(bool json = true, LogLevel level = LogLevel.Information)
    {
        ConsoleFormatter line = json ? new JsonLine() : new TextLine();
        var console = new ConsoleLoggerOptions { FormatterName = line.Name, LogToStandardErrorThreshold = LogLevel.Trace };
        var factory = new LoggerFactory([], new LoggerFilterOptions
        {
            MinLevel = level,
            Rules = { new LoggerFilterRule(null, Loggers.AuditCategory, LogLevel.Information, null) },
        });
        factory.AddProvider(new ConsoleLoggerProvider(new Unchanging(console), [line]));
        return factory;
    }

    private static bool IsJson(string text) => text switch
    {
        "json" => true,
        "text" => false,
        _ => throw new FormatException($"'{Redaction.Clean(text)}' is not a log format; there are json and text."),
    };

    private static LogLevel Level(string text)
        => Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) && Enum.IsDefined(level)
            ? level
            : throw new FormatException($"'{Redaction.Clean(text)}' is not a log level; there are trace, debug, information, warning, error and none.");

    private sealed class Unchanging(ConsoleLoggerOptions options) : IOptionsMonitor<ConsoleLoggerOptions>
    {
        public ConsoleLoggerOptions CurrentValue => options;

        public ConsoleLoggerOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<ConsoleLoggerOptions, string?> listener) => null;
    }
}
