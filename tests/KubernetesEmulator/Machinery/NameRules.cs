using System.Text.RegularExpressions;

namespace KubernetesEmulator.Machinery;

/// <summary>What Kubernetes allows as a name, a label and a key. Each rule returns what is wrong, or null.</summary>
internal static partial class NameRules
{
    private const int SubdomainLength = 253;
    private const int LabelLength = 63;

    public static string? Subdomain(string value) =>
        value.Length > SubdomainLength ? $"must be no more than {SubdomainLength} characters"
        : !SubdomainPattern().IsMatch(value) ? "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com')"
        : null;

    public static string? DnsLabel(string value) =>
        value.Length > LabelLength ? $"must be no more than {LabelLength} characters"
        : value.Contains('.', StringComparison.Ordinal) || !SubdomainPattern().IsMatch(value) ? "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name')"
        : null;

    /// <summary>Of labels and annotations: a name of 63 characters, with a subdomain and a slash before it or not.</summary>
    public static string? QualifiedName(string value)
    {
        var parts = value.Split('/');

        if (parts.Length > 2)
        {
            return "a qualified name must consist of alphanumeric characters, '-', '_' or '.', with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
        }

        if (parts.Length == 2 && (parts[0].Length == 0 || Subdomain(parts[0]) is not null))
        {
            return parts[0].Length == 0 ? "prefix part must be non-empty" : "prefix part " + Subdomain(parts[0]);
        }

        var name = parts[^1];

        return name.Length == 0 ? "name part must be non-empty"
            : name.Length > LabelLength ? $"name part must be no more than {LabelLength} characters"
            : !NamePattern().IsMatch(name) ? "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName')"
            : null;
    }

    public static string? LabelValue(string value) =>
        value.Length > LabelLength ? $"must be no more than {LabelLength} characters"
        : value.Length > 0 && !NamePattern().IsMatch(value) ? "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue')"
        : null;

    /// <summary>Of a Secret's data: these become file names.</summary>
    public static string? DataKey(string value) =>
        value.Length > SubdomainLength ? $"must be no more than {SubdomainLength} characters"
        : !DataKeyPattern().IsMatch(value) ? "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name')"
        : value == "." ? "must not be '.'"
        : value.StartsWith("..", StringComparison.Ordinal) ? value == ".." ? "must not be '..'" : "must not start with '..'"
        : null;

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex SubdomainPattern();

    [GeneratedRegex(@"^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[-._a-zA-Z0-9]+\z")]
    private static partial Regex DataKeyPattern();
}
