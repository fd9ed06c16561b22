namespace GitHubEmulator;

/// <summary>An app on an account, with what the account's owner may change about it.</summary>
public sealed class Installation
{
    private readonly ServerClock _clock;

    internal Installation(long id, GitHubApp app, Account account, ServerClock clock)
    {
        _clock = clock;
        Id = id;
        App = app;
        Owner = account;
        CreatedAt = clock.Now;
    }

    /// <summary>Set it to play an owner who uninstalled the app and installed it again.</summary>
    public long Id { get; set; }

    public GitHubApp App { get; }

    public string Account => Owner.Login;

    public bool Suspended
    {
        get => SuspendedAt is not null;
        set => SuspendedAt = value ? SuspendedAt ?? _clock.Now : null;
    }

    /// <summary>Tokens keep the permissions they were minted with.</summary>
    public IReadOnlyDictionary<string, string> Permissions { get; set; } = new Dictionary<string, string>
    {
        ["contents"] = "write",
        ["pull_requests"] = "write",
        ["metadata"] = "read",
    };

    /// <summary>Names without the owner; null for all, those still to come too.</summary>
    public IReadOnlyCollection<string>? Repositories { get; set; }

    internal Account Owner { get; }

    internal DateTimeOffset CreatedAt { get; }

    internal DateTimeOffset? SuspendedAt { get; private set; }

    internal bool Reaches(Repository repository) =>
        string.Equals(repository.Owner, Account, StringComparison.OrdinalIgnoreCase)
        && Repositories?.Contains(repository.Name, StringComparer.OrdinalIgnoreCase) is not false;
}
