using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>Whom git-clone --sync tells of each update, and how long it goes on trying.</summary>
public sealed class SyncWebhookSpecs
{
    [Fact]
    public async Task A_webhook_hears_of_each_update_with_repository_and_commit()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var hook = new Hook();
        var first = pod.Greet("hello");
        using var sync = pod.StartSync("--ref", "main", "--webhook-url", hook.Url);
        await hook.HearsAsync(first);

        var second = pod.Greet("good morning");
        await hook.HearsAsync(second);
        Assert.Equal(second, pod.PublishedCommit);
        await sync.LookAsync();

        await pod.StopAsync(sync);
        var url = new Uri(pod.GitHub.ServerUrl, "acme/web.git");
        Assert.Equal([Body(first), Body(second)], hook.Posts);

        string Body(string commit) => $$"""{"kind":"sync","repo":"{{url}}","ref":"main","commit":"{{commit}}"}""";
    }

    [Fact]
    public async Task A_webhook_that_fails_is_told_again_until_it_takes_it()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var hook = new Hook { Status = 500 };
        var commit = pod.Greet("hello");
        using var sync = pod.StartSync("--webhook-url", hook.Url);
        await Eventually.HoldsAsync(() => hook.Posts.Count >= 2);
        Assert.Equal("hello", pod.Greeting);

        hook.Status = 204;
        var before = hook.Posts.Count;
        await Eventually.HoldsAsync(() => hook.Posts.Count > before);
        await sync.LookAsync();

        Assert.Equal(before + 1, hook.Posts.Count);
        Assert.All(hook.Posts, post => Assert.Contains(commit, post, StringComparison.Ordinal));
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task What_a_webhook_did_not_take_gives_way_to_the_next_update()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var hook = new Hook { Status = 500 };
        var first = pod.Greet("hello");
        using var sync = pod.StartSync("--webhook-url", hook.Url);
        await hook.HearsAsync(first);
        var second = pod.Greet("good morning");
        await hook.HearsAsync(second);

        hook.Status = 200;
        var before = hook.Posts.Count;
        await Eventually.HoldsAsync(() => hook.Posts.Count > before);

        Assert.All(hook.Posts.Skip(before), post => Assert.Contains(second, post, StringComparison.Ordinal));
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task After_a_restart_a_webhook_hears_what_is_published_for_it_may_have_missed_it()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var hook = new Hook();
        var commit = pod.Greet("hello");
        await pod.SyncOnceAsync("--private-dir", pod.PrivateDirectory);

        using var sync = pod.StartSyncAgain("--webhook-url", hook.Url);
        await hook.HearsAsync(commit);
        await sync.LookAsync();

        Assert.Single(hook.Posts);
        await pod.StopAsync(sync);
    }

    [Fact]
    public async Task Asked_for_once_it_ends_when_webhook_and_file_were_told()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var hook = new Hook();
        var commit = pod.Greet("hello");
        var file = Path.Combine(pod.Root, "touched");

        var run = await pod.SyncOnceAsync("--webhook-url", hook.Url, "--touch-file", file);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(commit, Assert.Single(hook.Posts), StringComparison.Ordinal);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task Asked_for_once_a_webhook_that_never_takes_it_ends_the_program_with_exit_code_6_and_what_is_published_stays()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var hook = new Hook { Status = 500 };
        var commit = pod.Greet("hello");

        var run = await pod.SyncOnceAsync("--webhook-url", hook.Url);

        Assert.Equal(6, run.ExitCode);
        Assert.Contains("did not take it", run.LastMessage, StringComparison.Ordinal);
        Assert.Equal(commit, pod.PublishedCommit);
        Assert.InRange(hook.Posts.Count, 3, 20);
    }

    [Fact]
    public async Task A_webhook_that_does_not_listen_holds_nothing_up()
    {
        await using var pod = await Pod.StartWithTokenAsync();
        using var sync = pod.StartSync("--webhook-url", "http://127.0.0.1:1/hook");
        await sync.SaysAsync("The webhook at http://127.0.0.1:1 was not told");

        await pod.PublishedAsync(pod.Greet("hello"));

        Assert.InRange(await pod.StopAsync(sync), TimeSpan.Zero, TimeSpan.FromSeconds(4));
    }
}
