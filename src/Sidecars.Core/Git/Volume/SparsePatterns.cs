using System.Text;

namespace Sidecars.Git.Volume;

/// <summary>The file info/sparse-checkout, in the cone form that git sparse-checkout writes.</summary>
internal static class SparsePatterns
{
    /// <summary>Whether it can be one of a repository.</summary>
    public static bool IsDirectory(string text) => WorkTreePath.IsInside(text) && !text.Any(char.IsControl);

    /// <param name="directories">Relative, without a slash at either end.</param>
    public static string Text(IEnumerable<string> directories)
    {
        var text = new StringBuilder("/*\n!/*/\n");
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var directory in directories.Order(StringComparer.Ordinal))
        {
            // Of a directory on the way, only the files in it.
            for (var slash = directory.IndexOf('/'); slash >= 0; slash = directory.IndexOf('/', slash + 1))
            {
                if (written.Add(directory[..slash]))
                {
                    text.Append($"/{Escaped(directory[..slash])}/\n!/{Escaped(directory[..slash])}/*/\n");
                }
            }

            written.Add(directory);
            text.Append($"/{Escaped(directory)}/\n");
        }

        return text.ToString();
    }

    private static string Escaped(string path) => string.Concat(path.Select(c => @"\*?[".Contains(c) ? $"\\{c}" : $"{c}"));
}
