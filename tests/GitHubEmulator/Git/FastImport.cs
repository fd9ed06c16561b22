using System.Buffers;
using System.Text;

namespace GitHubEmulator.Git;

/// <summary>A script for <c>git fast-import</c>.</summary>
internal sealed class FastImport
{
    private readonly ArrayBufferWriter<byte> _script = new();

    public static string Quote(string path) =>
        $"\"{path.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";

    public FastImport Command(string line)
    {
        _script.Write(Encoding.UTF8.GetBytes(line + "\n"));

        return this;
    }

    public FastImport Data(byte[] content)
    {
        Command($"data {content.Length}");
        _script.Write(content);

        return Command("");
    }

    /// <param name="parent">Null for the branch as this script has it so far, or a first commit.</param>
    public FastImport Commit(string branch, DateTimeOffset at, string message, string? parent)
    {
        Command($"commit refs/heads/{branch}");
        Command($"committer {GitCommand.Author} {at.ToUnixTimeSeconds()} +0000");
        Data(Encoding.UTF8.GetBytes(message));

        return parent is null ? this : Command($"from {parent}");
    }

    public void RunIn(string repository, GitCommand git) =>
        git.Run(repository, _script.WrittenSpan.ToArray(), "fast-import", "--quiet", "--date-format=raw-permissive");
}
