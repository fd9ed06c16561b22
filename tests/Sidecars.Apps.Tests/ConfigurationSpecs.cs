using System.Text.RegularExpressions;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>Settings that are missing or wrong end every program before it asks GitHub for anything.</summary>
public sealed partial class ConfigurationSpecs
{
    public static TheoryData<string?, string> BadRepositories => new()
    {
        { null, "--repos, WORKSPACE_REPOS: one of these must be given" },
        { "", "--repos, WORKSPACE_REPOS: one of these must be given" },
        { "  \n ", "--repos, WORKSPACE_REPOS: one of these must be given" },
        { "[]", "no repository is named" },
        { "acme/web not-a-repository", "'not-a-repository' names no repository" },
        { "acme/web https://gitlab.example/acme/api", "is on another host than" },
        { "acme/web git@gitlab.example:acme/api.git", "is on another host than" },
        { "https://somebody:hunter2@127.0.0.1/acme/web", "has a user or password in it" },
        { "acme/web somebody:hunter2@127.0.0.1/acme/api", "names no repository" },
        { "acme/web *", "* and none stand alone" },
        { "acme/web=../../etc", "outside of the workspace" },
        { "acme/web@--upload-pack=x", "git does not allow" },
        { "[\"acme/web\", 1]", "begins as a JSON array of strings" },
        { "*", "* names no owner" },
    };

