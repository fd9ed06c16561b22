using Sidecars.Cli;

namespace Sidecars.GitHub;

/// <summary>What a token may do: GitHub's permission names with a level each.</summary>
public sealed class Permissions
{
    private static readonly string[] KnownLevels = ["read", "write", "admin"];

    private readonly SortedDictionary<string, string> _levels = new(StringComparer.Ordinal);

    public Permissions(IEnumerable<KeyValuePair<string, string>> levels)
    {
        foreach (var (name, level) in levels)
        {
            _levels[name] = level;
        }
    }

    /// <summary>What --access read asks for.</summary>
    public static Permissions Read { get; } = new([new("contents", "read")]);

    /// <summary>What --access write asks for at the least.</summary>
    public static Permissions Write { get; } = new([new("contents", "write")]);

    /// <summary>The level by the permission's name, in the names' order.</summary>
    public IReadOnlyDictionary<string, string> Levels => _levels;

    /// <summary>Reads <c>contents=read,issues=write</c>. Dashes in names become GitHub's underscores; names are not judged, GitHub adds some every year.</summary>
    /// <exception cref="FormatException">An entry has no level, or one that GitHub does not know.</exception>
    public static Permissions Parse(string text)
    {
        var levels = new Dictionary<string, string>();
        foreach (var entry in text.Split([',', ' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (entry.Split(['=', ':']) is not [{ Length: > 0 } name, var level] || !name.All(IsNameCharacter) || !KnownLevels.Contains(level))
            {
                throw new FormatException($"'{Redaction.Clean(entry)}' is not a permission; write name=read, name=write or name=admin, separated by commas.");
            }

            levels[name.Replace('-', '_')] = level;
        }

        return levels.Count > 0 ? new(levels) : throw new FormatException("no permission is named; write for example contents=read.");
    }

    public bool Allows(string name, string level) => _levels.TryGetValue(name, out var has) && Rank(has) >= Rank(level);

    public Permissions With(string name, string level) => new(_levels.Append(new(name, level)));

    /// <summary>The entries of this that go beyond <paramref name="other"/>. <c>metadata: read</c> never does: GitHub always grants it.</summary>
    public Permissions Beyond(Permissions other)
        => new(_levels.Where(entry => entry is not { Key: "metadata", Value: "read" } && !other.Allows(entry.Key, entry.Value)));

    public override string ToString() => string.Join(", ", _levels.Select(entry => $"{entry.Key}: {entry.Value}"));

    /// <summary>A level that is new to us counts as the highest.</summary>
    private static int Rank(string level) => Array.IndexOf(KnownLevels, level) is >= 0 and var rank ? rank : KnownLevels.Length;

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-';
}
