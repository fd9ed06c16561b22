using System.Text;
using Sidecars.GitHub;
using Sidecars.Support;

namespace Sidecars.Publishing;

/// <summary>What real git makes of the configuration.</summary>
public sealed class ConsumerGitConfigSpecs : IDisposable
{
    private readonly Workspace _workspace = new();

    public static TheoryData<string> Values => GenerationSpecs.Values;

    [Theory]
    [InlineData("git@github.com:acme/web.git", "https://github.com/acme/web.git")]
    [InlineData("git@github.com:acme/web", "https://github.com/acme/web")]
    [InlineData("ssh://git@github.com/acme/web.git", "https://github.com/acme/web.git")]
    [InlineData("ssh://git@github.com/acme/web", "https://github.com/acme/web")]
    [InlineData("git@github.com:acme/web-private.git", null)]
    [InlineData("git@github.com:acme/webs", null)]
    [InlineData("git@github.com:acme/web.github.io.git", null)]
    [InlineData("git@github.com:acme/web.github.io", null)]
    [InlineData("git@github.com:acme/web.git-tools.git", null)]
    [InlineData("ssh://git@github.com/acme/web_2", null)]
    [InlineData("git@github.com:acme/other.git", null)]
    [InlineData("git@gitlab.com:acme/web.git", null)]
    [InlineData("git@github.com-key:acme/web.git", null)]
    public async Task Ssh_urls_of_the_listed_repositories_mean_https_and_no_others(string url, string? expected)
        => Assert.Equal(expected ?? url, await UrlAsync(url, "acme/web", "acme/app"));

    [Theory]
    [InlineData("git@github.com:acme/web2", "https://github.com/acme/web2")]
    [InlineData("git@github.com:acme/web2.git", "https://github.com/acme/web2.git")]
    [InlineData("ssh://git@github.com/acme/web2", "https://github.com/acme/web2")]
    [InlineData("git@github.com:acme/web", "https://github.com/acme/web")]
    [InlineData("git@github.com:acme/web3", null)]
    [InlineData("git@github.com:acme/web23", null)]
    public async Task A_listed_repository_whose_name_is_one_character_longer_than_anothers_is_replaced_too(string url, string? expected)
        => Assert.Equal(expected ?? url, await UrlAsync(url, "acme/web", "acme/web2"));

    [Fact]
    public async Task Of_many_repositories_the_urls_that_end_in_git_are_replaced()
    {
        var repositories = Enumerable.Range(0, 11).Select(number => $"acme/repo{number}").ToArray();

        Assert.Equal("https://github.com/acme/repo1.git", await UrlAsync("git@github.com:acme/repo1.git", repositories));
        Assert.Equal("https://github.com/acme/repo10.git", await UrlAsync("git@github.com:acme/repo10.git", repositories));
        Assert.Equal("git@github.com:acme/repo1.github.io.git", await UrlAsync("git@github.com:acme/repo1.github.io.git", repositories));
        Assert.Equal("git@github.com:acme/repo1-private.git", await UrlAsync("git@github.com:acme/repo1-private.git", repositories));
    }

