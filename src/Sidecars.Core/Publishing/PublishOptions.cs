namespace Sidecars.Publishing;

/// <summary>What is published besides the tokens and token.json.</summary>
/// <param name="Kinds">Names of <c>--publish</c>.</param>
/// <param name="Directory">Where consumers find the files: the absolute path of the output directory.</param>
/// <param name="SafeDirectories">Where clones are, for git's <c>safe.directory</c>.</param>
public sealed record PublishOptions(IReadOnlyList<string> Kinds, string Directory, IReadOnlyList<string> SafeDirectories)
{
    /// <summary>What <c>--publish</c> is when nobody says otherwise.</summary>
    public const string DefaultKinds = "netrc,gitconfig,gh";
}
