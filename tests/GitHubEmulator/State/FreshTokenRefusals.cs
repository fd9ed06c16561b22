namespace GitHubEmulator.State;

/// <summary>How often a token is refused before it works: real ones take seconds to reach every machine.</summary>
internal sealed record FreshTokenRefusals(int Api, int Git, int ApiStatus, int GitStatus)
{
    public static FreshTokenRefusals None { get; } = new(0, 0, StatusCodes.Status401Unauthorized, StatusCodes.Status404NotFound);
}
