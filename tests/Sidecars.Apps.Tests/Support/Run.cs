using System.Text.Json;

namespace Sidecars.Apps.Support;

/// <summary>How a program ended and what it said.</summary>
internal sealed record Run(int ExitCode, string Output, string Error)
{
    /// <summary>The messages of the JSON log, in order.</summary>
    public IReadOnlyList<string> Messages => [.. Error.Split('\n').Where(line => line.StartsWith('{')).Select(MessageOf)];

    /// <summary>The last thing the program said: its sentence, where it failed.</summary>
    public string LastMessage => Messages is [.., var last] ? last : Error.Trim();

    /// <summary>The message of one line of the JSON log.</summary>
    public static string MessageOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("Message").GetString()!;
    }
}
