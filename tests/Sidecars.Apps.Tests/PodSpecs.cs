using System.Globalization;
using GitHubEmulator;
using Sidecars.Apps.Pods;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>The pod that the chart renders, its containers run in their order as kubelet would, beside an app of another user.</summary>
public sealed class PodSpecs(Podman podman) : IClassFixture<Podman>
{
    private const string Tokens = "/var/run/github/files";

    [ContainerTheory]
    [InlineData("native")]
    [InlineData("classic")]
    public async Task The_app_fetches_pushes_and_asks_the_api_while_its_tokens_are_replaced(string mode)
    {
        await using var surroundings = await Pod.StartAsync();
        await using var pod = await StartAsync(surroundings, $"githubApp: {{ mode: {mode}, access: write, refreshIntervalMinutes: 0.03 }}");
        var app = pod["app"];

        for (var i = 0; i < 3; i++)
        {
            surroundings.Web.Commit("main", $"theirs-{i}.txt", "theirs");
            await app.ShellAsync($"cd /workspace/web && git pull --quiet --rebase && echo mine >mine-{i}.txt && git add . && git commit --quiet --message {i} && git push --quiet origin HEAD:main");
            Assert.Equal("acme/web", await app.ShellAsync("gh api /installation/repositories --jq '.repositories[].full_name'"));

            var token = await TokenAsync(pod);
            await Eventually.HoldsAsync(async () => await TokenAsync(pod) != token);
            surroundings.GitHub.Revoke(token);
        }

        Assert.Equal(surroundings.Web.Resolve("main"), await app.ShellAsync("git -C /workspace/web rev-parse HEAD"));
        pod.Volumes.AssertOthersMayFollowTheLinksOf("github-token");
    }

