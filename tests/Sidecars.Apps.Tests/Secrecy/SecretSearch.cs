using System.Buffers;

namespace Sidecars.Apps.Secrecy;

/// <summary>Looks for secrets in text, in every form at once.</summary>
internal sealed class SecretSearch
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly SearchValues<string> _any;

    public SecretSearch(IEnumerable<Secret> secrets)
    {
        foreach (var secret in secrets)
        {
            Assert.True(secret.Value.Length >= 12, $"{secret.Name} is so short that it may be found by chance.");
            foreach (var (form, text) in secret.Forms)
            {
                _names.TryAdd(text, $"{secret.Name} ({form})");
            }
        }

        _any = SearchValues.Create([.. _names.Keys], StringComparison.Ordinal);
    }

    /// <summary>Names and forms of those that are there, never the secrets themselves.</summary>
    public IReadOnlySet<string> FindIn(ReadOnlySpan<char> text)
    {
        var found = new HashSet<string>();
        if (text.ContainsAny(_any))
        {
            foreach (var (needle, name) in _names)
            {
                if (text.Contains(needle, StringComparison.Ordinal))
                {
                    found.Add(name);
                }
            }
        }

        return found;
    }
}
