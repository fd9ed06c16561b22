using System.Runtime.InteropServices;
using System.Text.Json;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>How git-clone tells how its clones come along: to standard output, a file, a URL in the pod, and somebody at a terminal.</summary>
public sealed class CloneEventSpecs
{
    /// <summary>What .NET itself says to a terminal.</summary>
    private const string KeypadMode = "\e[?1h\e=";

    [Fact]
    public async Task Standard_output_has_events_only_and_each_repository_begins_once_and_ends_once()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");

        var run = await pod.GitCloneAsync("--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        var events = ToldEvent.All(run.Output);
        foreach (var name in new[] { "web", "api" })
        {
            AssertBeginsAndEndsOnce(events, name, "done");
            Assert.Equal(await pod.GitAsync(name, "rev-parse", "HEAD"), events.Last(told => told.Repo == name).Commit);
        }

        Assert.Equal(events.Select(told => told.Timestamp).Order(StringComparer.Ordinal), events.Select(told => told.Timestamp));
    }

    [Fact]
    public async Task What_becomes_of_a_clone_that_is_there_is_told_as_well()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        Assert.Equal("Repository cloned successfully", await DoneAsync(pod));
        Assert.Equal("Repository is up to date", await DoneAsync(pod));

        pod.Web.Commit("main", "a.txt", "a");
        Assert.Equal("Repository updated", await DoneAsync(pod));

