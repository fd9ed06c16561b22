using Sidecars.Cli;
using Sidecars.Kubernetes.Client;

namespace Sidecars.Kubernetes.Sync;

/// <summary>When secret-sync is started, ready and alive.</summary>
public sealed class ReachabilitySpecs
{
    private static readonly KubernetesException Down = new(ExitCode.Unavailable, 503, "The API server is down.");

    private readonly ManualTimeProvider _time = new();
    private readonly Reachability _reachability;

    public ReachabilitySpecs() => _reachability = new(_time);

    [Fact]
    public void Nobody_is_ready_before_all_has_been_looked_at()
    {
        Assert.NotNull(_reachability.WhyNotStarted);
        Assert.NotNull(_reachability.WhyNotReady);

        _reachability.Started();

        Assert.Null(_reachability.WhyNotStarted);
        Assert.Null(_reachability.WhyNotReady);
    }

    [Fact]
    public void A_minute_of_failures_is_not_ready_and_one_answer_is()
    {
        _reachability.Started();
        _reachability.Failed("team", Down);
        _time.Advance(TimeSpan.FromSeconds(60));
        _reachability.Failed("team", Down);
        Assert.Null(_reachability.WhyNotReady);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Down.Message, _reachability.WhyNotReady);

        _reachability.Reached("team");
        Assert.Null(_reachability.WhyNotReady);
    }

    [Fact]
    public void An_answer_about_one_namespace_says_nothing_of_another()
    {
        _reachability.Started();
        _reachability.Failed("team", Down);
        _time.Advance(TimeSpan.FromSeconds(61));

        _reachability.Reached("other");

        Assert.NotNull(_reachability.WhyNotReady);
    }

    [Fact]
    public void It_is_alive_as_long_as_it_moves_whatever_the_API_server_does()
    {
        _reachability.Failed("team", Down);
        _time.Advance(TimeSpan.FromMinutes(2));
        _reachability.Beat();
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(_reachability.WhyNotLive);

        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.NotNull(_reachability.WhyNotLive);
    }
}