    [Theory]
    [MemberData(nameof(BadRepositories))]
    public async Task Nothing_is_minted_for_a_bad_list_of_repositories(string? repositories, string sentence)
    {
        await using var pod = await Pod.StartAsync();
        pod.Environment.Remove("WORKSPACE_REPOS");
        if (repositories is not null)
        {
            pod.Environment["WORKSPACE_REPOS"] = repositories;
        }

        foreach (var program in new[] { Published.GenerateInitialToken, Published.TokenRefresher })
        {
            var run = await pod.RunAsync(program);

            Assert.True(run.ExitCode == 3, run.Error);
            Assert.Contains(sentence, run.LastMessage, StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", run.Error, StringComparison.Ordinal);
        }

        Assert.Empty(pod.GitHub.Requests);
        Assert.Empty(pod.GitHub.IssuedTokens);
    }

    [Fact]
    public async Task None_publishes_nothing_and_is_no_failure()
    {
        await using var pod = await Pod.StartAsync();
        pod.Environment["WORKSPACE_REPOS"] = "none";

        foreach (var program in Published.OfGitHub)
        {
            Assert.Equal(0, (await pod.RunAsync(program)).ExitCode);
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(pod.Output));
        Assert.Empty(pod.GitHub.Requests);
    }

    public static TheoryData<string, string, string> BadValues => new()
    {
        { "GITHUB_APP_ID", "my-app", "neither an App ID" },
        { "GITHUB_APP_ID", "0123456789abcdef0123456789abcdef01234567", "client secret" },
        { "GITHUB_INSTALLATION_ID", "Iv23liABCDEFGHIJKLMN", "an installation ID is a number" },
        { "GITHUB_API_URL", "http://api.example.com", "would send secrets unprotected" },
        { "GITHUB_API_URL", "https://user:hunter2@api.example.com", "must not hold a user" },
        { "GITHUB_SERVER_URL", "ftp://127.0.0.1", "only https is allowed" },
        { "GITHUB_ACCESS", "admin", "there are read and write" },
        { "GITHUB_PERMISSIONS", "contents", "'contents' is not a permission" },
        { "GITHUB_PERMISSIONS", "contents=all", "'contents=all' is not a permission" },
        { "GITHUB_FILE_MODE", "0777", "not an octal mode by which others may read at most" },
        { "GITHUB_FILE_MODE", "rw", "not an octal mode" },
        { "GITHUB_STATE_DIR", "/nowhere/at/all", "there is no directory /nowhere/at/all" },
        { "GITHUB_CA_FILE", "/nowhere.pem", "/nowhere.pem cannot be read" },
        { "GITHUB_MINT_LIMIT", "3", "write BURST/MINUTES" },
        { "GITHUB_API_URL", "https://api.", "names no host" },
        { "HTTPS_PROXY", "gopher://somebody:hunter2@127.0.0.1", "is not the URL of a proxy" },
        { "GITHUB_APP_PRIVATE_KEY_FILE", "/etc", "/etc is a directory" },
        { "GITHUB_APP_PRIVATE_KEY_FILE", "/dev/zero", "/dev/zero is larger than 64 KiB" },
        { "LOG_FORMAT", "xml", "there are json and text" },
        { "GITHUB_MINT_LIMIT", "3/NaN", "write BURST/MINUTES" },
        { "LOG_LEVEL", "loud", "is not a log level" },
        { "GITHUB_APP_PRIVATE_KEY_FILE", "/nowhere.pem", "There is no private key at /nowhere.pem" },
        { "GITHUB_APP_CREDENTIALS_DIR", "/nowhere", "app-id" },
    };

    [Theory]
    [MemberData(nameof(BadValues))]
    public async Task A_bad_value_is_one_sentence_that_names_its_setting(string variable, string value, string sentence)
    {
        await using var pod = await Pod.StartAsync();
        pod.Environment[variable] = value;

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 3, run.Error);
        Assert.Contains(sentence, run.LastMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", run.Error, StringComparison.Ordinal);
        Assert.Empty(pod.GitHub.Requests);
    }

    [Theory]
    [InlineData("0.001")]
    [InlineData("56")]
    [InlineData("soon")]
    [InlineData("NaN")]
    [InlineData("-1")]
    public async Task An_interval_is_between_one_second_and_55_minutes(string minutes)
    {
        await using var pod = await Pod.StartAsync();

        var run = await pod.RunAsync(Published.TokenRefresher, "--interval-minutes", minutes);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains($"'{minutes}' is not a number of minutes", run.LastMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_url_beside_the_key_wins_over_what_the_pods_author_says()
    {
        await using var pod = await Pod.StartAsync();
        await using var elsewhere = await GitHubEmulator.GitHubServer.StartAsync();
        pod.Secret("api-url", pod.GitHub.ApiUrl.AbsoluteUri);

        var run = await pod.GenerateInitialTokenAsync("--api-url", elsewhere.ApiUrl.AbsoluteUri);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task The_option_wins_over_the_variable_and_the_variable_over_the_file()
    {
        await using var pod = await Pod.StartAsync();
        pod.Secret("app-id", "1");
        pod.Environment["GITHUB_APP_ID"] = "2";

        var run = await pod.GenerateInitialTokenAsync("--app-id", "4711");
        Assert.True(run.ExitCode == 0, run.Error);

        pod.Environment["GITHUB_APP_ID"] = "4711";
        Assert.Equal(0, (await pod.GenerateInitialTokenAsync()).ExitCode);
    }

    [Fact]
    public async Task A_key_in_the_environment_is_accepted_and_warned_about()
    {
        await using var pod = await Pod.StartAsync();
        File.Delete(Path.Combine(pod.Credentials, "private-key"));
        pod.Environment["GITHUB_APP_PRIVATE_KEY_B64"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(TestKey.Shared.Pem));

        var run = await pod.GenerateInitialTokenAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(run.Messages, message => message.Contains("comes from the environment", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_url_beside_a_key_file_named_elsewhere_wins_too()
    {
        await using var pod = await Pod.StartAsync();
        await using var elsewhere = await GitHubEmulator.GitHubServer.StartAsync();
        pod.Secret("api-url", pod.GitHub.ApiUrl.AbsoluteUri);

        var run = await pod.GenerateInitialTokenAsync(
            "--credentials-dir", "/empty", "--private-key-file", Path.Combine(pod.Credentials, "private-key"), "--app-id", "4711", "--api-url", elsewhere.ApiUrl.AbsoluteUri);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task Plain_http_does_not_go_through_a_proxy_on_another_machine()
    {
        await using var pod = await Pod.StartAsync();
        pod.Environment["HTTP_PROXY"] = "http://192.0.2.1:3128";
        pod.Environment["GITHUB_API_URL"] = "http://api.github.localhost";
        pod.Environment["GITHUB_SERVER_URL"] = "http://github.localhost";

        foreach (var program in Published.OfGitHub)
        {
            var run = await pod.RunAsync(program);

            Assert.Equal(3, run.ExitCode);
            Assert.Contains("The proxy 192.0.2.1 would see", run.LastMessage, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_state_is_not_kept_where_other_containers_write()
    {
        await using var pod = await Pod.StartAsync();
        pod.Environment["GITHUB_STATE_DIR"] = pod.Output;

        var run = await pod.GenerateInitialTokenAsync();

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("must not be the output directory", run.LastMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_not_read_into_a_usage_error()
    {
        await using var pod = await Pod.StartAsync();
        var file = Path.Combine(pod.Root, "response");
        File.WriteAllText(file, Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(TestKey.Shared.Pem)));

        foreach (var program in Published.All)
        {
            // Pod searches what they say.
            Assert.Equal(2, (await pod.RunAsync(program, $"@{file}")).ExitCode);
            Assert.Equal(2, (await pod.RunAsync(program, TestKey.Shared.Pem.Split('\n')[1])).ExitCode);
        }
    }

    [Fact]
    public async Task A_termination_log_that_is_a_stream_is_no_obstacle()
    {
        await using var pod = await Pod.StartAsync();
        pod.Environment["TERMINATION_LOG"] = "/dev/stderr";

        Assert.Equal(3, (await pod.GenerateInitialTokenAsync("--repos", "*")).ExitCode);
    }

    [Fact]
    public async Task A_pipe_is_no_key_file_and_holds_nobody_up()
    {
        await using var pod = await Pod.StartAsync();
        var pipe = Path.Combine(pod.Root, "pipe");
        Assert.Equal(0, (await pod.RunAsync("mkfifo", pipe)).ExitCode);

        var run = await pod.GenerateInitialTokenAsync("--private-key-file", pipe);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("is a pipe", run.LastMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_that_does_not_exist_is_a_usage_error()
    {
        await using var pod = await Pod.StartAsync();

        foreach (var program in Published.All)
        {
            var run = await pod.RunAsync(program, "--no-such-option");

            Assert.Equal(2, run.ExitCode);
            Assert.Contains("--no-such-option", run.Error, StringComparison.Ordinal);
            Assert.Contains($"See {Path.GetFileName(program)} --help.", File.ReadAllText(pod.TerminationLog), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Help_names_variables_and_defaults_and_never_a_value()
    {
        await using var pod = await Pod.StartAsync();
        pod.Environment["GITHUB_APP_ID"] = "424242";
        pod.Environment["GITHUB_CA_FILE"] = "/canary.pem";

        pod.Environment["SECRET_SYNC_NAMESPACES"] = "canary";

        foreach (var program in Published.All)
        {
            var run = await pod.RunAsync(program, "--help");
            var (variable, fallback) = program == Published.SecretSync ? ("SECRET_SYNC_NAMESPACES", "/var/run/secrets/kubernetes.io/serviceaccount") : ("GITHUB_CA_FILE", "/var/run/github");

            Assert.Equal(0, run.ExitCode);
            Assert.Contains(variable, run.Output, StringComparison.Ordinal);
            Assert.Contains($"default: {fallback}", run.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("424242", run.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("canary", run.Output, StringComparison.Ordinal);
        }
    }

    /// <summary>Of all commands, from the one table or the other.</summary>
    [Theory]
    [InlineData("generate-initial-token", "")]
    [InlineData("token-refresher", "")]
    [InlineData("token-refresher", "exec")]
    [InlineData("git-clone", "")]
    [InlineData("secret-sync", "")]
    [InlineData("secret-sync", "once")]
    [InlineData("secret-sync", "diff")]
    public async Task Each_option_and_each_variable_of_the_help_stands_in_the_README(string name, string command)
    {
        var program = Published.All.Single(path => Path.GetFileName(path) == name);
        var run = await Command.RunAsync(program, [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"], new Dictionary<string, string>());
        var readme = Document.Read("README.md");

        var named = OptionOrVariable().Matches(run.Output).Select(match => match.Value.Trim()).Where(text => text is not ("--help" or "--version")).Distinct().ToList();

        Assert.True(named.Count > 4, run.Output);
        Assert.All(named, text => Assert.Contains($"`{text}`", readme, StringComparison.Ordinal));
    }

    /// <summary>An option at the start of its line, and a variable in capitals with an underline.</summary>
    [GeneratedRegex(@"(?<=^ {2}(-\w, )*)--[a-z][a-z-]*|\b[A-Z]+(_[A-Z0-9]+)+\b|\bKUBECONFIG\b", RegexOptions.Multiline)]
    private static partial Regex OptionOrVariable();
}
