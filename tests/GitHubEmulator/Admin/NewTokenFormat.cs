namespace GitHubEmulator.Admin;

internal sealed record NewTokenFormat(TokenFormat Format);
