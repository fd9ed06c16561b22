using System.Text.RegularExpressions;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Secrecy;

/// <summary>The only places where a secret may be, and why.</summary>
/// <param name="planted">Files of a clone that have a secret from their author.</param>
internal sealed class DocumentedPlaces(Pod pod, IReadOnlySet<string> planted)
{
    /// <summary>Where it is in the pod's root, as a regular expression; what is documented to be there.</summary>
    public static readonly (string Path, string What)[] Files =
    [
        // README, "What is published": the token as such, for git, for gh. A file has another name while it is written.
        (@"github/\.\.[^/]+/(\.\.tmp-)?(token|\.?netrc|tokens/[^/]+|gh/[^/]+)[^/]*", "the token directory"),

        // README, "Files": for adoption, in a volume of our containers alone.
        (@"state/[^/]*", "the state directory"),

        // README, "What is safe": git's credential, in git-clone's own memory.
        (@"tmp/git-clone-[^/]+/(\.\.tmp-)?config-[^/]+", "the header for git"),
    ];

    /// <summary>What the user of the pod mounts: the secrets' own homes.</summary>
    private static readonly string[] Sources = ["app", "git-credentials", "planted"];

    private readonly List<Regex> _patterns = [.. Files.Select(file => new Regex($"^{Regex.Escape(pod.Root)}/{file.Path}$"))];

    public bool Allows(string path) => _patterns.Exists(pattern => pattern.IsMatch(path));

    public bool IsSource(string path) => planted.Contains(path) || Array.Exists(Sources, source => path.StartsWith($"{pod.Root}/{source}", StringComparison.Ordinal));
}
