using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>git-clone --sync --submodules: what acme/web contains is published with it.</summary>
public sealed class SyncSubmoduleSpecs
{
    [Fact]
    public async Task Submodules_and_theirs_are_followed_forward_and_back()
    {
        await using var pod = await Pod.StartAsync();
        var (api, lib) = (pod.Repositories["api"], pod.GitHub.AddRepository("acme", "lib"));
        await MintAsync(pod, "acme/web acme/api acme/lib");
        Contain(api, ("lib", "../lib.git", lib.Commit("main", "name", "lib 1")));
        var first = Contain(pod.Web, ("api", "../api.git", api.Commit("main", "name", "api 1")));
        using var sync = pod.StartSync("--submodules");
        await pod.PublishedAsync(first);
        AssertHas(pod, "api 1", "lib 1");

        Contain(api, ("lib", "../lib.git", lib.Commit("main", "name", "lib 2")));
        await pod.PublishedAsync(Contain(pod.Web, ("api", "../api.git", api.Commit("main", "name", "api 2"))));
        AssertHas(pod, "api 2", "lib 2");

        pod.Web.Branch("main", first);
        await pod.PublishedAsync(first);
        AssertHas(pod, "api 1", "lib 1");
        await pod.StopAsync(sync);

        static void AssertHas(Pod pod, string api, string lib)
        {
            Assert.Equal(api, File.ReadAllText($"{pod.Current}/api/name"));
            Assert.Equal(lib, File.ReadAllText($"{pod.Current}/api/lib/name"));
        }
    }

    [Fact]
    public async Task A_submodule_that_is_added_comes_one_that_is_removed_goes_and_one_that_is_moved_does_both()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        var api = pod.Repositories["api"].Resolve("main")!;
        using var sync = pod.StartSync("--submodules");
        await sync.SaysAsync("Published");

        var added = Contain(pod.Web, ("libs/api", "../api.git", api));
        await pod.PublishedAsync(added);
        Assert.True(File.Exists($"{pod.Current}/libs/api/README.md"));

        await pod.PublishedAsync(pod.Web.Commit("main", Change.File(".gitmodules", GitModules(("other", "../api.git"))), Change.Delete("libs/api"), Change.Submodule("other", api)));
        Assert.True(File.Exists($"{pod.Current}/other/README.md"));
        Assert.False(Path.Exists($"{pod.Current}/libs"));

        await pod.PublishedAsync(pod.Web.Commit("main", Change.Delete(".gitmodules"), Change.Delete("other")));
        Assert.Equal(["README.md"], Directory.EnumerateFileSystemEntries($"{pod.Current}/").Select(Path.GetFileName));

        pod.Web.Branch("main", added);
        await pod.PublishedAsync(added);
        Assert.True(File.Exists($"{pod.Current}/libs/api/README.md"));
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task Of_submodules_that_are_gone_nothing_stays_in_the_private_directory_and_theirs_goes_too()
    {
        await using var pod = await Pod.StartAsync();
        var (api, lib) = (pod.Repositories["api"], pod.GitHub.AddRepository("acme", "lib"));
        await MintAsync(pod, "acme/web acme/api acme/lib");
        Contain(api, ("lib", "../lib.git", lib.Commit("main", "name", "lib 1")));
        var first = Contain(pod.Web, ("api", "../api.git", api.Resolve("main")!), ("lib", "../lib.git", lib.Resolve("main")!));
        using (var earlier = pod.StartSyncAgain("--submodules"))
        {
            await pod.PublishedAsync(first);
            Assert.Equal(3, Kept());
            await pod.StopAsync(earlier);
        }

        using var sync = pod.StartSyncAgain("--submodules");
        for (var i = 0; i < 3; i++)
        {
            var moved = pod.Web.Commit(
                "main", Change.File(".gitmodules", GitModules(($"api-{i}", "../api.git"))), Change.Delete(i == 0 ? "api" : $"api-{i - 1}"), Change.Submodule($"api-{i}", api.Resolve("main")!),
                i == 0 ? Change.Delete("lib") : Change.File("greeting", $"{i}"));
            await sync.SaysAsync($"Published {moved}");
            await Eventually.HoldsAsync(() => Kept() == 2);
        }

        pod.Web.Branch("main", first);
        await pod.PublishedAsync(first);
        Assert.Equal("lib 1", File.ReadAllText($"{pod.Current}/api/lib/name"));
        await pod.StopAsync(sync);

        int Kept() => Directory.EnumerateDirectories(pod.PrivateDirectory, "sync-*", SearchOption.AllDirectories).Count();
    }

