namespace KubernetesEmulator.Resources;

/// <summary>One kind of object as one API group serves it.</summary>
internal sealed class Resource(string group, string version, string plural, string kind, bool isNamespaced, ResourceRules rules)
{
    public string Group => group;

    public string Version => version;

    public string Plural => plural;

    public string Kind => kind;

    public bool IsNamespaced => isNamespaced;

    public ResourceRules Rules => rules;

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Where its objects are kept; two groups can serve the same ones.</summary>
    public string Collection { get; init; } = group.Length == 0 ? plural : $"{plural}.{group}";

    /// <summary>The form in which they are kept.</summary>
    public string? StoredAs { get; init; }

    public bool IsKeptAsServed => StoredAs is null || StoredAs == ApiVersion;

    public string ApiVersion => group.Length == 0 ? version : $"{group}/{version}";

    public string QualifiedName => group.Length == 0 ? plural : $"{plural}.{group}";
}
