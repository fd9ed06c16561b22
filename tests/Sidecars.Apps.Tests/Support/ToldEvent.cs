using System.Text.Json;

namespace Sidecars.Apps.Support;

/// <summary>What git-clone told of a repository at one moment.</summary>
/// <param name="Repo">The last part of its URL.</param>
internal sealed record ToldEvent(string Repo, string Stage, string Message, string Timestamp, string? Phase, int? Percent, string? Commit, int? ExitCode)
{
    /// <summary>Reads lines of which each is one event and nothing else.</summary>
    public static IReadOnlyList<ToldEvent> All(string lines) => [.. lines.Split('\n')[..^1].Select(line => Of(JsonElement.Parse(line)))];

    public static ToldEvent Of(JsonElement clone)
    {
        Assert.Equal("repo_clone", clone.GetProperty("kind").GetString());
        return new(
            clone.GetProperty("repo").GetString()!.Split('/')[^1].Replace(".git", "", StringComparison.Ordinal), clone.GetProperty("stage").GetString()!, clone.GetProperty("message").GetString()!,
            clone.GetProperty("timestamp").GetString()!, Text("phase"), Number("percent"), Text("commit"), Number("exitCode"));

        string? Text(string name) => clone.TryGetProperty(name, out var value) ? value.GetString() : null;

        int? Number(string name) => clone.TryGetProperty(name, out var value) ? value.GetInt32() : null;
    }
}
