namespace KubernetesEmulator.Machinery;

/// <summary>As in <c>metadata.name=a,type!=Opaque</c>.</summary>
internal sealed class FieldSelector
{
    private readonly IReadOnlyList<(string Field, string Value, bool IsNegative)> _requirements;

    private FieldSelector(IReadOnlyList<(string Field, string Value, bool IsNegative)> requirements) => _requirements = requirements;

    public bool IsEmpty => _requirements.Count == 0;

    /// <summary>The only name that can be selected; authorization asks for it.</summary>
    public string? Name => _requirements.FirstOrDefault(requirement => requirement is { Field: "metadata.name", IsNegative: false }).Value;

    public static FieldSelector Parse(string? text)
    {
        var parts = (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);

        return new([.. parts.Select(Requirement)]);
    }

    /// <summary>Refuses fields that cannot be selected by.</summary>
    public FieldSelector Limited(IReadOnlyCollection<string> fields) =>
        _requirements.FirstOrDefault(requirement => !fields.Contains(requirement.Field)).Field is { } unknown
            ? throw StatusException.BadRequest($"field label not supported: {unknown}")
            : this;

    public bool Matches(Func<string, string> valueOf) =>
        _requirements.All(requirement => valueOf(requirement.Field) == requirement.Value != requirement.IsNegative);

    private static (string Field, string Value, bool IsNegative) Requirement(string part)
    {
        foreach (var (separator, isNegative) in new[] { ("!=", true), ("==", false), ("=", false) })
        {
            var at = part.IndexOf(separator, StringComparison.Ordinal);

            if (at > 0)
            {
                return (part[..at], part[(at + separator.Length)..], isNegative);
            }
        }

        throw StatusException.BadRequest($"invalid selector: '{part}'; can't understand '{part}'");
    }
}
