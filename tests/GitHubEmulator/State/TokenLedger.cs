namespace GitHubEmulator.State;

/// <summary>Every token ever minted, dead ones too.</summary>
internal sealed class TokenLedger(ServerClock clock)
{
    private readonly Lock gate = new();
    private readonly List<IssuedToken> tokens = [];
    private readonly Dictionary<string, IssuedToken> byValue = [];

    public TimeSpan Life { get; set; } = TimeSpan.FromHours(1);

    public TokenFormat Format { get; set; } = TokenFormat.Stateless;

    public FreshTokenRefusals Refusals { get; set; } = FreshTokenRefusals.None;

    public IReadOnlyList<IssuedToken> All
    {
        get
        {
            lock (gate)
            {
                return [.. tokens];
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

        lock (gate)
        {
            tokens.Add(token);
            byValue.Add(value, token);
        }

        return token;
    }

    public IssuedToken? Find(string value)
    {
        lock (gate)
        {
            return byValue.GetValueOrDefault(value);
        }
    }
}
