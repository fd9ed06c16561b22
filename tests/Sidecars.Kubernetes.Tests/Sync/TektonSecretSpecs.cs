using Sidecars.Kubernetes.Objects;

namespace Sidecars.Kubernetes.Sync;

/// <summary>What is made of a source: the shape that the service account's way and the git-clone task's way both take.</summary>
public sealed class TektonSecretSpecs
{
    private static readonly TektonSecret Tekton = new("https://github.com");

    [Fact]
    public void A_user_and_a_password_come_with_both_files_of_git()
    {
        var content = Of(Secrets.Https);

        Assert.Equal(SecretTypes.BasicAuth, content.Type);
        Assert.Equal(("me", "s3cret"), (content.Text("username"), content.Text("password")));
        Assert.Equal("https://me:s3cret@github.com\n", content.Text(".git-credentials"));
        Assert.Equal("[credential]\n\thelper = store\n", content.Text(".gitconfig"));
        Assert.Equal("https://github.com", content.Annotations["tekton.dev/git-0"]);
        Assert.Equal("uid-1", content.OwnerUid);
    }

    [Theory]
    [InlineData("token", "x-access-token")]
    [InlineData("password", "x-access-token")]
    public void Without_a_user_it_is_an_Apps_token(string key, string user)
    {
        var content = Of(Secrets.Source((key, "t0ken")));

        Assert.Equal((user, "t0ken"), (content.Text("username"), content.Text("password")));
    }

    [Fact]
    public void Password_wins_over_token() => Assert.Equal("p", Of(Secrets.Source(("username", "u"), ("token", "t"), ("password", "p"))).Text("password"));

    [Fact]
    public void The_user_can_be_said() => Assert.Equal("oauth2", Of(Secrets.Source(("token", "t")).With(Marks.Username, "oauth2")).Text("username"));

    [Fact]
    public void Values_are_copied_as_they_are_and_encoded_in_the_file()
    {
        var content = Of(Secrets.Source(("username", "me@corp"), ("password", "a/b?c#d:e%\n")));

        Assert.Equal("a/b?c#d:e%\n", content.Text("password"));
        Assert.Equal("https://me%40corp:a%2Fb%3Fc%23d%3Ae%25@github.com\n", content.Text(".git-credentials"));
    }

    [Fact]
    public void Its_own_gitconfig_stays_and_nothing_else_is_copied()
    {
        var content = Of(Secrets.Source(("username", "u"), ("password", "p"), (".gitconfig", "[user]\n"), ("other", "x")));

        Assert.Equal("[user]\n", content.Text(".gitconfig"));
        Assert.Equal([".git-credentials", ".gitconfig", "password", "username"], content.Data.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_host_has_an_annotation_and_a_line()
    {
        var content = Of(Secrets.Https.With(Marks.GitHosts, "https://github.com, https://ghe.corp:8443/org"));

        Assert.Equal(["https://github.com", "https://ghe.corp:8443/org"], [content.Annotations["tekton.dev/git-0"], content.Annotations["tekton.dev/git-1"]]);
        Assert.Equal("https://me:s3cret@github.com\nhttps://me:s3cret@ghe.corp:8443/org\n", content.Text(".git-credentials"));
    }

    [Fact]
    public void Hosts_are_those_of_the_sources_own_annotations_where_it_has_some()
        => Assert.Equal("https://ghe.corp", Of(Secrets.Https.With("tekton.dev/git-7", "https://ghe.corp")).Annotations["tekton.dev/git-0"]);

    [Fact]
    public void Registries_come_only_where_they_are_asked_for()
    {
        Assert.DoesNotContain(Of(Secrets.Https).Annotations.Keys, key => key.StartsWith(Marks.TektonDocker, StringComparison.Ordinal));
        Assert.Equal("https://ghcr.io", Of(Secrets.Https.With(Marks.DockerHosts, "https://ghcr.io")).Annotations["tekton.dev/docker-0"]);
        Assert.Equal("https://ghcr.io", Of(Secrets.Https.With("tekton.dev/docker-3", "https://ghcr.io")).Annotations["tekton.dev/docker-0"]);
    }

    [Fact]
    public void No_annotation_of_the_source_comes_along()
        => Assert.DoesNotContain("kubectl.kubernetes.io/last-applied-configuration", Of(Secrets.Https.With("kubectl.kubernetes.io/last-applied-configuration", "{\"data\":{}}")).Annotations.Keys);

    public static TheoryData<string, Secret> Invalid => new()
    {
        { "neither password nor token", Secrets.Source(("username", "u")) },
        { "neither password nor token", Secrets.Source(("username", "u"), ("password", "")) },
        { "none of password, token and ssh-privatekey", Secrets.Source(("other", "x")) },
        { "none of password", Secrets.Source((".dockerconfigjson", "{}")) },
        { "both ssh-privatekey and password", Secrets.Source(("password", "p"), ("ssh-privatekey", "k")) },
        { "control characters", Secrets.Source(("username", "u"), ("password", "a\nb")) },
        { "no private key", Secrets.Source(("ssh-privatekey", "not a key")) },
        { "no URL of a host", Secrets.Https.With(Marks.GitHosts, "https://github.com/a=b") },
        { "no URL of a host", Secrets.Https.With(Marks.GitHosts, "git@github.com:o/r") },
        { "larger than a Secret may be", Secrets.Source(("password", "p"), (".gitconfig", new string('x', 1024 * 1024))) },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void What_cannot_be_used_is_said_without_values(string sentence, Secret source)
    {
        var recipe = Tekton.Of(source);

        Assert.Null(recipe.Content);
        Assert.Contains(sentence, recipe.Invalid, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_comes_as_ssh_itself_wants_it()
    {
        var source = Secrets.Source(("ssh-privatekey", "-----BEGIN RSA PRIVATE KEY-----\r\nAAAA\r\n-----END RSA PRIVATE KEY-----"), ("known_hosts", "github.com ssh-ed25519 AAAA")).With(Marks.GitHosts, "github.com,ssh://git@ghe.corp:2222/o/r");
        var recipe = Tekton.Of(source);
        var content = recipe.Content!;

        Assert.Equal(SecretTypes.SshAuth, content.Type);
        Assert.Equal("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n", content.Text("ssh-privatekey"));
        Assert.Equal(content.Text("ssh-privatekey"), content.Text("id_rsa"));
        Assert.Equal(["github.com", "ghe.corp:2222"], [content.Annotations["tekton.dev/git-0"], content.Annotations["tekton.dev/git-1"]]);
        Assert.Contains("Host ghe.corp\n    HostName ghe.corp\n    User git\n    Port 2222\n    IdentityFile ~/.ssh/id_rsa\n    IdentitiesOnly yes\n", content.Text("config"), StringComparison.Ordinal);
        Assert.Null(recipe.Warning);
    }

    [Fact]
    public void A_key_without_known_hosts_is_used_and_warned_of()
        => Assert.Equal("SshKnownHostsMissing", Tekton.Of(Secrets.Source(("ssh-privatekey", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"))).Warning?.Reason);

    [Fact]
    public void An_operators_older_name_of_known_hosts_is_known()
        => Assert.Equal("h", Of(Secrets.Source(("ssh-privatekey", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"), ("ssh-knownhosts", "h"))).Text("known_hosts"));

    private static SecretContent Of(Secret source) => Tekton.Of(source).Content!;
}
