using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.Repositories;
using Sidecars.Retry;
using Sidecars.Tokens;

namespace Sidecars.Scopes;

/// <summary>What the workspace's tokens should be for now: what the settings say, moved by watched files inside of limits.</summary>
/// <param name="repositories">From the settings; <see cref="RepositoryList.None"/> where they are still to be assigned.</param>
/// <param name="accessFile">Null when none is watched; <paramref name="repositoriesFile"/> likewise.</param>
/// <param name="server">The only host that the repositories file may name.</param>
public sealed class ScopeWatch(
    RepositoryList repositories, Access access, WatchedFile? accessFile, WatchedFile? repositoriesFile, ScopeLimits limits, Uri server, StateDirectory state, TimeProvider time, ILogger logger)
    : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WaitWithoutNotice = TimeSpan.FromSeconds(1);

    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly Signal _changed = new();
    private Signal.Listener? _listener;
    private volatile bool _hasNotice = true;

    private RepositoryList? _assigned;
    private Access? _asked;
    private string? _askedText;
    private Moment _accessSince;
    private bool _accessEnded;

    /// <summary>Whether anything can change.</summary>
    public bool HasFiles => accessFile is not null || repositoriesFile is not null;

    /// <summary>Where the repositories are to come from; for the log.</summary>
    public string RepositoriesSource => repositoriesFile?.Path ?? CommonSettings.Repositories.Names;

    /// <summary>Reads the files again. What they may not say is logged, and what they said before holds.</summary>
    public WorkspaceScope Wanted()
    {
        ReadRepositories();
        ReadAccess();
        var scope = WorkspaceScope.Of(_assigned ?? repositories, _accessEnded ? access : _asked ?? access);

        // Who is alone now need not be the one whom the configured installation is on.
        return repositoriesFile is null || scope == WorkspaceScope.Nothing ? scope : new([.. scope.Owners.Select(owner => owner with { IsAlone = false })]);
    }

    /// <summary>Waits until it may be worth asking again: a file has changed, an access has come to its end, or some time has passed.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        if (!HasFiles)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        _listener ??= Listen();
        var wait = !_hasNotice ? WaitWithoutNotice : LongestWait;
        wait = longest < wait ? longest : wait;
        if (IsWider && !_accessEnded && limits.AccessTtl is { } ttl && _accessSince.After(ttl).Left(time) is var left && left < wait)
        {
            wait = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }

        await _listener.WaitAsync(wait, time, cancellationToken);
    }

    public void Dispose() => _watchers.ForEach(watcher => watcher.Dispose());

    private bool IsWider => _asked?.IsWiderThan(access) == true;

    private void ReadRepositories()
    {
        if (repositoriesFile?.Read() is not { } text)
        {
            return;
        }

        try
        {
            var list = text.Length == 0 ? repositories : RepositoryList.Parse(text, server);
            if (limits.MaxRepositories.Beyond(list) is { } beyond && list != repositories)
            {
                throw new FormatException($"{beyond} is beyond --max-repos");
            }

            WorkspaceScope.Of(list, access);
            _assigned = list;
            repositoriesFile.Follow();
        }
        catch (FormatException e)
        {
            repositoriesFile.Refuse(e.Message);
        }
    }

    private void ReadAccess()
    {
        if (accessFile?.Read() is { } text)
        {
            try
            {
                var asked = text.Length == 0 ? access : Access.Parse(text);
                if (asked.IsWiderThan(limits.MaxAccess))
                {
                    throw new FormatException($"{text} is beyond --max-access");
                }

                accessFile.Follow();
                if (text != _askedText)
                {
                    Follow(asked, text, accessFile.Path);
                }
            }
            catch (FormatException e)
            {
                accessFile.Refuse(e.Message);
            }
        }

        if (IsWider && !_accessEnded && limits.AccessTtl is { } ttl && _accessSince.After(ttl).HasCome(time))
        {
            _accessEnded = true;
            logger.AccessEnded(Redaction.Clean(accessFile!.Path));
        }
    }

    private void Follow(Access asked, string text, string path)
    {
        // With a time limit, only a change that we saw, or that came while we were away, can be dated: a restart must not start the time anew.
        var isChange = _askedText is not null || limits.AccessTtl is null || (state.Access is { } remembered && remembered.Text != text);
        (_asked, _askedText, _accessSince) = (asked, text, Moment.Now(time));
        _accessEnded = IsWider && !isChange;
        if (_accessEnded)
        {
            logger.AccessNotResumed(Redaction.Clean(path));
        }

        state.SaveAccess(text, _accessSince, time.GetUtcNow());
    }

    private Signal.Listener Listen()
    {
        var listener = _changed.Listen();
        var directories = new[] { accessFile, repositoriesFile }.OfType<WatchedFile>().Select(file => Path.GetDirectoryName(Path.GetFullPath(file.Path))!).Distinct();
        foreach (var directory in directories)
        {
            Watch(directory);
        }

        // What changed before the watch began.
        _changed.Raise();
        return listener;
    }

    private void Watch(string directory)
    {
        try
        {
            var watcher = new FileSystemWatcher(directory);
            _watchers.Add(watcher);
            watcher.Created += (_, _) => _changed.Raise();
            watcher.Changed += (_, _) => _changed.Raise();
            watcher.Renamed += (_, _) => _changed.Raise();
            watcher.Deleted += (_, _) => _changed.Raise();
            watcher.Error += (_, error) => Lose(directory, error.GetException());
            watcher.EnableRaisingEvents = true;
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            LookAt(directory, e);
        }
    }

    /// <summary>Changes may have been missed; and unless they were only too many at once, those to come will be.</summary>
    /// <remarks>That the user's watches are used up is told so, and not where the watch begins.</remarks>
    private void Lose(string directory, Exception reason)
    {
        if (reason is not InternalBufferOverflowException && _hasNotice)
        {
            LookAt(directory, reason);
        }

        _changed.Raise();
    }

    private void LookAt(string directory, Exception reason)
    {
        _hasNotice = false;
        logger.WatchedByLooking(Redaction.Clean(directory), Redaction.Clean(reason.Message.TrimEnd('.')));
    }
}
