using System.Text.Json;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>git-clone --submodules: acme/web contains others.</summary>
public sealed class SubmoduleSpecs
{
    [Fact]
    public async Task Submodules_of_another_owner_are_cloned_with_that_owners_token()
    {
        await using var pod = await Pod.StartAsync();
        var tools = pod.GitHub.AddRepository("globex", "tools");
        pod.GitHub.AddInstallation(pod.App, "globex");
        await MintAsync(pod, "acme/web acme/api globex/tools");
        Contain(Web(pod), ("libs/api", "../api.git", Api(pod)), ("tools", $"{pod.GitHub.ServerUrl}globex/tools", tools.Resolve("main")!));

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("# api\n", File.ReadAllText($"{pod.Workspace}/web/libs/api/README.md"));
        Assert.Equal("# tools\n", File.ReadAllText($"{pod.Workspace}/web/tools/README.md"));
        Assert.Equal(pod.TokenOf("globex"), TokenFor(pod, "/globex/tools.git"));
        Assert.Equal(pod.TokenOf("acme"), TokenFor(pod, "/acme/api.git"));
    }

    [Fact]
    public async Task A_submodule_is_one_for_the_git_of_people_too()
    {
        await using var pod = await StartAsync();
        var commit = ContainApi(pod);

        Assert.Equal(0, (await CloneAsync(pod)).ExitCode);

        Assert.Equal([$" {commit} libs/api (remotes/origin/HEAD)"], await StatusAsync(pod));
        Assert.Equal("", await GitAsync(pod, "web", "status", "--porcelain"));
        Assert.Equal("gitdir: ../../.git/modules/libs/api\n", File.ReadAllText($"{pod.Workspace}/web/libs/api/.git"));
        Assert.Equal("../../../../libs/api", await GitAsync(pod, "web/libs/api", "config", "core.worktree"));
        Assert.Equal($"{pod.GitHub.ServerUrl}acme/api.git", await GitAsync(pod, "web", "config", "submodule.libs/api.url"));

        var head = pod.Repositories["api"].Commit("main", "new.txt", "new");
        await GitAsync(pod, "web", "submodule", "update", "--quiet", "--remote");
        Assert.Equal(head, await GitAsync(pod, "web/libs/api", "rev-parse", "HEAD"));
    }

    [Fact]
    public async Task Without_being_asked_for_they_stay_empty()
    {
        await using var pod = await StartAsync();
        ContainApi(pod);

        Assert.Equal(0, (await pod.GitCloneAsync("--dest", pod.Workspace)).ExitCode);

        Assert.Empty(Directory.EnumerateFileSystemEntries($"{pod.Workspace}/web/libs/api"));
    }

    public static TheoryData<string, string> BadUrls => new()
    {
        { "{elsewhere}acme/api.git", "on another host" },
        { "https://x:{token}@{host}/acme/api.git", "user or password" },
        { "ext::sh -c touch% {canary}", "a path on the machine where git runs" },
    };

