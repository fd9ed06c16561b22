using Microsoft.Extensions.Logging;
using Sidecars.Git.Progress;
using Sidecars.Http;
using Sidecars.Linux;

namespace Sidecars.Cli;

/// <summary>Who is told how the clones come along.</summary>
public static class CloneEventSettings
{
    private const int LongestSession = 200;

    private static readonly Setting File = new(
        "--events-file", "GIT_EVENTS_FILE", "File to add an event to, as a line of JSON, for each thing that happens to a repository", fallbackText: "standard output only");

    private static readonly Setting Url = new(
        "--events-url", "GIT_EVENTS_URL", "URL in this pod that gets the same events by POST (http://localhost:PORT/PATH)", fallbackText: "standard output only");

    private static readonly Setting Session = new(
        "--event-session", "GIT_EVENT_SESSION", "ID of an agent's session: events come in its envelope", fallbackText: "events as they are");

    public static IReadOnlyList<Setting> All { get; } = [File, Url, Session];

    /// <summary>A terminal's reader, or standard output; a file; a URL.</summary>
    /// <exception cref="SidecarException">A setting is wrong.</exception>
    public static CloneEvents Read(Settings settings, TimeProvider time, ILogger logger)
    {
        var format = new EventFormat(settings.Find(Session, ParseSession));
        var file = settings.Find(File, ParseFile);
        var url = settings.Find(Url, ParseUrl);

        List<IEventSink> sinks =
        [
            Libc.SizeOfTerminal() is not null && settings.Variable("TERM") is not (null or "dumb")
                ? new TerminalSink(Console.OpenStandardOutput(), () => Libc.SizeOfTerminal() ?? TerminalSize.Usual)
                : new StreamSink("standard output", Console.OpenStandardOutput, format, logger),
        ];
        if (file is not null)
        {
            sinks.Add(new StreamSink(file, () => EventsFile.Open(file), format, logger));
        }

        if (url is not null)
        {
            sinks.Add(new UrlSink(url, format, time, logger));
        }

        return new(sinks, time);
    }

    private static string ParseFile(string text)
        => Path.IsPathRooted(text) && !text.EndsWith('/') && !text.Contains('\0')
            ? Path.GetFullPath(text)
            : throw new FormatException($"'{Redaction.Clean(text)}' is not the absolute path of a file.");

    /// <summary>A value that is wrong may be a password, so that it is not shown.</summary>
    private static Uri ParseUrl(string text)
        => LoopbackUrl.TryParse(text) ?? throw new FormatException("it is not an http URL of this pod (http://localhost:PORT/PATH).");

    private static string ParseSession(string text)
        => text.Length <= LongestSession && !text.Any(char.IsControl)
            ? text
            : throw new FormatException($"'{Redaction.Clean(text)}' is not a session's ID: it has more than {LongestSession} characters, or one that cannot be seen.");
}
