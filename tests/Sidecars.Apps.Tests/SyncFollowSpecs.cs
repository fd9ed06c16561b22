using System.Runtime.InteropServices;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>Which commit git-clone --sync publishes: that of a branch, of a tag, or one that is named; and in the next run perhaps another.</summary>
public sealed class SyncFollowSpecs
{
    [Theory]
    [InlineData(null)]
    [InlineData("main")]
    [InlineData("release/1.x")]
    public async Task A_branch_is_followed_forward_and_after_a_forced_push_backward(string? branch)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var first = pod.Greet("hello", branch ?? "main");
        using var sync = pod.StartSync(branch is null ? [] : ["--ref", branch]);
        await pod.PublishedAsync(first);
        await pod.PublishedAsync(pod.Greet("good morning", branch ?? "main"));
        Assert.Equal("good morning", pod.Greeting);

        pod.Web.Branch(branch ?? "main", first);

        await pod.PublishedAsync(first);
        Assert.Equal("hello", pod.Greeting);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task When_the_repository_gets_another_default_branch_that_one_is_published()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync();
        await pod.PublishedAsync(pod.Greet("from main"));
        var trunk = pod.Greet("from trunk", "trunk");

        pod.Web.DefaultBranch("trunk");

        await pod.PublishedAsync(trunk);
        await pod.PublishedAsync(pod.Greet("from trunk, later", "trunk"));
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task What_a_deleted_branch_had_stays_published_and_when_the_branch_is_back_it_is_followed_again()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var first = pod.Greet("hello", "feature");
        using var sync = pod.StartSync("--ref", "feature");
        await pod.PublishedAsync(first);

        pod.Web.Unbranch("feature");
        await sync.SaysAsync("has no branch or tag feature");
        Assert.Equal("hello", pod.Greeting);

        await pod.PublishedAsync(pod.Greet("I am back", "feature"));
        await pod.StopAsync(sync);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_tag_is_followed_when_it_is_moved_and_stays_when_only_the_branch_goes_on(bool annotated)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        Action<string, string> tag = annotated ? pod.Web.AnnotatedTag : pod.Web.Tag;
        var first = pod.Greet("hello");
        tag("v1", first);
        using var sync = pod.StartSync("--ref", "v1");
        await pod.PublishedAsync(first);

        var second = pod.Greet("good morning");
        tag("v1", second);
        await pod.PublishedAsync(second);
        tag("v1", first);
        await pod.PublishedAsync(first);

        pod.Greet("after the tag");
        await sync.LookAsync();
        Assert.Equal("hello", pod.Greeting);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task A_tag_on_another_branch_is_followed_too()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var first = pod.Greet("hello", "side");
        pod.Web.AnnotatedTag("v1", first);
        using var sync = pod.StartSync("--ref", "v1");
        await pod.PublishedAsync(first);

        var second = pod.Greet("good morning", "side");
        pod.Web.AnnotatedTag("v1", second);

        await pod.PublishedAsync(second);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task A_commit_that_is_named_is_published_and_the_server_is_not_asked_again()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var first = pod.Greet("hello");
        pod.Greet("good morning");
        using var sync = pod.StartSync("--commit", first);
        await pod.PublishedAsync(first);
        await sync.SaysAsync("Published");
        var requests = pod.GitHub.Requests.Count;

        pod.Greet("good evening");
        sync.Signal(PosixSignal.SIGHUP);
        await sync.SaysAsync("as asked");

        await pod.StopAsync(sync);
        Assert.Equal(requests, pod.GitHub.Requests.Count);
        Assert.Equal("hello", pod.Greeting);
    }

    [Fact]
    public async Task Asked_for_once_a_commit_is_published_and_the_program_ends()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var commit = pod.Greet("hello");
        pod.Greet("good morning");

        var run = await pod.SyncOnceAsync("--commit", commit);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(commit, pod.PublishedCommit);
        Assert.Equal("hello", pod.Greeting);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_next_run_may_name_another_commit_be_it_known_already_or_not(bool isKnown)
    {
        await using var pod = await Pod.StartWithTokenAsync();
        var (first, greeting) = (pod.Greet("hello"), "hello");
        var second = isKnown ? pod.Greet("good morning") : null;
        if (isKnown)
        {
            // Ten deep, a commit brings those before it.
            (first, greeting) = (pod.Greet("good evening"), "good evening");
        }

        await pod.SyncOnceAsync("--commit", first, "--private-dir", pod.PrivateDirectory, "--depth", "10");
        Assert.Equal(greeting, pod.Greeting);
        second ??= pod.Greet("good morning");
        var requests = pod.GitHub.Requests.Count;

        var run = await pod.SyncOnceAsync("--commit", second, "--private-dir", pod.PrivateDirectory, "--depth", "10");

        Assert.Equal(isKnown, pod.GitHub.Requests.Count == requests);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("good morning", pod.Greeting);
    }

    [Fact]
    public async Task The_next_run_may_follow_another_branch()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        pod.Greet("from main");
        await pod.SyncOnceAsync("--ref", "main", "--private-dir", pod.PrivateDirectory);
        Assert.Equal("from main", pod.Greeting);
        pod.Greet("from the side", "side");

        await pod.SyncOnceAsync("--ref", "side", "--private-dir", pod.PrivateDirectory);

        Assert.Equal("from the side", pod.Greeting);
    }

    [Fact]
    public async Task The_next_run_may_publish_another_repository_there()
    {
        await using var pod = await Pod.StartWithTokenAsync("acme/web acme/api");
        pod.Greet("from web");
        await pod.SyncOnceAsync("--repo", "acme/web", "--private-dir", pod.PrivateDirectory);
        Assert.Equal("from web", pod.Greeting);
        pod.Commit("api", "greeting", "from api");

        await pod.SyncOnceAsync("--repo", "acme/api", "--private-dir", pod.PrivateDirectory);

        Assert.Equal("from api", pod.Greeting);
    }

    [Theory]
    [InlineData("--ref", "nowhere", "has no branch or tag nowhere")]
    [InlineData("--commit", "1234567890123456789012345678901234567890", "no such commit")]
    public async Task Asked_for_once_what_is_not_there_ends_with_exit_code_9_and_nothing_is_published(string option, string value, string sentence)
    {
        await using var pod = await Pod.StartWithTokenAsync();

        var run = await pod.SyncOnceAsync(option, value);

        Assert.Equal(9, run.ExitCode);
        Assert.Contains(sentence, run.LastMessage, StringComparison.Ordinal);
        Assert.False(Path.Exists(pod.Current));
    }
}
