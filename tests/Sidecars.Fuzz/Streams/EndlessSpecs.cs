using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sidecars.Cli;
using Sidecars.Git.Lfs;
using Sidecars.Git.Progress;
using Sidecars.Git.Running;
using Sidecars.GitHub;
using Sidecars.Kubernetes.Client;

namespace Sidecars.Fuzz.Streams;

/// <summary>Who never stops talking is not listened to for ever: a bounded part is read, and kept in a bounded part of memory.</summary>
public sealed class EndlessSpecs
{
    private const long Bounded = 256L * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(HttpStatusCode.OK)]
    [InlineData(HttpStatusCode.BadGateway)]
    public async Task A_body_of_GitHubs_without_end(HttpStatusCode status)
    {
        var body = new EndlessStream("{\"message\":\""u8, "x"u8);
        using var client = new GitHubClient(Answering(status, body), TimeProvider.System, NullLogger.Instance);

        var failure = await Within(() => Assert.ThrowsAsync<GitHubException>(() => client.SendAsync(new(HttpMethod.Get, new("https://api.github.com/app"), "show the App", new TokenValue("t").Bearer), CancellationToken.None)));

        Assert.Equal(ExitCode.Unavailable, failure.ExitCode);
        Assert.True(failure.IsTransient);
        Assert.InRange(body.Given, 1, Bounded);
    }

    [Fact]
    public async Task The_body_of_a_refusal_by_the_API_server_without_end()
    {
        var body = new EndlessStream("{\"message\":\""u8, "x"u8);

        var failure = await Within(() => Assert.ThrowsAsync<KubernetesException>(() => Kubernetes(HttpStatusCode.Forbidden, body).FindSecretAsync(new("team", "github"), CancellationToken.None)));

        Assert.Equal(ExitCode.Unavailable, failure.ExitCode);
        Assert.InRange(body.Given, 1, 16 * 1024 * 1024);
    }

    [Fact]
    public async Task A_line_of_a_watch_without_end()
    {
        var line = new EndlessStream("{\"type\":\"ADDED\",\"object\":{\"data\":{\"a\":\""u8, "A"u8);

        var failure = await Within(() => Assert.ThrowsAsync<KubernetesException>(async () =>
        {
            await foreach (var happened in Kubernetes(HttpStatusCode.OK, line).WatchSecretsAsync("team", "a=b", "1", TimeSpan.FromMinutes(5), () => { }, CancellationToken.None))
            {
                Assert.Fail($"There is no line: {happened.Type}");
            }
        }));

        Assert.Contains("longer than any Secret", failure.Message, StringComparison.Ordinal);
        Assert.InRange(line.Given, 1, 16 * 1024 * 1024);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("error: x\n")]
    [InlineData("Receiving objects:  45% (450/1000), 1.20 MiB | 3.00 MiB/s\r")]
    public async Task Words_of_gits_that_go_on_and_on(string word)
    {
        const long length = 1024 * 1024;
        using var words = new StreamReader(new EndlessStream(""u8, Encoding.UTF8.GetBytes(word), length));
        var reported = 0;

        var said = await Within(() => GitErrorReader.ReadAsync(words, _ => reported++, Task.CompletedTask));

        Assert.InRange(said.Length, 0, 33 * 1024);
        Assert.True(reported > 0 || !word.StartsWith("Receiving", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_of_gits_without_end()
    {
        var list = new EndlessStream(""u8, "100644 blob 4b825dc642cb6eb9a060e54bf8d69288fbee4904 1\ta\0"u8);
        using var output = new StreamReader(list);

        var failure = await Within(() => Assert.ThrowsAsync<SidecarException>(() => GitOutput.ReadAsync(output, most: 1 << 20)));

        Assert.Equal(ExitCode.WrongCommit, failure.ExitCode);
        Assert.InRange(list.Given, 1, 4 << 20);
    }

    [Fact]
    public void A_large_file_that_git_gives_to_the_filter_is_not_kept()
    {
        byte[] packet = [.. "ffe0"u8, .. new byte[0xffe0 - 4]];
        var content = new EndlessStream("0016git-filter-client\n000eversion=2\n0000"u8.ToArray().Concat("0015capability=clean\n00000012command=clean\n0000"u8.ToArray()).ToArray(), packet, length: 64L * 1024 * 1024);
        var before = GC.GetAllocatedBytesForCurrentThread();

        LfsFilter.Run(content, Stream.Null);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 1024 * 1024);
    }

    private static HttpClient Answering(HttpStatusCode status, Stream body) => new(new Server(status, body)) { Timeout = Timeout.InfiniteTimeSpan, BaseAddress = new("https://server.test/") };

    private static KubernetesClient Kubernetes(HttpStatusCode status, Stream body) => new(new ApiServer(Answering(status, body), new(new("https://server.test/"), null, null, "team"), TimeProvider.System));

    private static Task<T> Within<T>(Func<Task<T>> read) => Task.Run(read).WaitAsync(Patience);

    private sealed class Server(HttpStatusCode status, Stream body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(new HttpResponseMessage(status) { Content = new StreamContent(body) });
    }
}
