using Sidecars.Apps.Support;

namespace Sidecars.Apps.Charts;

/// <summary>The checker that the specs of the charts rely on sees what it should.</summary>
public sealed class PodSecuritySpecs
{
    [Theory]
    [InlineData("hostPID: true", "", "pod: Host Namespaces")]
    [InlineData("volumes: [{ name: v, hostPath: { path: / } }]", "", "pod: Volume Types")]
    [InlineData("securityContext: { sysctls: [{ name: kernel.msgmax, value: '1' }] }", "", "pod: Sysctls")]
    [InlineData("", "windowsOptions: { hostProcess: true }", "app: HostProcess")]
    [InlineData("", "privileged: true", "app: Privileged Containers")]
    [InlineData("", "appArmorProfile: { type: Unconfined }", "app: AppArmor")]
    [InlineData("", "seLinuxOptions: { user: root }", "app: SELinux")]
    [InlineData("", "procMount: Unmasked", "app: /proc Mount Type")]
    [InlineData("", "allowPrivilegeEscalation: true", "app: Privilege Escalation")]
    [InlineData("", "runAsNonRoot: false", "app: Running as Non-root")]
    [InlineData("", "runAsUser: 0", "app: Running as Non-root user")]
    [InlineData("", "seccompProfile: { type: Unconfined }", "app: Seccomp")]
    [InlineData("", "capabilities: { drop: [ALL], add: [SYS_ADMIN] }", "app: Capabilities")]
    public void Each_rule_that_is_broken_is_named(string pod, string container, string violation)
    {
        var fields = new Dictionary<string, string>
        {
            ["allowPrivilegeEscalation"] = "allowPrivilegeEscalation: false",
            ["runAsNonRoot"] = "runAsNonRoot: true",
            ["seccompProfile"] = "seccompProfile: { type: RuntimeDefault }",
            ["capabilities"] = "capabilities: { drop: [ALL] }",
        };
        if (container.Length > 0)
        {
            fields[container.Split(':')[0]] = container;
        }

        var spec = Assert.Single(Yaml.Documents($"containers: [{{ name: app, securityContext: {{ {string.Join(", ", fields.Values)} }} }}]\n{pod}\n"));

        Assert.Equal([violation], PodSecurity.Violations(spec));
    }

    [Theory]
    [InlineData("ports: [{ containerPort: 80, hostPort: 80 }]", "app: Host Ports")]
    [InlineData("livenessProbe: { httpGet: { path: /, host: 169.254.169.254 } }", "app: Host Probes / Lifecycle Hooks")]
    [InlineData("lifecycle: { preStop: { tcpSocket: { port: 80, host: 169.254.169.254 } } }", "app: Host Probes / Lifecycle Hooks")]
    public void So_is_one_that_is_broken_beside_the_security_context(string field, string violation)
    {
        var spec = Assert.Single(Yaml.Documents($"containers: [{{ name: app, {field}, securityContext: {{ allowPrivilegeEscalation: false, runAsNonRoot: true, seccompProfile: {{ type: RuntimeDefault }}, capabilities: {{ drop: [ALL] }} }} }}]\n"));

        Assert.Equal([violation], PodSecurity.Violations(spec));
    }
}
