using System.Globalization;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Charts;

/// <summary>What our containers keep to by themselves, whatever the pod's author says about the rest.</summary>
public sealed class ChartSecuritySpecs
{
    [Theory]
    [InlineData("native")]
    [InlineData("classic")]
    public async Task Only_the_app_is_outside_of_restricted_where_the_pod_says_nothing(string mode)
    {
        var pod = ChartPod.Workload(await Helm.TemplateAsync(Helm.Minimal, $"githubApp: {{ mode: {mode} }}\npodSecurityContext: {{ runAsNonRoot: null, seccompProfile: null }}"));

        Assert.NotEmpty(PodSecurity.Violations(pod));
        Assert.All(PodSecurity.Violations(pod), violation => Assert.StartsWith("app: ", violation, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("65532", "0440")]
    [InlineData("''", "0444")]
    public async Task The_key_is_for_the_pods_group_and_for_everybody_only_without_one(string fsGroup, string mode)
    {
        var pod = ChartPod.Workload(await Helm.TemplateAsync(Helm.Minimal, $"githubApp: {{ fsGroup: {fsGroup} }}"));

        Assert.Equal(mode, "0" + Convert.ToString(int.Parse(pod.Items("volumes").Named("github-app").Text("projected", "defaultMode")!, CultureInfo.InvariantCulture), 8));
    }

    [Fact]
    public async Task No_pod_has_a_token_of_the_cluster()
    {
        var documents = await Helm.TemplateAsync(Helm.Minimal);

        Assert.All(
            new[] { ChartPod.Workload(documents), documents.Single(document => document.Text("kind") == "Pod").At("spec"), documents.Single(document => document.Text("kind") == "ServiceAccount") },
            node => Assert.Equal("false", node.Text("automountServiceAccountToken")));
    }

    /// <summary>What is in a volume in memory counts for the container that wrote it.</summary>
    [Fact]
    public async Task Volumes_in_memory_fill_at_most_a_quarter_of_what_their_writers_may_have()
    {
        var pod = ChartPod.Workload(await Helm.TemplateAsync(Helm.Minimal));
        var inMemory = pod.Items("volumes").Where(volume => volume.Text("emptyDir", "medium") == "Memory").ToDictionary(volume => volume.Text("name")!, volume => MiB(volume.Text("emptyDir", "sizeLimit")));

        Assert.Equal(["github-token", "github-state", "git-clone-tmp"], inMemory.Keys);
        Assert.All(pod.Items("initContainers"), container =>
        {
            var written = container.Items("volumeMounts").Where(mount => mount.Text("readOnly") is null).Sum(mount => inMemory.GetValueOrDefault(mount.Text("name")!));
            Assert.InRange(written, 1, MiB(container.Text("resources", "limits", "memory")) / 4);
        });
    }

    private static int MiB(string? quantity) => quantity switch
    {
        [.. var number, 'M', 'i'] => int.Parse(number, CultureInfo.InvariantCulture),
        [.. var number, 'G', 'i'] => int.Parse(number, CultureInfo.InvariantCulture) * 1024,
        _ => throw new FormatException(quantity),
    };
}
