namespace GitHubEmulator.Admin;

internal sealed record NewFreshTokenRefusals(
    int Api = 0,
    int Git = 0,
    int ApiStatus = StatusCodes.Status401Unauthorized,
    int GitStatus = StatusCodes.Status404NotFound)
{
    public void ApplyTo(GitHubServer server) => server.RefuseFreshTokens(Api, Git, ApiStatus, GitStatus);
}