    [ConfinedTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_link_in_the_place_of_a_submodules_directory_leads_to_nothing_outside_being_made(int run)
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        var outside = Directory.CreateDirectory(Path.Combine(pod.Root, "outside")).FullName;
        var worktrees = Directory.CreateDirectory($"{pod.Workspace}/.worktrees").FullName;
        Contain(pod.Web, ("vendor/api", "../api.git", pod.Repositories["api"].Commit("main", "name", $"{run}")));

        // As soon as git has made it.
        using var swapping = Command.Start(
            "python3",
            ["-c", """
                import glob, os, sys
                print("begins", file=sys.stderr, flush=True)
                while not (made := glob.glob(sys.argv[1] + "/..tmp-*/vendor/api")): pass
                vendor = os.path.dirname(made[0])
                os.rename(vendor, vendor + "-aside")
                os.symlink(sys.argv[2], vendor)
                """, worktrees, outside],
            new Dictionary<string, string>());
        await swapping.SaysAsync("begins");

        await pod.SyncOnceAsync("--submodules", "--first-sync", "fail");

        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task At_whatever_depth_of_a_submodule_one_commit_is_fetched_also_across_updates(int depth)
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        var api = pod.Repositories["api"];
        pod.Web.CommitMany("main", 10);
        api.CommitMany("main", 10);
        var first = Contain(pod.Web, ("api", "../api.git", api.Commit("main", "name", "1")));
        using var sync = pod.StartSyncAgain("--submodules", "--depth", $"{depth}");
        await sync.SaysAsync($"Published {first}");
        await AssertHasAsync("1", depth);

        api.CommitMany("main", 5);
        var second = Contain(pod.Web, ("api", "../api.git", api.Commit("main", "name", "2")));
        await sync.SaysAsync($"Published {second}");
        await AssertHasAsync("2", depth);
        await pod.StopAsync(sync);

        async Task AssertHasAsync(string name, int depth)
        {
            Assert.Equal(name, File.ReadAllText($"{pod.Current}/api/name"));
            Assert.Equal(depth, await pod.FetchedCommitsAsync());
            var submodule = Assert.Single(Directory.EnumerateDirectories(pod.PrivateDirectory, "sync-*", SearchOption.AllDirectories));
            Assert.Equal("1", (await Command.OutputOfAsync("git", "--git-dir", submodule, "rev-list", "--count", "refs/sync/published")).Trim());
        }
    }

    [Theory]
    [InlineData("{server}globex/tools")]
    [InlineData("git@{host}:globex/tools.git")]
    [InlineData("ssh://git@{host}/globex/tools.git")]
    public async Task Submodules_of_another_owner_are_fetched_with_that_owners_token_and_with_the_next_when_there_is_one(string form)
    {
        await using var pod = await Pod.StartAsync();
        var tools = pod.GitHub.AddRepository("globex", "tools");
        pod.GitHub.AddInstallation(pod.App, "globex");
        await MintAsync(pod, "acme/web globex/tools");
        var url = form.Replace("{server}", pod.GitHub.ServerUrl.AbsoluteUri, StringComparison.Ordinal).Replace("{host}", pod.GitHub.ServerUrl.Host, StringComparison.Ordinal);
        var first = Contain(pod.Web, ("tools", url, tools.Commit("main", "name", "1")));
        using var sync = pod.StartSync("--submodules");
        await pod.PublishedAsync(first);
        Assert.Equal("1", File.ReadAllText($"{pod.Current}/tools/name"));
        Assert.Equal([pod.TokenOf("acme")], TokensFor("/acme/web.git", 0));
        Assert.Equal([pod.TokenOf("globex")], TokensFor("/globex/tools.git", 0));

        pod.GitHub.Revoke(pod.TokenOf("globex"));
        await MintAsync(pod, "acme/web globex/tools");
        var before = pod.GitHub.Requests.Count;
        await pod.PublishedAsync(Contain(pod.Web, ("tools", url, tools.Commit("main", "name", "2"))));

        Assert.Equal("2", File.ReadAllText($"{pod.Current}/tools/name"));
        Assert.Equal([pod.TokenOf("globex")], TokensFor("/globex/tools.git", before));
        await pod.StopAsync(sync);

        IEnumerable<string> TokensFor(string path, int after)
            => pod.GitHub.Requests.Skip(after).Where(request => request.PathAndQuery.StartsWith(path, StringComparison.Ordinal)).Select(request => request.TokenSha256).Distinct()
                .Select(sha256 => pod.GitHub.IssuedTokens.Single(token => token.Sha256 == sha256).Value);
    }

    private static async Task MintAsync(Pod pod, string repositories)
    {
        pod.Environment["WORKSPACE_REPOS"] = repositories;
        var mint = await pod.GenerateInitialTokenAsync();
        Assert.True(mint.ExitCode == 0, mint.Error);
    }

    private static string Contain(Repository repository, params (string Path, string Url, string Commit)[] submodules)
        => repository.Commit("main",
        [
            Change.File(".gitmodules", GitModules([.. submodules.Select(submodule => (submodule.Path, submodule.Url))])),
            .. submodules.Select(submodule => Change.Submodule(submodule.Path, submodule.Commit)),
        ]);

    private static string GitModules(params (string Path, string Url)[] submodules)
        => string.Concat(submodules.Select(submodule => $"[submodule \"{submodule.Path}\"]\n\tpath = {submodule.Path}\n\turl = {submodule.Url}\n"));
}
