using Sidecars.Apps.Support;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Sidecars.Apps.Pods;

/// <summary>What a chart says about a pod. A field that is not here is one that <see cref="Kubelet"/> would pass over, and cannot be read.</summary>
internal sealed class PodSpec
{
    public string? ServiceAccountName { get; init; }

    public bool? AutomountServiceAccountToken { get; init; }

    public string RestartPolicy { get; init; } = "Always";

    /// <summary>The containers see each other's processes, and share the memory that has names.</summary>
    public bool ShareProcessNamespace { get; set; }

    public PodSecurityContext SecurityContext { get; init; } = new();

    public List<ContainerSpec> InitContainers { get; init; } = [];

    public List<ContainerSpec> Containers { get; init; } = [];

    public List<VolumeSpec> Volumes { get; init; } = [];

    /// <summary>The pod of the workload.</summary>
    public static Task<PodSpec> RenderAsync(params IReadOnlyList<string> values) => RenderAsync(values, ["Deployment", "Job"], "spec", "template", "spec");

    /// <summary>The pod that <c>helm test</c> runs.</summary>
    public static Task<PodSpec> RenderTestAsync(params IReadOnlyList<string> values) => RenderAsync(values, ["Pod"], "spec");

    /// <summary>The pod of a manifest.</summary>
    public static PodSpec Of(string manifest) => Read(Assert.Single(Yaml.Documents(manifest)), "spec");

    /// <summary>Gives it the user and the group of a namespace where it names none, as OpenShift's restricted SCC does.</summary>
    public void AdmitToOpenShift(long user)
    {
        SecurityContext.FsGroup ??= user;
        foreach (var container in InitContainers.Concat(Containers))
        {
            container.SecurityContext.RunAsUser ??= user;
        }
    }

    private static async Task<PodSpec> RenderAsync(IReadOnlyList<string> values, string[] kinds, params string[] path)
    {
        var document = (await Helm.TemplateAsync(values)).Single(document => kinds.Contains(document["kind"].ToString()));
        return Read(document, path);
    }

    private static PodSpec Read(YamlNode document, params string[] path)
    {
        using var text = new StringWriter();
        new YamlStream(new YamlDocument(path.Aggregate(document, (node, key) => node[key]))).Save(text, assignAnchors: false);
        return new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build().Deserialize<PodSpec>(text.ToString());
    }
}

internal sealed class PodSecurityContext
{
    public long? RunAsUser { get; init; }

    public long? RunAsGroup { get; init; }

    public bool? RunAsNonRoot { get; init; }

    public long? FsGroup { get; set; }

    /// <summary>Of volumes that outlive a pod; there is none here.</summary>
    public string? FsGroupChangePolicy { get; init; }

    public SeccompProfile? SeccompProfile { get; init; }
}

internal sealed class SeccompProfile
{
    public string? Type { get; init; }
}

internal sealed class ContainerSpec
{
    public string Name { get; init; } = "";

    public string Image { get; init; } = "";

    public string? ImagePullPolicy { get; init; }

    public string? RestartPolicy { get; init; }

    public List<string> Command { get; init; } = [];

    public List<string> Args { get; init; } = [];

    public List<VariableSpec> Env { get; init; } = [];

    public object? Ports { get; init; }

    public object? Resources { get; init; }

    public SecurityContext SecurityContext { get; init; } = new();

    public List<MountSpec> VolumeMounts { get; init; } = [];

    public ProbeSpec? StartupProbe { get; init; }

    public ProbeSpec? LivenessProbe { get; init; }

    public ProbeSpec? ReadinessProbe { get; init; }
}

internal sealed class SecurityContext
{
    public long? RunAsUser { get; set; }

    public long? RunAsGroup { get; init; }

    public bool? RunAsNonRoot { get; init; }

    public bool? AllowPrivilegeEscalation { get; init; }

    public bool? ReadOnlyRootFilesystem { get; init; }

    public CapabilitiesSpec Capabilities { get; init; } = new();

    public SeccompProfile? SeccompProfile { get; init; }
}

internal sealed class CapabilitiesSpec
{
    public List<string> Drop { get; init; } = [];
}

internal sealed class VariableSpec
{
    public string Name { get; init; } = "";

    public string Value { get; init; } = "";

    public VariableSource? ValueFrom { get; init; }
}

internal sealed class VariableSource
{
    public KeyReference SecretKeyRef { get; init; } = new();
}

internal sealed class KeyReference
{
    public string Name { get; init; } = "";

    public string Key { get; init; } = "";
}

internal sealed class FieldReference
{
    public string FieldPath { get; init; } = "";
}

internal sealed class MountSpec
{
    public string Name { get; init; } = "";

    public string MountPath { get; init; } = "";

    public bool ReadOnly { get; init; }
}

internal sealed class ProbeSpec
{
    public ExecSpec Exec { get; init; } = new();

    public int PeriodSeconds { get; init; } = 10;

    public int TimeoutSeconds { get; init; } = 1;

    public int FailureThreshold { get; init; } = 3;
}

internal sealed class ExecSpec
{
    public List<string> Command { get; init; } = [];
}

internal sealed class VolumeSpec
{
    public string Name { get; init; } = "";

    public EmptyDirSpec? EmptyDir { get; init; }

    public ProjectedSpec? Projected { get; init; }

    public DownwardSpec? DownwardAPI { get; init; }

    public ConfigMapSpec? ConfigMap { get; init; }

    public SecretVolumeSpec? Secret { get; init; }
}

internal sealed class ConfigMapSpec
{
    public string Name { get; init; } = "";
}

internal sealed class SecretVolumeSpec
{
    public string SecretName { get; init; } = "";

    public int DefaultMode { get; init; } = 0b110_100_100;
}

internal sealed class EmptyDirSpec
{
    public string Medium { get; init; } = "";

    public string? SizeLimit { get; init; }
}

internal sealed class ProjectedSpec
{
    public int DefaultMode { get; init; } = 0b110_100_100;

    public List<SourceSpec> Sources { get; init; } = [];
}

internal sealed class SourceSpec
{
    public SecretSource Secret { get; init; } = new();
}

internal sealed class SecretSource
{
    public string Name { get; init; } = "";

    public bool Optional { get; init; }

    public List<ItemSpec> Items { get; init; } = [];
}

internal sealed class ItemSpec
{
    public string Key { get; init; } = "";

    public string Path { get; init; } = "";
}

internal sealed class DownwardSpec
{
    public List<DownwardItem> Items { get; init; } = [];
}

internal sealed class DownwardItem
{
    public string Path { get; init; } = "";

    public FieldReference FieldRef { get; init; } = new();
}
