using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Sidecars.Cli;

/// <summary>A log line for people: <c>2026-11-21T08:05:11.180Z info: sidecars[40] Cloned …</c></summary>
internal sealed class TextLine() : ConsoleFormatter("text")
{
    /// <summary>RFC 3339, in UTC.</summary>
    public static string Timestamp() => DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception).ReplaceLineEndings(" ");
        textWriter.WriteLine($"{Timestamp()} {Short(logEntry.LogLevel)}: {logEntry.Category}[{logEntry.EventId.Id}] {message}");
    }

    /// <summary>As .NET's console log has them.</summary>
    private static string Short(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
