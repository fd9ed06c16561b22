namespace Sidecars.GitHub;

/// <summary>What GitHub granted, held against what was asked.</summary>
internal sealed class Grant
{
    private readonly AccessToken _minted;
    private readonly List<string>? _askedRepositories;

    public Grant(TokenScope asked, AccessToken minted)
    {
        Asked = asked;
        _minted = minted;
        _askedRepositories = asked.Repositories?.Select(name => $"{asked.Owner}/{name}").ToList();
        var granted = minted.Repositories?.Select(repository => repository?.FullName ?? "").ToList();

        // GitHub lists repositories only when some were asked for, and need not tell permissions at all.
        Repositories = granted ?? _askedRepositories;
        Permissions = minted.Permissions is { } permissions ? new Permissions(permissions) : asked.Permissions;
    }

    public TokenScope Asked { get; }

    public Permissions Permissions { get; }

    /// <summary>Full names; null for all of the installation.</summary>
    public IReadOnlyList<string>? Repositories { get; }

    /// <summary>What goes beyond what was asked, in words; null when nothing does.</summary>
    public string? Wider
    {
        get
        {
            var permissions = Permissions.Beyond(Asked.Permissions);
            var repositories = _askedRepositories is null ? [] : (Repositories ?? []).Except(_askedRepositories, StringComparer.OrdinalIgnoreCase).ToList();
            return permissions.Levels.Count > 0 ? permissions.ToString()
                : _askedRepositories is not null && _minted is { RepositorySelection: not null, Repositories: null } ? $"{_minted.RepositorySelection} repositories of the installation"
                : repositories.Count > 0 ? string.Join(", ", repositories)
                : null;
        }
    }

    /// <summary>What was asked and not granted, in words; null when nothing is missing.</summary>
    public string? Narrower
    {
        get
        {
            var missing = (_askedRepositories ?? []).Except(Repositories ?? [], StringComparer.OrdinalIgnoreCase)
                .Concat(Asked.Permissions.Beyond(Permissions).Levels.Select(entry => $"{entry.Key}: {entry.Value}"))
                .ToList();
            return missing.Count > 0 ? string.Join(", ", missing) : null;
        }
    }

    public override string ToString() => $"{(Repositories is null ? "all repositories" : string.Join(' ', Repositories))} ({Permissions})";
}
