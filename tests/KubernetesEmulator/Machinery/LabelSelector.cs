namespace KubernetesEmulator.Machinery;

/// <summary>As in <c>app=web,tier in (front,back),!legacy</c>.</summary>
internal sealed class LabelSelector
{
    private readonly IReadOnlyList<Predicate<IReadOnlyDictionary<string, string>>> _requirements;

    private LabelSelector(IReadOnlyList<Predicate<IReadOnlyDictionary<string, string>>> requirements) => _requirements = requirements;

    public bool IsEmpty => _requirements.Count == 0;

    public static LabelSelector Parse(string? text) => new([.. Split(text ?? "").Select(part => Requirement(part.Trim()))]);

    public bool Matches(IReadOnlyDictionary<string, string> labels) => _requirements.All(requirement => requirement(labels));

    // Commas between parentheses belong to a set.
    private static IEnumerable<string> Split(string text)
    {
        var start = 0;
        var depth = 0;

        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };

            if (text[i] == ',' && depth == 0)
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        if (depth != 0)
        {
            throw Unparsable(text);
        }

        if (start < text.Length || start > 0)
        {
            yield return text[start..];
        }
    }

    private static Predicate<IReadOnlyDictionary<string, string>> Requirement(string text)
    {
        foreach (var (separator, isNegative) in new[] { (" notin ", true), (" notin(", true), (" in ", false), (" in(", false) })
        {
            var at = text.IndexOf(separator, StringComparison.Ordinal);

            if (at > 0)
            {
                return InSet(text, text[..at].Trim(), text[(at + separator.TrimEnd('(').Length)..].Trim(), isNegative);
            }
        }

        if (text.StartsWith('!'))
        {
            var absent = Key(text, text[1..].Trim());
            return labels => !labels.ContainsKey(absent);
        }

        var equals = text.IndexOf('=', StringComparison.Ordinal);

        if (equals < 0)
        {
            var present = Key(text, text);
            return labels => labels.ContainsKey(present);
        }

        var isUnequal = equals > 0 && text[equals - 1] == '!';
        var key = Key(text, text[..(isUnequal ? equals - 1 : equals)].Trim());
        var value = Value(text, text[(equals + 1)..].TrimStart('=').Trim());

        // A label that is not there is not equal either.
        return isUnequal
            ? labels => !labels.TryGetValue(key, out var actual) || actual != value
            : labels => labels.TryGetValue(key, out var actual) && actual == value;
    }

    private static Predicate<IReadOnlyDictionary<string, string>> InSet(string text, string name, string set, bool isNegative)
    {
        if (!set.StartsWith('(') || !set.EndsWith(')'))
        {
            throw Unparsable(text);
        }

        var key = Key(text, name);
        var values = set[1..^1].Split(',', StringSplitOptions.TrimEntries).Select(value => Value(text, value)).ToHashSet(StringComparer.Ordinal);

        return isNegative
            ? labels => !labels.TryGetValue(key, out var actual) || !values.Contains(actual)
            : labels => labels.TryGetValue(key, out var actual) && values.Contains(actual);
    }

    private static string Key(string text, string key) => NameRules.QualifiedName(key) is null ? key : throw Unparsable(text);

    private static string Value(string text, string value) => NameRules.LabelValue(value) is null ? value : throw Unparsable(text);

    private static StatusException Unparsable(string text) => StatusException.BadRequest($"unable to parse requirement: {text}");
}
