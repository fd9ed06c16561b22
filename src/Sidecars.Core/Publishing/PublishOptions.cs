namespace Sidecars.Publishing;

/// <summary>What is published besides the tokens and token.json.</summary>
/// <param name="Kinds">Names of <c>--publish</c>.</param>
/// <param name="Directory">Where consumers find the files: the absolute path of the output directory.</param>
/// <param name="SafeDirectories">Where clones are, for git's <c>safe.directory</c>.</param>
public sealed record PublishOptions(IReadOnlyList<string> Kinds, string Directory, IReadOnlyList<string> SafeDirectories)
{
    /// <summary>What <c>--publish</c> is when nobody says otherwise.</summary>
    public const string DefaultKinds = "netrc,gitconfig,gh";

    private static readonly string[] Known = ["netrc", "gitconfig", "gitconfig-no-shell", "gh", "env"];

    /// <summary>Reads names separated by commas or blanks; <c>none</c> for nothing besides.</summary>
    /// <exception cref="FormatException">One of them is none.</exception>
    public static IReadOnlyList<string> ParseKinds(string text)
    {
        var kinds = text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().ToList();
        return kinds is ["none"] ? []
            : kinds.FirstOrDefault(kind => !Known.Contains(kind)) is { } unknown ? throw new FormatException($"'{Cli.Redaction.Clean(unknown)}' is nothing that can be published; there are {string.Join(", ", Known)}, and none.")
            : kinds;
    }
}
