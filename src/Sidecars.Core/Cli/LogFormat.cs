using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Sidecars.Cli;

/// <summary>How log lines look, and from which level on they appear. All of them go to standard error.</summary>
internal static class LogFormat
{
    private const string Timestamp = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <exception cref="SidecarException">Format or level is none that exists.</exception>
    public static ILoggerFactory CreateFactory(Settings settings)
    {
        var json = settings.Get(CommonSettings.LogFormat, IsJson);
        var level = settings.Get(CommonSettings.LogLevel, Level);
        return CreateFactory(json, level);
    }

    public static ILoggerFactory CreateFactory(bool json = true, LogLevel level = LogLevel.Information)
        => LoggerFactory.Create(logging =>
        {
            logging.SetMinimumLevel(level);
            logging.AddFilter(Loggers.AuditCategory, LogLevel.Information);
            logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
            if (json)
            {
                // People search logs for hashes and fingerprints: a + stays a +.
                var readable = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
                logging.AddJsonConsole(options => (options.UseUtcTimestamp, options.TimestampFormat, options.JsonWriterOptions) = (true, Timestamp, readable));
            }
            else
            {
                logging.AddSimpleConsole(options => (options.SingleLine, options.UseUtcTimestamp, options.TimestampFormat) = (true, true, $"{Timestamp} "));
            }
        });

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
}