    [Fact]
    public async Task For_a_whole_installation_all_urls_of_the_owner_mean_https()
    {
        using var directory = Published([Token() with { Repositories = null }]);

        Assert.Equal("https://github.com/acme/any.git", (await GitAsync(directory, "ls-remote", "--get-url", "git@github.com:acme/any.git")).Trim());
        Assert.Equal("git@github.com:acmeother/any.git", (await GitAsync(directory, "ls-remote", "--get-url", "git@github.com:acmeother/any.git")).Trim());
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task The_helper_gives_any_token_as_it_is(string value)
    {
        using var directory = Published([Token(value)]);

        Assert.Contains($"username=x-access-token\npassword={value}\n", await FillAsync(directory, "acme/web.git"));
    }

    [Fact]
    public async Task The_helper_reads_the_token_anew_at_each_call()
    {
        using var directory = Published([Token("ghs_first")]);
        Assert.Contains("password=ghs_first\n", await FillAsync(directory, "acme/web.git"));

        directory.Write("token", "ghs_second");

        Assert.Contains("password=ghs_second\n", await FillAsync(directory, "acme/web.git"));
    }

    [Theory]
    [InlineData("acme/web.git", "ghs_acme")]
    [InlineData("Acme/Web", "ghs_acme")]
    [InlineData("umbrella/corp.git/info/lfs", "ghs_umbrella")]
    public async Task With_several_owners_the_helper_goes_by_the_path(string path, string token)
    {
        using var directory = Published([Token("ghs_acme"), Token("ghs_umbrella") with { Owner = "umbrella", Repositories = ["umbrella/corp"] }]);

        Assert.Contains($"password={token}\n", await FillAsync(directory, path));
    }

    [Theory]
    [InlineData("github/acme/web.git", "ghs_acme")]
    [InlineData("github/Umbrella/corp", "ghs_umbrella")]
    public async Task With_several_owners_on_a_server_below_a_path_the_helper_goes_by_what_is_behind_it(string path, string token)
    {
        var host = new GitHubHost(new("https://github.com/github/api/v3"), new("https://github.com/github"));
        using var directory = Published([Token("ghs_acme") with { Host = host }, Token("ghs_umbrella") with { Host = host, Owner = "umbrella", Repositories = ["umbrella/corp"] }]);

        Assert.Contains($"password={token}\n", await FillAsync(directory, path));
    }

    [Theory]
    [InlineData("other/web.git")]
    [InlineData("acmeother/web.git")]
    [InlineData("acme")]
    public async Task For_another_owner_the_users_own_helper_is_asked(string path)
    {
        using var directory = Published([Token("ghs_acme"), Token("ghs_umbrella") with { Owner = "umbrella" }]);
        directory.Write("user", "[credential]\n\thelper = \"!echo username=me; echo password=mine; :\"\n");

        Assert.Contains("password=mine\n", await FillAsync(directory, path, "user"));
    }

    [Theory]
    [InlineData("it's here")]
    [InlineData("a \"quoted\" $HOME `x` \\ directory")]
    [InlineData("é;#")]
    public async Task The_directory_may_have_any_name(string name)
    {
        using var parent = new TestDirectory();
        Directory.CreateDirectory(parent[name]);
        File.WriteAllText(Path.Combine(parent[name], "token"), "ghs_x");
        parent.Write("gitconfig", Text([Token("ghs_x")], new(["gitconfig"], parent[name], [])));

        Assert.Contains("password=ghs_x\n", await FillAsync(parent, "acme/web.git"));
    }

    [Theory]
    [InlineData("approve")]
    [InlineData("reject")]
    public async Task The_helper_keeps_and_forgets_nothing(string operation)
    {
        using var directory = Published([Token("ghs_x")]);

        await GitAsync(directory, $"credential {operation}".Split(' '), "protocol=https\nhost=github.com\nusername=x-access-token\npassword=ghs_x\n\n");

        Assert.Equal("ghs_x", directory.Read("token"));
    }

    [Fact]
    public async Task Another_server_gets_nothing()
    {
        using var directory = Published([Token("ghs_x")]);

        await Assert.ThrowsAsync<InvalidOperationException>(() => GitAsync(directory, ["credential", "fill"], "protocol=https\nhost=gitlab.com\npath=acme/web\n\n"));
    }

    [Fact]
    public async Task Without_a_shell_the_header_goes_to_the_owners_repositories()
    {
        using var directory = Published([Token("ghs_acme"), Token("ghs_umbrella") with { Owner = "umbrella" }], "gitconfig-no-shell");

        var header = await GitAsync(directory, "config", "--get-urlmatch", "http.extraHeader", "https://github.com/umbrella/corp.git");

        Assert.Equal($"Authorization: Basic {TokenValue.BasicCredential("x-access-token", "ghs_umbrella")}", header.Trim());
        await Assert.ThrowsAsync<InvalidOperationException>(() => GitAsync(directory, "config", "--get-urlmatch", "http.extraHeader", "https://github.com/other/corp.git"));
    }

    [Fact]
    public async Task The_clones_are_safe_directories()
    {
        using var directory = new TestDirectory();
        directory.Write("gitconfig", Text([Token("ghs_x")], new(["gitconfig"], directory.Path, ["/code", "/workspace/a b"])));

        Assert.Equal("/code\n/workspace/a b\n", await GitAsync(directory, "config", "--get-all", "safe.directory"));
    }

    public void Dispose() => _workspace.Dispose();

    private InstallationToken Token(string value = "ghs_x") => _workspace.Token(value: value) with { Repositories = ["acme/web"] };

    private async Task<string> UrlAsync(string url, params string[] repositories)
    {
        using var directory = Published([Token() with { Repositories = repositories }]);
        return (await GitAsync(directory, "ls-remote", "--get-url", url)).Trim();
    }

    private static TestDirectory Published(IReadOnlyList<InstallationToken> tokens, string kind = "gitconfig")
    {
        var directory = new TestDirectory();
        Directory.CreateDirectory(directory["tokens"]);
        foreach (var file in Generation.Of([.. tokens.Select(token => new OwnerToken(token.Owner, token, null))], new([kind], directory.Path, [])))
        {
            File.WriteAllBytes(directory[file.Name == kind ? "gitconfig" : file.Name], file.Content);
        }

        return directory;
    }

    private static string Text(IReadOnlyList<InstallationToken> tokens, PublishOptions options)
        => Encoding.UTF8.GetString(ConsumerGitConfig.WithHelper(tokens, tokens.Count > 1, options));

    private static Task<string> FillAsync(TestDirectory directory, string path, string userConfiguration = "/dev/null")
        => GitAsync(directory, ["credential", "fill"], $"protocol=https\nhost=github.com\npath={path}\n\n", userConfiguration);

    private static Task<string> GitAsync(TestDirectory directory, params string[] arguments) => GitAsync(directory, arguments, "");

    /// <summary>Included as the README says, beside the user's own configuration.</summary>
    private static async Task<string> GitAsync(TestDirectory directory, string[] arguments, string input, string userConfiguration = "/dev/null")
    {
        var environment = new Dictionary<string, string>
        {
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_CONFIG_GLOBAL"] = userConfiguration.StartsWith('/') ? userConfiguration : directory[userConfiguration],
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_CONFIG_COUNT"] = "1",
            ["GIT_CONFIG_KEY_0"] = "include.path",
            ["GIT_CONFIG_VALUE_0"] = directory["gitconfig"],
        };
        var (exitCode, output) = await ChildProcess.RunAsync("git", arguments, environment, input);
        return exitCode == 0 ? output : throw new InvalidOperationException($"git ended with {exitCode}: {output}");
    }
}
