namespace GitHubEmulator.State;

/// <summary>Who owns repositories. All are organizations: nothing here differs for users.</summary>
internal sealed record Account(long Id, string Login);
