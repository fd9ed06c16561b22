using Microsoft.Extensions.Logging.Abstractions;
using Sidecars.Kubernetes.Objects;

namespace Sidecars.Kubernetes.Sync;

/// <summary>How often a Secret may be written, and tried.</summary>
public sealed class PaceSpecs : IDisposable
{
    private static readonly SecretName Name = new("team", "github-tekton");
    private static readonly Fingerprint Content = new(1, 1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly ManualTimeProvider _time = new();
    private readonly ApiServerStub _stub = new(_ => ApiServerStub.Json("{}"));
    private readonly Pace _pace;

    public PaceSpecs() => _pace = new(new SyncEvents(_stub.Client(_time), _time, NullLogger.Instance), _time);

    public void Dispose() => _stub.Dispose();

    [Fact]
    public async Task It_is_written_every_two_seconds_at_the_most()
    {
        Assert.Equal(TimeSpan.Zero, _pace.Left(Name));
        await WroteAsync(Content);

        Assert.Equal(2, _pace.Left(Name).TotalSeconds, 0.1);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.Zero, _pace.Left(Name));
    }

    [Fact]
    public async Task A_fight_is_a_write_a_minute_for_as_long_as_it_lasts()
    {
        var writes = 0;
        var begin = _time.Elapsed;
        while (_time.Elapsed - begin < TimeSpan.FromMinutes(10))
        {
            await WroteAsync(Content);
            writes++;
            _time.Advance(_pace.Left(Name));
        }

        Assert.InRange(writes, 12, 15);
        Assert.Single(_stub.Requests);
    }

    [Fact]
    public async Task It_is_over_when_nobody_changes_it_back()
    {
        for (var i = 0; i < 4; i++)
        {
            await WroteAsync(Content);
        }

        Assert.Equal(60, _pace.Left(Name).TotalSeconds, 0.1);
        _time.Advance(TimeSpan.FromMinutes(3));
        await WroteAsync(Content);
        Assert.Equal(2, _pace.Left(Name).TotalSeconds, 0.1);
    }

    [Fact]
    public async Task A_source_that_changes_is_no_fight()
    {
        for (var i = 0; i < 20; i++)
        {
            await WroteAsync(new((ulong)i, 0));
        }

        Assert.Equal(2, _pace.Left(Name).TotalSeconds, 0.1);
        Assert.Empty(_stub.Requests);
    }

    [Fact]
    public void Failures_are_waited_after_longer_and_longer()
    {
        var waits = Enumerable.Range(0, 30).Select(_ => _pace.Failed(Name, Longest, atLeast: null).TotalSeconds).ToList();

        Assert.InRange(waits[0], 0.16, 0.2);
        Assert.InRange(waits[^1], 240, 300);
        _pace.Succeeded(Name);
        Assert.InRange(_pace.Failed(Name, Longest, atLeast: null).TotalSeconds, 0.16, 0.2);
    }

    [Fact]
    public void What_fails_is_not_tried_at_each_change_of_its_source()
    {
        for (var i = 0; i < 10; i++)
        {
            _pace.Failed(Name, Longest, atLeast: null);
        }

        Assert.Equal(2, _pace.Left(Name).TotalSeconds, 0.1);
    }

    [Fact]
    public void A_server_that_wants_to_be_left_alone_is()
    {
        Assert.Equal(20, _pace.Failed(Name, Longest, TimeSpan.FromSeconds(20)).TotalSeconds);
        Assert.Equal(20, _pace.Left(Name).TotalSeconds, 0.1);
    }

    [Fact]
    public async Task What_was_written_long_ago_is_forgotten()
    {
        for (var i = 0; i < 10_000; i++)
        {
            await _pace.WroteAsync(new("team", $"{i}"), Secrets.Https, Content, CancellationToken.None);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(_pace.Count, 1, 1000);
    }

    private Task WroteAsync(Fingerprint content) => _pace.WroteAsync(Name, Secrets.Https, content, CancellationToken.None);
}
