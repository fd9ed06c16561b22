using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sidecars.Cli;
using Sidecars.Fuzz.Fuzzing;
using Sidecars.Git;
using Sidecars.Git.Progress;
using Sidecars.Git.Volume;
using Sidecars.Monitoring;
using Sidecars.Publishing;

namespace Sidecars.Fuzz.Targets;

/// <summary>What we write with words of others in it: those who read it get the words back, and nothing else.</summary>
internal static class OutputTargets
{
    public static IReadOnlyList<Target> All { get; } =
    [
        new("redaction", Redact, "Sidecars.Core/Cli/UsersInUrls.cs"),
        new("events", WriteEvent, "Sidecars.Core/Git/Progress/TerminalSink.cs") { BytesPerByte = 400 },
        new("log-lines", WriteLog) { BytesPerByte = 200 },
        new("prometheus", WriteMetric),
        // Of each directory, those on the way to it are written, too.
        new("quoting", Quote) { FixedBytes = 4 * 1024 * 1024 },
        new("status-request", AnswerRequest, "Sidecars.Core/Monitoring/StatusAnswer.cs"),
    ];

    private static bool Redact(Input input)
    {
        var clean = Redaction.Clean(input.TextWithLoneSurrogates);
        BrokenPromiseException.Unless(clean.Length <= 4000 && !clean.Any(char.IsControl), "It is bounded, and has no control characters.");
        BrokenPromiseException.Unless(!clean.Contains("-----BEGIN ", StringComparison.Ordinal) || clean.Length >= 4000, "It has no key.");
        BrokenPromiseException.Unless(Redaction.Clean(clean) == clean, "What is clean stays as it is.");
        return clean == input.TextWithLoneSurrogates;
    }

    private static bool WriteEvent(Input input)
    {
        var text = input.TextWithLoneSurrogates;
        var clone = new CloneEvent("repo_clone", "2026-11-20T12:00:00.000Z", "https://github.com/acme/app", CloneStage.Error, CloneEvent.Clean(text), Phase: text, Percent: 7, Bytes: 1L << 40, ExitCode: 6);
        BrokenPromiseException.Unless(clone.Message.Length <= 200 && CloneEvent.Clean(clone.Message) == clone.Message, "A message is bounded, and what is clean stays as it is.");
        BrokenPromiseException.Unless(!clone.Message.EnumerateRunes().Any(rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator), "A terminal obeys nothing of it.");
        foreach (var session in new[] { null, text.Length <= 200 ? text : "s" })
        {
            var line = new EventFormat(session).Bytes(clone);
            BrokenPromiseException.Unless(!line.Contains((byte)'\n') && !line.Contains((byte)'\r'), "An event is one line.");
            var read = JsonNode.Parse(line)!;
            BrokenPromiseException.Unless(session is null || (string?)read["sessionId"] == WithoutLoneSurrogates(session), "A session's ID comes back.");
            read = session is null ? read : read["event"]!;
            BrokenPromiseException.Unless((string?)read["message"] == clone.Message && (string?)read["phase"] == WithoutLoneSurrogates(text) && (int?)read["percent"] == 7 && (long?)read["bytes"] == 1L << 40 && (int?)read["exitCode"] == 6, "What is told comes back.");
        }

        using var screen = new MemoryStream();
        var terminal = new TerminalSink(screen, () => new(80, 24));
        terminal.Send(clone with { Message = text });
        terminal.DisposeAsync().AsTask().GetAwaiter().GetResult();
        var drawn = Encoding.UTF8.GetString(screen.ToArray()).Replace("\u001b[J", "", StringComparison.Ordinal);
        BrokenPromiseException.Unless(!drawn.Contains('\u001b') && drawn.Length < 1000, "A terminal gets one line of it.");
        return true;
    }

    private static bool WriteLog(Input input)
    {
        var state = new List<KeyValuePair<string, object?>> { new("Reason", input.TextWithLoneSurrogates), new("Number", 7), new("Nothing", null) };
        var entry = new LogEntry<List<KeyValuePair<string, object?>>>(LogLevel.Error, "sidecars", new EventId(7), state, null, (_, _) => input.TextWithLoneSurrogates);
        using var json = new StringWriter();
        new JsonLine().Write(entry, null, json);
        BrokenPromiseException.Unless(json.ToString().TrimEnd('\n') is var line && !line.Contains('\n') && !line.Contains('\r'), "A log line is one line.");
        var read = JsonNode.Parse(json.ToString())!;
        BrokenPromiseException.Unless((string?)read["Message"] == WithoutLoneSurrogates(input.TextWithLoneSurrogates) && (string?)read["State"]!["Reason"] == WithoutLoneSurrogates(input.TextWithLoneSurrogates), "What is logged comes back.");
        using var text = new StringWriter();
        new TextLine().Write(entry, null, text);
        BrokenPromiseException.Unless(text.ToString().TrimEnd('\n').IndexOfAny(['\n', '\r']) < 0, "A log line is one line.");
        return true;
    }

