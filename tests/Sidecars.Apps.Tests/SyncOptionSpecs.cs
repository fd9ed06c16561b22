using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>How git-clone --sync gets a commit, and how much of it: the options of clones hold here too.</summary>
public sealed class SyncOptionSpecs
{
    [Fact]
    public async Task Of_a_long_history_one_commit_is_fetched()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Web.CommitMany("main", 500);
        using var sync = pod.StartSyncAgain();
        await sync.SaysAsync("Published");
        Assert.Equal(1, await pod.FetchedCommitsAsync());
        var before = pod.GitHub.Requests.Count;

        await pod.PublishedAsync(pod.Greet("hello"));

        // One file and its directory: what was there already does not come again.
        Assert.InRange(pod.GitHub.Requests.Skip(before).Sum(request => request.BytesSent), 1, 20_000);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task A_depth_holds_across_updates_and_can_be_changed_at_the_next_start()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Web.CommitMany("main", 10);
        using (var sync = pod.StartSyncAgain("--depth", "3"))
        {
            await sync.SaysAsync("Published");
            Assert.Equal(3, await pod.FetchedCommitsAsync());
            await sync.SaysAsync($"Published {pod.Greet("hello")}");
            Assert.Equal(3, await pod.FetchedCommitsAsync());
            await pod.StopAsync(sync);
        }

        var commit = pod.Greet("good morning");
        await pod.SyncOnceAsync("--private-dir", pod.PrivateDirectory, "--depth", "1");

        Assert.Equal(1, await pod.FetchedCommitsAsync());
        Assert.Equal(commit, pod.PublishedCommit);

        commit = pod.Greet("good evening");
        await pod.SyncOnceAsync("--private-dir", pod.PrivateDirectory, "--depth", "5");

        Assert.Equal(5, await pod.FetchedCommitsAsync());
        Assert.Equal(commit, pod.PublishedCommit);
    }

    [Fact]
    public async Task Sparse_only_the_directories_that_are_named_are_published_and_the_files_at_the_top()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync("--sparse", "docs src/app");
        await pod.PublishedAsync(pod.Web.Commit(
            "main", Change.File("docs/a.md", "a"), Change.File("src/app/b.cs", "b"), Change.File("src/lib/c.cs", "c"), Change.File("tests/d.cs", "d")));

        Assert.Equal(["README.md", "docs/a.md", "src/app/b.cs"], Files(pod.Current));
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task With_a_filter_what_is_not_checked_out_is_not_fetched()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Web.Commit("main", Change.File("media/big.bin", StartingStates.Noise(1_000_000)), Change.File("src/a.cs", "a"));
        var before = pod.GitHub.Requests.Count;

        using var sync = pod.StartSync("--filter", "blob:none", "--sparse", "src");
        await sync.SaysAsync("Published");
        await pod.PublishedAsync(pod.Web.Commit("main", "src/a.cs", "b"));

        Assert.Equal("b", File.ReadAllText($"{pod.Current}/src/a.cs"));
        Assert.InRange(pod.GitHub.Requests.Skip(before).Sum(request => request.BytesSent), 1, 100_000);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task A_server_that_gives_no_commit_by_its_name_is_asked_for_the_branch()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Web.RefuseUnadvertisedCommits();
        using var sync = pod.StartSync();
        await pod.PublishedAsync(pod.Greet("hello"));

        await pod.PublishedAsync(pod.Greet("good morning"));

        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task Submodules_are_published_with_the_commit_that_contains_them()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        var (web, api) = (pod.Repositories["web"], pod.Repositories["api"]);
        var contained = web.Commit("main", Change.File(".gitmodules", "[submodule \"api\"]\n\tpath = libs/api\n\turl = ../api.git\n"), Change.Submodule("libs/api", api.Resolve("main")!));
        using var sync = pod.StartSync("--submodules");
        await pod.PublishedAsync(contained);
        Assert.Equal("# api\n", File.ReadAllText($"{pod.Current}/libs/api/README.md"));

        var moved = web.Commit("main", Change.Submodule("libs/api", api.Commit("main", "new.txt", "new")));
        await pod.PublishedAsync(moved);

        Assert.Equal("new", File.ReadAllText($"{pod.Current}/libs/api/new.txt"));
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task Submodules_stay_empty_unless_they_are_asked_for()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        var api = pod.Repositories["api"].Resolve("main")!;
        pod.Web.Commit("main", Change.File(".gitmodules", "[submodule \"api\"]\n\tpath = libs/api\n\turl = ../api.git\n"), Change.Submodule("libs/api", api));

        var run = await pod.SyncOnceAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{pod.Current}/libs/api"));
    }

    [Fact]
    public async Task A_commit_that_nobody_signed_whom_we_trust_is_not_published()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var signer = await Signer.CreateAsync(pod);
        var trusted = await signer.CommitAsync("greeting", "signed");
        using var sync = pod.StartSync("--allowed-signers", signer.AllowedSigners);
        await pod.PublishedAsync(trusted);

        pod.Greet("not signed");
        await sync.SaysAsync("is not signed by any key");
        Assert.Equal("signed", pod.Greeting);

        await pod.PublishedAsync(await signer.CommitAsync("greeting", "signed again"));
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task Over_https_the_server_has_to_be_who_it_says()
    {
        using var authority = new Authority();
        await using var pod = await Pod.StartAsync(new GitHubServerOptions { Certificate = authority.ServerCertificate });
        File.WriteAllText(Path.Combine(pod.Root, "ca.pem"), authority.Pem);
        await pod.GenerateInitialTokenAsync("--ca-file", Path.Combine(pod.Root, "ca.pem"));
        var commit = pod.Greet("hello");

        using (var stranger = pod.StartSync())
        {
            await stranger.SaysAsync("certificate");
            Assert.False(Path.Exists(pod.Current));
        }

        var run = await pod.SyncOnceAsync("--ca-file", Path.Combine(pod.Root, "ca.pem"));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(commit, pod.PublishedCommit);
    }

    [Theory]
    [InlineData("4711")]
    [InlineData("client ID")]
    public async Task The_token_of_an_App_opens_its_private_repositories(string app)
    {
        await using var pod = await Pod.StartAsync();
        pod.Secret("app-id", app == "client ID" ? pod.App.ClientId : app);
        await pod.GenerateInitialTokenAsync();
        var commit = pod.Greet("hello");

        var run = await pod.SyncOnceAsync();

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(commit, pod.PublishedCommit);
        Assert.All(pod.GitHub.Requests.Where(request => request.Operation is Operation.GitInfoRefs or Operation.GitUploadPack), request => Assert.Equal(pod.GitHub.IssuedTokens[0].Sha256, request.TokenSha256));
    }

    [Theory]
    [InlineData("git@{host}:acme/web.git")]
    [InlineData("ssh://git@{host}/acme/web.git")]
    public async Task A_repository_that_is_named_by_an_SSH_URL_is_fetched_with_the_token_and_needs_no_key(string url)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync("--repo", url.Replace("{host}", pod.GitHub.ServerUrl.Host, StringComparison.Ordinal));
        await pod.PublishedAsync(pod.Greet("hello"));

        await pod.PublishedAsync(pod.Greet("good morning"));

        Assert.All(pod.GitHub.Requests.Where(request => request.Operation is Operation.GitInfoRefs or Operation.GitUploadPack), request => Assert.Equal(pod.GitHub.IssuedTokens[0].Sha256, request.TokenSha256));
        await pod.StopAsync(sync);
    }

    private static string[] Files(string directory)
        => [.. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(directory, path)).Order(StringComparer.Ordinal)];
}
