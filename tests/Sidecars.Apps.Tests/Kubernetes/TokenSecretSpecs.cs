using System.Globalization;
using Sidecars.Apps.Support;
using static Sidecars.Apps.Kubernetes.Cluster;

namespace Sidecars.Apps.Kubernetes;

/// <summary>token-refresher brings its tokens into Secrets, too.</summary>
public sealed class TokenSecretSpecs
{
    private const string Name = "github-token";

    [Theory]
    [InlineData("basic-auth", "kubernetes.io/basic-auth", "password", "password username")]
    [InlineData("opaque", "Opaque", "token", "token")]
    [InlineData("tekton", "kubernetes.io/basic-auth", "password", ".git-credentials .gitconfig password username")]
    [InlineData("argocd", "Opaque", "password", "password type url username")]
    public async Task A_token_and_each_next_one_is_in_the_Secret_in_the_form_that_is_wanted(string kind, string type, string key, string keys)
    {
        await using var pod = await Pod.StartAsync();
        await using var cluster = await StartAsync(pod, type);
        using var refresher = pod.StartTokenRefresher("--secret", $"team/{Name}", "--secret-type", kind);

        var secret = await cluster.SecretAsync(Name, secret => Text(secret, key) is { } text && text == CurrentToken(pod));
        Assert.Equal(keys, string.Join(' ', secret["data"]!.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal)));
        Assert.Equal("acme/web (contents: read, metadata: read)", Annotation(secret, "github-app/scope"));
        Assert.Equal(pod.GitHub.IssuedTokens.Single().ExpiresAt, DateTimeOffset.Parse(Annotation(secret, "github-app/expires-at")!, CultureInfo.InvariantCulture));

