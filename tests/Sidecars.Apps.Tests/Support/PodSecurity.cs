using YamlDotNet.RepresentationModel;

namespace Sidecars.Apps.Support;

/// <summary>The rules of the Pod Security Standard "restricted" by their names, those of "baseline" among them.</summary>
/// <remarks>https://kubernetes.io/docs/concepts/security/pod-security-standards/</remarks>
internal static class PodSecurity
{
    private static readonly string[] VolumeTypes = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];

    private static readonly string[] HostNamespaces = ["hostNetwork", "hostPID", "hostIPC"];

    private static readonly string[] SeLinuxTypes = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

    private static readonly string[] NetworkHandlers = ["httpGet", "tcpSocket"];

    private static readonly string[] SafeSysctls = ["kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range"];

    private static readonly (string Name, Func<YamlNode, bool> Holds)[] OfPods =
    [
        ("Host Namespaces", pod => HostNamespaces.All(field => pod.Text(field) is null or "false")),
        ("Volume Types", pod => pod.Items("volumes").All(volume => volume.Keys().Count == 2 && volume.Keys().All(key => key == "name" || VolumeTypes.Contains(key)))),
        ("Sysctls", pod => pod.Items("securityContext", "sysctls").All(sysctl => SafeSysctls.Contains(sysctl.Text("name")))),
    ];

    /// <summary>Each is given the container's securityContext, the pod's and the container.</summary>
    private static readonly (string Name, Func<YamlNode?, YamlNode?, YamlNode, bool> Holds)[] OfContainers =
    [
        ("HostProcess", (own, pod, _) => (own.Text("windowsOptions", "hostProcess") ?? pod.Text("windowsOptions", "hostProcess")) is null or "false"),
        ("Privileged Containers", (own, _, _) => own.Text("privileged") is null or "false"),
        ("Host Ports", (_, _, container) => container.Items("ports").All(port => port.Text("hostPort") is null or "0")),
        ("Host Probes / Lifecycle Hooks", (_, _, container) => Handlers(container).All(handler => handler.Text("host") is null or "")),
        ("AppArmor", (own, pod, _) => (own.Text("appArmorProfile", "type") ?? pod.Text("appArmorProfile", "type")) is null or "RuntimeDefault" or "Localhost"),
        ("SELinux", (own, pod, _) => new[] { own, pod }.All(context => SeLinuxTypes.Contains(context.Text("seLinuxOptions", "type") ?? "") && context.Text("seLinuxOptions", "user") is null or "" && context.Text("seLinuxOptions", "role") is null or "")),
        ("/proc Mount Type", (own, _, _) => own.Text("procMount") is null or "Default"),
        ("Privilege Escalation", (own, _, _) => own.Text("allowPrivilegeEscalation") == "false"),
        ("Running as Non-root", (own, pod, _) => (own.Text("runAsNonRoot") ?? pod.Text("runAsNonRoot")) == "true"),
        ("Running as Non-root user", (own, pod, _) => own.Text("runAsUser") != "0" && pod.Text("runAsUser") != "0"),
        ("Seccomp", (own, pod, _) => (own.Text("seccompProfile", "type") ?? pod.Text("seccompProfile", "type")) is "RuntimeDefault" or "Localhost"),
        ("Capabilities", (own, _, _) => own.Items("capabilities", "drop").Any(capability => capability.ToString() == "ALL") && own.Items("capabilities", "add").All(capability => capability.ToString() == "NET_BIND_SERVICE")),
    ];

    /// <summary>Who breaks which rule, in a pod's spec.</summary>
    public static IReadOnlyList<string> Violations(YamlNode pod) =>
    [
        .. OfPods.Where(rule => !rule.Holds(pod)).Select(rule => $"pod: {rule.Name}"),
        .. Containers(pod).SelectMany(container => OfContainers.Where(rule => !rule.Holds(container.At("securityContext"), pod.At("securityContext"), container)).Select(rule => $"{container.Text("name")}: {rule.Name}")),
    ];

    public static IReadOnlyList<YamlNode> Containers(YamlNode pod) => [.. pod.Items("initContainers"), .. pod.Items("containers"), .. pod.Items("ephemeralContainers")];

    private static IEnumerable<YamlNode> Handlers(YamlNode container)
        => from hook in new[] { container.At("startupProbe"), container.At("livenessProbe"), container.At("readinessProbe"), container.At("lifecycle", "postStart"), container.At("lifecycle", "preStop") }
           from kind in NetworkHandlers
           select hook.At(kind) into handler
           where handler is not null
           select handler;
}
