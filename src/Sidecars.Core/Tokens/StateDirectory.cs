using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sidecars.Cli;
using Sidecars.GitHub;
using Sidecars.Linux;
using Sidecars.Repositories;
using Sidecars.Retry;

namespace Sidecars.Tokens;

/// <summary>Remembers tokens and the mint limit over restarts, in a directory that no other container mounts. Without one, only while the program runs.</summary>
/// <remarks>It belongs to one program at a time: two would overwrite what the other remembers, and mint twice what the limit allows.</remarks>
public sealed class StateDirectory : IDisposable
{
    private const string FileName = "state.json";
    private const int Version = 1;

    /// <summary>A hundred years: what is beyond is damage.</summary>
    private const double LongestUptimeSeconds = 100 * 365 * 86400.0;

    /// <summary>A hundred owners with five hundred repositories each are 8 MB.</summary>
    private const int MostBytes = 16 * 1024 * 1024;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string? _path;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly DirectoryHandle? _ours;
    private SavedState _state;

    private StateDirectory(string? path, ILogger logger)
    {
        _path = path;
        _logger = logger;
        _ours = Prepare();
        var bootId = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        _state = Load(bootId) ?? new SavedState(Version, bootId, []);
    }

    /// <param name="path">The directory; null for none.</param>
    /// <exception cref="SidecarException">Another program has it open.</exception>
    public static StateDirectory Open(string? path, ILogger logger) => new(path, logger);

    /// <summary>Lets another program have it, as the end of this one does.</summary>
    public void Dispose() => _ours?.Dispose();

    /// <summary>The token that was minted for exactly this, if one is remembered.</summary>
    public InstallationToken? FindToken(AppCredentials app, TokenScope asked)
    {
        var saved = Owner(asked.Owner).Token;
        return saved is not null
               && saved.ApiUrl == app.Host.ApiUrl.AbsoluteUri && saved.ServerUrl == app.Host.ServerUrl.AbsoluteUri
               && saved.AppId == app.AppId && saved.ConfiguredInstallationId == app.InstallationId && saved.Asked == asked.ToString()
            ? Restored(saved)
            : null;
    }

    /// <summary>All tokens that are remembered, whatever they were minted for.</summary>
    public IReadOnlyList<InstallationToken> AllTokens
    {
        get
        {
            lock (_lock)
            {
                return [.. _state.Owners.Values.Select(owner => owner.Token).OfType<SavedToken>().Select(Restored)];
            }
        }
    }

    public void SaveToken(TokenScope asked, InstallationToken token)
        => Change(asked.Owner, owner => owner with
        {
            Token = new SavedToken(
                token.Token.Reveal(), token.Host.ApiUrl.AbsoluteUri, token.Host.ServerUrl.AbsoluteUri, token.AppId, token.ConfiguredInstallationId, asked.ToString(),
                token.InstallationId, token.Owner, token.Permissions.Levels.ToDictionary(), token.Repositories,
                token.MintedAt, token.ExpiresAt, token.Expires.SinceBoot.TotalSeconds, token.Expires.Wall ?? token.ExpiresAt, token.AppSlug, token.BotUserId),
        });

    /// <summary>Forgets an owner's token, not what was minted for it.</summary>
    public void ForgetToken(string? owner) => Change(owner, saved => saved with { Token = null });

    /// <summary>Forgets all tokens, under whatever name.</summary>
    public void ForgetTokens()
    {
        lock (_lock)
        {
            _state.Owners.Keys.ToList().ForEach(ForgetToken);
        }
    }

    public TimeSpan PaidUntil(string? owner) => TimeSpan.FromSeconds(Owner(owner).PaidUntilSeconds);

    /// <param name="pay">Gets the time up to which the mints so far are paid for, and gives the one with this mint.</param>
    public void Pay(string? owner, Func<TimeSpan, TimeSpan> pay)
        => Change(owner, saved => saved with { PaidUntilSeconds = Math.Max(0, pay(TimeSpan.FromSeconds(saved.PaidUntilSeconds)).TotalSeconds) });

    /// <summary>What the access file said last and when it had come to say that; null when none was seen.</summary>
    public (string Text, Moment Since)? Access
        => _state.Access is { } saved ? (saved.Text, new Moment(TimeSpan.FromSeconds(saved.SinceBootSeconds), saved.At)) : null;