    [Theory]
    [MemberData(nameof(BadUrls))]
    public async Task A_URL_of_another_server_ends_the_run_and_the_superproject_stays_cloned(string url, string sentence)
    {
        await using var pod = await StartAsync();
        await using var elsewhere = await GitHubServer.StartAsync();
        var canary = Path.Combine(pod.Root, "canary");
        (string, string)[] meant = [("{elsewhere}", elsewhere.ServerUrl.AbsoluteUri), ("{host}", pod.GitHub.ServerUrl.Authority), ("{token}", pod.Token), ("{canary}", canary)];
        ContainApi(pod, meant.Aggregate(url, (text, replacement) => text.Replace(replacement.Item1, replacement.Item2, StringComparison.Ordinal)));

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 3, run.Error);
        Assert.Contains($"{pod.Workspace}/web was cloned, but its submodules were not: of its submodule libs/api, ", run.LastMessage, StringComparison.Ordinal);
        Assert.Contains(sentence, run.LastMessage, StringComparison.Ordinal);
        Assert.Equal("", await GitAsync(pod, "web", "status", "--porcelain"));
        Assert.Empty(elsewhere.Requests);
        Assert.False(File.Exists(canary));
    }

    public static TheoryData<string, string> BadNames => new() { { "../../hooks", "libs/api" }, { "api", "-x" } };

    [Theory]
    [MemberData(nameof(BadNames))]
    public async Task A_name_that_leads_out_of_the_clone_is_refused(string name, string path)
    {
        await using var pod = await StartAsync();
        var gitmodules = $"[submodule \"{name}\"]\n\tpath = {path}\n\turl = ../api.git\n";
        Web(pod).Commit("main", Change.File(".gitmodules", gitmodules), Change.Submodule(path, Api(pod)));

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 3, run.Error);
        Assert.Contains("would not be among its files", run.LastMessage, StringComparison.Ordinal);
        Assert.False(Directory.Exists($"{pod.Workspace}/web/.git/modules"));
        Assert.Equal(0, Asked(pod, "/acme/api.git"));
    }

    [Fact]
    public async Task Names_within_each_other_are_refused()
    {
        await using var pod = await StartAsync();
        var api = Api(pod);
        Web(pod).Commit("main",
            Change.File(".gitmodules", "[submodule \"a\"]\n\tpath = a\n\turl = ../api.git\n[submodule \"a/hooks\"]\n\tpath = b\n\turl = ../api.git\n"),
            Change.Submodule("a", api), Change.Submodule("b", api));

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 3, run.Error);
        Assert.Contains("the name of its submodule a/hooks begins with the one of another", run.LastMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_repository_says_of_updates_is_not_run()
    {
        await using var pod = await StartAsync();
        var canary = Path.Combine(pod.Root, "canary");
        Web(pod).Commit("main",
            Change.File(".gitmodules", $"[submodule \"api\"]\n\tpath = api\n\turl = ../api.git\n\tupdate = !touch {canary}\n"), Change.Submodule("api", Api(pod)));

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.False(File.Exists(canary));
        Assert.DoesNotContain("touch", File.ReadAllText($"{pod.Workspace}/web/.git/config"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submodules_of_submodules_are_cloned_too()
    {
        await using var pod = await StartAsync();
        var lib = pod.GitHub.AddRepository("acme", "lib");
        Contain(pod.Repositories["api"], ("lib", "../lib.git", lib.Resolve("main")!));
        ContainApi(pod);

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(File.Exists($"{pod.Workspace}/web/libs/api/lib/README.md"));
        Assert.Equal("gitdir: ../../../.git/modules/libs/api/modules/lib\n", File.ReadAllText($"{pod.Workspace}/web/libs/api/lib/.git"));
        Assert.Equal("", await GitAsync(pod, "web", "status", "--porcelain"));
        Assert.DoesNotContain(await StatusAsync(pod, "--recursive"), line => line[0] != ' ');
    }

    [Fact]
    public async Task They_are_not_followed_for_ever()
    {
        await using var pod = await StartAsync();
        var (name, commit) = ("lib0", pod.GitHub.AddRepository("acme", "lib0").Resolve("main")!);
        foreach (var next in Enumerable.Range(1, 8).Select(number => $"lib{number}"))
        {
            commit = Contain(pod.GitHub.AddRepository("acme", next), ("sub", $"../{name}.git", commit));
            name = next;
        }

        Contain(Web(pod), ("sub", $"../{name}.git", commit));

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 3, run.Error);
        Assert.Contains("more than 8 deep", run.LastMessage, StringComparison.Ordinal);
        Assert.Equal(0, Asked(pod, "/acme/lib0.git"));
        Assert.Equal(1, Asked(pod, "/acme/lib1.git/info/refs"));
    }

    [Fact]
    public async Task A_commit_alone_has_submodules_without_history()
    {
        await using var pod = await StartAsync();
        pod.Repositories["api"].Commit("main", "a.txt", "a");
        ContainApi(pod);

        var run = await ClonePinnedAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("1", await GitAsync(pod, "web/libs/api", "rev-list", "--count", "HEAD"));
    }

    [Fact]
    public async Task A_branch_has_submodules_with_history_also_where_it_was_a_commit_alone_before()
    {
        await using var pod = await StartAsync();
        pod.Repositories["api"].Commit("main", "a.txt", "a");
        ContainApi(pod);
        await ClonePinnedAsync(pod);

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("2", await GitAsync(pod, "web/libs/api", "rev-list", "--count", "HEAD"));
        Assert.Equal("origin/main", await GitAsync(pod, "web/libs/api", "rev-parse", "--abbrev-ref", "origin/main"));
    }

    [Fact]
    public async Task A_commit_that_is_on_no_branch_any_more_is_fetched_by_its_name()
    {
        await using var pod = await StartAsync();
        var orphan = pod.Repositories["api"].Commit("topic", "topic.txt", "topic");
        Assert.Equal(0, (await pod.InMainContainerAsync("git", $"--git-dir={pod.Repositories["api"].Path}", "branch", "-D", "topic")).ExitCode);
        Contain(Web(pod), ("libs/api", "../api.git", orphan));

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(File.Exists($"{pod.Workspace}/web/libs/api/topic.txt"));
    }

    [Fact]
    public async Task A_commit_that_is_nowhere_is_named()
    {
        await using var pod = await StartAsync();
        Contain(Web(pod), ("libs/api", "../api.git", "0123456789012345678901234567890123456789"));

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 9, run.Error);
        Assert.Contains("acme/api.git", run.LastMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_run_brings_submodules_up_to_date_and_adds_new_ones()
    {
        await using var pod = await StartAsync();
        ContainApi(pod);
        await CloneAsync(pod);
        var lib = pod.GitHub.AddRepository("acme", "lib").Resolve("main")!;
        var api = pod.Repositories["api"].Commit("main", "new.txt", "new");
        Contain(Web(pod), ("libs/api", "../api.git", api), ("libs/lib", "../lib.git", lib));

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("new", File.ReadAllText($"{pod.Workspace}/web/libs/api/new.txt"));
        Assert.True(File.Exists($"{pod.Workspace}/web/libs/lib/README.md"));
        Assert.DoesNotContain(await StatusAsync(pod), line => line[0] != ' ');
    }

    [Fact]
    public async Task A_submodule_that_is_no_part_any_more_stays_as_files_that_git_does_not_know()
    {
        await using var pod = await StartAsync();
        ContainApi(pod);
        await CloneAsync(pod);
        Web(pod).Commit("main", Change.Delete(".gitmodules"), Change.Delete("libs/api"));

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(File.Exists($"{pod.Workspace}/web/libs/api/README.md"));
        Assert.Equal("?? libs/", await GitAsync(pod, "web", "status", "--porcelain"));
    }

    [Fact]
    public async Task A_submodule_that_moved_on_the_server_is_fetched_from_there()
    {
        await using var pod = await StartAsync();
        ContainApi(pod);
        await CloneAsync(pod);
        var moved = pod.GitHub.AddRepository("acme", "api2").Commit("main", "moved.txt", "moved");
        Contain(Web(pod), ("libs/api", "../api2.git", moved));

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(File.Exists($"{pod.Workspace}/web/libs/api/moved.txt"));
        Assert.Equal($"{pod.GitHub.ServerUrl}acme/api2.git", await GitAsync(pod, "web/libs/api", "config", "remote.origin.url"));
        Assert.Equal($"{pod.GitHub.ServerUrl}acme/api2.git", await GitAsync(pod, "web", "config", "submodule.libs/api.url"));
    }

    [Fact]
    public async Task Submodules_that_people_made_with_git_are_taken_on()
    {
        await using var pod = await StartAsync();
        ContainApi(pod);
        await pod.GitCloneAsync("--dest", pod.Workspace);
        await GitAsync(pod, "web", "submodule", "--quiet", "update", "--init");
        var api = pod.Repositories["api"].Commit("main", "new.txt", "new");
        Contain(Web(pod), ("libs/api", "../api.git", api));

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("new", File.ReadAllText($"{pod.Workspace}/web/libs/api/new.txt"));
    }

    [Fact]
    public async Task One_that_was_put_away_with_git_comes_back()
    {
        await using var pod = await StartAsync();
        ContainApi(pod);
        await CloneAsync(pod);
        await GitAsync(pod, "web", "submodule", "--quiet", "deinit", "libs/api");
        Assert.Empty(Directory.EnumerateFileSystemEntries($"{pod.Workspace}/web/libs/api"));

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(File.Exists($"{pod.Workspace}/web/libs/api/README.md"));
        Assert.DoesNotContain(await StatusAsync(pod), line => line[0] != ' ');
    }

    [Fact]
    public async Task An_entry_that_gitmodules_does_not_name_stays_empty()
    {
        await using var pod = await StartAsync();
        Web(pod).Commit("main", Change.File(".gitmodules", ""), Change.Submodule("libs/api", Api(pod)));

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(run.Messages, message => message.StartsWith($"The submodule at libs/api of {pod.Workspace}/web stays empty", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_left_out_of_a_sparse_checkout_is_not_cloned()
    {
        await using var pod = await StartAsync();
        var lib = pod.GitHub.AddRepository("acme", "lib").Resolve("main")!;
        Contain(Web(pod), ("apps/api", "../api.git", Api(pod)), ("libs/lib", "../lib.git", lib));

        var run = await CloneAsync(pod, "--sparse", "apps");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(File.Exists($"{pod.Workspace}/web/apps/api/README.md"));
        Assert.Equal(0, Asked(pod, "/acme/lib.git"));
    }

    public static TheoryData<string> Work => ["a changed file", "a commit"];

    [Theory]
    [MemberData(nameof(Work))]
    public async Task Work_in_a_submodule_is_left_alone_and_a_pinned_commit_is_refused_over_it(string work)
    {
        await using var pod = await StartAsync();
        ContainApi(pod);
        await CloneAsync(pod);
        var module = $"{pod.Workspace}/web/libs/api";
        File.AppendAllText($"{module}/README.md", "mine\n");
        if (work == "a commit")
        {
            await GitAsync(pod, "web/libs/api", "commit", "--quiet", "--all", "--message", "mine");
        }

        var mine = await GitAsync(pod, "web/libs/api", "rev-parse", "HEAD");
        Contain(Web(pod), ("libs/api", "../api.git", pod.Repositories["api"].Commit("main", "new.txt", "new")));

        var branch = await CloneAsync(pod);
        var pinned = await ClonePinnedAsync(pod);

        Assert.True(branch.ExitCode == 0, branch.Error);
        Assert.Contains(branch.Messages, message => message.StartsWith($"Left {module} alone", StringComparison.Ordinal));
        Assert.True(pinned.ExitCode == 8, pinned.Error);
        Assert.Contains($"{module} stays as it is", pinned.LastMessage, StringComparison.Ordinal);
        Assert.Equal("# api\nmine\n", File.ReadAllText($"{module}/README.md"));
        Assert.Equal(mine, await GitAsync(pod, "web/libs/api", "rev-parse", "HEAD"));
    }

    [Fact]
    public async Task Files_in_the_place_of_a_submodule_are_not_written_over()
    {
        await using var pod = await StartAsync();
        await CloneAsync(pod);
        Directory.CreateDirectory($"{pod.Workspace}/web/libs/api");
        File.WriteAllText($"{pod.Workspace}/web/libs/api/notes.txt", "mine");
        ContainApi(pod);

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 8, run.Error);
        Assert.Equal(["notes.txt"], Directory.EnumerateFileSystemEntries($"{pod.Workspace}/web/libs/api").Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_file_that_took_the_place_of_a_submodule_is_work_too()
    {
        await using var pod = await StartAsync();
        ContainApi(pod);
        await pod.GitCloneAsync("--dest", pod.Workspace);
        Directory.Delete($"{pod.Workspace}/web/libs/api");
        File.WriteAllText($"{pod.Workspace}/web/libs/api", "mine");
        Contain(Web(pod), ("libs/api", "../api.git", pod.Repositories["api"].Commit("main", "new.txt", "new")));

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(run.Messages, message => message.StartsWith($"Left {pod.Workspace}/web alone: it has 1 changed file", StringComparison.Ordinal));
        Assert.Equal("mine", File.ReadAllText($"{pod.Workspace}/web/libs/api"));
    }

    public static TheoryData<string> Planted =>
    [
        "a link in place of the work tree", "a link on the way to the work tree", "a link in place of the git directory", "a git directory that runs programs",
        "a git directory that works elsewhere", "a work tree that leads elsewhere", "a repository in the work tree", "a command to update it",
    ];

    [Theory]
    [MemberData(nameof(Planted))]
    public async Task What_somebody_planted_in_the_place_of_a_submodule_is_refused_and_runs_nothing(string planted)
    {
        await using var pod = await StartAsync();
        ContainApi(pod);
        await CloneAsync(pod);
        var canary = Path.Combine(pod.Root, "canary");
        var elsewhere = Directory.CreateDirectory(Path.Combine(pod.Root, "elsewhere")).FullName;
        Assert.Equal(0, (await pod.InMainContainerAsync("cp", "-r", $"{pod.Workspace}/web/.git/modules/libs/api", $"{elsewhere}/.git")).ExitCode);
        await PlantAsync(pod, planted, elsewhere, $"touch {canary}; false");
        var victim = await Snapshot.OfAsync(elsewhere);
        Contain(Web(pod), ("libs/api", "../api.git", pod.Repositories["api"].Commit("main", "new.txt", "new")));

        var run = await ClonePinnedAsync(pod);

        Assert.True(run.ExitCode == 8, run.Error);
        Assert.Equal(victim, await Snapshot.OfAsync(elsewhere));
        Assert.False(File.Exists(canary), "The planted program ran.");
    }

    [Fact]
    public async Task A_superproject_is_checked_out_without_asking_the_git_of_its_submodules()
    {
        await using var pod = await StartAsync();
        var canary = Path.Combine(pod.Root, "canary");
        Web(pod).Commit("main",
            Change.File(".gitmodules", "[submodule \"api\"]\n\tpath = api\n\turl = ../api.git\n\tignore = none\n"), Change.Submodule("api", Api(pod)));
        await pod.GitCloneAsync("--dest", pod.Workspace);

        // Not even with --submodules would it be looked at before the superproject is checked out.
        var planted = $"{pod.Workspace}/web/api";
        Assert.Equal(0, (await pod.InMainContainerAsync("git", "clone", "--quiet", $"{pod.GitHub.ServerUrl}acme/api.git", planted)).ExitCode);
        await GitAsync(pod, "web/api", "config", "core.fsmonitor", $"touch {canary}; false");
        Web(pod).Commit("main", "new.txt", "new");

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(File.Exists($"{pod.Workspace}/web/new.txt"));
        Assert.False(File.Exists(canary), "The planted program ran.");
    }

    [Fact]
    public async Task A_run_that_was_killed_in_a_submodule_is_finished_by_the_next()
    {
        await using var pod = await StartAsync();
        ContainApi(pod);
        await pod.GitCloneAsync("--dest", pod.Workspace);
        pod.Fault(Operation.GitUploadPack, FaultKind.Hang(), int.MaxValue);
        using (var killed = Command.Start(Published.GitClone, ["--submodules", "--repo", "acme/web", "--commit", Web(pod).Resolve("main")!, "--dest", $"{pod.Workspace}/web"], pod.Environment))
        {
            await pod.GitHub.WaitForRequestAsync(request => request.Operation == Operation.GitUploadPack && request.PathAndQuery.StartsWith("/acme/api.git", StringComparison.Ordinal));
        }

        pod.GitHub.Faults.Clear();
        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(File.Exists($"{pod.Workspace}/web/libs/api/README.md"));
        Assert.DoesNotContain(await StatusAsync(pod), line => line[0] != ' ');
    }

    [Fact]
    public async Task A_first_checkout_of_a_submodule_that_was_cut_short_is_finished()
    {
        await using var pod = await StartAsync();
        var commit = ContainApi(pod);
        await CloneAsync(pod);

        // As a kill in the middle leaves it: a file that is only half there, no index, and nothing that leads to the git directory.
        var gitDirectory = $"{pod.Workspace}/web/.git/modules/libs/api";
        File.WriteAllText($"{gitDirectory}/git-clone/checkout", $"- {commit} -\n");
        File.WriteAllText($"{gitDirectory}/HEAD", "ref: refs/heads/main\n");
        File.Delete($"{gitDirectory}/index");
        File.Delete($"{pod.Workspace}/web/libs/api/.git");
        File.WriteAllText($"{pod.Workspace}/web/libs/api/README.md", "# a");

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("# api\n", File.ReadAllText($"{pod.Workspace}/web/libs/api/README.md"));
        Assert.DoesNotContain(await StatusAsync(pod), line => line[0] != ' ');
    }

    [Fact]
    public async Task Events_are_of_the_superproject_alone()
    {
        await using var pod = await StartAsync();
        ContainApi(pod);

        var run = await CloneAsync(pod);

        var events = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.All(events, clone => Assert.Equal($"{pod.GitHub.ServerUrl}acme/web.git", clone.GetProperty("repo").GetString()));
        Assert.Equal(["starting", "done"], events.Select(clone => clone.GetProperty("stage").GetString()).Where(stage => stage != "cloning"));
        Assert.Equal(Web(pod).Resolve("main"), events[^1].GetProperty("commit").GetString());
    }

    /// <summary>A pod whose token is for all of acme's repositories, with acme/web as the one to clone.</summary>
    private static async Task<Pod> StartAsync()
    {
        var pod = await Pod.StartAsync();
        await MintAsync(pod, "*", "--installation-id", $"{pod.Installation.Id}");
        return pod;
    }

    private static async Task MintAsync(Pod pod, string repositories, params string[] arguments)
    {
        Directory.CreateDirectory(pod.Workspace);
        pod.Environment["WORKSPACE_REPOS"] = repositories;
        var mint = await pod.GenerateInitialTokenAsync(arguments);
        Assert.True(mint.ExitCode == 0, mint.Error);
        pod.Environment["WORKSPACE_REPOS"] = "acme/web";
    }

    private static Task<Run> CloneAsync(Pod pod, params string[] arguments) => pod.GitCloneAsync(["--submodules", "--dest", pod.Workspace, .. arguments]);

    private static Task<Run> ClonePinnedAsync(Pod pod)
        => pod.GitCloneAsync("--submodules", "--repo", "acme/web", "--commit", Web(pod).Resolve("main")!, "--dest", $"{pod.Workspace}/web");

    private static Repository Web(Pod pod) => pod.Repositories["web"];

    /// <summary>The last commit of acme/api.</summary>
    private static string Api(Pod pod) => pod.Repositories["api"].Resolve("main")!;

    /// <summary>Has acme/web contain acme/api; returns the commit of that.</summary>
    private static string ContainApi(Pod pod, string url = "../api.git")
    {
        Contain(Web(pod), ("libs/api", url, Api(pod)));
        return Api(pod);
    }

    private static string Contain(Repository repository, params (string Path, string Url, string Commit)[] submodules)
        => repository.Commit("main",
        [
            Change.File(".gitmodules", string.Concat(submodules.Select(submodule => $"[submodule \"{submodule.Path}\"]\n\tpath = {submodule.Path}\n\turl = \"{submodule.Url}\"\n"))),
            .. submodules.Select(submodule => Change.Submodule(submodule.Path, submodule.Commit)),
        ]);

    private static int Asked(Pod pod, string path) => pod.GitHub.Requests.Count(request => request.PathAndQuery.StartsWith(path, StringComparison.Ordinal));

    private static string TokenFor(Pod pod, string path)
    {
        var asked = pod.GitHub.Requests.Where(request => request.PathAndQuery.StartsWith(path, StringComparison.Ordinal)).ToList();
        return Assert.Single(pod.GitHub.IssuedTokens, token => asked.Count > 0 && asked.TrueForAll(request => request.TokenSha256 == token.Sha256)).Value;
    }

    /// <summary>A line for each submodule; it begins with a blank where git has nothing to say against it.</summary>
    private static async Task<IReadOnlyList<string>> StatusAsync(Pod pod, params string[] arguments)
    {
        var run = await pod.InMainContainerAsync("git", ["-C", $"{pod.Workspace}/web", "submodule", "status", .. arguments]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task<string> GitAsync(Pod pod, string clone, params string[] arguments)
    {
        var run = await pod.InMainContainerAsync("git", ["-C", $"{pod.Workspace}/{clone}", .. arguments]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output.Trim();
    }

    private static async Task PlantAsync(Pod pod, string planted, string elsewhere, string command)
    {
        var module = $"{pod.Workspace}/web/libs/api";
        var gitDirectory = $"{pod.Workspace}/web/.git/modules/libs/api";
        switch (planted)
        {
            case "a link in place of the work tree":
                Directory.Delete(module, recursive: true);
                Directory.CreateSymbolicLink(module, elsewhere);
                break;
            case "a link on the way to the work tree":
                Directory.Delete($"{pod.Workspace}/web/libs", recursive: true);
                Directory.CreateDirectory($"{elsewhere}/api");
                Directory.CreateSymbolicLink($"{pod.Workspace}/web/libs", elsewhere);
                break;
            case "a link in place of the git directory":
                Directory.Delete(gitDirectory, recursive: true);
                Directory.CreateSymbolicLink(gitDirectory, $"{elsewhere}/.git");
                break;
            case "a git directory that runs programs":
                await GitAsync(pod, "web/libs/api", "config", "core.fsmonitor", command);
                break;
            case "a git directory that works elsewhere":
                await GitAsync(pod, "web/libs/api", "config", "core.worktree", elsewhere);
                break;
            case "a work tree that leads elsewhere":
                File.WriteAllText($"{module}/.git", $"gitdir: {elsewhere}/.git\n");
                break;
            case "a repository in the work tree":
                File.Delete($"{module}/.git");
                Directory.CreateDirectory($"{module}/.git");
                break;
            case "a command to update it":
                await GitAsync(pod, "web", "config", "submodule.libs/api.update", $"!{command}");
                break;
        }
    }
}
