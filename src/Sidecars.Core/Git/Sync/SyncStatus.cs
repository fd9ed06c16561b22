using Sidecars.Cli;
using Sidecars.Monitoring;

namespace Sidecars.Git.Sync;

/// <summary>How the repositories are that are kept in sync. Ready means that the server was asked not long ago, for each of them.</summary>
public sealed class SyncStatus : IStatus
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _maxStaleness;
    private readonly DateTimeOffset _started;
    private readonly Dictionary<CloneTarget, State> _states;

    /// <param name="maxStaleness">How long ago the server may have been asked.</param>
    public SyncStatus(IEnumerable<CloneTarget> targets, TimeSpan maxStaleness, TimeProvider time)
    {
        _time = time;
        _maxStaleness = maxStaleness;
        _started = time.GetUtcNow();
        _states = targets.ToDictionary(target => target, target => new State(target));
    }

    public string? WhyNotStarted => Sentence(state => state.LastSuccess is null, "was never synced");

    public string? WhyNotReady
        => WhyNotStarted ?? Sentence(state => _time.GetElapsedTime(state.LastSuccess!.Value) > _maxStaleness, $"was not synced for more than {_maxStaleness.TotalSeconds:0} s");

    /// <summary>Who answers is alive. A clone may take as long as it does.</summary>
    public string? WhyNotLive => null;

    public string Metrics
    {
        get
        {
            var isReady = WhyNotReady is null;
            var text = new PrometheusText();
            lock (_lock)
            {
                text.Head("git_clone_syncs_total", "counter", "Attempts to sync, by how they ended and by the kind of failure.");
                foreach (var state in _states.Values)
                {
                    text.Line($"git_clone_syncs_total{{{state.Labels},result=\"updated\",class=\"none\"}}", state.Updates);
                    text.Line($"git_clone_syncs_total{{{state.Labels},result=\"unchanged\",class=\"none\"}}", state.Unchanged);
                    foreach (var (kind, count) in state.Failures)
                    {
                        text.Line($"git_clone_syncs_total{{{state.Labels},result=\"failure\",class=\"{kind}\"}}", count);
                    }
                }

                Each(text, "git_clone_last_sync_timestamp_seconds", "When the server was last asked and answered, and what it said was published.", state => state.LastSuccessAt?.ToUnixTimeSeconds());
                Each(text, "git_clone_last_update_timestamp_seconds", "When another commit was last published.", state => state.LastUpdateAt?.ToUnixTimeSeconds());
                Each(text, "git_clone_last_sync_duration_seconds", "How long the last sync took.", state => state.LastSuccess is null ? null : state.LastDuration.TotalSeconds);
                text.Head("git_clone_commit_info", "gauge", "The commit that is published: always 1.");
                foreach (var state in _states.Values.Where(state => state.Commit is not null))
                {
                    text.Line($"git_clone_commit_info{{{state.Labels},commit=\"{state.Commit}\"}}", 1);
                }

                text.Head("git_clone_ready", "gauge", "1 while each repository was synced not long ago.");
                text.Line("git_clone_ready", isReady ? 1 : 0);
                text.Head("git_clone_start_timestamp_seconds", "gauge", "When the program started.");
                text.Line("git_clone_start_timestamp_seconds", _started.ToUnixTimeSeconds());
                text.Head("git_clone_build_info", "gauge", "What runs here: always 1.");
                text.Line($"git_clone_build_info{{version=\"{PrometheusText.Version}\"}}", 1);
            }

            return text.ToString();
        }
    }

    /// <param name="isNew">Another commit was published.</param>
    public void Synced(CloneTarget target, string commit, TimeSpan duration, bool isNew)
    {
        lock (_lock)
        {
            var state = _states[target];
            var now = _time.GetUtcNow();
            (state.Commit, state.LastSuccess, state.LastSuccessAt, state.LastDuration) = (commit, _time.GetTimestamp(), now, duration);
            state.LastUpdateAt = isNew ? now : state.LastUpdateAt;
            state.Updates += isNew ? 1 : 0;
            state.Unchanged += isNew ? 0 : 1;
        }
    }

    public void Failed(CloneTarget target, ExitCode exitCode)
    {
        lock (_lock)
        {
            var kind = PrometheusText.ClassOf(exitCode);
            var failures = _states[target].Failures;
            failures[kind] = failures.GetValueOrDefault(kind) + 1;
        }
    }

    private void Each(PrometheusText text, string name, string help, Func<State, double?> value)
    {
        text.Head(name, "gauge", help);
        foreach (var state in _states.Values)
        {
            if (value(state) is { } number)
            {
                text.Line($"{name}{{{state.Labels}}}", number);
            }
        }
    }

    private string? Sentence(Func<State, bool> isWrong, string words)
    {
        lock (_lock)
        {
            return _states.Values.FirstOrDefault(isWrong) is { } state ? $"{state.Name} {words}." : null;
        }
    }

    private sealed class State(CloneTarget target)
    {
        public string Name { get; } = target.Url.AbsolutePath.Trim('/') is var path && path.EndsWith(".git", StringComparison.Ordinal) ? path[..^".git".Length] : target.Url.AbsolutePath;

        /// <summary>One repository may be published more than once: two of its branches, to two directories.</summary>
        public string Labels => $"repo=\"{PrometheusText.Escaped(Name)}\",directory=\"{PrometheusText.Escaped(target.Directory)}\"";

        /// <summary>Series that appear only with the first failure cannot be alerted on.</summary>
        public SortedDictionary<string, long> Failures { get; } = new(
            new[] { ExitCode.Bug, ExitCode.Configuration, ExitCode.Refused, ExitCode.Unavailable, ExitCode.CannotWrite, ExitCode.InTheWay, ExitCode.WrongCommit }.ToDictionary(PrometheusText.ClassOf, _ => 0L),
            StringComparer.Ordinal);

        public string? Commit { get; set; }

        /// <summary>By the machine's own clock: setting the other one makes nothing stale.</summary>
        public long? LastSuccess { get; set; }

        public DateTimeOffset? LastSuccessAt { get; set; }

        public DateTimeOffset? LastUpdateAt { get; set; }

        public TimeSpan LastDuration { get; set; }

        public long Updates { get; set; }

        public long Unchanged { get; set; }
    }
}
