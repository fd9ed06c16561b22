namespace Sidecars.Apps.Support;

/// <summary>A page of the repository, and what it shows.</summary>
internal static class Document
{
    public static string Read(string path) => File.ReadAllText(Path.Combine(Published.Repository, path));

    /// <summary>What stands between its fences of this language.</summary>
    public static IReadOnlyList<string> Blocks(string path, string language)
    {
        var blocks = new List<string>();
        List<string>? block = null;
        foreach (var line in Read(path).Split('\n'))
        {
            if (block is null)
            {
                block = line == $"```{language}" ? [] : null;
            }
            else if (line == "```")
            {
                blocks.Add(string.Join('\n', block) + "\n");
                block = null;
            }
            else
            {
                block.Add(line);
            }
        }

        return blocks;
    }
}
