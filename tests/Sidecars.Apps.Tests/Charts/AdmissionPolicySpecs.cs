using Sidecars.Apps.Support;
using YamlDotNet.RepresentationModel;

namespace Sidecars.Apps.Charts;

/// <summary>The ValidatingAdmissionPolicy that says who may change the annotations that move a pod's scope. No API server evaluates it here.</summary>
public sealed class AdmissionPolicySpecs
{
    private const string Enabled = """
        image: { repository: my-app, tag: "1" }
        githubApp: { enabled: true, secretName: github-app, repos: [my-org/my-repo], annotations: { enabled: true } }
        admissionPolicy: { enabled: true, users: ["system:serviceaccount:pools:dispatcher"], groups: [] }
        """;

    [Fact]
    public async Task Every_way_to_change_an_annotation_of_a_pod_is_guarded_and_what_cannot_be_checked_is_denied()
    {
        var (policy, binding) = await PolicyAsync();
        var rule = Assert.Single(policy.Items("spec", "matchConstraints", "resourceRules"));

        Assert.Equal(["pods", "pods/status"], rule.Items("resources").Select(resource => resource.ToString()));
        Assert.Equal(["UPDATE"], rule.Items("operations").Select(operation => operation.ToString()));
        Assert.Equal("Fail", policy.Text("spec", "failurePolicy"));
        Assert.Equal(["Deny"], binding.Items("spec", "validationActions").Select(action => action.ToString()));
    }

    [Fact]
    public async Task Both_annotations_stay_as_they_are_but_for_those_who_are_named()
    {
        var (policy, _) = await PolicyAsync();
        var expression = Assert.Single(policy.Items("spec", "validations")).Text("expression");

        Assert.StartsWith("request.userInfo.username in [\"system:serviceaccount:pools:dispatcher\"] || (has(request.userInfo.groups) && request.userInfo.groups.exists(group, group in [])) || ", expression, StringComparison.Ordinal);
        Assert.Contains("[\"github-app/access\", \"github-app/repos\"].all(name,", expression, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_bound_to_the_namespace_of_the_release_by_a_name_that_no_other_namespace_has()
    {
        var (policy, binding) = await PolicyAsync();

        Assert.Equal("default-release-sidecars-github-app-annotations", policy.Text("metadata", "name"));
        Assert.Equal(policy.Text("metadata", "name"), binding.Text("spec", "policyName"));
        Assert.Equal("default", binding.Text("spec", "matchResources", "namespaceSelector", "matchLabels", "kubernetes.io/metadata.name"));
    }

    [Fact]
    public async Task The_annotations_are_those_that_the_sidecar_follows()
    {
        var volume = ChartPod.Workload(await Helm.TemplateAsync(Enabled)).Items("volumes").Named("github-scope");

        Assert.Equal(
            ["metadata.annotations['github-app/access']", "metadata.annotations['github-app/repos']"],
            volume.Items("downwardAPI", "items").Select(item => item.Text("fieldRef", "fieldPath")));
    }

    private static async Task<(YamlNode Policy, YamlNode Binding)> PolicyAsync()
    {
        var documents = await Helm.TemplateAsync(Enabled);
        return (documents.Single(document => document.Text("kind") == "ValidatingAdmissionPolicy"), documents.Single(document => document.Text("kind") == "ValidatingAdmissionPolicyBinding"));
    }
}
