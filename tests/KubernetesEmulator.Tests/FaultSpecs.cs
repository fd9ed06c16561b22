using System.Diagnostics;

namespace KubernetesEmulator.Tests;

public sealed class FaultSpecs : ClusterFixture
{
    [Fact]
    public async Task A_fault_happens_as_often_as_wanted_to_the_requests_it_is_for()
    {
        Cluster.Faults.Add(FaultKind.InternalError(), "list", times: 2);
        Cluster.Faults.Add(new Fault { Kind = FaultKind.Forbidden(), On = request => request.Name == "a" });

        Assert.Equal(500, (await GetAsync(Secrets)).Code);
        Assert.Equal(403, (await GetAsync(Path("a"))).Code);
        Assert.Equal(500, (await GetAsync(Secrets)).Code);
        Assert.Equal(200, (await GetAsync(Secrets)).Code);
        Assert.Equal(404, (await GetAsync(Path("a"))).Code);
    }

    [Fact]
    public async Task A_fault_that_lasts_lasts_until_it_is_cleared()
    {
        Cluster.Faults.Add(FaultKind.Unauthorized(), "list", int.MaxValue);

        Assert.Equal((401, 401), ((await GetAsync(Secrets)).Code, (await GetAsync(Secrets)).Code));
        Assert.Single(Cluster.Faults.Pending);

        Cluster.Faults.Clear();
        Assert.Equal(200, (await GetAsync(Secrets)).Code);
    }

    [Fact]
    public async Task Who_asks_too_much_or_too_early_is_told_when_to_come_back_or_not()
    {
        Cluster.Faults.Add(FaultKind.TooManyRequests(TimeSpan.FromSeconds(7)), "list");
        Cluster.Faults.Add(FaultKind.TooManyRequests(), "list");
        Cluster.Faults.Add(FaultKind.ServiceUnavailable(TimeSpan.FromSeconds(3)), "list");
        Cluster.Faults.Add(FaultKind.ServiceUnavailable(), "list");

        var answers = new[] { await GetAsync(Secrets), await GetAsync(Secrets), await GetAsync(Secrets), await GetAsync(Secrets) };

        Assert.Equal([429, 429, 503, 503], answers.Select(answer => answer.Code));
        Assert.Equal([7, null, 3, null], answers.Select(answer => answer.Headers.RetryAfter?.Delta?.TotalSeconds));
        Assert.Equal(7, (int?)answers[0].Json["details"]!["retryAfterSeconds"]);
    }

    [Fact]
    public async Task A_late_answer_is_the_right_one()
    {
        Cluster.Faults.Add(FaultKind.Late(TimeSpan.FromMilliseconds(50)), "list");
        var since = Stopwatch.GetTimestamp();

        Assert.Equal(200, (await GetAsync(Secrets)).Code);
        Assert.True(Stopwatch.GetElapsedTime(since) >= TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public async Task A_request_that_hangs_is_seen_but_never_answered()
    {
        Cluster.Faults.Add(FaultKind.Hang(), "list");
        using var impatience = new CancellationTokenSource();

        var answer = SendAsync("GET", Secrets, cancellationToken: impatience.Token);
        await Cluster.WaitForRequestAsync(request => request.Verb == "list");
        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        Assert.Equal(0, Assert.Single(Cluster.Requests).Status);
    }

    [Fact]
    public async Task A_reset_says_nothing_whether_or_not_it_was_done()
    {
        Cluster.Faults.Add(FaultKind.Reset(), "create");
        Cluster.Faults.Add(FaultKind.Reset(isCarriedOut: true), "create");

        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(Secrets, Secret("lost")));
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(Secrets, Secret("done")));

        Assert.Equal(["done"], (await GetAsync(Secrets)).Names);
        Assert.Equal([0, 0], Cluster.Requests.Where(request => request.Verb == "create").Select(request => request.Status));
    }