    /// <summary>Read as Prometheus does: https://prometheus.io/docs/instrumenting/exposition_formats/.</summary>
    private static bool WriteMetric(Input input)
    {
        var metrics = new PrometheusText();
        metrics.Line($"x{{owner=\"{PrometheusText.Escaped(input.TextWithLoneSurrogates)}\"}}", 7);
        var line = metrics.ToString();
        BrokenPromiseException.Unless(line.IndexOf('\n', StringComparison.Ordinal) == line.Length - 1, "A series is one line.");
        var value = new StringBuilder();
        var at = "x{owner=\"".Length;
        for (; line[at] != '"'; at++)
        {
            value.Append(line[at] != '\\' ? line[at] : line[++at] switch { 'n' => '\n', var c => c });
        }

        BrokenPromiseException.Unless(value.ToString() == input.TextWithLoneSurrogates && line[at..] == "\"} 7\n", "A label's value comes back.");
        return true;
    }

    private static bool Quote(Input input)
    {
        var text = input.TextWithLoneSurrogates.Replace("\0", "", StringComparison.Ordinal);
        BrokenPromiseException.Unless(ReadConfigValue(GitConfig.Quoted(text)) == text, "git's configuration gives the value back.");
        BrokenPromiseException.Unless(ReadShellWord(ShellWord.Quoted(text)) == text, "A shell gives the word back.");
        var directories = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(directory => directory.Length < 200 && SparsePatterns.IsDirectory(directory)).Take(50).ToList();
        BrokenPromiseException.Unless(SparsePatterns.Text(directories).Split('\n', StringSplitOptions.RemoveEmptyEntries).All(line => line[0] is '/' or '!'), "Each pattern is one line, and begins at the top.");
        return true;
    }

    /// <summary>By git-config(1), "Syntax": within quotes, a backslash stands before a quote, itself, n, t and b.</summary>
    private static string? ReadConfigValue(string quoted)
    {
        if (quoted.Length < 2 || quoted[0] != '"' || quoted[^1] != '"')
        {
            return null;
        }

        var value = new StringBuilder();
        for (var i = 1; i < quoted.Length - 1; i++)
        {
            switch (quoted[i])
            {
                case '\\' when i + 1 < quoted.Length - 1:
                    value.Append(quoted[++i] switch { 'n' => '\n', 't' => '\t', 'b' => '\b', var c => c });
                    break;
                case '\\' or '"' or '\n':
                    return null;
                default:
                    value.Append(quoted[i]);
                    break;
            }
        }

        return value.ToString();
    }

    /// <summary>By POSIX: nothing has a meaning between single quotes, and outside of them a backslash stands for what follows.</summary>
    private static string? ReadShellWord(string word)
    {
        var value = new StringBuilder();
        for (var i = 0; i < word.Length; i++)
        {
            if (word[i] == '\\' && i + 1 < word.Length)
            {
                value.Append(word[++i]);
                continue;
            }

            if (word[i] != '\'' || word.IndexOf('\'', i + 1) is not (> 0 and var end))
            {
                return null;
            }

            value.Append(word, i + 1, end - i - 1);
            i = end;
        }

        return value.ToString();
    }

    private static bool AnswerRequest(Input input)
    {
        var request = Encoding.Latin1.GetString(input.Bytes.AsSpan(0, Math.Min(input.Bytes.Length, 2048)));
        var answer = Encoding.UTF8.GetString(StatusAnswer.To(request, Well.Instance));
        if (answer.Length == 0)
        {
            return false;
        }

        var status = answer.Split(' ')[1];
        BrokenPromiseException.Unless(answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && status is "200" or "400" or "404" or "405" or "431", "A request gets one of the answers there are.");
        BrokenPromiseException.Unless(answer.Length < 1000, "What is asked is not said again.");
        return status == "200";
    }

    private static string WithoutLoneSurrogates(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private sealed class Well : IStatus
    {
        public static Well Instance { get; } = new();

        public string? WhyNotStarted => null;

        public string? WhyNotReady => null;

        public string? WhyNotLive => null;

        public string Metrics => "x 1\n";
    }
}
