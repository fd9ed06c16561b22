using Sidecars.Apps.Support;

namespace Sidecars.Apps.Chaos;

/// <summary>The app's container: fetches, pushes and calls the API without pause, each with what the README offers for it, and keeps count.</summary>
internal sealed class Consumer
{
    /// <summary>Who hears nothing hangs up, as a person would: only where GitHub hangs is it needed.</summary>
    private const string Patience = "5";

    private readonly Pod _pod;
    private readonly FastClock _clock;
    private readonly List<CommandRecord> _commands = [];
    private readonly string _clone;
    private readonly Dictionary<string, string> _environment;
    private readonly Dictionary<string, string> _withHelper;

    private Consumer(Pod pod, FastClock clock)
    {
        (_pod, _clock, _clone) = (pod, clock, Path.Combine(pod.Root, "consumer"));
        _environment = new Dictionary<string, string>
        {
            ["HOME"] = pod.Home, ["LC_ALL"] = "C", ["GIT_CONFIG_NOSYSTEM"] = "1", ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_AUTHOR_NAME"] = "a", ["GIT_AUTHOR_EMAIL"] = "a@example.com", ["GIT_COMMITTER_NAME"] = "a", ["GIT_COMMITTER_EMAIL"] = "a@example.com",
        };
        _withHelper = new Dictionary<string, string>(_environment)
        {
            ["HOME"] = pod.Temporary, ["GIT_CONFIG_COUNT"] = "1", ["GIT_CONFIG_KEY_0"] = "include.path", ["GIT_CONFIG_VALUE_0"] = Path.Combine(pod.Output, "gitconfig"),
        };
    }

    /// <summary>All that has ended.</summary>
    public IReadOnlyList<CommandRecord> Commands
    {
        get
        {
            lock (_commands)
            {
                return [.. _commands];
            }
        }
    }

    /// <summary>With a clone, and a token to go on with.</summary>
    public static async Task<Consumer> StartAsync(Pod pod, FastClock? clock = null)
    {
        var consumer = new Consumer(pod, clock ?? new FastClock(1));
        File.CreateSymbolicLink(Path.Combine(pod.Home, ".netrc"), Path.Combine(pod.Output, ".netrc"));
        var clone = await Command.RunAsync("git", ["clone", "--quiet", $"{pod.GitHub.ServerUrl}acme/web.git", consumer._clone], consumer._environment);
        Assert.True(clone.ExitCode == 0, clone.Error);
        return consumer;
    }

    /// <summary>One command after another, until it is cancelled.</summary>
    public async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await OnceAsync();
        }
    }

    /// <summary>One of each.</summary>
    public async Task OnceAsync()
    {
        await RunAsync("fetch", _environment, "git", "-C", _clone, "fetch", "--quiet");
        await RunAsync("push", _withHelper, "sh", "-c", "git -C \"$0\" commit --quiet --allow-empty --message m && git -C \"$0\" push --quiet origin HEAD:refs/heads/work", _clone);
        await RunAsync("api", _environment, "sh", "-c", "curl --silent --show-error --fail --output /dev/null --header \"Authorization: Bearer $(cat \"$0\")\" \"$1\"", Path.Combine(_pod.Output, "token"), $"{_pod.GitHub.ApiUrl}/repos/acme/web");
    }

    private async Task RunAsync(string kind, Dictionary<string, string> environment, params string[] command)
    {
        var from = _clock.GetUtcNow();
        var run = await Command.RunAsync("timeout", ["--signal=KILL", Patience, .. command], environment);
        lock (_commands)
        {
            _commands.Add(new(kind, from, _clock.GetUtcNow(), run.ExitCode, run.Error));
        }
    }
}