    [Fact]
    public async Task A_watch_can_be_gone_on_opening_or_in_its_stream()
    {
        Cluster.Faults.Add(FaultKind.Gone(), "watch");
        Cluster.Faults.Add(FaultKind.GoneInWatch(), "watch");
        using var opening = await WatchAsync();
        using var within = await WatchAsync();

        Assert.Equal((410, 200), (opening.Code, within.Code));
        Assert.Contains("\"reason\":\"Expired\"", await opening.RestAsync(), StringComparison.Ordinal);
        var error = await within.NextAsync();
        Assert.Equal(("ERROR", 410), (error!.Type, (int?)error.Object["code"]));
        Assert.Null(await within.NextAsync());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(504)]
    public async Task A_version_can_be_too_large_by_fault_too(int code)
    {
        Cluster.Faults.Add(FaultKind.TooLargeResourceVersion(code), "list");
        Cluster.Faults.Add(FaultKind.TooLargeResourceVersionInWatch(code: code), "watch");

        var list = await GetAsync(Secrets);
        using var watch = await WatchAsync();

        Assert.Equal(code, list.Code);
        Assert.Equal("ResourceVersionTooLarge", Assert.Single(list.Causes).Reason);
        Assert.Equal(code, (int?)(await watch.NextAsync())!.Object["code"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_watch_can_be_reset_in_the_middle_of_a_line(int afterEvents)
    {
        Cluster.Faults.Add(FaultKind.ResetWithinWatchLine(afterEvents), "watch");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Cluster.Url, Secrets + "?watch=true"));
        request.Headers.Authorization = new("Bearer", Cluster.AdminToken);
        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();
        await PostAsync(Secrets, Secret("a"));
        await PostAsync(Secrets, Secret("b"));

        var received = new MemoryStream();
        await Assert.ThrowsAnyAsync<IOException>(() => stream.CopyToAsync(received).WaitAsync(TimeSpan.FromSeconds(20)));

        var lines = System.Text.Encoding.UTF8.GetString(received.ToArray()).Split('\n');
        Assert.Equal(afterEvents + 1, lines.Length);
        Assert.StartsWith("""{"type":"ADDED",""", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("}}", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_can_end_cleanly_before_its_time()
    {
        Cluster.Faults.Add(FaultKind.EndOfWatch(), "watch");
        Cluster.Faults.Add(FaultKind.EndOfWatch(afterEvents: 1), "watch");
        using var first = await WatchAsync();
        using var second = await WatchAsync();
        using var third = await WatchAsync();
        await PostAsync(Secrets, Secret("a"));

        Assert.Null(await first.NextAsync());
        Assert.Equal("ADDED a", await second.TypeAndNameAsync());
        Assert.Null(await second.NextAsync());

        Cluster.EndWatches();
        Assert.Equal("ADDED a", await third.TypeAndNameAsync());
        Assert.Null(await third.NextAsync());
    }

    [Fact]
    public async Task A_silent_watch_says_nothing_and_outlasts_its_time()
    {
        Cluster.Faults.Add(FaultKind.SilentWatch(), "watch");
        using var silent = await WatchAsync("timeoutSeconds=1");
        var line = silent.NextAsync();
        await PostAsync(Secrets, Secret("a"));
        using var other = await WatchAsync("timeoutSeconds=1");

        Assert.Contains("ADDED", await other.RestAsync(), StringComparison.Ordinal);
        Assert.False(line.IsCompleted);

        await Cluster.StopAsync();
        await Assert.ThrowsAnyAsync<IOException>(() => line);
    }

    [Fact]
    public async Task A_half_open_watch_is_silent_and_so_is_its_connection()
    {
        Cluster.Faults.Add(FaultKind.HalfOpenWatch(afterEvents: 1), "watch");
        using var watch = await WatchAsync("timeoutSeconds=1");
        await PostAsync(Secrets, Secret("a"));
        Assert.Equal("ADDED a", await watch.TypeAndNameAsync());
        var line = watch.NextAsync();
        using var other = await WatchAsync("timeoutSeconds=1");

        await other.RestAsync();

        Assert.False(line.IsCompleted);
        await Cluster.StopAsync();
        await Assert.ThrowsAnyAsync<IOException>(() => line);
    }

    [Fact]
    public async Task A_server_that_is_stopped_refuses_connections_until_it_is_resumed_at_the_same_address()
    {
        await PostAsync(Secrets, Secret("a"));
        await Cluster.StopAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(Secrets));

        await Cluster.ResumeAsync();

        Assert.Equal(["a"], (await GetAsync(Secrets)).Names);
    }
}