    /// <summary>Nothing is replaced but images, names, GitHub's address and what the app does; the README shows the file.</summary>
    [ContainerFact]
    public async Task The_pod_of_the_readme_works()
    {
        await using var surroundings = await Pod.StartAsync();
        var manifest = Replace(
            Example("pod.yaml"),
            (": token-refresher:", ": localhost/token-refresher:"),
            (": git-clone:", ": localhost/git-clone:"),
            ("my-org/my-repo", "acme/web"),
            ("env: &scope [", $"env: &scope [{Environment("GITHUB_API_URL", "http://api.github.localhost")}, {Environment("HTTP_PROXY", surroundings.GitHub.ServerUrl)}, "),
            ("image: \"my-app:1\",", $"image: \"{Kubelet.AppImage}:1\", command: [sleep, infinity],"),
            ("        env: [", $"        env: [{Environment("GH_HOST", "github.localhost")}, {Environment("HTTP_PROXY", surroundings.GitHub.ServerUrl)}, {Environment("http_proxy", surroundings.GitHub.ServerUrl)}, "));
        await using var pod = await StartAsync(surroundings, PodSpec.Of(manifest));
        var token = await TokenAsync(pod);

        await pod["token-refresher"].SignalAsync("HUP");
        await Eventually.HoldsAsync(async () => await TokenAsync(pod) != token);
        surroundings.GitHub.Revoke(token);
        surroundings.Web.Commit("main", "theirs.txt", "theirs");

        await pod["app"].ShellAsync("cd /workspace/web && git pull --quiet");
        Assert.Equal(surroundings.Web.Resolve("main"), await pod["app"].ShellAsync("git -C /workspace/web rev-parse HEAD"));
        Assert.Equal("acme/web", await pod["app"].ShellAsync("gh api /installation/repositories --jq '.repositories[].full_name'"));
        Assert.Equal(0, (await pod["token-refresher"].ExecAsync(pod["token-refresher"].Spec.LivenessProbe!.Exec.Command)).ExitCode);
        pod.Volumes.AssertOthersMayFollowTheLinksOf("token");
        await pod.EndSidecarAsync();
    }

    [ContainerFact]
    public async Task A_pod_of_the_warm_pool_waits_without_a_token_and_then_works_on_what_it_was_given()
    {
        await using var surroundings = await Pod.StartAsync();
        var spec = await PodSpec.RenderAsync(Example("warm-pool.yaml"), Values(surroundings), "githubApp: { repos: [], annotations: { maxRepos: ['acme/*'] } }");
        await using var pod = await StartAsync(surroundings, spec);
        var early = surroundings.Count(Operation.Mint);

        pod.Annotate("github-app/access", "write");
        pod.Annotate("github-app/repos", "acme/web");
        await Eventually.HoldsAsync(async () => (await pod["app"].ExecAsync("git", "clone", "--quiet", "http://github.localhost/acme/web", "/workspace/web")).ExitCode == 0);
        await Eventually.HoldsAsync(async () => (await pod["app"].ExecAsync("git", "-C", "/workspace/web", "push", "--quiet", "origin", "HEAD:refs/heads/mine")).ExitCode == 0);

        Assert.Equal(0, early);
        Assert.Equal(surroundings.Web.Resolve("main"), surroundings.Web.Resolve("mine"));
    }

    [ContainerFact]
    public async Task The_Job_of_the_examples_works_on_its_commit()
    {
        await using var surroundings = await Pod.StartAsync();
        var commit = surroundings.Web.Resolve("main")!;
        surroundings.Web.Commit("main", "later.txt", "later");
        var values = Replace(Example("job.yaml"), ("0123456789abcdef0123456789abcdef01234567", commit), ("my-org/my-repo", "acme/web"), ("/workspace/my-repo", "/workspace/it"));
        await using var pod = await StartAsync(surroundings, await PodSpec.RenderAsync(values, Values(surroundings), "command: [git, -C, /workspace/it, rev-parse, HEAD]\nargs: []"));

        var job = await pod["app"].EndAsync();

        Assert.Equal((0, commit), (job.ExitCode, job.Output.Trim()));
        await pod.EndSidecarAsync();
    }

    [ContainerTheory]
    [InlineData("native")]
    [InlineData("classic")]
    public async Task Who_comes_from_another_sidecar_finds_the_token_where_it_was(string mode)
    {
        await using var surroundings = await Pod.StartAsync();
        surroundings.Installation.Permissions = new Dictionary<string, string> { ["contents"] = "write", ["pull_requests"] = "write", ["issues"] = "write", ["workflows"] = "write" };
        var kept = File.ReadAllText(Path.Combine(Helm.Charts, "sidecars", "values-from-existing-sidecar.yaml")).Replace("github-app-credentials", "github-app", StringComparison.Ordinal);
        var spec = await PodSpec.RenderAsync(Values(surroundings), kept, $"githubApp: {{ mode: {mode}, clone: {{ runAsUser: '' }} }}\ncontainerSecurityContext: {{ runAsUser: null, runAsGroup: null }}");
        await using var pod = await StartAsync(surroundings, spec);

        Assert.Equal("640 1001 1001", await pod["app"].ShellAsync("stat --dereference --format '%a %u %g' /var/run/github/token"));
        await pod["app"].ShellAsync("cd /workspace/web && git commit --quiet --allow-empty --message mine && git push --quiet origin HEAD:main");
    }

    /// <summary>As docs/migration.md has it.</summary>
    [ContainerFact]
    public async Task Who_comes_from_git_sync_has_a_link_that_follows_the_branch()
    {
        await using var surroundings = await Pod.StartAsync();
        var values = Replace(
            Document.Blocks("docs/migration.md", "yaml").Single(block => block.Contains("--sync", StringComparison.Ordinal)),
            (": git-clone:", ": localhost/git-clone:"),
            ("my-org/my-repo", "acme/web"),
            ("--period, \"30\"", "--period, \"1\""),
            ("env: [", $"env: [{Environment("GITHUB_API_URL", "http://api.github.localhost")}, {Environment("HTTP_PROXY", surroundings.GitHub.ServerUrl)}, "));
        await using var pod = await StartAsync(surroundings, await PodSpec.RenderAsync(values, Values(surroundings), "githubApp: { clone: { enabled: false } }"));

        surroundings.Web.Commit("main", "theirs.txt", "theirs");
        await Eventually.HoldsAsync(async () => (await pod["app"].ExecAsync("cat", "/git/current/theirs.txt")).Output.Trim() == "theirs");

        Assert.Contains("Read-only file system", (await pod["app"].ExecAsync("touch", "/git/mine")).Error, StringComparison.Ordinal);
        Assert.DoesNotContain((await pod["git-sync"].LogsAsync()).Messages, message => message.Contains("not in memory", StringComparison.Ordinal));
    }

    [ContainerFact]
    public async Task A_Job_ends_when_its_app_has_ended()
    {
        await using var surroundings = await Pod.StartAsync();
        await using var pod = await StartAsync(surroundings, """
            kind: Job
            args: [-c, 'cd /workspace/web && git fetch --quiet && git log --format=%s']
            githubApp: { mode: native }
            """);

        var job = await pod["app"].EndAsync();
        var sidecar = await pod.EndSidecarAsync();

        Assert.True(job.ExitCode == 0, job.Error);
        Assert.NotEmpty(job.Output);
        Assert.True(sidecar < TimeSpan.FromSeconds(2), $"It took {sidecar}.");
    }

    [ContainerFact]
    public async Task A_sidecar_that_is_started_again_goes_on_with_its_token()
    {
        await using var surroundings = await Pod.StartAsync();
        await using var pod = await StartAsync(surroundings);
        var token = await TokenAsync(pod);

        await KillSidecarAsync(pod);
        await pod.RestartAsync("token-refresher");

        Assert.Equal(1, surroundings.Count(Operation.Mint));
        Assert.Equal(token, await TokenAsync(pod));
        await pod.EndSidecarAsync();
    }

    [ContainerFact]
    public async Task A_sidecar_whose_volumes_were_emptied_mints_anew_and_the_app_goes_on()
    {
        await using var surroundings = await Pod.StartAsync();
        await using var pod = await StartAsync(surroundings);
        var token = await TokenAsync(pod);

        await KillSidecarAsync(pod);
        pod.Volumes.Empty("github-token", "github-state");
        await pod.RestartAsync("token-refresher");
        surroundings.GitHub.Revoke(token);

        Assert.Equal(2, surroundings.Count(Operation.Mint));
        await pod["app"].ShellAsync("git -C /workspace/web fetch --quiet");
    }

    [ContainerFact]
    public async Task What_an_older_image_left_is_taken_over()
    {
        await using var surroundings = await Pod.StartAsync();
        await using var pod = await StartAsync(surroundings);
        var token = await TokenAsync(pod);
        await KillSidecarAsync(pod);

        File.WriteAllText(Path.Combine(pod.Volumes["github-state"], "state.json"), StateAsOf010(surroundings, token));
        await pod.RestartAsync("token-refresher");

        Assert.Equal(1, surroundings.Count(Operation.Mint));
        Assert.Contains((await pod["token-refresher"].LogsAsync()).Messages, message => message.StartsWith("Took over the token of an earlier run for acme", StringComparison.Ordinal));
        Assert.Equal(token, await TokenAsync(pod));
    }

    [ContainerFact]
    public async Task One_repository_with_a_ref_is_cloned_to_the_volume_itself_and_the_app_works_in_it()
    {
        await using var surroundings = await Pod.StartAsync();
        await using var pod = await StartAsync(surroundings, """
            githubApp: { access: write, clone: { ref: main } }
            env:
              - { name: TEAM, valueFrom: { secretKeyRef: { name: github-app, key: app-id } } }
              - { name: HTTP_PROXY, value: PROXY }
              - { name: http_proxy, value: PROXY }
            """.Replace("PROXY", surroundings.GitHub.ServerUrl.AbsoluteUri, StringComparison.Ordinal));

        await pod["app"].ShellAsync("cd /workspace && echo $TEAM >team && git add team && git commit --quiet --message mine && git push --quiet origin HEAD:main");

        Assert.Equal("4711", await pod["app"].ShellAsync("git -C /workspace show origin/main:team"));
    }

    [ContainerFact]
    public async Task On_OpenShift_every_container_has_the_user_that_the_namespace_gives()
    {
        await using var surroundings = await Pod.StartAsync();
        var spec = await PodSpec.RenderAsync(Values(surroundings), """
            githubApp: { runAsUser: "", runAsGroup: "", fsGroup: "", access: write, clone: { runAsUser: "" } }
            containerSecurityContext: { runAsUser: null, runAsGroup: null }
            """);
        spec.AdmitToOpenShift(1000680000);
        await using var pod = await StartAsync(surroundings, spec);

        Assert.Equal("1000680000 0 1000680000", await pod["app"].ShellAsync("echo $(id -u) $(id -G)"));
        await pod["app"].ShellAsync("cd /workspace/web && git commit --quiet --allow-empty --message mine && git push --quiet origin HEAD:main");
    }

    [ContainerFact]
    public async Task The_app_reads_tokens_by_its_group_and_can_change_nothing()
    {
        await using var surroundings = await Pod.StartAsync();
        await using var pod = await StartAsync(surroundings);
        var app = pod["app"];

        Assert.Equal("640 65532 65532", await app.ShellAsync($"stat --dereference --format '%a %u %g' {Tokens}/token"));
        foreach (var attempt in (string[])[$"echo x >{Tokens}/token", $"echo x >{Tokens}/new", $"mv {Tokens}/token {Tokens}/old", $"rm {Tokens}/..data", $"ln -s /tmp {Tokens}/link"])
        {
            Assert.Contains("Read-only file system", (await app.ExecAsync("sh", "-c", attempt)).Error, StringComparison.Ordinal);
        }
    }

    [ContainerFact]
    public async Task Files_in_the_volumes_own_directory_which_has_the_sticky_bit_are_warned_of()
    {
        await using var surroundings = await Pod.StartAsync();
        await using var pod = await StartAsync(surroundings, "githubApp: { tokenDirectory: /var/run/github }");

        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => pod.Volumes.AssertOthersMayFollowTheLinksOf("github-token"));
        Assert.Contains((await pod["token-refresher"].LogsAsync()).Messages, message => message.Contains("nobody but user 65532 can read the published files", StringComparison.Ordinal));
    }

    [ContainerTheory]
    [InlineData("app-id", 3, "app-id")]
    [InlineData("private-key", 4, "key")]
    public async Task A_Secret_that_cannot_be_used_ends_the_sidecar_before_the_app_starts(string key, int exitCode, string sentence)
    {
        await using var surroundings = await Pod.StartAsync();
        var secret = SecretOf(surroundings);
        if (key == "app-id")
        {
            secret.Keys.Remove(key);
        }
        else
        {
            secret.Keys[key] = "not a key";
        }

        var spec = await PodSpec.RenderAsync(Values(surroundings));
        await using var pod = new Kubelet(podman, surroundings, spec, secret);
        var end = await pod.StartAsync();

        Assert.Equal(exitCode, end?.ExitCode);
        Assert.Contains(sentence, pod["token-refresher"].TerminationMessage, StringComparison.Ordinal);
        Assert.StartsWith(pod["token-refresher"].TerminationMessage.Trim(), end!.LastMessage, StringComparison.Ordinal);
        Assert.False(pod.HasStarted("git-clone") || pod.HasStarted("app"));
    }

    [ContainerFact]
    public async Task Without_a_private_key_the_volume_cannot_be_mounted()
    {
        await using var surroundings = await Pod.StartAsync();
        var spec = await PodSpec.RenderAsync(Values(surroundings));

        var refused = Assert.Throws<UnmountableException>(() => new Kubelet(podman, surroundings, spec, new Secret("github-app", new() { ["app-id"] = "4711" })));

        Assert.Equal("references non-existent secret key: private-key", refused.Message);
    }

    [Theory]
    [InlineData("native")]
    [InlineData("classic")]
    public async Task Key_and_state_are_mounted_in_the_token_programs_alone(string mode)
    {
        await using var surroundings = await Pod.StartAsync();
        var spec = await PodSpec.RenderAsync(Values(surroundings), $"githubApp: {{ mode: {mode} }}");

        var holders = spec.InitContainers.Concat(spec.Containers).Where(container => container.VolumeMounts.Any(mount => mount.Name is "github-app" or "github-state"));

        Assert.Equal(mode == "native" ? ["token-refresher"] : ["generate-initial-token", "token-refresher"], holders.Select(container => container.Name));
    }

    [ContainerFact]
    public async Task An_annotation_widens_the_access_inside_its_ceiling()
    {
        await using var surroundings = await Pod.StartAsync();
        var spec = await PodSpec.RenderAsync(Values(surroundings), "githubApp: { annotations: { enabled: true, maxAccess: write } }");
        await using var pod = await StartAsync(surroundings, spec);
        const string push = "cd /workspace/web && git commit --quiet --allow-empty --message mine && git push --quiet origin HEAD:main";
        var early = await pod["app"].ExecAsync("sh", "-c", push);

        pod.Annotate("github-app/access", "write");
        await Eventually.HoldsAsync(() => surroundings.Count(Operation.Mint) == 2);
        await Eventually.HoldsAsync(async () => (await pod["app"].ExecAsync("sh", "-c", "cd /workspace/web && git push --quiet origin HEAD:main")).ExitCode == 0);

        Assert.NotEqual(0, early.ExitCode);
    }

    [ContainerTheory]
    [InlineData("{}")]
    [InlineData("githubApp: { annotations: { enabled: true, maxAccess: write } }")]
    [InlineData("githubApp: { repos: [], annotations: { enabled: true, awaitRepos: true, maxRepos: ['acme/*'] }, clone: { enabled: false } }")]
    [InlineData("githubApp: { permissions: { contents: read }, annotations: { enabled: true, maxRepos: ['acme/*'] } }")]
    public async Task Helm_test_says_that_all_is_well(string values)
    {
        await using var surroundings = await Pod.StartAsync();
        var spec = await PodSpec.RenderTestAsync(Values(surroundings), values);
        await using var pod = new Kubelet(podman, surroundings, spec, SecretOf(surroundings));
        await pod.StartAsync();

        var run = await pod["doctor"].EndAsync();

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Matches(@"\n\d+ ok(, \d+ skipped)?\n$", run.Output);
    }

    /// <summary>gh reaches a GitHub on this machine only under this name, and by a proxy.</summary>
    internal static string Values(Pod surroundings) => $$"""
        githubApp:
          enabled: true
          secretName: github-app
          repos: [acme/web]
          imageRegistry: localhost
          apiUrl: http://api.github.localhost
          proxy: { httpProxy: "{{surroundings.GitHub.ServerUrl}}" }
          extraArgs: [--mint-limit, 100/1]
          clone: { runAsUser: 1234, identity: app }
        image: { repository: {{Kubelet.AppImage}}, tag: 1 }
        command: [sh]
        args: [-c, sleep infinity]
        env:
          - { name: GH_HOST, value: github.localhost }
          - { name: GH_NO_UPDATE_NOTIFIER, value: "1" }
          - { name: HTTP_PROXY, value: "{{surroundings.GitHub.ServerUrl}}" }
          - { name: http_proxy, value: "{{surroundings.GitHub.ServerUrl}}" }
        containerSecurityContext: { runAsUser: 1234, runAsGroup: 1234, readOnlyRootFilesystem: true }
        """;

    private static string Example(string name) => File.ReadAllText(Path.Combine(Helm.Charts, "examples", name));

    private static string Environment(string name, object value) => $"{{ name: {name}, value: \"{value}\" }}";

    /// <summary>Fails where there is nothing to replace.</summary>
    private static string Replace(string text, params (string Old, string New)[] replacements) => replacements.Aggregate(text, (so, replacement) =>
    {
        Assert.Contains(replacement.Old, so, StringComparison.Ordinal);
        return so.Replace(replacement.Old, replacement.New, StringComparison.Ordinal);
    });

    internal static Secret SecretOf(Pod surroundings) => new("github-app", Directory.EnumerateFiles(surroundings.Credentials).ToDictionary(file => Path.GetFileName(file), File.ReadAllText));

    /// <summary>Recorded, but for what is different each time.</summary>
    private static string StateAsOf010(Pod surroundings, string token)
    {
        var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        var uptime = double.Parse(File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture);
        var (minted, expires) = (DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1));
        return FormattableString.Invariant($$"""
            {"version":1,"boot_id":"{{boot}}","owners":{"acme":{"token":{"value":"{{token}}","api_url":"http://api.github.localhost/","server_url":"http://github.localhost/","app_id":"4711","configured_installation_id":null,"asked":"acme/web (contents: read)","installation_id":{{surroundings.Installation.Id}},"owner":"acme","permissions":{"contents":"read","metadata":"read"},"repositories":["acme/web"],"minted_at":"{{minted:yyyy-MM-ddTHH:mm:ss}}+00:00","expires_at":"{{expires:yyyy-MM-ddTHH:mm:ss}}+00:00","expires_since_boot_seconds":{{uptime + 3600}},"expires_by_our_clock":"{{expires:yyyy-MM-ddTHH:mm:ss.fffffff}}+00:00","app_slug":"workspace-bot"},"paid_until_seconds":{{uptime + 60}} } },"access":null}
            """);
    }

    private static Task<string> TokenAsync(Kubelet pod) => pod["app"].ShellAsync($"cat {Tokens}/token");

    private static async Task KillSidecarAsync(Kubelet pod)
    {
        await pod["token-refresher"].SignalAsync("KILL");
        await pod["token-refresher"].EndAsync();
    }

    private async Task<Kubelet> StartAsync(Pod surroundings, string values = "{}") => await StartAsync(surroundings, await PodSpec.RenderAsync(Values(surroundings), values));

    private async Task<Kubelet> StartAsync(Pod surroundings, PodSpec spec)
    {
        var pod = new Kubelet(podman, surroundings, spec, SecretOf(surroundings));
        var failure = await pod.StartAsync();
        Assert.True(failure is null, failure?.Error);
        return pod;
    }
}
