using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sidecars.GitHub;
using Sidecars.Linux;
using Sidecars.Retry;

namespace Sidecars.Tokens;

/// <summary>Remembers tokens and the mint limit over restarts, in a directory that no other container mounts. Without one, only while the program runs.</summary>
public sealed class StateDirectory
{
    private const string FileName = "state.json";
    private const int Version = 1;

    /// <summary>A hundred years: what is beyond is damage.</summary>
    private const double LongestUptimeSeconds = 100 * 365 * 86400.0;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string? _path;
    private readonly ILogger _logger;
    private readonly SavedState _state;

    private StateDirectory(string? path, ILogger logger)
    {
        _path = path;
        _logger = logger;
        Prepare();
        var bootId = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        _state = Load(bootId) ?? new SavedState(Version, bootId, []);
    }

    /// <param name="path">The directory; null for none.</param>
    public static StateDirectory Open(string? path, ILogger logger) => new(path, logger);

    /// <summary>The token that was minted for exactly this, if one is remembered.</summary>
    public InstallationToken? FindToken(AppCredentials app, TokenScope asked)
    {
        var saved = Owner(asked.Owner).Token;
        return saved is not null
               && saved.ApiUrl == app.Host.ApiUrl.AbsoluteUri && saved.ServerUrl == app.Host.ServerUrl.AbsoluteUri
               && saved.AppId == app.AppId && saved.ConfiguredInstallationId == app.InstallationId && saved.Asked == asked.ToString()
            ? new InstallationToken(
                new TokenValue(saved.Value), app.Host, saved.AppId, saved.InstallationId, saved.Owner, new Permissions(saved.Permissions),
                saved.Repositories, saved.MintedAt, saved.ExpiresAt, new Moment(TimeSpan.FromSeconds(saved.ExpiresSinceBootSeconds), saved.ExpiresByOurClock))
            : null;
    }

    public void SaveToken(AppCredentials app, TokenScope asked, InstallationToken token)
    {
        var saved = new SavedToken(
            token.Token.Reveal(), app.Host.ApiUrl.AbsoluteUri, app.Host.ServerUrl.AbsoluteUri, app.AppId, app.InstallationId, asked.ToString(),
            token.InstallationId, token.Owner, token.Permissions.Levels.ToDictionary(), token.Repositories,
            token.MintedAt, token.ExpiresAt, token.Expires.SinceBoot.TotalSeconds, token.Expires.Wall ?? token.ExpiresAt);
        Save(asked.Owner, Owner(asked.Owner) with { Token = saved });
    }

    public TimeSpan PaidUntil(string? owner) => TimeSpan.FromSeconds(Owner(owner).PaidUntilSeconds);

    public void SavePaidUntil(string? owner, TimeSpan paidUntil) => Save(owner, Owner(owner) with { PaidUntilSeconds = paidUntil.TotalSeconds });

    private SavedOwner Owner(string? owner) => _state.Owners.GetValueOrDefault(Key(owner)) ?? new SavedOwner(null, 0);

    private static string Key(string? owner) => owner?.ToLowerInvariant() ?? "*";

    private void Save(string? owner, SavedOwner saved)
    {
        _state.Owners[Key(owner)] = saved;
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
    private void Prepare()
    {
        if (_path is null)
        {
            return;
        }

        if (!Libc.IsInMemory(_path))
        {
            _logger.NotInMemory(_path);
        }

        try
        {
            using var directory = DirectoryHandle.Open(_path);
            directory.RemoveTemporaries();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first save says so.
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

            var json = File.ReadAllText(Path.Combine(_path, FileName));
            var state = JsonSerializer.Deserialize(json, SavedStateJson.Default.SavedState);
            return state is { Version: Version, Owners: not null } && state.BootId == bootId && state.Owners.Values.All(IsWhole) ? state : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            _logger.StateUnreadable(_path!);
            return null;
        }
    }

    private static bool IsWhole(SavedOwner? owner)
        => owner is not null && IsUptime(owner.PaidUntilSeconds) && (owner.Token is null || IsWhole(owner.Token));

    private static bool IsWhole(SavedToken token)
        => token is { Owner: not null, Permissions: not null, ApiUrl: not null, ServerUrl: not null, AppId: not null, Asked: not null }
           && IsUptime(token.ExpiresSinceBootSeconds) && TokenValue.IsWellFormed(token.Value);

    private static bool IsUptime(double seconds) => seconds is >= 0 and < LongestUptimeSeconds;
}
