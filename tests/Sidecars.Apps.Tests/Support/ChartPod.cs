using YamlDotNet.RepresentationModel;

namespace Sidecars.Apps.Support;

/// <summary>A pod with our programs, wherever its YAML comes from, and what has to be so in each of them.</summary>
internal static class ChartPod
{
    private static readonly string[] TokenPrograms = ["token-refresher", "generate-initial-token", "doctor"];

    /// <summary>Those that talk to the API server.</summary>
    private static readonly string[] WritersOfSecrets = ["token-refresher", "secret-sync"];

    /// <summary>The spec of the pod in a Deployment, a Job or a Pod.</summary>
    public static YamlNode Of(YamlNode document) => document.At("spec", "template", "spec") ?? document.At("spec")!;

    public static YamlNode Workload(IEnumerable<YamlNode> documents) => Of(documents.Single(document => document.Text("kind") is "Deployment" or "Job"));

    public static void AssertIsSafe(YamlNode pod)
    {
        Assert.Empty(PodSecurity.Violations(pod));
        AssertSecretsAreApart(pod);
    }

    /// <summary>The key and the state are the token programs', what they publish is for others to read, and each image has a version.</summary>
    public static void AssertSecretsAreApart(YamlNode pod)
    {
        foreach (var container in PodSecurity.Containers(pod))
        {
            var name = container.Text("name")!;
            var mounts = container.Items("volumeMounts");
            var isTokenProgram = TokenPrograms.Contains(name);

            Assert.Equal(isTokenProgram, mounts.Any(mount => mount.Text("mountPath") == "/var/run/github-state"));
            Assert.Equal(isTokenProgram, mounts.Any(mount => IsKey(pod, mount)));
            Assert.All(mounts.Where(mount => IsKey(pod, mount)), mount => Assert.Equal("true", mount.Text("readOnly")));
            Assert.All(mounts.Where(mount => Has(pod, mount, "serviceAccountToken")), mount => Assert.Equal((true, "true"), (WritersOfSecrets.Contains(name), mount.Text("readOnly"))));
            Assert.All(mounts.Where(mount => mount.Text("mountPath") == "/var/run/github"), mount => Assert.Equal(isTokenProgram ? null : "true", mount.Text("readOnly")));
            Assert.All(mounts, mount => Assert.Contains(pod.Items("volumes"), volume => volume.Text("name") == mount.Text("name")));
            Assert.DoesNotContain(container.Items("env"), variable => variable.At("valueFrom", "secretKeyRef") is not null);
            Assert.Matches("(:[^/:]+|@sha256:[0-9a-f]{64})$", container.Text("image"));
            Assert.DoesNotMatch(":latest$", container.Text("image"));
            if (name != "app")
            {
                Assert.Equal("true", container.Text("securityContext", "readOnlyRootFilesystem"));
            }
        }

        Assert.All(pod.Items("volumes").Where(volume => volume.Text("name")!.Contains("token", StringComparison.Ordinal) || volume.Text("name")!.Contains("state", StringComparison.Ordinal)), volume =>
        {
            Assert.Equal("Memory", volume.Text("emptyDir", "medium"));
            Assert.NotNull(volume.Text("emptyDir", "sizeLimit"));
        });
    }

    private static bool IsKey(YamlNode pod, YamlNode mount)
        => pod.Items("volumes").Named(mount.Text("name")!).At("secret") is not null || Has(pod, mount, "secret");

    /// <summary>Whether this is in a projected volume.</summary>
    private static bool Has(YamlNode pod, YamlNode mount, string source)
        => pod.Items("volumes").Named(mount.Text("name")!).Items("projected", "sources").Any(part => part.At(source) is not null);
}