    public void SaveAccess(string text, Moment since, DateTimeOffset at)
    {
        lock (_lock)
        {
            _state = _state with { Access = new(text, since.SinceBoot.TotalSeconds, since.Wall ?? at) };
            Write();
        }
    }

    private static InstallationToken Restored(SavedToken saved) => new(
        new TokenValue(saved.Value), new GitHubHost(new Uri(saved.ApiUrl), new Uri(saved.ServerUrl)), saved.AppId, saved.InstallationId, saved.Owner, new Permissions(saved.Permissions),
        saved.Repositories, saved.MintedAt, saved.ExpiresAt, new Moment(TimeSpan.FromSeconds(saved.ExpiresSinceBootSeconds), saved.ExpiresByOurClock))
    {
        ConfiguredInstallationId = saved.ConfiguredInstallationId,
        AppSlug = saved.AppSlug,
        BotUserId = saved.BotUserId,
    };

    private SavedOwner Owner(string? owner)
    {
        lock (_lock)
        {
            return _state.Owners.GetValueOrDefault(Key(owner)) ?? new SavedOwner(null, 0);
        }
    }

    private static string Key(string? owner) => owner?.ToLowerInvariant() ?? "*";

    private void Change(string? owner, Func<SavedOwner, SavedOwner> change)
    {
        lock (_lock)
        {
            _state.Owners[Key(owner)] = change(_state.Owners.GetValueOrDefault(Key(owner)) ?? new SavedOwner(null, 0));
            Write();
        }
    }

    private void Write()
    {
        if (_path is null)
        {
            return;
        }

        try
        {
            using var directory = DirectoryHandle.Open(_path);
            directory.ReplaceFile(FileName, JsonSerializer.SerializeToUtf8Bytes(_state, SavedStateJson.Default.SavedState), OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Forgetting costs one mint after a restart; stopping here would cost the token in hand.
            _logger.StateNotSaved(_path, e.Message);
        }
    }

    /// <remarks>The directory's mode stays as it is: it may be one that others need, named by mistake. What is kept in it only we can read.</remarks>
    private DirectoryHandle? Prepare()
    {
        if (_path is null)
        {
            return null;
        }

        if (!Libc.IsInMemory(_path))
        {
            _logger.NotInMemory(_path);
        }

        try
        {
            var directory = DirectoryHandle.Open(_path);
            if (!directory.TryLock())
            {
                directory.Dispose();
                throw new SidecarException(ExitCode.Configuration, $"{CommonSettings.StateDirectory.Names}: another token program uses {Redaction.Clean(_path)} at this moment; give each a directory of its own.");
            }

            directory.RemoveTemporaries();
            return directory;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first save says so.
            return null;
        }
    }

    private SavedState? Load(string bootId)
    {
        try
        {
            if (_path is null || !File.Exists(Path.Combine(_path, FileName)))
            {
                return null;
            }

            var json = BoundedFile.Read(Path.Combine(_path, FileName), MostBytes);
            var state = JsonSerializer.Deserialize(json, SavedStateJson.Default.SavedState);
            return state is { Version: Version, Owners: not null } && state.BootId == bootId && state.Owners.Values.All(IsWhole) && IsWhole(state.Access) ? state : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            _logger.StateUnreadable(_path!);
            return null;
        }
    }

    private static bool IsWhole(SavedOwner? owner)
        => owner is not null && IsUptime(owner.PaidUntilSeconds) && (owner.Token is null || IsWhole(owner.Token));

    private static bool IsWhole(SavedAccess? access) => access is null || (access.Text is not null && IsUptime(access.SinceBootSeconds));

    private static bool IsWhole(SavedToken token)
        => token is { Owner: not null, Permissions: not null, AppId: not null, Asked: not null } && Repository.IsOwner(token.Owner) && (token.AppSlug is null || Repository.IsOwner(token.AppSlug))
           && token.MintedAt.IsPlausible() && token.ExpiresAt.IsPlausible() && token.ExpiresByOurClock.IsPlausible() && token.ExpiresAt > token.MintedAt
           && Uri.TryCreate(token.ApiUrl, UriKind.Absolute, out _) && Uri.TryCreate(token.ServerUrl, UriKind.Absolute, out _)
           && IsUptime(token.ExpiresSinceBootSeconds) && TokenValue.IsWellFormed(token.Value);

    private static bool IsUptime(double seconds) => seconds is >= 0 and < LongestUptimeSeconds;
}
