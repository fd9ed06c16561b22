using System.Runtime.InteropServices;
using System.Text.Json;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>git-clone --lfs, with the real git-lfs.</summary>
public sealed class LfsSpecs
{
    private static readonly byte[] Film = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * i / 7))];
    private static readonly byte[] Sequel = [.. Film.Reverse()];
    private static readonly byte[] Remake = [.. Film.Concat(Sequel)];

    [Fact]
    public async Task Large_files_have_their_content_and_nothing_looks_changed()
    {
        await using var pod = await StartAsync();

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(Film, File.ReadAllBytes($"{pod.Workspace}/web/film.bin"));
        Assert.Equal(Film, File.ReadAllBytes($"{pod.Workspace}/web/media/a copy, [with] odd name.bin"));
        Assert.Equal(UnixFileMode.UserExecute, File.GetUnixFileMode($"{pod.Workspace}/web/media/tool.bin") & UnixFileMode.UserExecute);
        Assert.Equal(2, pod.Count(Operation.LfsDownload));
        Assert.Equal("", await StatusAsync(pod));
        Assert.Equal("", await StatusAsync(pod, WithGitLfs));
    }

    [Fact]
    public async Task Without_being_asked_for_they_stay_pointers()
    {
        await using var pod = await StartAsync();

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.StartsWith("version https://git-lfs", File.ReadAllText($"{pod.Workspace}/web/film.bin"), StringComparison.Ordinal);
        Assert.Equal(0, pod.Count(Operation.LfsBatch));
    }

    [Fact]
    public async Task They_are_fetched_also_into_a_clone_that_did_without()
    {
        await using var pod = await StartAsync();
        await pod.GitCloneAsync("--dest", pod.Workspace);

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(Film, File.ReadAllBytes($"{pod.Workspace}/web/film.bin"));
        Assert.Equal("", await StatusAsync(pod));
    }

    [Fact]
    public async Task A_second_run_fetches_what_is_new_and_nothing_twice()
    {
        await using var pod = await StartAsync();
        await CloneAsync(pod);
        var again = await CloneAsync(pod);
        var asked = pod.Count(Operation.LfsBatch);
        Web(pod).Commit("main", Change.File("film.bin", Web(pod).StoreLfsObject(Remake).PointerText));

        var run = await CloneAsync(pod);

        Assert.Equal((0, 1), (again.ExitCode, asked));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(Remake, File.ReadAllBytes($"{pod.Workspace}/web/film.bin"));
        Assert.Equal(3, pod.Count(Operation.LfsDownload));
        Assert.Equal("", await StatusAsync(pod));
    }

    [Theory]
    [InlineData("--lfs")]
    [InlineData("--lfs=false")]
    public async Task A_volume_that_was_copied_has_no_changes(string lfs)
    {
        await using var pod = await StartAsync();
        await CloneAsync(pod);

        // Other files, by their numbers and times, with the same content.
        Assert.Equal(0, (await pod.InMainContainerAsync("cp", "-r", $"{pod.Workspace}/web", $"{pod.Workspace}/copy")).ExitCode);
        Directory.Delete($"{pod.Workspace}/web", recursive: true);
        Directory.Move($"{pod.Workspace}/copy", $"{pod.Workspace}/web");
        var head = Web(pod).Commit("main", "new.txt", "new");

        var run = await pod.GitCloneAsync(lfs, "--repo", "acme/web", "--commit", head, "--dest", $"{pod.Workspace}/web");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(File.Exists($"{pod.Workspace}/web/new.txt"));
        Assert.Equal(Film, File.ReadAllBytes($"{pod.Workspace}/web/film.bin"));
    }

    [Fact]
    public async Task A_large_file_that_somebody_changed_is_work()
    {
        await using var pod = await StartAsync();
        await CloneAsync(pod);
        File.WriteAllText($"{pod.Workspace}/web/film.bin", "mine");
        Web(pod).Commit("main", Change.File("film.bin", Web(pod).StoreLfsObject(Sequel).PointerText));

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(run.Messages, message => message.StartsWith($"Left {pod.Workspace}/web alone: it has 1 changed file", StringComparison.Ordinal));
        Assert.Equal("mine", File.ReadAllText($"{pod.Workspace}/web/film.bin"));
    }

    [Theory]
    [InlineData("a directory that was removed")]
    [InlineData("a link in place of a directory")]
    public async Task What_somebody_did_to_their_places_stays(string done)
    {
        await using var pod = await StartAsync();
        await pod.GitCloneAsync("--dest", pod.Workspace);
        var elsewhere = Path.Combine(pod.Root, "elsewhere");
        Directory.Move($"{pod.Workspace}/web/media", elsewhere);
        if (done == "a link in place of a directory")
        {
            Directory.CreateSymbolicLink($"{pod.Workspace}/web/media", elsewhere);
        }

        var before = await Snapshot.OfAsync(elsewhere);

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(before, await Snapshot.OfAsync(elsewhere));
        Assert.Equal(done == "a link in place of a directory", Path.Exists($"{pod.Workspace}/web/media"));
        Assert.Contains(run.Messages, message => message.StartsWith($"Left {pod.Workspace}/web alone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Submodules_have_their_large_files_too()
    {
        await using var pod = await StartAsync();
        var api = pod.Repositories["api"];
        var commit = api.Commit("main", Change.File(".gitattributes", "*.bin filter=lfs\n"), Change.File("film.bin", api.StoreLfsObject(Sequel).PointerText));
        Web(pod).Commit("main", Change.File(".gitmodules", "[submodule \"api\"]\n\tpath = api\n\turl = ../api\n"), Change.Submodule("api", commit));

        var run = await CloneAsync(pod, "--submodules");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(Sequel, File.ReadAllBytes($"{pod.Workspace}/web/api/film.bin"));
        Assert.Equal("", await StatusAsync(pod));
    }

    [Fact]
    public async Task What_is_left_out_of_a_sparse_checkout_is_not_fetched()
    {
        await using var pod = await StartAsync();
        Web(pod).Commit("main", Change.File("other/film.bin", Web(pod).StoreLfsObject([1, 2, 3]).PointerText), Change.File("film.bin", Web(pod).StoreLfsObject(Sequel).PointerText));

        var run = await CloneAsync(pod, "--sparse", "docs");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(Sequel, File.ReadAllBytes($"{pod.Workspace}/web/film.bin"));
        Assert.False(Path.Exists($"{pod.Workspace}/web/media"));
        Assert.False(Path.Exists($"{pod.Workspace}/web/other"));
        Assert.Equal(1, pod.Count(Operation.LfsDownload));
    }

    [Fact]
    public async Task A_clone_that_leaves_blobs_on_the_server_has_its_large_files()
    {
        await using var pod = await StartAsync();

        var run = await CloneAsync(pod, "--filter", "blob:none", "--sparse", "media");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(Sequel, File.ReadAllBytes($"{pod.Workspace}/web/media/tool.bin"));
        Assert.Equal("", await StatusAsync(pod));
    }

    [Fact]
    public async Task What_the_repository_leaves_out_stays_a_pointer()
    {
        await using var pod = await StartAsync();
        Web(pod).Commit("main", Change.File(".lfsconfig", "[lfs]\n\tfetchexclude = data\n"), Change.File("data/huge.bin", new LfsObject(new string('a', 64), long.MaxValue).PointerText));

        var run = await CloneAsync(pod);
        var again = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(Film, File.ReadAllBytes($"{pod.Workspace}/web/film.bin"));
        Assert.StartsWith("version https://git-lfs", File.ReadAllText($"{pod.Workspace}/web/data/huge.bin"), StringComparison.Ordinal);
        Assert.Equal("", await StatusAsync(pod));
        Assert.Contains(again.Messages, message => message.EndsWith("already", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Storage_on_another_host_gets_no_credential()
    {
        await using var pod = await StartAsync();
        pod.GitHub.LfsStorage = new Uri($"http://localhost:{pod.GitHub.ServerUrl.Port}");

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.All(
            pod.GitHub.Requests.Where(request => request.Operation == Operation.LfsDownload),
            request => Assert.Equal(($"localhost:{pod.GitHub.ServerUrl.Port}", CredentialKind.None), (request.Host, request.Credential)));
    }

    public static TheoryData<string> Configurations =>
    [
        "[lfs]\n\turl = {elsewhere}acme/web.git/info/lfs\n\tpushurl = {elsewhere}acme/web.git/info/lfs",
        "[remote \"origin\"]\n\tlfsurl = {elsewhere}acme/web.git/info/lfs\n\turl = {elsewhere}acme/web.git\n[remote]\n\tlfsdefault = other\n[remote \"other\"]\n\tlfsurl = {elsewhere}acme/web.git/info/lfs",
        "[lfs]\n\turl = ssh://git@127.0.0.1/acme/web.git\n[core]\n\tsshCommand = {program}\n[lfs \"ssh\"]\n\tautoMultiplex = false",
        "[lfs]\n\turl = file://{root}\n\tgitprotocol = ssh",
        "[lfs]\n\tstandalonetransferagent = x\n[lfs \"customtransfer.x\"]\n\tpath = {program}\n\targs = x\n\tconcurrent = false",
        "[lfs \"customtransfer.basic\"]\n\tpath = {program}\n[lfs \"customtransfer.lfs-standalone-file\"]\n\tpath = {program}",
        "[lfs \"extension.x\"]\n\tclean = {program}\n\tsmudge = {program}\n\tpriority = 0",
        "[credential]\n\thelper = {program}\n[core]\n\taskPass = {program}\n\tfsmonitor = {program}\n\thooksPath = {root}\n[lfs \"{server}\"]\n\taccess = basic",
        "[lfs \"{server}acme/web.git/info/lfs\"]\n\taccess = negotiate\n[lfs \"{server}\"]\n\taccess = ntlm\n[lfs]\n\tskipdownloaderrors = true\n\tallowincompletepush = true\n\tlocksverify = true",
        "[url \"{elsewhere}\"]\n\tinsteadOf = {server}\n[lfs \"transfer\"]\n\tenablehrefrewrite = true",
        "[http]\n\tproxy = {elsewhere}\n\textraHeader = X: y\n[http \"{server}\"]\n\tproxy = {elsewhere}\n\tsslVerify = false",
        "[include]\n\tpath = {root}/included\n[lfs]\n\tstorage = {root}/elsewhere",
        "[filter \"lfs\"]\n\tclean = {program}\n\tsmudge = {program}\n\tprocess = {program}",
    ];

    [Theory]
    [MemberData(nameof(Configurations))]
    public async Task What_the_repository_configures_runs_nothing_and_sends_nothing_elsewhere(string configuration)
    {
        await using var pod = await StartAsync();
        await using var elsewhere = await GitHubServer.StartAsync();
        var canary = Path.Combine(pod.Root, "canary");
        var program = Path.Combine(pod.Root, "planted");
        File.WriteAllText(program, $"#!/bin/sh\ntouch {canary}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(pod.Root, "included"), $"[lfs]\n\turl = {elsewhere.ServerUrl}acme/web.git/info/lfs\n");
        (string, string)[] meant = [("{elsewhere}", elsewhere.ServerUrl.AbsoluteUri), ("{server}", pod.GitHub.ServerUrl.AbsoluteUri), ("{program}", program), ("{root}", pod.Root)];
        Web(pod).Commit("main", ".lfsconfig", meant.Aggregate(configuration, (text, replacement) => text.Replace(replacement.Item1, replacement.Item2, StringComparison.Ordinal)));

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(Film, File.ReadAllBytes($"{pod.Workspace}/web/film.bin"));
        Assert.False(File.Exists(canary), "The planted program ran.");
        Assert.Empty(elsewhere.Requests);
        Assert.False(Path.Exists(Path.Combine(pod.Root, "elsewhere")));
    }

    [Fact]
    public async Task A_redirected_answer_takes_no_credential_along()
    {
        await using var pod = await StartAsync();
        await using var elsewhere = await GitHubServer.StartAsync();
        AgeToken(pod);
        pod.Fault(Operation.LfsBatch, FaultKind.RedirectTo(new Uri(elsewhere.ServerUrl, "acme/web.git/info/lfs/objects/batch"), 307), int.MaxValue);
        pod.Fault(Operation.LfsDownload, FaultKind.RedirectTo(new Uri(elsewhere.ServerUrl, "film"), 307), int.MaxValue);

        var run = await CloneAsync(pod);

        Assert.NotEqual(0, run.ExitCode);
        Assert.All(elsewhere.Requests, request => Assert.Equal(CredentialKind.None, request.Credential));
    }

    [Fact]
    public async Task An_object_that_was_forged_on_the_volume_is_not_put_into_place()
    {
        await using var pod = await StartAsync();
        await CloneAsync(pod);
        var sequel = Web(pod).StoreLfsObject(Sequel);
        var objects = Directory.CreateDirectory($"{pod.Workspace}/web/.git/lfs/objects/{sequel.Oid[..2]}/{sequel.Oid[2..4]}").FullName;
        File.WriteAllBytes($"{objects}/{sequel.Oid}", Film);
        Web(pod).Commit("main", Change.File("film.bin", sequel.PointerText));

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 8, run.Error);
        Assert.Contains($"{sequel.Oid} is damaged, or not what its name says", run.LastMessage, StringComparison.Ordinal);

        File.Delete($"{objects}/{sequel.Oid}");
        Assert.Equal(0, (await CloneAsync(pod)).ExitCode);
        Assert.Equal(Sequel, File.ReadAllBytes($"{pod.Workspace}/web/film.bin"));
    }

    [Fact]
    public async Task A_run_that_was_killed_while_it_fetched_is_gone_on_with_by_the_next()
    {
        await using var pod = await StartAsync();
        var never = new TaskCompletionSource();
        pod.Fault(Operation.LfsDownload, FaultKind.Held(200_000, never.Task), int.MaxValue);
        using (var killed = Command.Start(Published.GitClone, ["--lfs", "--dest", pod.Workspace], pod.Environment))
        {
            var fetching = $"{pod.Workspace}/web/.git/git-clone/lfs/incomplete";
            await Eventually.HoldsAsync(() => Directory.Exists(fetching) && Directory.EnumerateFiles(fetching).Any(file => new FileInfo(file).Length > 100_000));
        }

        pod.GitHub.Faults.Clear();
        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(run.Messages, message => message.StartsWith("A run that was killed", StringComparison.Ordinal));
        Assert.Contains(pod.GitHub.Requests, request => request is { Operation: Operation.LfsDownload, Status: 206 });
        Assert.Equal(Film, File.ReadAllBytes($"{pod.Workspace}/web/film.bin"));
        Assert.Equal(["objects"], Directory.EnumerateFileSystemEntries($"{pod.Workspace}/web/.git/lfs").Select(Path.GetFileName));
        Assert.False(Directory.Exists($"{pod.Workspace}/web/.git/git-clone/lfs"));
        Assert.Equal("", await StatusAsync(pod));
    }

    [Fact]
    public async Task A_run_that_was_killed_between_two_files_is_finished_by_the_next()
    {
        await using var pod = await StartAsync();
        await CloneAsync(pod);
        var commit = Web(pod).Resolve("main")!;
        File.WriteAllText($"{pod.Workspace}/web/.git/git-clone/checkout", $"- {commit} main\n");
        File.Delete($"{pod.Workspace}/web/.git/index");
        File.WriteAllText($"{pod.Workspace}/web/media/tool.bin", Web(pod).StoreLfsObject(Sequel).PointerText);

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(Sequel, File.ReadAllBytes($"{pod.Workspace}/web/media/tool.bin"));
        Assert.Equal("", await StatusAsync(pod));
    }

    [Fact]
    public async Task How_far_it_is_is_told()
    {
        await using var pod = await StartAsync();
        pod.Fault(Operation.LfsDownload, FaultKind.Late(TimeSpan.FromSeconds(1)), int.MaxValue);

        var run = await CloneAsync(pod);

        var phases = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(clone => clone.TryGetProperty("phase", out _)).Select(clone => clone.GetProperty("phase").GetString());
        Assert.Contains("Downloading LFS objects", phases);
    }

    [Fact]
    public async Task A_volume_without_room_for_them_is_said_before_anything_is_fetched()
    {
        await using var pod = await StartAsync();
        Web(pod).Commit("main", Change.File("huge.bin", new LfsObject(new string('a', 64), 5_000_000).PointerText));
        var mount = $"mount -t tmpfs -o size=4m tmpfs {pod.Workspace} && exec \"$0\" \"$@\"";

        var run = await pod.RunAsync("unshare", "--mount", "sh", "-c", mount, Published.GitClone, "--lfs", "--dest", pod.Workspace);

        Assert.True(run.ExitCode == 7, run.Error);
        Assert.Contains("bytes left, and its large files need ", run.LastMessage, StringComparison.Ordinal);
        Assert.Equal(0, pod.Count(Operation.LfsBatch));
    }

    [Fact]
    public async Task Without_git_lfs_nothing_is_cloned()
    {
        await using var pod = await StartAsync();
        var bin = Directory.CreateDirectory(Path.Combine(pod.Root, "bin")).FullName;
        File.CreateSymbolicLink($"{bin}/git", "/usr/bin/git");
        pod.Environment["PATH"] = bin;

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 3, run.Error);
        Assert.Contains("there is no git-lfs on the PATH", run.LastMessage, StringComparison.Ordinal);
        Assert.False(Path.Exists($"{pod.Workspace}/web"));
    }

    [Fact]
    public async Task Without_a_shell_it_works_all_the_same()
    {
        await using var pod = await StartAsync();
        pod.Environment["WORKSPACE_REPOS"] = "acme/web";
        var noShell = $"mount --bind /dev/null {Path.GetFullPath(new FileInfo("/bin/sh").ResolveLinkTarget(returnFinalTarget: true)!.FullName)} && exec \"$0\" \"$@\"";

        var run = await pod.RunAsync("unshare", "--mount", "bash", "-c", noShell, Published.GitClone, "--lfs", "--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(Film, File.ReadAllBytes($"{pod.Workspace}/web/film.bin"));
        Assert.Equal("", await StatusAsync(pod));
    }

    public static TheoryData<Operation, FaultKind, int, string> Failures => new()
    {
        { Operation.LfsBatch, FaultKind.Answer(403, "This repository is over its data quota. Account responsible for LFS bandwidth should purchase more data packs to restore access."), 5, "buy more of it" },
        { Operation.LfsBatch, FaultKind.Answer(403, "Something else."), 5, "Something else." },
        { Operation.LfsDownload, FaultKind.Answer(403, "No."), 5, "The token may not do this" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_refusal_is_told_with_what_helps(Operation operation, FaultKind fault, int exitCode, string sentence)
    {
        await using var pod = await StartAsync();
        AgeToken(pod);
        pod.Fault(operation, fault, int.MaxValue);

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == exitCode, run.Error);
        Assert.Contains(sentence, run.LastMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("signature=", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_that_nobody_uploaded_is_told_as_that()
    {
        await using var pod = await StartAsync();
        AgeToken(pod);
        Web(pod).Commit("main", Change.File("lost.bin", new LfsObject(new string('a', 64), 5).PointerText));

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 5, run.Error);
        Assert.Contains("was never uploaded there", run.LastMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_in_trouble_is_tried_again()
    {
        await using var pod = await StartAsync();
        pod.Fault(Operation.LfsBatch, FaultKind.HtmlError(502), 4);
        pod.Fault(Operation.LfsDownload, FaultKind.ResetAfter(100_000));

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(Film, File.ReadAllBytes($"{pod.Workspace}/web/film.bin"));
        Assert.DoesNotContain("signature=", run.Error, StringComparison.Ordinal);

    }

    [Fact]
    public async Task What_git_lfs_logs_has_no_secret_in_it()
    {
        await using var pod = await StartAsync();
        pod.Fault(Operation.LfsBatch, FaultKind.HtmlError(502), int.MaxValue);
        var logs = $"{pod.Workspace}/web/.git/git-clone/lfs/logs";
        using var clone = Command.Start(Published.GitClone, ["--lfs", "--dest", pod.Workspace], pod.Environment);
        await clone.SaysAsync("Trying again");

        var written = Directory.GetFiles(logs);
        Assert.NotEmpty(written);
        Assert.All(written, file => pod.AssertNoSecretIn(File.ReadAllText(file)));
    }

    [Fact]
    public async Task SIGTERM_ends_it_with_143_and_leaves_no_git_lfs_behind()
    {
        await using var pod = await StartAsync();
        pod.Fault(Operation.LfsDownload, FaultKind.Hang(), int.MaxValue);
        using var clone = Command.Start(Published.GitClone, ["--lfs", "--dest", pod.Workspace], pod.Environment);
        await pod.GitHub.WaitForRequestAsync(request => request.Operation == Operation.LfsDownload);

        clone.Signal(PosixSignal.SIGTERM);
        var run = await pod.EndAsync(clone);

        Assert.Equal(143, run.ExitCode);
        Assert.Empty(Directory.EnumerateFileSystemEntries(pod.Temporary));
        Assert.DoesNotContain(Processes(), command => command.Contains(pod.Workspace, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_git_lfs_sets_in_a_clone_is_no_obstacle()
    {
        await using var pod = await StartAsync();
        await CloneAsync(pod);
        Assert.Equal(0, (await pod.InMainContainerAsync("git", "-C", $"{pod.Workspace}/web", "lfs", "install", "--local")).ExitCode);
        Assert.Equal(0, (await pod.InMainContainerAsync("git", "-C", $"{pod.Workspace}/web", "config", $"lfs.{pod.GitHub.ServerUrl}acme/web.git/info/lfs.locksverify", "true")).ExitCode);
        Assert.Equal(0, (await pod.InMainContainerAsync("git", "-C", $"{pod.Workspace}/web", "config", $"lfs.{pod.GitHub.ServerUrl}acme/web.git/info/lfs.access", "basic")).ExitCode);

        var run = await CloneAsync(pod);

        Assert.True(run.ExitCode == 0, run.Error);
    }

    /// <summary>acme/web with two large files, one of them in two places.</summary>
    private static async Task<Pod> StartAsync()
    {
        var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        pod.Environment["WORKSPACE_REPOS"] = "acme/web";
        var film = Web(pod).StoreLfsObject(Film);
        Web(pod).Commit("main",
            Change.File(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n"),
            Change.File("film.bin", film.PointerText),
            Change.File("media/a copy, [with] odd name.bin", film.PointerText),
            Change.File("media/tool.bin", Web(pod).StoreLfsObject(Sequel).PointerText, executable: true),
            Change.File("media/empty.bin", ""));
        return pod;
    }

    private static Task<Run> CloneAsync(Pod pod, params string[] arguments) => pod.GitCloneAsync(["--lfs", "--dest", pod.Workspace, .. arguments]);

    private static Repository Web(Pod pod) => pod.Repositories["web"];

    private static void AgeToken(Pod pod) => File.SetLastWriteTimeUtc(Path.Combine(pod.Output, "..data", "token"), DateTime.UtcNow.AddMinutes(-5));

    private static readonly string[] WithGitLfs = ["-c", "filter.lfs.process=git-lfs filter-process", "-c", "filter.lfs.clean=git-lfs clean -- %f"];

    private static IEnumerable<string> Processes()
        => Directory.EnumerateDirectories("/proc").Where(directory => Path.GetFileName(directory).All(char.IsAsciiDigit)).Select(CommandOf);

    private static string CommandOf(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return "";
        }
    }

    /// <summary>What git, without git-lfs unless asked for, has to say.</summary>
    private static async Task<string> StatusAsync(Pod pod, params string[] options)
    {
        var run = await pod.InMainContainerAsync("git", ["-C", $"{pod.Workspace}/web", .. options, "status", "--porcelain"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output.Trim();
    }
}