        File.WriteAllText($"{pod.Workspace}/web/README.md", "mine\n");
        pod.Web.Commit("main", "b.txt", "b");
        Assert.Equal("Left as it was: it has 1 changed file", await DoneAsync(pod));
    }

    [Fact]
    public async Task How_far_it_is_is_told_in_order()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Web.Commit("main", [.. Enumerable.Range(0, 200).Select(i => Change.File($"{i}.txt", Noise(i)))]);
        var release = new TaskCompletionSource();
        pod.Fault(Operation.GitUploadPack, FaultKind.Held(bytes: 200_000, release.Task), int.MaxValue);
        var file = Path.Combine(pod.Root, "events.ndjson");
        using var clone = Command.Start(Published.GitClone, ["--dest", pod.Workspace, "--events-file", file], pod.Environment);

        await Eventually.HoldsAsync(() => File.Exists(file) && File.ReadAllText(file).Contains("Receiving objects", StringComparison.Ordinal));

        // As long as it keeps quiet between two reports.
        await Task.Delay(TimeSpan.FromMilliseconds(600));
        release.SetResult();
        var run = await pod.EndAsync(clone);

        Assert.True(run.ExitCode == 0, run.Error);
        var events = ToldEvent.All(run.Output);
        AssertBeginsAndEndsOnce(events, "web", "done");
        var progress = events.Where(told => told.Stage == "cloning").ToList();
        Assert.True(progress.Count >= 2, run.Output);
        Assert.All(progress, told => Assert.Contains(told.Phase!, told.Message, StringComparison.Ordinal));
        var receiving = progress.Where(told => told.Phase == "Receiving objects").Select(told => told.Percent!.Value).ToList();
        Assert.InRange(receiving[0], 1, 99);
        Assert.Equal(receiving.Order(), receiving);
    }

    [Fact]
    public async Task A_file_gets_the_same_lines_behind_what_it_has()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        var file = Path.Combine(pod.Root, "events.ndjson");
        File.WriteAllText(file, "what was there\n");

        var run = await pod.GitCloneAsync("--events-file", file, "--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal($"what was there\n{run.Output}", File.ReadAllText(file));
    }

    [Fact]
    public async Task A_file_that_cannot_be_had_is_told_once_and_keeps_nothing_from_being_cloned()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var victim = Path.Combine(pod.Root, "victim");
        File.WriteAllText(victim, "somebody's\n");
        File.CreateSymbolicLink(Path.Combine(pod.Root, "events.ndjson"), victim);

        var run = await pod.GitCloneAsync("--events-file", Path.Combine(pod.Root, "events.ndjson"), "--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Single(run.Messages, message => message.Contains("events.ndjson", StringComparison.Ordinal));
        Assert.Equal("somebody's\n", File.ReadAllText(victim));
    }

    [Fact]
    public async Task A_URL_in_the_pod_gets_them_one_after_another()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        using var hook = new Hook { Status = 204 };

        var run = await pod.GitCloneAsync("--events-url", hook.Url, "--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        var posted = ToldEvent.All(string.Concat(hook.Posts.Select(post => $"{post}\n")));
        Assert.Equal(ToldEvent.All(run.Output).Where(told => told.Stage != "cloning"), posted.Where(told => told.Stage != "cloning"));
    }

    [Fact]
    public async Task A_URL_where_nobody_listens_keeps_nothing_from_being_cloned()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        string url;
        using (var hook = new Hook())
        {
            url = hook.Url;
        }

        var run = await pod.GitCloneAsync("--events-url", url, "--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Single(run.Messages, message => message.Contains(new Uri(url).Authority, StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_a_session_they_come_in_the_envelope_of_an_agents_events()
    {
        await using var pod = await Pod.StartWithTokenAsync();

        var run = await pod.GitCloneAsync("--event-session", "session-1", "--dest", pod.Workspace);

        Assert.True(run.ExitCode == 0, run.Error);
        var lines = run.Output.Split('\n')[..^1].Select(line => JsonElement.Parse(line)).ToList();
        Assert.All(lines, line => Assert.Equal(["type", "sessionId", "event"], line.EnumerateObject().Select(member => member.Name)));
        Assert.All(lines, line => Assert.Equal(("agent.event", "session-1"), (line.GetProperty("type").GetString(), line.GetProperty("sessionId").GetString())));
        AssertBeginsAndEndsOnce([.. lines.Select(line => ToldEvent.Of(line.GetProperty("event")))], "web", "done");
    }

    public static TheoryData<string[], int> Endings => new() { { [], 5 }, { ["--continue-on-error"], 0 } };

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task One_that_fails_is_an_error_and_the_others_are_done(string[] arguments, int exitCode)
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        pod.AgeToken();

        var run = await pod.GitCloneAsync(["--repos", "acme/web acme/missing acme/api", "--dest", pod.Workspace, .. arguments]);

        Assert.True(run.ExitCode == exitCode, run.Error);
        var events = ToldEvent.All(run.Output);
        AssertBeginsAndEndsOnce(events, "web", "done");
        AssertBeginsAndEndsOnce(events, "api", "done");
        AssertBeginsAndEndsOnce(events, "missing", "error");
        var error = events.Single(told => told.Stage == "error");
        Assert.Equal(5, error.ExitCode);
        Assert.Contains("Repository not found", error.Message, StringComparison.Ordinal);
        Assert.InRange(error.Message.Length, 1, 200);
        Assert.Contains(run.Messages, message => message.Contains("acme/missing.git", StringComparison.Ordinal));
        Assert.True(File.Exists($"{pod.Workspace}/web/README.md"));
        Assert.True(File.Exists($"{pod.Workspace}/api/README.md"));
    }

    [Fact]
    public async Task Asked_to_stop_it_ends_each_that_has_begun_with_an_error()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        pod.Fault(Operation.GitUploadPack, FaultKind.Hang(), int.MaxValue);
        var file = Path.Combine(pod.Root, "events.ndjson");
        using var clone = Command.Start(Published.GitClone, ["--dest", pod.Workspace, "--events-file", file], pod.Environment);
        await Eventually.HoldsAsync(() => pod.Count(Operation.GitUploadPack) == 2);

        clone.Signal(PosixSignal.SIGTERM);
        var run = await pod.EndAsync(clone);

        Assert.True(run.ExitCode == 143, run.Error);
        var events = ToldEvent.All(run.Output);
        AssertBeginsAndEndsOnce(events, "web", "error");
        AssertBeginsAndEndsOnce(events, "api", "error");
        Assert.All(events.Where(told => told.Stage == "error"), told => Assert.Equal((143, "It was stopped before it was done."), (told.ExitCode, told.Message)));
        Assert.Equal(run.Output, File.ReadAllText(file));
    }

    [Fact]
    public async Task At_a_terminal_each_repository_has_one_line_that_moves_and_one_that_stays()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        pod.Environment["TERM"] = "xterm";
        pod.Environment["LOG_LEVEL"] = "error";

        var written = Path.Combine(pod.Root, "written");
        var run = await pod.RunAsync("sh", "-c", $"script --quiet --return --command '{Published.GitClone} --dest {pod.Workspace}' /dev/null >{written}");

        Assert.True(run.ExitCode == 0, File.ReadAllText(written));
        var pictures = Screen.Pictures(File.ReadAllText(written).Replace(KeypadMode, "", StringComparison.Ordinal));
        Assert.All(pictures, picture => Assert.All(picture.GroupBy(line => line.Split(':')[0]), lines => Assert.Single(lines)));
        Assert.Contains(pictures, picture => picture.Contains("acme/web: Cloning repository..."));
        Assert.Equal([Cut($"acme/api: Repository cloned successfully ({pod.Repositories["api"].Resolve("main")})"), Cut($"acme/web: Repository cloned successfully ({pod.Web.Resolve("main")})")], pictures[^1].Order());

        static string Cut(string line) => line[..79];
    }

    private static void AssertBeginsAndEndsOnce(IReadOnlyList<ToldEvent> events, string repository, string end)
    {
        var stages = events.Where(told => told.Repo == repository).Select(told => told.Stage).ToList();
        Assert.Equal("starting", stages[0]);
        Assert.Equal(end, stages[^1]);
        Assert.All(stages[1..^1], stage => Assert.Equal("cloning", stage));
    }

    private static async Task<string> DoneAsync(Pod pod)
    {
        var run = await pod.GitCloneAsync("--dest", pod.Workspace);
        Assert.True(run.ExitCode == 0, run.Error);
        var done = ToldEvent.All(run.Output)[^1];
        Assert.Equal(("done", await pod.GitAsync("web", "rev-parse", "HEAD")), (done.Stage, done.Commit));
        return done.Message;
    }

    /// <summary>Text that does not get smaller in a pack.</summary>
    private static string Noise(int seed)
    {
        var bytes = new byte[2_000];
        new Random(seed).NextBytes(bytes);
        return Convert.ToBase64String(bytes);
    }
}