        await pod.RefreshAndRevokeAsync(refresher);
        await cluster.SecretAsync(Name, secret => Text(secret, key) == pod.Token);
        await pod.StopAsync(refresher);
        Assert.All(cluster.Server.Requests, request => Assert.Equal(Name, request.Name));
    }

    [Fact]
    public async Task What_it_writes_for_Tekton_is_what_git_takes()
    {
        await using var pod = await Pod.StartAsync();
        await using var cluster = await StartAsync(pod, "kubernetes.io/basic-auth");
        using var refresher = pod.StartTokenRefresher("--secret", $"team/{Name}", "--secret-type", "tekton");
        var secret = await cluster.SecretAsync(Name, secret => Text(secret, "password") is not null);

        using var home = new TektonHome(secret);
        await home.CloneAsync(new Uri(pod.GitHub.ServerUrl, "acme/web"));

        Assert.Equal(pod.GitHub.ServerUrl.GetLeftPart(UriPartial.Authority), Annotation(secret, "tekton.dev/git-0"));
        await pod.StopAsync(refresher);
    }

    [Theory]
    [InlineData("{}", "Opaque", "somebody else's")]
    [InlineData("{ github-app/published-by: token-refresher }", "kubernetes.io/basic-auth", "needs Opaque")]
    public async Task One_that_is_not_made_for_it_is_never_touched(string labels, string type, string sentence)
    {
        await using var pod = await Pod.StartAsync();
        await using var cluster = await StartAsync(pod, type, labels);
        using var refresher = pod.StartTokenRefresher("--secret", $"team/{Name}", "--secret-type", "opaque");

        await refresher.SaysAsync(sentence);
        await Eventually.HoldsAsync(() => File.Exists(Path.Combine(pod.Output, "token")));

        Assert.Empty(cluster.Writes(Name));
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task The_files_do_not_wait_for_an_API_server_and_the_Secret_follows_when_there_is_one()
    {
        await using var pod = await Pod.StartAsync();
        await using var cluster = await StartAsync(pod, "Opaque");
        await cluster.Server.StopAsync();
        using var refresher = pod.StartTokenRefresher("--secret", $"team/{Name}", "--secret-type", "opaque");

        await Eventually.HoldsAsync(() => File.Exists(Path.Combine(pod.Output, "token")));
        await refresher.SaysAsync("does not have the newest token");
        await cluster.Server.ResumeAsync();

        await cluster.SecretAsync(Name, secret => Text(secret, "token") == pod.Token);
        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task Each_owner_can_have_one_of_its_own()
    {
        await using var pod = await Pod.StartAsync();
        await using var cluster = await StartAsync(pod, "Opaque");
        pod.AddOwner("octo", "tools");
        pod.Environment["WORKSPACE_REPOS"] = "acme/web octo/tools";
        cluster.Server.Secrets.Apply(Made("second", "Opaque", "{ github-app/published-by: token-refresher }"));
        await cluster.AllowToWriteAsync(Name, "second");
        using var refresher = pod.StartTokenRefresher("--secret", $"team/{Name}=acme team/second=octo", "--secret-type", "opaque");

        await refresher.SaysAsync("The Secret team/second has the token for octo");
        await cluster.SecretAsync(Name, secret => Text(secret, "token") == pod.TokenOf("acme"));
        await cluster.SecretAsync("second", secret => Text(secret, "token") == pod.TokenOf("octo"));

        await pod.StopAsync(refresher);
    }

    [Fact]
    public async Task With_revoke_on_exit_it_is_taken_out_at_the_end()
    {
        await using var pod = await Pod.StartAsync();
        await using var cluster = await StartAsync(pod, "kubernetes.io/basic-auth");
        using var refresher = pod.StartTokenRefresher("--secret", $"team/{Name}", "--revoke-on-exit");
        await cluster.SecretAsync(Name, secret => Text(secret, "password") is not null);

        await pod.StopAsync(refresher);

        Assert.Null(Text(cluster.Server.Secrets.Get("team", Name), "password"));
        Assert.Null(Annotation(cluster.Server.Secrets.Get("team", Name), "github-app/expires-at"));
    }

    [Fact]
    public async Task Without_one_nothing_is_asked_of_Kubernetes()
    {
        await using var pod = await Pod.StartAsync();
        await using var cluster = await StartAsync(pod, "Opaque");
        using var refresher = pod.StartTokenRefresher();
        await refresher.SaysAsync("Published");
        await pod.StopAsync(refresher);

        Assert.Empty(cluster.Server.Requests);
    }

    [Theory]
    [InlineData("--secret", "noslash", "NAMESPACE/NAME")]
    [InlineData("--secret", "a/b a/b", "named twice")]
    [InlineData("--secret-type", "docker", "basic-auth, opaque, tekton, argocd")]
    public async Task What_makes_no_sense_is_said_before_anything_is_minted(string option, string value, string sentence)
    {
        await using var pod = await Pod.StartAsync();
        await using var cluster = await StartAsync(pod, "Opaque");

        var run = await pod.RunAsync(Published.TokenRefresher, [option, value, .. option == "--secret" ? Array.Empty<string>() : ["--secret", $"team/{Name}"]]);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains(sentence, run.LastMessage, StringComparison.Ordinal);
        Assert.Equal(0, pod.Count(GitHubEmulator.Operation.Mint));
    }

    private static string? CurrentToken(Pod pod) => File.Exists(Path.Combine(pod.Output, "token")) ? pod.Token : null;

    /// <summary>A cluster with the Secret as the chart makes it, for a pod whose service account may write that one.</summary>
    private static async Task<Cluster> StartAsync(Pod pod, string type, string labels = "{ github-app/published-by: token-refresher }")
    {
        var cluster = await Cluster.StartAsync();
        cluster.Server.Secrets.Apply(Made(Name, type, labels));
        await cluster.AllowToWriteAsync(Name);
        foreach (var name in (string[])["KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"])
        {
            pod.Environment[name] = cluster.Environment[name];
        }

        pod.Environment["GITHUB_SERVICE_ACCOUNT_DIR"] = cluster.Environment["SECRET_SYNC_SERVICE_ACCOUNT_DIR"];
        cluster.Server.ClearRequests();
        return cluster;
    }

    private static string Made(string name, string type, string labels)
        => $"metadata: {{ namespace: team, name: {name}, labels: {labels} }}\ntype: {type}\ndata: {{ {(type == "Opaque" ? "" : "username: eC1hY2Nlc3MtdG9rZW4=")} }}";
}
