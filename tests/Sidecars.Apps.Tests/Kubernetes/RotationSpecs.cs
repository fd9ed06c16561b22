using System.Text.RegularExpressions;
using Sidecars.Apps.Support;
using YamlDotNet.RepresentationModel;
using static Sidecars.Apps.Kubernetes.Cluster;

namespace Sidecars.Apps.Kubernetes;

/// <summary>What the pages say to do, done with kubectl.</summary>
public sealed partial class RotationSpecs : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("rotation-");

    [Fact]
    public async Task A_plain_Secret_is_rotated_by_the_commands_of_the_README()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Apply("github", Https("first"), labels: "{}");
        await cluster.StartSecretSyncAsync();
        File.WriteAllText(Path.Combine(_directory.FullName, "new.yaml"), $"stringData: {{ password: {Canary}-second }}\n");
        var commands = Document.Blocks("README.md", "sh").Single(block => block.Contains("kubectl label secret", StringComparison.Ordinal)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        await ShellAsync(cluster, commands[0]);
        await cluster.WithPasswordAsync("github-tekton", "first");
        await ShellAsync(cluster, commands[1]);
        var derived = await cluster.WithPasswordAsync("github-tekton", "second");

        Assert.Equal(Annotation(derived, "secret-sync.dev/synced-at"), await ShellAsync(cluster, commands[2]));
    }

    /// <summary>External Secrets writes the value into the Secret, or makes it anew where it owns it; the controller of Sealed Secrets does the one or the other.</summary>
    [Theory]
    [InlineData("ExternalSecret", false)]
    [InlineData("ExternalSecret", true)]
    [InlineData("SealedSecret", false)]
    [InlineData("SealedSecret", true)]
    public async Task What_the_templates_of_others_make_is_a_source_and_is_followed(string kind, bool isMadeAnew)
    {
        await using var cluster = await Cluster.StartAsync();
        var shown = Document.Blocks("README.md", "yaml").Where(block => !block.Contains("{{", StringComparison.Ordinal)).Select(block => block.AsYaml()).Single(node => node.Text("kind") == kind);
        var template = shown.At("spec", "template") ?? shown.At("spec", "target", "template");
        var labels = (YamlMappingNode)template.At("metadata", "labels")!;
        Make("first");
        await cluster.StartSecretSyncAsync();
        await cluster.WithPasswordAsync("github-tekton", "first");

        if (isMadeAnew)
        {
            cluster.Server.Secrets.Delete("team", "github");
        }

        Make("second");

        var source = cluster.Server.Secrets.Get("team", "github");
        await cluster.SecretAsync("github-tekton", secret => Text(secret, "password") == $"{Canary}-second" && (string?)secret["metadata"]!["ownerReferences"]![0]!["uid"] == Uid(source));

        void Make(string password) => cluster.Apply(
            shown.Text("metadata", "name")!, Https(password), labels: $"{{ {string.Join(", ", labels.Children.Select(label => $"{label.Key}: \"{label.Value}\""))} }}", type: template.Text("type")!);
    }

    [Fact]
    public async Task A_service_account_and_a_workspace_name_the_derived_Secret_of_the_source_that_the_others_show()
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Apply("github", Https("first"));
        await cluster.StartSecretSyncAsync();
        var derived = await cluster.WithPasswordAsync("github-tekton", "first");
        var shown = Document.Blocks("README.md", "yaml").Where(block => !block.Contains("{{", StringComparison.Ordinal)).Select(block => block.AsYaml()).ToList();

        var name = (string?)derived["metadata"]!["name"];

        Assert.Equal(name, shown.Single(node => node.Text("kind") == "ServiceAccount").Items("secrets").Single().Text("name"));
        Assert.Equal(name, shown.Single(node => node.Text("kind") == "PipelineRun").Items("spec", "workspaces").Single().Text("secret", "secretName"));
    }

    [Theory]
    [InlineData("Opaque")]
    [InlineData("kubernetes.io/basic-auth")]
    public async Task A_Secret_that_was_made_by_hand_is_handed_over_and_back_by_the_commands_of_the_migration(string type)
    {
        await using var cluster = await Cluster.StartAsync();
        cluster.Apply("github", Https("second"), labels: "{}");
        cluster.Apply("github-tekton", [.. Https("first"), ("extra", "x")], labels: "{ team: a }", type: type);
        await cluster.StartSecretSyncAsync();
        var commands = LabelCommand().Matches(Document.Read("docs/migration.md")).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(3, commands.Count);

        await ShellAsync(cluster, commands[0]);
        await cluster.EventAsync("UnmanagedConflict", "github");
        Assert.Equal($"{Canary}-first", Text(cluster.Server.Secrets.Get("team", "github-tekton"), "password"));

        await ShellAsync(cluster, commands[1]);
        var derived = await cluster.WithPasswordAsync("github-tekton", "second");
        Assert.Equal(("kubernetes.io/basic-auth", "a", null), ((string?)derived["type"], (string?)derived["metadata"]!["labels"]!["team"], Text(derived, "extra")));

        await ShellAsync(cluster, commands[2]);
        cluster.Server.ClearRequests();
        cluster.Apply("github", Https("third"));
        await cluster.SettleAsync(TimeSpan.FromSeconds(3));
        Assert.Empty(cluster.Writes("github-tekton"));
        Assert.Equal($"{Canary}-second", Text(cluster.Server.Secrets.Get("team", "github-tekton"), "password"));
    }

    [Fact]
    public async Task A_copy_comes_by_the_manifest_of_the_README_and_by_the_annotation_of_the_source()
    {
        await using var cluster = await Cluster.StartAsync();
        var manifest = Document.Blocks("README.md", "yaml").Single(block => block.Contains("secret-sync.dev/copy-of", StringComparison.Ordinal)).Replace("namespace: builds", "namespace: other", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_directory.FullName, "copy.yaml"), manifest);
        cluster.Apply("github-token", Https("first"), labels: "{ secret-sync.dev/tekton: copy-only }", annotations: "{ secret-sync.dev/copy-to: other }", type: "kubernetes.io/basic-auth");
        await cluster.StartSecretSyncAsync();

        await ShellAsync(cluster, "kubectl apply --validate=false -f copy.yaml");
        var copy = await cluster.WithPasswordAsync("github-token", "first", where: "other");
        cluster.Apply("github-token", Https("second"), labels: "{ secret-sync.dev/tekton: copy-only }", annotations: "{ secret-sync.dev/copy-to: other }", type: "kubernetes.io/basic-auth");

        Assert.Equal(Uid(copy), Uid(await cluster.WithPasswordAsync("github-token", "second", where: "other")));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    /// <summary>As somebody who may do everything in the namespace.</summary>
    private async Task<string> ShellAsync(Cluster cluster, string command)
    {
        var kubeconfig = Path.Combine(_directory.FullName, "kubeconfig");
        File.WriteAllText(kubeconfig, cluster.Server.Kubeconfig(cluster.Server.AdminToken, "team"));
        var environment = new Dictionary<string, string> { ["KUBECONFIG"] = kubeconfig, ["HOME"] = _directory.FullName, ["PATH"] = "/usr/bin:/bin" };
        var run = await Command.RunAsync("sh", ["-c", $"cd {_directory.FullName} && {command}"], environment);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output.TrimEnd();
    }

    /// <summary>With what stands between its backticks.</summary>
    [GeneratedRegex("`(kubectl label secret [^`]+)`")]
    private static partial Regex LabelCommand();
}
