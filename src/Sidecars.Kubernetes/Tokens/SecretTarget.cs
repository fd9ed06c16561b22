using Sidecars.Cli;
using Sidecars.Kubernetes.Objects;

namespace Sidecars.Kubernetes.Tokens;

/// <summary>A Secret that is to have a token.</summary>
/// <param name="Owner">Whose; null for the only one that there is.</param>
public sealed record SecretTarget(SecretName Name, string? Owner)
{
    /// <summary>Reads <c>NAMESPACE/NAME[=OWNER]</c>, several separated by white space.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static IReadOnlyList<SecretTarget> ParseAll(string text)
    {
        var targets = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToList();
        return targets.Select(target => target.Name).Distinct().Count() == targets.Count
            ? targets
            : throw new FormatException("the same Secret is named twice.");
    }

    private static SecretTarget Parse(string text)
    {
        var (name, owner) = text.Split('=', 2) is [var before, var after] ? (before, after) : (text, null);
        return name.Split('/') is [var where, var secret] && new SecretName(where, secret) is { IsValid: true } target && owner != ""
            ? new(target, owner)
            : throw new FormatException($"'{Redaction.Clean(text)}' is not NAMESPACE/NAME or NAMESPACE/NAME=OWNER.");
    }
}
