using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Sidecars.Apps.Support;

/// <summary>Ways through a parsed document in which much may be missing.</summary>
internal static class Yaml
{
    public static IReadOnlyList<YamlNode> Documents(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Select(document => document.RootNode)];
    }

    /// <summary>What this text means.</summary>
    public static YamlNode AsYaml(this string text) => Documents(text).Single();

    public static string TextOf(YamlNode node)
    {
        using var text = new StringWriter();
        new YamlStream(new YamlDocument(node)).Save(text, assignAnchors: false);
        return text.ToString();
    }

    /// <summary>What lies at this path, or null.</summary>
    public static YamlNode? At(this YamlNode? node, params IEnumerable<string> path)
        => path.Aggregate(node, (at, key) => at is YamlMappingNode mapping && mapping.Children.TryGetValue(key, out var child) ? child : null);

    public static string? Text(this YamlNode? node, params IEnumerable<string> path) => (node.At(path) as YamlScalarNode)?.Value;

    public static IReadOnlyList<YamlNode> Items(this YamlNode? node, params IEnumerable<string> path) => node.At(path) is YamlSequenceNode items ? [.. items] : [];

    public static IReadOnlyList<string> Keys(this YamlNode? node) => node is YamlMappingNode mapping ? [.. mapping.Children.Keys.Select(key => key.ToString())] : [];

    public static YamlNode Named(this IEnumerable<YamlNode> nodes, string name) => nodes.Single(node => node.Text("name") == name);

    /// <summary>Whether it is a string to whoever parses it, and not a number.</summary>
    public static bool IsQuoted(this YamlNode? node) => node is YamlScalarNode { Style: ScalarStyle.DoubleQuoted or ScalarStyle.SingleQuoted };

    /// <summary>The value of a container's variable.</summary>
    public static string? Variable(this YamlNode container, string name) => container.Items("env").SingleOrDefault(item => item.Text("name") == name).Text("value");
}
