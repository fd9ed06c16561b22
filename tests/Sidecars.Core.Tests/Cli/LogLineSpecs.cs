using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Sidecars.Cli;

public sealed partial class LogLineSpecs
{
    [Fact]
    public void A_line_of_JSON_has_the_members_of_NETs_console_log()
    {
        var line = Written(new JsonLine(), LogLevel.Warning, "It's 1.5 s, \"+\"\nand more", [new("Seconds", 1.5), new("Count", 2), new("Url", new Uri("https://a.example/b")), new("Nothing", null)]);

        using var json = JsonDocument.Parse(line);
        Assert.Equal(["Timestamp", "EventId", "LogLevel", "Category", "Message", "State"], json.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Matches(Rfc3339, json.RootElement.GetProperty("Timestamp").GetString());
        Assert.Equal(42, json.RootElement.GetProperty("EventId").GetInt32());
        Assert.Equal("Warning", json.RootElement.GetProperty("LogLevel").GetString());
        Assert.Equal("It's 1.5 s, \"+\"\nand more", json.RootElement.GetProperty("Message").GetString());
        Assert.Equal("""{"Seconds":1.5,"Count":2,"Url":"https://a.example/b","Nothing":null}""", json.RootElement.GetProperty("State").GetRawText());
        Assert.Contains("It's 1.5 s, \\\"+\\\"\\nand more", line, StringComparison.Ordinal);
        Assert.Equal(line.Length, line.IndexOf('\n', StringComparison.Ordinal) + 1);
    }

    [Fact]
    public void A_line_of_text_is_one_line()
    {
        var line = Written(new TextLine(), LogLevel.Error, "First\nsecond", []);

        Assert.Equal("fail: sidecars[42] First second\n", line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        Assert.Matches(Rfc3339, line.Split(' ')[0]);
    }

    private static string Written(ConsoleFormatter format, LogLevel level, string message, List<KeyValuePair<string, object?>> state)
    {
        using var writer = new StringWriter();
        format.Write(new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(level, "sidecars", new EventId(42), state, null, (_, _) => message), null, writer);
        return writer.ToString();
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
    private static partial Regex Rfc3339 { get; }
}
