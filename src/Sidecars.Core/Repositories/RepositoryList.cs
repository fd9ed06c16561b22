using System.Text.Json;

namespace Sidecars.Repositories;

/// <summary>The repositories of a workspace, as people write them: one reading for all programs.</summary>
public sealed class RepositoryList
{
    private RepositoryList(IReadOnlyList<Repository> repositories) => Repositories = repositories;

    /// <summary><c>*</c>: the whole installation.</summary>
    public static RepositoryList All { get; } = new([]);

    /// <summary><c>none</c>: no token at all.</summary>
    public static RepositoryList None { get; } = new([]);

    /// <summary>In the order given, each once. Empty for <see cref="All"/> and <see cref="None"/>.</summary>
    public IReadOnlyList<Repository> Repositories { get; }

    /// <summary>Reads entries separated by white space, or a JSON array of them.</summary>
    /// <param name="server">The only host that an entry may name.</param>
    /// <exception cref="FormatException">There is no entry, or one that is none.</exception>
    public static RepositoryList Parse(string text, Uri server)
    {
        var entries = Entries(text.Trim());
        switch (entries)
        {
            case []:
                throw new FormatException("no repository is named; write owner/repo, * for the whole installation, or none for no token.");
            case ["*"]:
                return All;
            case ["none"]:
                return None;
        }

        if (entries.Contains("*") || entries.Contains("none"))
        {
            throw new FormatException("* and none stand alone, without other entries.");
        }

        return new([.. entries.Select(entry => Repository.Parse(entry, server)).DistinctBy(InOneCase)]);
    }

    /// <summary>GitHub's names are the same in any case; git's and the file system's are not.</summary>
    private static Repository InOneCase(Repository repository) => repository with { Owner = repository.Owner.ToLowerInvariant(), Name = repository.Name.ToLowerInvariant() };

    private static string[] Entries(string text)
    {
        if (!text.StartsWith('['))
        {
            return text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        }

        try
        {
            using var array = JsonDocument.Parse(text);
            return [.. array.RootElement.EnumerateArray().Select(entry => entry.GetString()?.Trim() ?? "")];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("it begins as a JSON array of strings, but is none.", e);
        }
    }
}
