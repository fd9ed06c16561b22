using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sidecars.Support;

namespace Sidecars.Git.Progress;

public sealed class UrlSinkSpecs
{
    private static readonly EventFormat Format = new("s-1");
    private static readonly CloneEvent Starting = new("repo_clone", "2026-11-20T12:00:00.000Z", "https://github.com/acme/app.git", CloneStage.Starting, "Cloning repository...");

    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLogger _logger = new();

    [Fact]
    public async Task Each_event_is_posted_in_order()
    {
        using var app = new Receiver();
        var sink = SinkTo(app.Port);

        var events = Enumerable.Range(0, 20).Select(number => Starting with { Message = $"{number}" }).ToList();
        events.ForEach(sink.Send);
        await sink.DisposeAsync();

        Assert.Equal(events.Select(clone => Encoding.UTF8.GetString(Format.Bytes(clone))), app.Bodies);
        Assert.StartsWith("POST /events HTTP/1.1\r\n", app.Heads[0]);
        Assert.Contains("Content-Type: application/json\r\n", app.Heads[0]);
        Assert.Empty(_logger.Lines);
    }

    [Fact]
    public async Task A_url_where_nobody_is_is_told_once()
    {
        int port;
        using (var closed = new LoopbackListener())
        {
            port = closed.Port;
        }

        var sink = SinkTo(port);
        sink.Send(Starting);
        sink.Send(Starting with { Stage = CloneStage.Done });
        await sink.DisposeAsync();

        var line = Assert.Single(_logger.Lines).Text;
        Assert.Contains($"http://127.0.0.1:{port} (Connection refused", line);
        Assert.DoesNotContain("secret", line);
    }

    [Fact]
    public async Task An_answer_that_refuses_is_told_once_and_redirects_nobody()
    {
        using var elsewhere = new LoopbackListener();
        using var app = new LoopbackListener(answer: $"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:{elsewhere.Port}/");

        var sink = SinkTo(app.Port);
        sink.Send(Starting);
        sink.Send(Starting with { Stage = CloneStage.Done });
        await sink.DisposeAsync();

        Assert.Equal(2, app.Heads.Count);
        Assert.Empty(elsewhere.Heads);
        Assert.Contains("it answered 307", Assert.Single(_logger.Lines).Text);
    }

    [Fact]
    public async Task Of_progress_that_waits_only_the_newest_of_each_repository_is_sent()
    {
        using var app = new Receiver { IsHeldUp = true };
        var sink = SinkTo(app.Port);
        sink.Send(Starting);
        await app.Visited;

        var other = Starting with { Repo = "https://github.com/acme/lib.git" };
        sink.Send(other);
        for (var percent = 0; percent < 1000; percent++)
        {
            sink.Send(Starting with { Stage = CloneStage.Cloning, Message = $"app {percent}" });
            sink.Send(other with { Stage = CloneStage.Cloning, Message = $"lib {percent}" });
        }

        sink.Send(Starting with { Stage = CloneStage.Done, Message = "app done" });
        app.GoOn();
        await sink.DisposeAsync();

        Assert.Collection(
            app.Bodies,
            body => Assert.Contains("acme/app", body), body => Assert.Contains("acme/lib", body),
            body => Assert.Contains("\"lib 999\"", body), body => Assert.Contains("\"app done\"", body));
    }

    [Fact]
    public async Task One_that_never_answers_holds_up_an_event_for_a_second_and_the_end_for_two()
    {
        using var app = new Receiver { IsHeldUp = true };
        var sink = SinkTo(app.Port);
        var real = Stopwatch.StartNew();
        for (var number = 0; number < 10; number++)
        {
            sink.Send(Starting);
        }

        Assert.InRange(real.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(0.9));
        await app.Visited;
        var flushed = sink.DisposeAsync().AsTask();
        _time.Advance(TimeSpan.FromSeconds(1.1));
        await _logger.UntilAsync("does not answer");
        Assert.False(flushed.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(1));
        await flushed.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Single(_logger.Lines);
    }

    private UrlSink SinkTo(int port) => new(new($"http://127.0.0.1:{port}/events?key=secret"), Format, _time, _logger);

    /// <summary>Somebody in the pod who takes events, or keeps those who bring them waiting.</summary>
    private sealed class Receiver : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly TaskCompletionSource _visited = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Receiver()
        {
            _listener.Start();
            _ = AcceptAsync();
        }

        public bool IsHeldUp { get; init; }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public List<string> Heads { get; } = [];

        public List<string> Bodies { get; } = [];

        public Task Visited => _visited.Task;

        public void GoOn() => _goOn.SetResult();

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    using var visitor = await _listener.AcceptTcpClientAsync();
                    _visited.TrySetResult();
                    await (IsHeldUp ? _goOn.Task : Task.CompletedTask);
                    await AnswerAsync(visitor.GetStream());
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Stopped.
            }
        }

        private async Task AnswerAsync(NetworkStream stream)
        {
            var said = new StringBuilder();
            var buffer = new byte[4096];
            while (!IsWhole(said.ToString()) && await stream.ReadAsync(buffer) is > 0 and var length)
            {
                said.Append(Encoding.UTF8.GetString(buffer, 0, length));
            }

            if (said.ToString().Split("\r\n\r\n", 2) is [var head, var body])
            {
                Heads.Add(head.Replace("?key=secret", "", StringComparison.Ordinal) + "\r\n");
                Bodies.Add(body);
            }

            await stream.WriteAsync("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray());
        }

        private static bool IsWhole(string said)
        {
            const string header = "Content-Length: ";
            return said.Split("\r\n\r\n", 2) is [var head, var body]
                   && head.Split("\r\n").FirstOrDefault(line => line.StartsWith(header, StringComparison.Ordinal)) is { } length
                   && Encoding.UTF8.GetByteCount(body) >= int.Parse(length[header.Length..], System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
