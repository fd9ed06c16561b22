using Sidecars.Apps.Support;
using YamlDotNet.RepresentationModel;

namespace Sidecars.Apps.Charts;

/// <summary>What charts/sidecars gives the app besides tokens: a workspace, and what its values say about the pod.</summary>
public sealed class WorkloadSpecs
{
    [Theory]
    [InlineData("workspace: { persistent: true }", "release-sidecars-workspace", true)]
    [InlineData("workspace: { persistent: true, existingClaim: mine }", "mine", false)]
    [InlineData("workspace: { existingClaim: mine }", "mine", false)]
    public async Task Clones_can_be_on_a_claim(string values, string claim, bool isOurs)
    {
        var documents = await Helm.TemplateAsync(Helm.Minimal, values);

        Assert.Equal(claim, ChartPod.Workload(documents).Items("volumes").Named("workspace").Text("persistentVolumeClaim", "claimName"));
        Assert.Equal(isOurs ? [claim] : [], documents.Where(document => document.Text("kind") == "PersistentVolumeClaim").Select(document => document.Text("metadata", "name")));
        Assert.All(documents.Where(document => document.Text("kind") == "PersistentVolumeClaim"), document => Assert.Equal("keep", document.Text("metadata", "annotations", "helm.sh/resource-policy")));
        Assert.Equal("Recreate", documents.Single(document => document.Text("kind") == "Deployment").Text("spec", "strategy", "type"));
    }

    [Theory]
    [InlineData("imagePullSecrets: [{ name: registry }]", "imagePullSecrets")]
    [InlineData("nodeSelector: { disk: fast }", "nodeSelector")]
    [InlineData("tolerations: [{ key: gpu }]", "tolerations")]
    [InlineData("affinity: { nodeAffinity: { a: b } }", "affinity")]
    public async Task What_the_pod_is_given_stands_in_it(string value, string field)
        => Assert.Equal(Assert.Single(Yaml.Documents(value)).At(field), (await ChartAsync(value)).At(field));

    [Fact]
    public async Task Annotations_labels_and_the_size_of_the_workspace_stand_in_the_pod()
    {
        var documents = await Helm.TemplateAsync(Helm.Minimal, "podAnnotations: { team: a }\npodLabels: { cost: b }\nworkspace: { storageSize: 3Gi }");
        var pod = documents.Single(document => document.Text("kind") == "Deployment").At("spec", "template");

        Assert.Equal(("a", "b"), (pod.Text("metadata", "annotations", "team"), pod.Text("metadata", "labels", "cost")));
        Assert.Equal("3Gi", pod.Items("spec", "volumes").Named("workspace").Text("emptyDir", "sizeLimit"));
    }

    private static async Task<YamlNode> ChartAsync(string values) => ChartPod.Workload(await Helm.TemplateAsync(Helm.Minimal, values));
}
