namespace GitHubEmulator.State;

/// <summary>Every token ever minted, dead ones too.</summary>
internal sealed class TokenLedger(ServerClock clock)
{
    private readonly Lock _gate = new();
    private readonly List<IssuedToken> _tokens = [];
    private readonly Dictionary<string, IssuedToken> _byValue = [];

    public TimeSpan Life { get; set; } = TimeSpan.FromHours(1);

    public TokenFormat Format { get; set; } = TokenFormat.Stateless;

    public FreshTokenRefusals Refusals { get; set; } = FreshTokenRefusals.None;

    public IReadOnlyList<IssuedToken> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _tokens];
            }
        }
    }

    public IssuedToken Issue(Installation installation, IReadOnlyList<Repository>? scope, IReadOnlyDictionary<string, string> permissions)
    {
        var now = clock.Now;

        // GitHub says when to the second.
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((now + Life).ToUnixTimeSeconds());
        var value = TokenValue.Invent(Format, installation, now, expiresAt);
        var token = new IssuedToken(value, installation, scope, permissions, now, expiresAt, Refusals);

        lock (_gate)
        {
            _tokens.Add(token);
            _byValue.Add(value, token);
        }

        return token;
    }

    public IssuedToken? Find(string value)
    {
        lock (_gate)
        {
            return _byValue.GetValueOrDefault(value);
        }
    }
}
