using Sidecars.Apps.Support;
using YamlDotNet.RepresentationModel;

namespace Sidecars.Apps.Charts;

/// <summary>Charts of somebody's own that include the templates of charts/sidecars-lib.</summary>
public sealed class LibraryChartSpecs
{
    /// <summary>As charts/README.md shows it.</summary>
    private static readonly string Pod = Document.Blocks("charts/README.md", "yaml").Single(block => block.Contains("{{", StringComparison.Ordinal));

    [Theory]
    [InlineData("1.28")]
    [InlineData("1.30")]
    public async Task Three_values_are_enough_for_all_that_the_application_chart_gives(string kubernetes)
    {
        var own = await RenderAsync(kubernetes, Helm.Toggle);
        var ours = ChartPod.Workload(await Helm.TemplateOnAsync(kubernetes, Helm.App, Helm.Toggle));

        ChartPod.AssertIsSafe(own);
        Assert.Equal(PodSecurity.Containers(ours).Where(container => container.Text("name") != "app"), PodSecurity.Containers(own).Where(container => container.Text("name") != "app"));
        Assert.Equal(ours.Items("containers").Named("app").Items("env"), own.Items("containers").Named("app").Items("env"));
        Assert.Equal(ours.Items("volumes").Where(volume => volume.Text("name") != "workspace"), own.Items("volumes").Where(volume => volume.Text("name") != "workspace"));
    }

    [Fact]
    public async Task False_zero_and_empty_win_over_the_defaults()
    {
        var own = await RenderAsync("1.30", Helm.Toggle, "githubApp: { clone: { enabled: false }, fsGroup: '', runAsUser: '', fileMode: '', logLevel: '' }");
        var sidecar = own.Items("initContainers").Named("token-refresher");

        Assert.Equal(["token-refresher"], own.Items("initContainers").Select(container => container.Text("name")));
        Assert.Null(own.At("securityContext", "fsGroup"));
        Assert.Null(sidecar.At("securityContext", "runAsUser"));
        Assert.Equal((null, null), (sidecar.Variable("GITHUB_FILE_MODE"), sidecar.Variable("LOG_LEVEL")));
    }

    [Fact]
    public async Task Each_default_that_is_no_map_gives_way_to_false_and_to_zero()
    {
        using var chart = TemporaryChart.WithLibrary(("merged.yaml", """
            kind: Merged
            values: {{ include "sidecars.merged" (dict "defaults" (dict "wanted" true "many" 5 "deep" (dict "wanted" true "many" 5 "kept" 7)) "given" .Values) | toJson }}
            """));
        var merged = (await Helm.TemplateAsync(chart.Path, "1.30", ["{ wanted: false, many: 0, deep: { wanted: false, many: 0 } }"])).Single().Text("values");

        var values = Assert.IsType<YamlMappingNode>(Assert.Single(Yaml.Documents(merged!)));
        Assert.Equal(("false", "0"), (values.Text("wanted"), values.Text("many")));
        Assert.Equal(("false", "0", "7"), (values.Text("deep", "wanted"), values.Text("deep", "many"), values.Text("deep", "kept")));
    }

    [Fact]
    public async Task Null_means_the_default()
    {
        var own = await RenderAsync("1.30", Helm.Toggle, "githubApp: { clone: null, proxy: null, refreshIntervalMinutes: null }");

        Assert.Equal(["token-refresher", "git-clone"], own.Items("initContainers").Select(container => container.Text("name")));
        Assert.Equal("45", own.Items("initContainers").Named("token-refresher").Variable("REFRESH_INTERVAL_MINUTES"));
    }

    [Fact]
    public async Task Without_the_toggle_they_get_nothing()
    {
        var own = await RenderAsync("1.30", "githubApp: { enabled: false }");

        Assert.Equal(["app"], PodSecurity.Containers(own).Select(container => container.Text("name")));
        Assert.Equal(["workspace"], own.Items("volumes").Select(volume => volume.Text("name")));
    }

    [Fact]
    public void The_values_of_the_application_chart_show_the_defaults_word_for_word()
    {
        var library = File.ReadAllLines(Path.Combine(Helm.Charts, "sidecars-lib", "templates", "_defaults.tpl"));
        var defaults = library.SkipWhile(line => !line.Contains("define \"sidecars.defaults\"", StringComparison.Ordinal)).Skip(1).TakeWhile(line => !line.StartsWith("{{- end", StringComparison.Ordinal));
        var values = File.ReadAllLines(Path.Combine(Helm.Charts, "sidecars", "values.yaml"));
        var block = values.SkipWhile(line => line != "githubApp:").Skip(1).TakeWhile(line => line.Length == 0 || line[0] == ' ').Select(line => line.Length == 0 ? line : line[2..]);

        Assert.Equal(string.Join('\n', defaults), string.Join('\n', block).TrimEnd());
    }

    private static async Task<YamlNode> RenderAsync(string kubernetes, params string[] values)
    {
        using var chart = TemporaryChart.WithLibrary(("pod.yaml", Pod));
        return ChartPod.Of((await Helm.TemplateAsync(chart.Path, kubernetes, values)).Single());
    }
}
